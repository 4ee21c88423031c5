"""How a scene is composed: palettes, land and sky, creatures, and what becomes of reference pictures."""

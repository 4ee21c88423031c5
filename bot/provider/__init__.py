"""The provider's client, and the wires: reply formats as pure functions."""

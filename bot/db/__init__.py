"""Storage: tables, the store that runs operations on them, migrations."""

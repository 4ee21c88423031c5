"""Everything that knows Discord but is no command."""

"""Credits: the ledger, and what things cost."""

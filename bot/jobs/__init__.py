"""Durable jobs: the row is the truth, an engine dispatches what is ready."""

"""The page that shows the sandbox's channel live."""

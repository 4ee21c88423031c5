"""What happens to a prompt's words before a model reads them."""

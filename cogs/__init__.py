"""One command group a file. Every module here that does not begin with an underscore is loaded at start."""

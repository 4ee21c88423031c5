"""Atelier: a self-hosted Discord bot that turns a server into an AI image and video studio."""

__version__ = "0.1.0"

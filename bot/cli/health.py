"""`health`: the container's health check."""

import urllib.request
from urllib.error import URLError

import click

from bot.cli import _environment
from bot.errors import StartupError
from bot.settings import Settings


@click.command()
def health() -> None:
    """Ask the running bot whether it lives; the container's health check."""
    port = _environment.read(Settings).metrics_port
    if not port:
        click.echo("METRICS_PORT is 0: nothing to ask.")
        return
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            click.echo(answer.read().decode())
    except (URLError, OSError) as error:
        raise StartupError(f"The bot does not answer on METRICS_PORT {port}: {error}") from error


COMMAND = health

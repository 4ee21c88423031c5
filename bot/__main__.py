"""The entry point of the command line, which is `bot.cli`."""

import sys

import click

from bot.cli import cli
from bot.errors import StartupError

TRY_DEMO = "Or try `make demo`, which needs no keys."


def main() -> None:
    """The entry point: a StartupError is one sentence and an exit code, never a traceback."""
    try:
        cli()
    except StartupError as error:
        hint = f" {TRY_DEMO}" if sys.argv[1:2] == ["run"] else ""
        click.echo(f"atelier: {error}{hint}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()

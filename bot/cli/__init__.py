"""The command line: every module here that does not begin with an underscore is a command of its name, `COMMAND`."""

import pkgutil
from importlib import import_module

import click

from bot import __version__


class _Commands(click.Group):
    """Imports a command when it is called for: most need no Discord."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """By name."""
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """None when there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        return import_module(f"{__name__}.{cmd_name}").COMMAND


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="atelier")
def cli() -> None:
    """Atelier, the AI image and video studio for Discord servers."""

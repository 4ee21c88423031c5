"""`ledger audit`: whether the books are right."""

import asyncio
import sys
from pathlib import Path

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli import _environment
from bot.credits.audit import audit, extent
from bot.db.store import Store
from bot.errors import StartupError
from bot.settings import Settings


@click.group()
def ledger() -> None:
    """Look after the credits."""


@ledger.command("audit")
def audit_command() -> None:
    """Recompute every balance from the entries and compare; ends with 1 when something is wrong. Changes nothing."""
    settings = _environment.read(Settings)
    path = _ledger_file(settings)

    async def check() -> tuple[list[str], str]:
        async with Store(settings.database) as store:
            return await store.read(audit), await store.read(extent)

    try:
        found, looked_at = asyncio.run(check())
    except SQLAlchemyError as error:
        raise StartupError(
            f"{path} is not this version's database: start the bot once to bring it up to date."
        ) from error
    for line in found:
        click.echo(line)
    click.echo(f"{path}: {looked_at}. {f'{len(found)} discrepancies.' if found else 'The books are right.'}")
    sys.exit(1 if found else 0)


def _ledger_file(settings: Settings) -> str:
    path = make_url(settings.database).database or ""
    if not Path(path).is_file():
        raise StartupError(f"There is no database at {path}: name the right DATA_DIR or DATABASE_URL.")
    return path


COMMAND = ledger

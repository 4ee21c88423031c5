"""`ledger`: whether the books are right, what is in them, and a copy of them."""

import asyncio
import csv
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli import _environment
from bot.credits.audit import audit, extent
from bot.credits.books import books, checks
from bot.db.store import Operation, Store
from bot.db.tables import entry, expense, job
from bot.errors import StartupError
from bot.settings import PlainSettings

R = TypeVar("R")
JOB = ("id", "guild_id", "user_id", "model", "state", "quoted", "hold", "cost", "usd", "created_at", "finished_at")
EXPORTS: dict[str, Sequence["sa.ColumnElement[Any]"]] = {
    "entries": list(entry.c),
    "jobs": [job.c[name] for name in JOB],
    "expenses": list(expense.c),
}
"""What `export` writes; prompts are nobody's business but their member's."""


@click.group()
def ledger() -> None:
    """Look after the credits."""


@ledger.command("audit")
def audit_command() -> None:
    """Recompute every balance from the entries and compare; ends with 1 when something is wrong. Changes nothing."""
    settings = _environment.read(PlainSettings)
    path = _ledger_file(settings)
    found, looked_at = _read(settings, lambda conn: (audit(conn), extent(conn)))
    for line in found:
        click.echo(line)
    click.echo(f"{path}: {looked_at}. {f'{len(found)} discrepancies.' if found else 'The books are right.'}")
    sys.exit(1 if found else 0)


@ledger.command("export")
@click.argument("what", type=click.Choice(sorted(EXPORTS)), default="entries")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Default: print.")
def export_command(what: str, output: Any) -> None:
    """Write entries, jobs or expenses as CSV: ids as numbers, times in milliseconds since 1970, amounts in credits."""
    columns = EXPORTS[what]
    rows = _read(_environment.read(PlainSettings), lambda conn: conn.execute(sa.select(*columns)).all())
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(column.name for column in columns)  # pyright: ignore[reportAttributeAccessIssue]
    writer.writerows(tuple(row) for row in rows)


@ledger.command("books")
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True)
def books_command(days: int) -> None:
    """What the gateway billed by its price lists, beside what members were charged; and the gateway's balance."""
    since = datetime.now(UTC) - timedelta(days=days)
    sums, compared = _read(
        _environment.read(PlainSettings),
        lambda conn: (books(conn, since.date().isoformat()), checks(conn, int(since.timestamp() * 1000))),
    )
    heads = ("day", "server", "model", "jobs", "billed US$", "of it wasted", "charged credits")
    _table(
        heads,
        (
            (line.day, line.guild_id, line.model, line.count, f"{line.billed:.4f}", f"{line.wasted:.4f}", line.charged)
            for line in sums
        ),
    )
    billed, charged = sum(line.billed for line in sums), sum(line.charged for line in sums)
    click.echo(f"{days} days: US${billed:.4f} billed, {charged} credits charged.")
    for check in compared:
        until = datetime.fromtimestamp(check.until / 1000, UTC)
        click.echo(f"until {until:%Y-%m-%d %H:%M} UTC: US${check.billed:.4f} in the books, US${check.gone:.4f} gone.")


@ledger.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(target: Path) -> None:
    """Copy the database while the bot runs, then open and audit the copy. Files of results are not part of it."""
    source = Path(_ledger_file(_environment.read(PlainSettings)))
    if target.exists():
        raise StartupError(f"{target} is there already: name a file that is not.")
    unverified = target.with_name(f"{target.name}.unverified")
    try:
        with closing(sqlite3.connect(source)) as running, closing(sqlite3.connect(unverified)) as copy:
            running.backup(copy, pages=256, sleep=0.01)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole in itself
        found = _verified(unverified)
    except (sqlite3.Error, OSError, SQLAlchemyError) as error:
        unverified.unlink(missing_ok=True)
        raise StartupError(f"{source} cannot be copied to {target}: {error}.") from error
    for line in found:
        click.echo(line)
    if found:
        click.echo(f"{unverified}: a true copy of books that are not right. {len(found)} discrepancies.")
        sys.exit(1)
    unverified.rename(target)
    click.echo(f"{target}: copied, opened and audited. The books are right.")


def _verified(copy: Path) -> list[str]:
    engine = sa.create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as conn:
            whole = conn.exec_driver_sql("PRAGMA integrity_check").scalar()
            return audit(conn) if whole == "ok" else [f"the copy is damaged: {whole}"]
    finally:
        engine.dispose()


def _read(settings: PlainSettings, op: "Operation[[], R]") -> R:
    path = _ledger_file(settings)

    async def reading() -> R:
        async with Store(settings.database) as store:
            return await store.read(op)

    try:
        return asyncio.run(reading())
    except SQLAlchemyError as error:
        raise StartupError(
            f"{path} is not this version's database: start the bot once to bring it up to date."
        ) from error


def _table(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    rows = [heads, *[[str(cell) for cell in line] for line in lines]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _ledger_file(settings: PlainSettings) -> str:
    path = make_url(settings.database).database or ""
    if not Path(path).is_file():
        raise StartupError(f"There is no database at {path}: name the right DATA_DIR or DATABASE_URL.")
    return path


COMMAND = ledger

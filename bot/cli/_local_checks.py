"""What `doctor` looks at on this machine."""

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.cli._finding import Finding
from bot.credits.audit import audit, extent
from bot.db.migrations import pending
from bot.db.store import Store
from bot.errors import StartupError
from bot.settings import PlainSettings

GIB = 2**30
LITTLE = GIB  # bytes free, for a few hundred pictures
HARDLY = GIB // 20


def disk(settings: PlainSettings) -> Finding:
    """Whether DATA_DIR can be written to, and for how long."""
    place = _existing(settings.data_dir.absolute())
    try:
        free = shutil.disk_usage(place).free
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        remedy = "let DATA_DIR name a folder this user may write to"
        return Finding("disk", "bad", f"{place} cannot be written to ({error.strerror})", remedy)
    said = f"{free / GIB:.1f} GiB free at {place}"
    if free < LITTLE:
        return Finding("disk", "bad" if free < HARDLY else "odd", said, "make room, or move DATA_DIR")
    return Finding("disk", "good", said)


async def database(settings: PlainSettings) -> Finding:
    """Whether it opens, belongs to this version, and its books are right."""
    try:
        path = _file(settings)
        if not path.is_file():
            return Finding("database", "good", f"none yet, the first start makes {path}")
        async with Store(settings.database) as store:
            return await _books(store, str(path))
    except StartupError as error:
        return Finding("database", "bad", str(error))
    except ArgumentError:
        return Finding("database", "bad", "DATABASE_URL is no address", "make it like sqlite:///path/to/file.db")
    except (SQLAlchemyError, sqlite3.Error) as error:
        remedy = "let DATABASE_URL name Atelier's own file, or restore a copy"
        return Finding("database", "bad", f"cannot be read ({type(error).__name__})", remedy)


async def _books(store: Store, path: str) -> Finding:
    left = await store.read(pending)
    if left is None:
        remedy = "run the newer Atelier it belongs to, or restore a copy"
        return Finding("database", "bad", f"{path} belongs to another version", remedy)
    if left:
        return Finding("database", "odd", f"{left} migrations are pending", "the next start runs them")
    found, looked_at = await store.read(audit), await store.read(extent)
    if found:
        return Finding("database", "bad", f"{len(found)} discrepancies in {looked_at}", "see `ledger audit`")
    return Finding("database", "good", f"current, and the books are right: {looked_at}")


def _file(settings: PlainSettings) -> Path:
    """Raises StartupError for what is no place for a file."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StartupError("DATABASE_URL is no SQLite file: make it like sqlite:///path/to/file.db.")
    path = Path(url.database)
    if not path.is_file() and not os.access(_existing(path.absolute().parent), os.W_OK):
        raise StartupError(f"{path} cannot be made there: let DATA_DIR name a folder this user may write to.")
    return path


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above that is there."""
    return path if path.exists() or path == path.parent else _existing(path.parent)

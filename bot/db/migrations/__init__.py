"""Alembic's revisions, run at start through the store."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from bot.errors import StartupError


def upgrade(conn: sa.Connection) -> None:
    """Bring the database to the newest revision; a no-op when it is there already."""
    config = _config()
    config.attributes["connection"] = conn
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StartupError(
            f"The database belongs to another version of Atelier ({error}): run the newer one."
        ) from error


def pending(conn: sa.Connection) -> int | None:
    """How many revisions `upgrade` would run; None for a database that belongs to another version."""
    here = MigrationContext.configure(conn).get_current_revision()
    try:
        return len(list(ScriptDirectory.from_config(_config()).iterate_revisions("head", here or "base")))
    except CommandError:
        return None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config

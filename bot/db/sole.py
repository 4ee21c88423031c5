"""One process for one DATA_DIR: a second one would take the jobs that the first is working on for lost."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StartupError


@contextmanager
def sole_user(folder: Path) -> Generator[None]:
    """Hold the folder's lock; the system lets go of it when the process ends, however it ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("w")
    except OSError as error:
        raise StartupError(f"DATA_DIR {folder} cannot be written to ({error.strerror}): name another.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartupError(f"Another Atelier runs on DATA_DIR {folder}: stop it first, or name another.") from error
        yield

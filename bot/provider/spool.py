"""Long base64 out of an answer's text and onto the disk while it arrives, so that no large file is ever in memory.

An answer may carry tens of megabytes of base64 in its JSON. `Diverter` passes the text on and keeps aside every run of
base64 characters longer than any word: it is decoded piece by piece into a file of the `Spool`, and a short word is
left in its place. What parses the JSON afterwards sees that word and hands it back to `Spool.take`.
"""

import binascii
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

SHORTEST = 8192
"""Characters a run must have to be worth a file."""
_LETTERS = rb"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"
_RUN = re.compile(rb"(?:[A-Za-z0-9+/=_\-]++|\\[/nr])+")  # some write "\/" for a slash, and break lines with "\n"
_ESCAPE = re.compile(rb"\\(.)")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


class Spool:
    """The long pieces of one job's answers, each a file in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._token = secrets.token_hex(8)  # nobody can write a word that stands for a file
        self._word = re.compile(rf"spooled-{self._token}-(\d+)")
        self._count = 0

    def new(self) -> tuple[str, Path]:
        """A word, and the file it will stand for."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._count += 1
        return f"spooled-{self._token}-{self._count}", self._folder / f"{self._count}"

    def take(self, text: str) -> Path | None:
        """The file that a word in `text` stands for; None when there is none."""
        found = self._word.search(text)
        path = self._folder / found[1] if found else None
        return path if path and path.exists() else None

    def clear(self) -> None:
        """Remove what nobody took, and the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


class Diverter:
    """`feed` any split of one answer, then `end`; what they return is the answer without its long runs. Writes files:
    large chunks belong into a thread."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._held = b""  # the end of what came, as long as it may be the beginning of a long run
        self._run: _Run | None = None

    def feed(self, chunk: bytes) -> bytes:
        """What can be passed on."""
        passed: list[bytes] = []
        text = self._held + chunk
        self._held = b""
        while text:
            if self._run:
                rest = self._run.write(text)
                if rest in {b"", b"\\"}:  # half an escape: what follows decides whether it ends the run
                    self._held = rest
                    break
                self._run.close()
                self._run, text = None, rest
            start = _long_run(text)
            if start is None:
                # A run that touches the end is shorter than SHORTEST, or it would have been found.
                at = max(len(text.rstrip(_LETTERS + b"\\")), len(text) - SHORTEST - 1)
                passed.append(text[:at])
                self._held = text[at:]
                break
            word, path = self._spool.new()
            passed += [text[:start], word.encode()]
            self._run, text = _Run(path), text[start:]
        return b"".join(passed)

    def end(self) -> bytes:
        """The last of it."""
        if self._run:
            self._run.close()
            self._run = None
        held, self._held = self._held, b""
        return held


def _long_run(text: bytes) -> int | None:
    """Where the first one begins."""
    if len(text) < SHORTEST:
        return None
    return next((run.start() for run in _RUN.finditer(text) if run.end() - run.start() >= SHORTEST), None)


class _Run:
    """One run on its way to its file."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self._left = b""  # characters that do not yet make a whole group of four

    def write(self, text: bytes) -> bytes:
        """Takes what belongs to the run; returns what follows it, empty while it may go on."""
        found = _RUN.match(text)
        end = found.end() if found else 0
        mine = text[:end]
        if b"\\" in mine:
            mine = _ESCAPE.sub(lambda escape: b"/" if escape[1] == b"/" else b"", mine)
        piece = self._left + mine.translate(_URL_SAFE)
        whole = len(piece) // 4 * 4
        self._write(piece[:whole])
        self._left = piece[whole:]
        return text[end:]

    def close(self) -> None:
        if len(self._left) > 1:  # padding is often left out
            self._write(self._left + b"=" * (4 - len(self._left)))
        self._file.close()

    def _write(self, groups: bytes) -> None:
        """What is no base64 is left out: what it makes of the file is seen when the file is looked at."""
        with suppress(binascii.Error):
            self._file.write(binascii.a2b_base64(groups))

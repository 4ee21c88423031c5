"""Logging: one line an event, text or JSON, with every secret replaced before it is written."""

import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

SCRUBBED = "[secret]"
_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}


def scrub(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of the secrets. Whole secrets and the six-character tails the gateway likes to quote."""
    for secret in secrets:
        if len(secret) >= 8:
            text = text.replace(secret, SCRUBBED).replace(f"({secret[-6:]})", f"({SCRUBBED})")
    return text


class _Formatter(logging.Formatter):
    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return scrub(self._line(record), self._secrets)

    def _line(self, record: logging.LogRecord) -> str:
        raise NotImplementedError

    @staticmethod
    def _fields(record: logging.LogRecord) -> dict[str, Any]:
        """What was given as `extra=`: job, member, server, model."""
        return {name: value for name, value in record.__dict__.items() if name not in _PLAIN}


class TextFormatter(_Formatter):
    """`12:03:55 INFO    bot.studio: made job=01J... model=gpt-image-2`"""

    def _line(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        fields = "".join(f" {name}={value}" for name, value in self._fields(record).items())
        line = f"{time} {record.levelname:7} {record.name}: {record.getMessage()}{fields}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(_Formatter):
    """One JSON object a line."""

    def _line(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **self._fields(record),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return orjson.dumps(entry, default=str).decode()


def setup(form: Literal["text", "json"], level: str, secrets: tuple[str, ...]) -> None:
    """Send everything to standard error, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(secrets) if form == "json" else TextFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("discord").setLevel(max(root.level, logging.WARNING))
    logging.getLogger("alembic").setLevel(max(root.level, logging.WARNING))

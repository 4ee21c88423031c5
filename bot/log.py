"""Logging: one line an event, text or JSON, with every secret replaced before it is written.

Lines of libraries are written from WARNING on: below that they show what members wrote and Discord's tokens.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal, cast
from urllib.parse import quote

import orjson

SCRUBBED = "[secret]"
WITHHELD = "[prompt]"
OWN = frozenset({"bot", "cogs"})
_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}
_WORD = r"[^\s&#?\"'<>()\[\],;\\]+"  # in an address
_SEGMENT = r"[^\s/&#?\"'<>()\[\],;\\]+"
_TOKENS = (
    re.compile(rf"(/(?:webhooks|interactions)/\d+/){_SEGMENT}"),
    re.compile(
        rf"([?&](?:key|api_?key|token|access_token|sig|signature|hm|X-Amz-[\w-]+)=){_WORD}",
        re.IGNORECASE,
    ),
    re.compile(r"\b((?:Bearer|Bot|Basic)\s+)[\w.~+/=-]{16,}"),
    re.compile(r"""(["']token["']\s*:\s*["'])[^"'\\]+"""),
    re.compile(r"(input_value=).*?(?=, input_type=)", re.DOTALL),  # pydantic quotes what it refuses
)
_withheld: ContextVar[tuple[str, ...]] = ContextVar("withheld", default=())


def scrub(text: str, secrets: Iterable[str]) -> str:
    """`text` without any of the secrets, however they are spelled, and without tokens that only their place tells:
    whole secrets, the six-character tails the gateway likes to quote, tokens of interactions and webhooks, keys in
    addresses and headers."""
    for secret in secrets:
        if len(secret) >= 8:
            for form in {secret, quote(secret, safe=""), repr(secret)[1:-1], json.dumps(secret)[1:-1]}:
                text = text.replace(form, SCRUBBED)
            text = text.replace(f"({secret[-6:]})", f"({SCRUBBED})")
    for token in _TOKENS:
        text = token.sub(rf"\1{SCRUBBED}", text)
    return text


def withhold(words: Iterable[str]) -> None:
    """From now on, what this task and those it starts log does not quote these words either: what a member asked for.

    Only values and tracebacks are looked through, not a line's own words nor what is given as `extra=`. Words of less
    than four bytes stand for nothing.
    """
    found = {*_withheld.get(), *(form for word in words for form in (word, repr(word)[1:-1], json.dumps(word)[1:-1]))}
    _withheld.set(tuple(sorted((form for form in found if len(form.encode()) >= 4), key=len, reverse=True)))


def _discreet(text: str) -> str:
    for word in _withheld.get():
        text = text.replace(word, WITHHELD)
    return text


class _Formatter(logging.Formatter):
    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def _message(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        return scrub(_discreet(message) if record.args else message, self._secrets)

    def _trace(self, record: logging.LogRecord) -> str:
        """How it came about; empty for most lines."""
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return scrub(_discreet("\n".join(filter(None, (trace, record.stack_info)))), self._secrets)

    def _fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """What was given as `extra=`: job, member, server, model."""
        return {name: self._clean(value) for name, value in record.__dict__.items() if name not in _PLAIN}

    def _clean(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            items = cast("Mapping[Any, Any]", value).items()
            return {str(self._clean(name)): self._clean(inner) for name, inner in items}
        if isinstance(value, list | tuple):
            return [self._clean(inner) for inner in cast("Iterable[Any]", value)]
        return scrub(str(value), self._secrets)


class TextFormatter(_Formatter):
    """`12:03:55 INFO    bot.diary: made job=01J... model=gpt-image-2`. Only a traceback takes lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        time = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        fields = "".join(f" {name}={value}" for name, value in self._fields(record).items())
        line = f"{time} {record.levelname:7} {record.name}: {self._message(record)}{fields}"
        line = line.replace("\r", "\\r").replace("\n", "\\n")
        trace = self._trace(record)
        return f"{line}\n{trace}" if trace else line


class JsonFormatter(_Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
            **self._fields(record),
        }
        if trace := self._trace(record):
            entry["error"] = trace
        return orjson.dumps(entry).decode()


class _Handler(logging.StreamHandler[Any]):
    """A line that cannot be written is named and not quoted, as logging would do: nobody has scrubbed it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        error = sys.exc_info()[0]
        sys.stderr.write(
            f"a log line at {record.pathname}:{record.lineno} broke: {error.__name__ if error else 'unknown'}\n"
        )


def _wanted(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN or record.levelno >= logging.WARNING


def setup(form: Literal["text", "json"], level: str, secrets: tuple[str, ...]) -> None:
    """Send everything to standard error, once."""
    handler = _Handler(sys.stderr)
    handler.setFormatter(JsonFormatter(secrets) if form == "json" else TextFormatter(secrets))
    handler.addFilter(_wanted)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)

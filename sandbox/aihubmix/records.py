"""What the gateway remembers: every request it received and every charge it made."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Charge:
    request_id: str
    model: str
    usd: Decimal
    n: int
    path: str


@dataclass(frozen=True)
class Upload:
    """One file of a multipart form."""

    name: str
    filename: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case; of repeated headers the last."""
    json: Any
    """The decoded JSON body, or None."""
    fields: dict[str, str]
    files: tuple[Upload, ...]
    query: dict[str, str]
    at: float
    """Seconds on the event loop's clock."""

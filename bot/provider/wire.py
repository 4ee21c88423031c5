"""The contract between the client, which does all HTTP and knows no model, and the wires, which do no I/O.

    wire.call(spec, request, references)  ->  Call           what to send
    wire.reader(spec, request)            ->  Reader         one for each call
    reader.read(body) | reader.feed(event) ... | reader.end()  ->  events, the same few for every model

A wire is a module of `bot.provider.wires` with a `WIRE`; adding one edits no list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.catalog.spec import ModelSpec, Usage
from bot.media.requests import GenerationRequest

Stage = Literal["queued", "generating", "finishing"]


@dataclass(frozen=True, slots=True)
class File:
    """A picture to send: bytes with a name and a type the gateway accepts (it refuses octet-stream)."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body."""

    name: str
    value: str | File


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request to the gateway; `path` begins with a slash, the client knows host and key."""

    path: str
    json: dict[str, Any] | None = None
    parts: tuple[Part, ...] = ()
    method: Literal["GET", "POST"] = "POST"
    auth: Literal["bearer", "x-goog-api-key", "api-key"] = "bearer"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a file can be fetched."""

    url: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A file in base64, as it came. Decode it off the event loop."""

    base64: str


Source = Link | Inline


@dataclass(frozen=True, slots=True)
class Queued:
    """The gateway has it, nobody works on it yet."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` is 0 to 100 where the wire tells."""

    stage: Stage
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """An unfinished picture; never a result."""

    source: Source


@dataclass(frozen=True, slots=True)
class Asset:
    """A finished file."""

    source: Source


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event."""


Event = Queued | Progress | Preview | Asset | Usage | Finished


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """`event` is empty where the stream names none."""

    event: str
    data: bytes


class Reader(Protocol):
    """Turns one answer into events. Raises ProviderErrors; keeps state, so one for each call."""

    def read(self, body: Any) -> Iterable[Event]:
        """A whole JSON answer, ending in Finished."""
        ...

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """The next event of a streamed answer."""
        ...

    def end(self, *, cut: bool) -> Iterable[Event]:
        """The stream is over: by its own end, or `cut` off before it. Ends in Finished or raises."""
        ...


class Wire(Protocol):
    """One request and reply format."""

    def call(self, spec: ModelSpec, request: GenerationRequest, references: Sequence[File]) -> Call:
        """The request to send."""
        ...

    def lean(self, spec: ModelSpec, call: Call) -> Call | None:
        """The same without the optional fields the gateway may not know; None when there is nothing to leave out."""
        ...

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """A fresh reader for the answer to that request."""
        ...

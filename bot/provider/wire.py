"""The contract between the client, which does all HTTP and knows no model, and the wires, which do no I/O.

    wire.call(spec, request, given)       ->  Call           what to send
    wire.instead(spec, call, error)       ->  Call | None    what to send when that was refused without being executed
    wire.reader(spec, request)            ->  Reader         one for each call, and one for each look at a task
    reader.read(body) | reader.feed(event) ... | reader.end()  ->  events, the same few for every model

An answer is complete with Finished. One that ends without it has told of a task (Pending), which is looked up until
a look brings Finished. A wire is a module of `bot.provider.wires` with a `WIRE`; adding one edits no list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.catalog.spec import ModelSpec, Usage
from bot.errors import ProviderError
from bot.media.requests import GenerationRequest

Stage = Literal["queued", "generating", "finishing"]
Auth = Literal["bearer", "x-goog-api-key", "api-key"]


@dataclass(frozen=True, slots=True)
class File:
    """A picture to send: bytes with a name and a type the gateway accepts (it refuses octet-stream)."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Given:
    """The files of a request, read from disk."""

    references: tuple[File, ...] = ()
    first_frame: File | None = None
    last_frame: File | None = None
    mask: File | None = None
    turns: tuple[tuple[tuple[File, ...], tuple[File, ...]], ...] = ()
    """For each earlier turn the pictures given, and the pictures made."""


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
    auth: Auth = "bearer"
    host: Literal["", "tasks"] = ""
    """`tasks`: the host the gateway names for looking tasks up, when that is another."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a file can be fetched."""

    url: str
    """Absolute, or a path of the gateway's when it begins with a slash."""
    auth: Auth | None = None
    """How to show our key there; such a file is fetched from the gateway and from nowhere else."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A file in base64, as it came: plain or as a data URL. Pass it on whole: long ones are on disk already, and this
    is then a short word that stands for them."""

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
class Text:
    """What the model says beside its pictures, for the member."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer as it came, for a model that wants it back in the next turn."""

    raw: str


@dataclass(frozen=True, slots=True)
class Pending:
    """The work goes on at the gateway. Plain data: it is stored with the job, so that a restarted bot looks on.

    Emitted as soon as the task is known, even in the middle of a stream: should that break off, this is where to look.
    """

    task_id: str
    poll: Call | Link
    """A GET of the gateway, or a public page that needs no key."""
    every: float = 5.0
    """Seconds between two looks."""
    missing_for: float = 0.0
    """Seconds after the first look in which "no such task" only means that it is not there yet."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A finished file."""

    source: Source


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event."""


Event = Queued | Progress | Preview | Text | Answer | Pending | Asset | Usage | Finished


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """`event` is empty where the stream names none."""

    event: str
    data: bytes


class Reader(Protocol):
    """Turns one answer into events. Raises ProviderErrors; keeps state, so one for each call and each look."""

    def read(self, body: Any) -> Iterable[Event]:
        """A whole JSON answer. Without Finished in the end, the task it tells of is looked up (again).

        `{"bytes": <base64>, "mime": ...}` is what a body that is a file itself comes as.
        """
        ...

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """The next event of a streamed answer."""
        ...

    def end(self, *, cut: bool) -> Iterable[Event]:
        """The stream is over: by its own end, or `cut` off before it. Ends in Finished, or raises, or leaves the rest
        to the task it has told of."""
        ...


class Wire(Protocol):
    """One request and reply format."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """The request to send. It may be large: it is made in a thread."""
        ...

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """What to send after the gateway has refused `call` without executing it; None when there is nothing else.

        Asked for InvalidRequest and WrongWire only. What it returns must be another call, or this goes on for ever.
        Raises WrongWire where only the model's next wire can help.
        """
        ...

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """A fresh reader for the answer to that request, or for one look at its task."""
        ...


class Recovering(Protocol):
    """A wire whose tasks can be found again when the answer that named them never came."""

    def recent(self, spec: ModelSpec) -> Call:
        """Asks for the newest tasks."""
        ...

    def found(self, spec: ModelSpec, body: Any) -> Mapping[str, tuple[float, Pending]]:
        """Task id -> when it began (seconds since 1970), and how to look it up; of this model only."""
        ...

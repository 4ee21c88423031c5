"""What the gateway can be told to do instead of answering well.

Everything here is plain data; the wires decide how a behaviour shows. Several can be combined for one
request by giving `will` or `always` a tuple: `(Dialect("japanese"), Fewer(1))`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from sandbox.aihubmix.records import Json


class Behaviour:
    """Base of everything that `will` and `always` take."""


Language = Literal["en", "zh", "ja", "ko", "pt"]
DialectName = Literal["english", "seed", "chinese", "chinese-2026", "japanese", "korean", "portuguese"]
PercentStyle = Literal["dots", "signs", "stars"]
Stage = Literal["queue", "progress", "preview", "result"]
ShapeName = Literal[
    "url", "urls", "strings", "b64_json", "bytes", "nested_bytes", "openai", "openai_url", "raw", "polling"
]
TaskForm = Literal["bfl", "urls", "bytes", "nested_bytes", "state", "task_status", "result_status"]


@dataclass(frozen=True)
class Refuse(Behaviour):
    """Moderation says no, before generating (`input`) or when the picture is there (`output`).

    The language is that of the whole transcript, unless a `Dialect` stands beside it.
    """

    stage: Literal["input", "output"] = "input"
    language: Language = "en"
    form: Literal["terminal", "message", "action", "fenced"] = "terminal"
    """`terminal` is today's transcript; the others are what older back ends print."""


@dataclass(frozen=True)
class Prose(Behaviour):
    """An answer in words, without a picture."""

    text: str = "I can't make that picture. Could you describe the scene in another way?"


@dataclass(frozen=True)
class Fewer(Behaviour):
    """Only `n` pictures come back; nothing says that any are missing."""

    n: int = 1


@dataclass(frozen=True)
class Status(Behaviour):
    """An HTTP answer before any generation; `statuses` has one ready for each documented case.

    In the body, `{tid}` becomes the request id and `{model}` the model asked for.
    """

    code: int
    body: Json | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    charged: bool = False
    """True where the request may have run upstream although its answer was lost."""


@dataclass(frozen=True)
class CutStream(Behaviour):
    """The connection drops in mid answer; an answer that is not a stream is cut in the middle."""

    after: Stage = "progress"


@dataclass(frozen=True)
class Stall(Behaviour):
    """No byte more until `let_go`, or until `seconds` have passed."""

    after: Literal["start"] | Stage = "start"
    seconds: float | None = None


@dataclass(frozen=True)
class PollTrouble(Behaviour):
    """Looking up a task goes wrong `times` times, once it has been looked up `after` times; then it is normal again."""

    code: int = 502
    body: Json | str = ""
    times: int = 1
    after: int = 1


@dataclass(frozen=True)
class DropConnection(Behaviour):
    """The connection closes before any answer. On the lanes that keep tasks, a charged one leaves its task behind."""

    charged: bool = True


@dataclass(frozen=True)
class LoseAnswer(Behaviour):
    """The request is executed in full, but its answer never arrives."""


@dataclass(frozen=True)
class Gone(Behaviour):
    """The model is no longer known at all: 410."""


@dataclass(frozen=True)
class TaskFailure(Behaviour):
    """The task is accepted and fails: HTTP 200 and an error inside."""

    code: str = "internal_error"
    message: str = "The upstream service failed to generate the result."


@dataclass(frozen=True)
class PlainError(Behaviour):
    """`/v1/videos` says why a task failed in a string, not in an object."""


@dataclass(frozen=True)
class RunningWord(Behaviour):
    """What `/v1/videos` calls a running task; some models have a word of their own."""

    word: str = "processing"


@dataclass(frozen=True)
class Retries(Behaviour):
    """`veo-3` begins anew `n` times, and says so."""

    n: int = 1


@dataclass(frozen=True)
class FinishAs(Behaviour):
    """Gemini ends its answer for this reason, without a picture: `IMAGE_SAFETY`, `NO_IMAGE`, `RECITATION`."""

    reason: str


@dataclass(frozen=True)
class Spelling(Behaviour):
    """How Gemini's pictures are spelt over chat completions; `bare` is `camel` with `png` for a media type."""

    name: Literal["snake", "camel", "bare"] = "snake"


@dataclass(frozen=True)
class PicturesIn(Behaviour):
    """Where Gemini's pictures stand over chat completions, if not in `multi_mod_content`.

    `images` is a list beside the content, `parts` makes the content a list, `markdown` is a data: URL in its text.
    """

    place: Literal["images", "parts", "markdown"] = "images"


@dataclass(frozen=True)
class VeoShape(Behaviour):
    """How a finished Veo operation holds its videos: in base64, or as addresses of three kinds."""

    name: Literal["vertex", "gemini", "uri", "gcs"] = "vertex"


@dataclass(frozen=True)
class SampleCountOnly(Behaviour):
    """Veo does not heed `numberOfVideos`, as Vertex presumably does not: its own default counts."""


@dataclass(frozen=True)
class Padded(Behaviour):
    """The file in base64 is that much larger, by what players and viewers skip."""

    megabytes: int = 32


@dataclass(frozen=True)
class Grainy(Behaviour):
    """Finished pictures in base64 are noise of so many pixels a side: no encoder makes much less of them."""

    side: int = 2048


@dataclass(frozen=True)
class JsonInsteadOfStream(Behaviour):
    """A stream was asked for, one JSON body comes."""


@dataclass(frozen=True)
class AsLinks(Behaviour):
    """The images endpoints answer with `url` instead of `b64_json`."""


class LinkBehaviour(Behaviour):
    """Concerns the files that links lead to; makes the images endpoints answer with links."""


@dataclass(frozen=True)
class WrongBytes(Behaviour):
    """The file is not the picture it should be, behind a link as well as in base64.

    `wrong_mime` labels a good PNG as plain text; `disguised` is a JPEG that is called PNG.
    """

    kind: Literal["html", "truncated", "bomb", "wrong_mime", "disguised", "empty"] = "html"


@dataclass(frozen=True)
class ExpiredLink(LinkBehaviour):
    status: int = 403


@dataclass(frozen=True)
class RedirectLink(LinkBehaviour):
    to: str


@dataclass(frozen=True)
class SlowLink(LinkBehaviour):
    """The file arrives in pieces, spread over `seconds`."""

    seconds: float = 1.0
    pieces: int = 20


@dataclass(frozen=True)
class AnswerShape(Behaviour):
    """A prediction answers in this shape, whatever its family is known for.

    `polling` makes it a task; `strings` are bare links; `raw` is the picture itself, without any JSON.
    """

    name: ShapeName


@dataclass(frozen=True)
class TaskDialect(Behaviour):
    """How `/v1/tasks` tells of a task: `bfl` is the maker's own form, the others are what clients are ready for."""

    name: TaskForm = "bfl"


@dataclass(frozen=True)
class LateTask(Behaviour):
    """A new task is not found the first times that somebody asks for it."""

    looks: int = 1
    status: int = 404


@dataclass(frozen=True)
class FailTask(Behaviour):
    """The task ends in an error that is nobody's fault."""

    text: str = "The generation failed."


@dataclass(frozen=True)
class IncorrectModelStatus(Behaviour):
    """The status of "Incorrect model ID" on predictions: 503 is documented, 400 was seen."""

    code: Literal[503, 400] = 400


@dataclass(frozen=True)
class Dialect(Behaviour):
    """Which mirror writes the transcript, and its habits."""

    name: DialectName = "english"
    percent: PercentStyle = "dots"
    """`7....13`, `7%..13%` or `**7%** **13%**`."""
    alt: Literal["gen", "image", "empty", "words"] = "gen"
    crlf: bool = False
    bare_head: bool = False


@dataclass(frozen=True)
class ChunkAs(Behaviour):
    """How a transcript is split. `bytes` and `random` also split the HTTP body inside characters and links."""

    how: Literal["small", "bytes", "lines", "random"] = "small"
    seed: int = 0


Orders = Behaviour | tuple[Behaviour, ...]
B = TypeVar("B", bound=Behaviour)


class Conduct:
    """The behaviours that apply to one request."""

    def __init__(self, *orders: Orders) -> None:
        self._behaviours = tuple(
            behaviour for order in orders for behaviour in (order if isinstance(order, tuple) else (order,))
        )

    def get(self, kind: type[B]) -> B | None:
        return next((behaviour for behaviour in self._behaviours if isinstance(behaviour, kind)), None)

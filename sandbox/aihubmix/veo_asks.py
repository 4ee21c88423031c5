"""The body of Veo's `:predictLongRunning`."""

from collections.abc import Collection
from dataclasses import dataclass

from sandbox.aihubmix.errors import google_error
from sandbox.aihubmix.film import Film
from sandbox.aihubmix.google_fields import Fields, english
from sandbox.aihubmix.imagen_asks import check_person_generation
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.records import Json

_BODY = frozenset(["instances", "parameters"])
_IMAGE = frozenset(["bytesBase64Encoded", "mimeType"])
_INSTANCE = frozenset(["prompt", "image"])
_PARAMETERS = frozenset(
    [
        "sampleCount",
        "numberOfVideos",
        "durationSeconds",
        "aspectRatio",
        "personGeneration",
        "negativePrompt",
        "enhancePrompt",
    ]
)
_MIMES = ("image/png", "image/jpeg")
_LINES = {"720p": 720, "1080p": 1080}


@dataclass(frozen=True)
class VeoTraits:
    """What one model takes."""

    seconds: Collection[int] = (8,)
    ratios: tuple[str, ...] = ("16:9", "9:16")
    default_count: int = 1
    last_frame: bool = False
    resolutions: tuple[str, ...] = ()
    """Those that it lets a request choose from; without any, all is 720p."""


@dataclass(frozen=True)
class VeoAsk:
    prompt: str
    n: int
    seconds: int
    size: tuple[int, int]
    first_frame: bytes | None
    last_frame: bytes | None

    @property
    def work(self) -> Work:
        return Work(self.n, size=self.size, seconds=self.seconds)

    def film(self, index: int, padding: int) -> Film:
        return Film(
            self.prompt,
            index,
            *self.size,
            seconds=self.seconds,
            first_frame=self.first_frame,
            last_frame=self.last_frame,
            padding=padding,
        )


def read_veo(body: Json, traits: VeoTraits, *, sample_count_only: bool) -> VeoAsk:
    fields = Fields(body, _BODY)
    instances = fields.rows("instances", _INSTANCE | {"lastFrame"} if traits.last_frame else _INSTANCE)
    if len(instances) != 1:
        raise google_error(f"Invalid value at 'instances': expected one instance, not {len(instances)}")
    instance = instances[0]
    known = _PARAMETERS | {"resolution"} if traits.resolutions else _PARAMETERS
    parameters = fields.inner("parameters", known)
    check_person_generation(parameters)
    parameters.flag("enhancePrompt")
    if parameters.text("negativePrompt"):
        english(parameters.text("negativePrompt"))
    return VeoAsk(
        english(instance.text("prompt")),
        _count(parameters, traits, sample_count_only=sample_count_only),
        parameters.whole("durationSeconds", traits.seconds, 8),
        _size(parameters, traits),
        _frame(instance, "image"),
        _last_frame(instance),
    )


def _count(parameters: Fields, traits: VeoTraits, *, sample_count_only: bool) -> int:
    named = parameters.whole("numberOfVideos", range(1, 3), traits.default_count)
    return parameters.whole("sampleCount", range(1, 3), traits.default_count if sample_count_only else named)


def _size(parameters: Fields, traits: VeoTraits) -> tuple[int, int]:
    resolution = parameters.choice("resolution", traits.resolutions, "720p") if traits.resolutions else "720p"
    short = _LINES[resolution]
    if short > 720 and parameters.whole("durationSeconds", traits.seconds, 8) != 8:
        raise google_error("1080p is supported for a duration of 8 seconds only.")
    long = short * 16 // 9
    return (long, short) if parameters.choice("aspectRatio", traits.ratios, "16:9") == "16:9" else (short, long)


def _last_frame(instance: Fields) -> bytes | None:
    if "lastFrame" in instance and "image" not in instance:
        raise google_error("Invalid value at 'instances[0].lastFrame': it needs an image to start from")
    return _frame(instance, "lastFrame")


def _frame(instance: Fields, name: str) -> bytes | None:
    if name not in instance:
        return None
    return instance.inner(name, _IMAGE).picture("bytesBase64Encoded", mimes=_MIMES)

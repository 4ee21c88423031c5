"""The body of Imagen's `:predict`."""

from dataclasses import dataclass
from typing import cast

from sandbox.aihubmix.errors import google_error
from sandbox.aihubmix.google_fields import Fields, english
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.paint import Format, Picture
from sandbox.aihubmix.records import Json

_BODY = frozenset(["instances", "parameters"])
_INSTANCE = frozenset(["prompt"])
_PARAMETERS = frozenset(
    [
        "sampleCount",
        "aspectRatio",
        "personGeneration",
        "includeRaiReason",
        "includeSafetyAttributes",
        "safetySetting",
        "language",
        "outputOptions",
    ]
)
_OUTPUT = frozenset(["mimeType", "compressionQuality"])
_SIZES = {
    "1:1": (1024, 1024),
    "3:4": (896, 1280),
    "4:3": (1280, 896),
    "9:16": (768, 1408),
    "16:9": (1408, 768),
}
_PERSONS = ("dont_allow", "allow_adult")
_SAFETY = ("BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE")


@dataclass(frozen=True)
class ImagenAsk:
    prompt: str
    n: int
    ratio: str
    reasons: bool
    """Whether it wants to know why a picture was filtered."""
    safety_attributes: bool
    format: Format
    quality: int

    @property
    def work(self) -> Work:
        return Work(self.n, size=_SIZES[self.ratio])

    def picture(self, index: int) -> Picture:
        return Picture(self.prompt, index, *_SIZES[self.ratio], format=self.format, quality=self.quality)


def read_imagen(body: Json, most: int) -> ImagenAsk:
    """A request that does not say how many gets as many as there can be."""
    fields = Fields(body, _BODY)
    instances = fields.rows("instances", _INSTANCE)
    if len(instances) != 1:
        raise google_error(f"Invalid value at 'instances': expected one instance, not {len(instances)}")
    parameters = fields.inner("parameters", _PARAMETERS)
    check_person_generation(parameters)
    parameters.choice("safetySetting", _SAFETY, _SAFETY[0])
    parameters.choice("language", ("en", "auto"), "en")
    output = parameters.inner("outputOptions", _OUTPUT)
    mime = output.choice("mimeType", ("image/png", "image/jpeg"), "image/png")
    return ImagenAsk(
        english(instances[0].text("prompt")),
        parameters.whole("sampleCount", range(1, most + 1), most),
        parameters.choice("aspectRatio", _SIZES, "1:1"),
        parameters.flag("includeRaiReason"),
        parameters.flag("includeSafetyAttributes"),
        cast("Format", mime.removeprefix("image/")),
        output.whole("compressionQuality", range(101), 75),
    )


def check_person_generation(parameters: Fields) -> None:
    """Seen in upper and in lower case."""
    value = parameters.text("personGeneration", "ALLOW_ADULT")
    if value.lower() not in _PERSONS:
        raise google_error(f"Invalid value at 'parameters.personGeneration': {value!r} is not supported")

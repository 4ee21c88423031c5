"""The fields of the images endpoints, checked as the gateway and the models behind it check them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PIL import Image

from sandbox.aihubmix.errors import gateway_error, invalid_type, invalid_value, unknown_parameter, upstream_error
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Tokens, Work
from sandbox.aihubmix.paint import Format, Picture, readable
from sandbox.aihubmix.records import Json, Upload

_CLASSIC = ("1024x1024", "1536x1024", "1024x1536")
_GENERATION = frozenset(
    [
        "model",
        "prompt",
        "n",
        "size",
        "quality",
        "background",
        "moderation",
        "output_format",
        "output_compression",
        "stream",
        "partial_images",
        "response_format",  # the gateway's own published client sends it with every generation
        "user",
    ]
)
_EDIT = _GENERATION - {"moderation", "response_format"} | {"input_fidelity"}
_REVERSED = frozenset(["model", "prompt", "n", "size", "response_format", "user"])
_PROMPT_LIMIT = 32_000
_MOST_REFERENCES = 16
_MIMES = ("image/png", "image/jpeg", "image/webp")
_OUTPUT_TOKENS = {"low": 196, "medium": 1056, "high": 4160, "xhigh": 6240, "max": 8320}
_SQUARE = 1024 * 1024


@dataclass(frozen=True)
class Traits:
    """What one model takes on these endpoints."""

    qualities: tuple[str, ...] = ("low", "medium", "high", "auto")
    any_size: bool = False
    auto_size: bool = True
    reversed: bool = False
    """A reverse model behind the images endpoint: few fields, base64 without usage."""
    output_tokens: Callable[[str, tuple[int, int]], int] = lambda quality, size: 0


def tokens_by_area(quality: str, size: tuple[int, int]) -> int:
    return round(_OUTPUT_TOKENS[quality] * size[0] * size[1] / _SQUARE)


def tokens_by_table(quality: str, size: tuple[int, int]) -> int:
    """The first generation's fixed counts."""
    square = {"low": 272, "medium": 1056, "high": 4160}
    oblong = {"low": 408, "medium": 1584, "high": 6240}
    return (square if size[0] == size[1] else oblong)[quality]


@dataclass(frozen=True)
class ImageAsk:
    prompt: str
    n: int
    size: tuple[int, int]
    quality: str
    background: str
    output_format: Format
    compression: int
    stream: bool
    partial_images: int
    as_link: bool
    references: tuple[bytes, ...]
    mask: bytes | None
    output_tokens: int

    @property
    def work(self) -> Work:
        text_in = max(1, len(self.prompt) // 4)
        image_in = sum(reference_tokens(reference) for reference in self.references)
        return Work(self.n, self.quality, self.size, Tokens(text_in, image_in, self.n * self.output_tokens))

    def picture(self, index: int, finished: float = 1.0) -> Picture:
        return Picture(
            self.prompt,
            index,
            *self.size,
            format=self.output_format,
            quality=max(1, min(self.compression, 95)),
            transparent=self.background == "transparent",
            references=self.references,
            mask=self.mask,
            finished=finished,
        )


def reference_tokens(reference: bytes) -> int:
    with Image.open(io.BytesIO(reference)) as image:
        return -(-image.width // 32) * -(-image.height // 32)


def read_image_ask(intake: Intake, traits: Traits, *, edit: bool) -> ImageAsk:
    source = _typed(intake.received.fields) if edit else intake.body
    fields = _Fields({name: value for name, value in source.items() if value is not None})
    fields.check_names(_REVERSED if traits.reversed else _EDIT if edit else _GENERATION)
    references, mask = _files(intake.received.files) if edit else ((), None)
    size = _size(fields.text("size"), traits, edit=edit)
    quality = fields.choice("quality", traits.qualities, "auto")
    quality = "medium" if quality == "auto" else quality
    background = fields.choice("background", ("transparent", "opaque", "auto"), "auto")
    output_format = fields.choice("output_format", ("png", "jpeg", "webp"), "png")
    if background == "transparent" and output_format == "jpeg":
        text = "Transparent background is not supported for jpeg output format."
        raise upstream_error(text, "invalid_value", "background")
    fields.choice("moderation", ("low", "auto"), "auto")
    fields.choice("input_fidelity", ("high", "low"), "low")
    return ImageAsk(
        prompt=fields.prompt(),
        n=fields.whole("n", 1, range(1, 11), "n_not_within_range"),
        size=size,
        quality=quality,
        background="transparent" if background == "transparent" else "opaque",
        output_format=cast("Format", output_format),
        compression=fields.compression(output_format),
        stream=fields.flag("stream"),
        partial_images=fields.whole("partial_images", 0, range(4)),
        as_link=fields.choice("response_format", ("b64_json", "url"), "b64_json") == "url",
        references=references,
        mask=mask,
        output_tokens=traits.output_tokens(quality, size),
    )


class _Fields:
    """The fields of one request; whatever is wrong with one raises the answer that says so."""

    def __init__(self, given: Json) -> None:
        self._given = given

    def check_names(self, known: frozenset[str]) -> None:
        unknown = next((name for name in self._given if name not in known), None)
        if unknown is not None:
            raise unknown_parameter(unknown)

    def text(self, name: str) -> str | None:
        value = self._given.get(name)
        if value is not None and not isinstance(value, str):
            raise invalid_type(name, "a string", value)
        return value

    def choice(self, name: str, supported: tuple[str, ...], default: str) -> str:
        value = self.text(name)
        if value is None:
            return default
        if value not in supported:
            raise invalid_value(name, value, supported)
        return value

    def whole(self, name: str, default: int, allowed: range, gateway_code: str = "") -> int:
        value = self._given.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid_type(name, "an integer", value)
        if value not in allowed:
            text = f"{name} must be between {allowed[0]} and {allowed[-1]}"
            if gateway_code:
                raise gateway_error(400, text, gateway_code, malformed=True)
            raise upstream_error(f"Invalid '{name}': {text}.", "invalid_value", name)
        return value

    def flag(self, name: str) -> bool:
        value = self._given.get(name, False)
        if not isinstance(value, bool):
            raise invalid_type(name, "a boolean", value)
        return value

    def prompt(self) -> str:
        prompt = self.text("prompt") or ""
        if not prompt.strip():
            raise gateway_error(400, "prompt is required", "prompt_missing", malformed=True)
        if len(prompt) > _PROMPT_LIMIT:
            raise gateway_error(400, f"prompt is longer than {_PROMPT_LIMIT} characters", "prompt_too_long")
        return prompt

    def compression(self, output_format: str) -> int:
        value = self.whole("output_compression", 100, range(101))
        if value < 100 and output_format == "png":
            text = "Compression less than 100 is not supported for PNG output format."
            raise upstream_error(text, "invalid_png_output_compression", "output_compression")
        return value


def _typed(form: dict[str, str]) -> Json:
    """A form knows only text; these fields mean numbers and truth values."""
    typed: Json = dict(form)
    for name in ("n", "output_compression", "partial_images"):
        if form.get(name, "").lstrip("-").isdigit():
            typed[name] = int(form[name])
    if form.get("stream") in ("true", "false"):
        typed["stream"] = form["stream"] == "true"
    return typed


def _size(size: str | None, traits: Traits, *, edit: bool) -> tuple[int, int]:
    if size is None or (size == "auto" and traits.auto_size):
        return 1024, 1024
    if size == "auto":
        raise upstream_error("The parameter size does not accept size=auto.", "invalid_value", "size")
    width, _, height = size.partition("x")
    if size in _CLASSIC:
        return int(width), int(height)
    free = traits.any_size and not edit and width.isdigit() and height.isdigit()
    if not free or not all(16 <= side <= 4096 for side in (int(width), int(height))):
        text = f"size {size} is not supported for this image model"
        raise gateway_error(400, text, "size_not_supported", malformed=True)
    return int(width), int(height)


def _files(uploads: tuple[Upload, ...]) -> tuple[tuple[bytes, ...], bytes | None]:
    for upload in uploads:
        if upload.name not in ("image", "image[]", "mask"):
            raise unknown_parameter(upload.name)
        if upload.mime not in _MIMES or not readable(upload.data):
            text = f"Invalid file {upload.filename!r}: unsupported mimetype ({upload.mime!r}). Supported: {_MIMES}."
            raise upstream_error(text, "unsupported_file_mimetype", upload.name)
    references = tuple(upload.data for upload in uploads if upload.name != "mask")
    if not references:
        raise upstream_error("Missing required parameter: 'image'.", "missing_required_parameter", "image")
    if len(references) > _MOST_REFERENCES:
        text = f"Invalid 'image': too many files, expected at most {_MOST_REFERENCES}."
        raise upstream_error(text, "array_above_max_length", "image")
    mask = next((upload.data for upload in uploads if upload.name == "mask"), None)
    if mask is not None:
        _check_mask(mask, references[0])
    return references, mask


def _check_mask(mask: bytes, reference: bytes) -> None:
    with Image.open(io.BytesIO(mask)) as cover, Image.open(io.BytesIO(reference)) as picture:
        if cover.format != "PNG" or "A" not in cover.getbands():
            raise upstream_error("Invalid mask image: it must be a PNG with an alpha channel.", "invalid_mask", "mask")
        if cover.size != picture.size:
            text = f"Invalid mask image: its size {cover.size} does not match the image's {picture.size}."
            raise upstream_error(text, "invalid_mask", "mask")

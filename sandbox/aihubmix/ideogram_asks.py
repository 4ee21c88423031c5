"""The form of Ideogram's native lane: text parts, and files where an action takes them."""

import io
from dataclasses import dataclass, replace

from PIL import Image, ImageOps

from sandbox.aihubmix.errors import unknown_parameter, upstream_error
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.paint import Picture, readable
from sandbox.aihubmix.predictions.families.ideogram import MAGIC, MOST, SPEEDS, STYLES
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.sizes import Size, ideogram_ratio
from sandbox.aihubmix.records import Json, Received, Upload

_COMMON = (
    "prompt",
    "rendering_speed",
    "num_images",
    "aspect_ratio",
    "magic_prompt",
    "style_type",
    "negative_prompt",
    "seed",
)
_FIELDS = {"remix": (*_COMMON, "image_weight")}
_FILES = {"generate": (), "remix": ("image",), "edit": ("image", "mask"), "replace-background": ("image",)}
"""What each action needs; every one also takes `style_reference_images`."""
_STYLE = "style_reference_images"
_MIMES = ("image/png", "image/jpeg", "image/webp")
_KEEPS_SHAPE = ("edit", "replace-background")
_SEEDS = range(2**31)


@dataclass(frozen=True)
class IdeogramAsk:
    prompt: str
    n: int
    size: Size
    seed: int
    style: str
    references: tuple[bytes, ...]
    mask: bytes | None

    @property
    def work(self) -> Work:
        return Work(self.n, size=self.size)

    def pictures(self) -> list[Picture]:
        first = Picture(self.prompt, self.seed, *self.size, references=self.references, mask=self.mask)
        return [replace(first, seed=self.seed + index) for index in range(self.n)]


def read_ideogram_ask(action: str, received: Received) -> IdeogramAsk:
    fields = Fields(_typed(received.fields))
    fields.only(*_FIELDS.get(action, _COMMON))
    images = _images(action, received.files)
    fields.choice("rendering_speed", SPEEDS)
    fields.choice("magic_prompt", MAGIC)
    fields.text("negative_prompt")
    fields.whole("image_weight", 50, range(1, 101))
    ratio = ideogram_ratio(fields)
    subject = images.get("image", [])
    return IdeogramAsk(
        fields.prompt(),
        fields.count(MOST, name="num_images"),
        _size(subject[0]) if action in _KEEPS_SHAPE else ratio,
        fields.whole("seed", 0, _SEEDS),
        fields.choice("style_type", STYLES, "GENERAL"),
        (*subject, *images.get(_STYLE, [])),
        _mask(images["mask"][0], subject[0]) if action == "edit" else None,
    )


def _typed(form: dict[str, str]) -> Json:
    """A form knows only text; these fields mean numbers."""
    numbers = {
        name: int(form[name])
        for name in ("num_images", "image_weight", "seed")
        if form.get(name, "").lstrip("-").isdigit()
    }
    return form | numbers


def _images(action: str, uploads: tuple[Upload, ...]) -> dict[str, list[bytes]]:
    needed = _FILES[action]
    found: dict[str, list[bytes]] = {}
    for upload in uploads:
        if upload.name not in (*needed, _STYLE):
            raise unknown_parameter(upload.name)
        if upload.mime not in _MIMES or not readable(upload.data):
            text = f"Invalid file {upload.filename!r}: unsupported mimetype ({upload.mime!r}). Supported: {_MIMES}."
            raise upstream_error(text, "unsupported_file_mimetype", upload.name)
        found.setdefault(upload.name, []).append(upload.data)
    for name in needed:
        if name not in found:
            raise upstream_error(f"Missing required parameter: '{name}'.", "missing_required_parameter", name)
        if len(found[name]) > 1:
            raise upstream_error(f"Invalid '{name}': expected one file.", "array_above_max_length", name)
    return found


def _size(data: bytes) -> Size:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


def _mask(data: bytes, subject: bytes) -> bytes:
    """Black is what to paint over, white is what stays; out comes the same with transparency in place of black."""
    with Image.open(io.BytesIO(data)) as image:
        lightness = ImageOps.grayscale(image.convert("RGB"))
        alpha = image.convert("RGBA").getchannel("A").getextrema()
    if lightness.size != _size(subject):
        raise upstream_error("Invalid mask: it must have the size of the image.", "invalid_mask", "mask")
    if alpha != (255, 255):
        raise upstream_error("Invalid mask: black and white, without transparency.", "invalid_mask", "mask")
    if lightness.getextrema() != (0, 255):
        raise upstream_error("Invalid mask: it needs black where to edit and white elsewhere.", "invalid_mask", "mask")
    out = io.BytesIO()
    Image.merge("LA", (lightness, lightness)).save(out, "PNG")
    return out.getvalue()

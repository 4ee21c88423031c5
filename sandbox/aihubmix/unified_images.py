"""The fields of `/ai/v1/images/generations`: a closed list, with what is special to a model under `extra`."""

import re
from dataclasses import dataclass
from typing import cast

from sandbox.aihubmix.errors import native_error
from sandbox.aihubmix.files import Files
from sandbox.aihubmix.given import picture
from sandbox.aihubmix.image_asks import tokens_by_area
from sandbox.aihubmix.models import Tokens, Work
from sandbox.aihubmix.paint import Format, Picture
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.schemas import Fault, Flag, Listing, Medium, Number, Record, Text

_QUALITIES = ("low", "medium", "high", "auto")
_FINER = (*_QUALITIES[:3], "xhigh", "max", "auto")
QUALITIES = {"gpt-image-2.5-flare": _FINER, "gpt-image-2.5-sunburst": _FINER}
_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
_EVENTS = Listing(Text(("completed", "failed", "cancelled")), 3)
_PIXELS = 1024 * 1024
_TOKENS_OF_A_PICTURE = 1024


def body(model: str) -> Record:
    extra = Record(
        {
            "quality": Text(QUALITIES.get(model, _QUALITIES)),
            "background": Text(("transparent", "opaque", "auto")),
            "moderation": Text(("low", "auto")),
            "output_compression": Number(0, 100),
            "user": Text(),
        }
    )
    medium = Medium(wrapped=True)
    return Record(
        {
            "model": Text(),
            "prompt": Text(),
            "n": Number(1, 10),
            "size": Text(),
            "aspect_ratio": Text(_RATIOS),
            "seed": Number(0),
            "negative_prompt": Text(),
            "image": medium,
            "images": Listing(medium, 16),
            "mask": medium,
            "output_format": Text(("png", "jpeg", "webp")),
            "response_format": Text(("url", "b64_json")),
            "async": Flag(),
            "webhook_url": Text(pattern="https?://.+"),
            "webhook_events_filter": _EVENTS,
            "extra": extra,
        },
        ("model", "prompt"),
    )


def checked(record: Record, given: Json) -> Json:
    """The fields that are not null."""
    try:
        record.check_fields(given)
    except Fault as fault:
        raise native_error(400, "schema_violation", fault.sentence, malformed=True) from None
    return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class UnifiedAsk:
    prompt: str
    n: int
    size: tuple[int, int]
    quality: str
    output_format: Format
    compression: int
    transparent: bool
    seed: int
    asynchronous: bool
    as_base64: bool
    references: tuple[object, ...]
    mask: object

    @property
    def work(self) -> Work:
        tokens = Tokens(
            max(1, len(self.prompt) // 4),
            _TOKENS_OF_A_PICTURE * len(self.references),
            self.n * tokens_by_area(self.quality, self.size),
        )
        return Work(self.n, self.quality, self.size, tokens)

    async def pictures(self, files: Files) -> list[Picture]:
        references = tuple([await picture(_unwrapped(one), files, field="image") for one in self.references])
        mask = await picture(_unwrapped(self.mask), files, field="mask") if self.mask else None
        return [
            Picture(
                self.prompt,
                self.seed + index,
                *self.size,
                format=self.output_format,
                quality=max(1, min(self.compression, 95)),
                transparent=self.transparent,
                references=references,
                mask=mask,
            )
            for index in range(self.n)
        ]


def read(model: str, given: Json) -> UnifiedAsk:
    fields = checked(body(model), given)
    extra: Json = fields.get("extra") or {}
    references = tuple([fields[name] for name in ("image",) if name in fields] + (fields.get("images") or []))
    if "mask" in fields and not references:
        raise native_error(400, "unsupported_input_combination", "A mask needs an image.", malformed=True)
    output_format = fields.get("output_format") or "png"
    transparent = extra.get("background") == "transparent"
    if transparent and output_format == "jpeg":
        text = "A transparent background is not supported for jpeg."
        raise native_error(400, "unsupported_input_combination", text, malformed=True)
    quality = extra.get("quality") or "auto"
    compression = extra.get("output_compression")
    return UnifiedAsk(
        prompt=fields["prompt"],
        n=fields.get("n", 1),
        size=_size(fields),
        quality="medium" if quality == "auto" else quality,
        output_format=cast("Format", output_format),
        compression=100 if compression is None else compression,
        transparent=transparent,
        seed=fields.get("seed", 0),
        asynchronous=fields.get("async", False),
        as_base64=fields.get("response_format") == "b64_json",
        references=references,
        mask=fields.get("mask"),
    )


def _size(fields: Json) -> tuple[int, int]:
    size, ratio = fields.get("size"), fields.get("aspect_ratio")
    if size and ratio:
        text = "Give either `size` or `aspect_ratio`."
        raise native_error(400, "unsupported_input_combination", text, malformed=True)
    if ratio:
        across, down = (int(side) for side in ratio.split(":"))
        unit = (_PIXELS / (across * down)) ** 0.5
        return round(across * unit / 8) * 8, round(down * unit / 8) * 8
    if size in (None, "auto"):
        return 1024, 1024
    found = re.fullmatch(r"(\d{2,4})x(\d{2,4})", size)
    if found is None or not all(16 <= int(side) <= 4096 for side in found.groups()):
        raise native_error(400, "invalid_request", f"The size {size} is not supported.", malformed=True)
    return int(found[1]), int(found[2])


def _unwrapped(medium: object) -> object:
    return cast("Json", medium)["url"] if isinstance(medium, dict) else medium

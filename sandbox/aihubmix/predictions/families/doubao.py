"""Seedream: whole series at once, references and outputs counted together."""

from functools import partial

from sandbox.aihubmix.errors import upstream_error
from sandbox.aihubmix.predictions.asks import Ask, Family, priced
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.sizes import written

_FOUR = ("doubao-seedream-4-0-250828", "doubao-seedream-4-0")
_FOUR_FIVE = ("doubao-seedream-4-5-251128", "doubao-seedream-4-5")
_FIVE_LITE = ("doubao-seedream-5.0-lite", "doubao-seedream-5-0-lite")
_FIVE_PRO = ("doubao-seedream-5.0-pro", "doubao-seedream-5-0-pro")
_USD = {_FOUR: "0.03", _FOUR_FIVE: "0.04", _FIVE_LITE: "0.035", _FIVE_PRO: "0.06"}  # not published, plausible
MODELS = priced({name: usd for names, usd in _USD.items() for name in names})
_MOST_PICTURES = 15
"""References and outputs together."""


def _read(names: tuple[str, ...], squares: tuple[str, ...], fields: Fields) -> Ask:
    fields.only(
        "prompt",
        "size",
        "sequential_image_generation",
        "sequential_image_generation_options",
        "stream",
        "response_format",
        "watermark",
        "seed",
        "model",
        "image",
    )
    fields.choice("model", names)
    fields.flag("watermark", default=True)
    if fields.flag("stream"):
        raise upstream_error("Streaming is not supported on predictions.", "invalid_value", "stream")
    given = fields.one_or_more("image", _MOST_PICTURES - 1)
    base64 = fields.choice("response_format", ("url", "base64_json")) == "base64_json"
    return Ask(
        fields.prompt(),
        written(fields, default=(2048, 2048), named=squares),
        _count(fields, len(given)),
        fields.seed(),
        format="jpeg",
        given=given,
        shape="b64_json" if base64 else None,
    )


def _count(fields: Fields, references: int) -> int:
    options = fields.inner("sequential_image_generation_options")
    options.only("max_images")
    room = _MOST_PICTURES - references
    most = options.whole("max_images", room, range(1, _MOST_PICTURES + 1))
    if fields.choice("sequential_image_generation", ("disabled", "auto")) == "disabled":
        return 1
    if most > room:
        text = f"{references} reference images and {most} outputs exceed the limit of {_MOST_PICTURES} together."
        raise upstream_error(text, "invalid_value", "max_images")
    return most


_ALL = ("1K", "2K", "4K")
FAMILIES = tuple(
    Family("doubao", names, partial(_read, names, _ALL if names != _FOUR_FIVE else _ALL[1:]), "url") for names in _USD
)

"""GPT image, DALL-E 3 and GLM: all that the gateway files under `openai`."""

from functools import partial
from typing import cast

from sandbox.aihubmix.errors import size_not_supported, upstream_error
from sandbox.aihubmix.image_asks import Traits, tokens_by_area, tokens_by_table
from sandbox.aihubmix.paint import Format
from sandbox.aihubmix.predictions.asks import Ask, Family, priced
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.sizes import SQUARE, Size, written

MODELS = priced({"glm-image": "0.02"})  # not published, plausible
_CLASSIC = ((1024, 1024), (1536, 1024), (1024, 1536))
_WIDE = ((1024, 1024), (1792, 1024), (1024, 1792))


def _gpt(traits: Traits, fields: Fields) -> Ask:
    fields.only(
        "prompt",
        "size",
        "n",
        "quality",
        "moderation",
        "background",
        "output_format",
        "input_fidelity",
        "image",
    )
    references = fields.address("image")
    quality = fields.choice("quality", traits.qualities, "auto")
    quality = "medium" if quality == "auto" else quality
    background = fields.choice("background", ("transparent", "opaque", "auto"), "auto")
    output_format = cast("Format", fields.choice("output_format", ("png", "jpeg", "webp"), "png"))
    if background == "transparent" and output_format == "jpeg":
        text = "Transparent background is not supported for jpeg output format."
        raise upstream_error(text, "invalid_value", "background")
    # Said to be unsupported beside an image, yet the documentation's own example sends it: it means nothing there.
    fields.choice("moderation", ("low", "auto"), "auto")
    fields.choice("input_fidelity", ("high", "low"), "low")
    size = _gpt_size(traits, fields, free=traits.any_size and not references)
    return Ask(
        fields.prompt(),
        size,
        fields.count(10),
        format=output_format,
        quality=quality,
        transparent=background == "transparent",
        given=references,
        output_tokens=traits.output_tokens(quality, size),
    )


def _gpt_size(traits: Traits, fields: Fields, *, free: bool) -> Size:
    if fields.text("size", "") == "auto":
        if not traits.auto_size:
            raise upstream_error("The parameter size does not accept size=auto.", "invalid_value", "size")
        return SQUARE
    return written(fields) if free else _one_of(_CLASSIC, fields)


def _one_of(sizes: tuple[Size, ...], fields: Fields) -> Size:
    size = written(fields)
    if size not in sizes:
        raise size_not_supported(fields.text("size"))
    return size


def _dalle(fields: Fields) -> Ask:
    fields.only("prompt", "size", "n")
    return Ask(fields.prompt(), _one_of(_WIDE, fields), fields.count(1))


def _glm(fields: Fields) -> Ask:
    fields.only("prompt", "size", "quality")
    quality = fields.choice("quality", ("standard", "hd"))
    return Ask(fields.prompt(), written(fields), quality=quality)


_FIRST = Traits(auto_size=False, output_tokens=tokens_by_table)
_NEXT = Traits(output_tokens=tokens_by_table)
_SECOND = Traits(any_size=True, output_tokens=tokens_by_area)
FAMILIES = (
    Family("openai", ("gpt-image-1",), partial(_gpt, _FIRST), "nested_bytes"),
    Family("openai", ("gpt-image-1-mini", "gpt-image-1.5"), partial(_gpt, _NEXT), "nested_bytes"),
    Family("openai", ("gpt-image-2",), partial(_gpt, _SECOND), "nested_bytes"),
    Family("openai", ("dall-e-3",), _dalle, "url"),
    Family("openai", ("glm-image",), _glm, "url"),
)

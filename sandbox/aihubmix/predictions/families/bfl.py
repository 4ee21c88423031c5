"""Flux: tasks to be polled for, and one older model that answers at once."""

from typing import cast

from sandbox.aihubmix.paint import Format
from sandbox.aihubmix.predictions.asks import Ask, Family, priced
from sandbox.aihubmix.predictions.fields import Fields, Given
from sandbox.aihubmix.predictions.sizes import SQUARE, colon_ratio, sides, written

MODELS = priced(  # not published, plausible
    {"flux-kontext-max": "0.08", "flux-kontext-pro": "0.04", "flux-2-flex": "0.06", "flux-2-pro": "0.03"}
)


def _tolerance(fields: Fields, *, reference: bool = False) -> None:
    fields.whole("safety_tolerance", 2, range(3 if reference else 7))


def _reference(fields: Fields) -> tuple[Given, ...]:
    return fields.address("input_image", bare=True)


def _kontext_max(fields: Fields) -> Ask:
    fields.only("prompt", "aspect_ratio", "safety_tolerance", "seed", "raw", "input_image")
    given = _reference(fields)
    _tolerance(fields, reference=bool(given))
    fields.flag("raw")
    size = colon_ratio(fields) or (None if given else SQUARE)
    return Ask(fields.prompt(), size, seed=fields.seed(), format="jpeg", given=given)


def _kontext_pro(fields: Fields) -> Ask:
    fields.only("prompt", "width", "height", "safety_tolerance")
    _tolerance(fields)
    return Ask(fields.prompt(), sides(fields), format="jpeg")


def _second(fields: Fields) -> Ask:
    fields.only("prompt", "width", "height", "safety_tolerance", "input_image")
    given = _reference(fields)
    _tolerance(fields, reference=bool(given))
    sized = fields.has("width") or fields.has("height") or not given
    return Ask(fields.prompt(), sides(fields) if sized else None, format="jpeg", given=given)


def _first_pro(fields: Fields) -> Ask:
    fields.only("prompt", "size", "output_format", "extra_body")
    extra = fields.inner("extra_body")
    extra.only("prompt_upsampling", "safety_tolerance", "seed")
    extra.flag("prompt_upsampling")
    _tolerance(extra)
    output_format = cast("Format", fields.choice("output_format", ("jpeg", "png")))
    return Ask(fields.prompt(), written(fields), seed=extra.seed(), format=output_format)


FAMILIES = (
    Family("bfl", ("flux-kontext-max",), _kontext_max, "polling"),
    Family("bfl", ("flux-kontext-pro",), _kontext_pro, "polling"),
    Family("bfl", ("flux-2-flex", "flux-2-pro"), _second, "polling"),
    # The first Kontext is documented on the images endpoint only; clients fall back to this one.
    Family("bfl", ("FLUX-1.1-pro", "FLUX.1-Kontext-pro"), _first_pro, "b64_json"),
)

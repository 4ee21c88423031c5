"""A request's options as the fields a lane of the gateway calls them, as the model's table says."""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from math import log
from typing import Any

from bot.catalog.catalog import extra_value
from bot.catalog.spec import Lane, ModelSpec
from bot.errors import InvalidRequest, ProviderError
from bot.media.requests import GenerationRequest, Reference
from bot.provider.shapes import table, text
from bot.provider.wire import Call, File, Part

_STEP = 16  # sides of pictures are multiples of this
_SIDES = {"1K": 1024, "2K": 2048, "4K": 4096}
_STRANGE = re.compile(
    r"unknown|unrecognized|unexpected|unsupported (?:request )?(?:parameter|argument)|cannot find", re.IGNORECASE
)


def fields(spec: ModelSpec, lane: Lane, request: GenerationRequest) -> dict[str, Any]:
    """Everything but the pictures. What nobody chose is not sent: some models refuse an explicit `auto`."""
    quality = request.quality or spec.default_quality
    several = request.count > 1
    named = [
        (lane.prompt, request.prompt),
        (lane.count, request.count if several or not lane.several else 0),
        (lane.quality, lane.qualities.get(quality, quality)),
        (lane.background, request.background),
        (lane.moderation, request.moderation),
        (lane.negative, request.negative),
    ]
    found = lane.constants | (lane.several if several else {})
    found |= {name: value for name, value in named if name and value}
    found |= _shape(spec, lane, request)
    if lane.seed and request.seed is not None:
        found[lane.seed] = request.seed
    if lane.seconds and spec.seconds:
        length = request.seconds or spec.default_seconds
        found[lane.seconds] = str(length) if lane.seconds_as == "text" else length
    found |= _extras(spec, lane, request)
    refused = lane.not_with_references if request.references else ()
    return _nested({name: value for name, value in found.items() if name not in refused})


def parts(body: Mapping[str, Any]) -> list[Part]:
    """The same as the parts of a form."""
    return [Part(name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in body.items()]


def leaner(spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
    """The call without the fields the model's table calls dispensable, when it is one of them that is not taken."""
    if not isinstance(error, InvalidRequest) or not error.unknown:
        return None
    field = (error.field or "").rpartition(".")[2]  # some say `input.quality`
    if field not in spec.lean_fields:
        return None

    def lean(body: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in body.items() if name not in spec.lean_fields}

    if call.json is None:
        kept = tuple(part for part in call.parts if part.name not in spec.lean_fields)
        return replace(call, parts=kept) if field in {part.name for part in call.parts} else None
    if field in call.json:
        return replace(call, json=lean(call.json))
    inner = table(call.json.get("input"))
    return replace(call, json={**call.json, "input": lean(inner)}) if field in inner else None


def left_out(spec: ModelSpec, lane: Lane, request: GenerationRequest, asked: Call, sent: Call) -> tuple[str, ...]:
    """Options that a member chose and that are in the first of two forms of a call and not in the second."""
    gone = _names(asked) - _names(sent)
    named = {
        "aspect": lane.aspect,
        "quality": lane.quality,
        "resolution": lane.resolution,
        "background": lane.background,
        "negative": lane.negative,
        "seed": lane.seed,
        "seconds": lane.seconds,
    }
    usual = type(request).model_fields
    chosen = [option for option in named if getattr(request, option) != usual[option].default]
    lost = [option for option in chosen if named[option].rpartition(".")[2] in gone]
    return (*lost, *[name for name in request.extras if lane.extras.get(name, spec.extras[name].field or name) in gone])


def _names(call: Call) -> set[str]:
    body = call.json or {}
    return {part.name for part in call.parts} | body.keys() | table(body.get("input")).keys()


def respelled(call: Call, error: ProviderError, others: Mapping[str, str], within: str) -> Call | None:
    """The call with another name for the field of the object `within` it that the gateway does not know, or without it
    where the other is empty.

    Not when it only dislikes the value: a count under a name that means nothing is a count nobody chose.
    """
    held = table((call.json or {}).get(within))
    if not isinstance(error, InvalidRequest) or not _STRANGE.search(text(error.params.get("reason"))):
        return None
    field = (error.field or "").rpartition(".")[2]
    if field not in others.keys() & held.keys():
        return None
    kept = {name: value for name, value in held.items() if name != field}
    if other := others[field]:
        kept[other] = held[field]
    return replace(call, json={**(call.json or {}), within: kept})


def data_url(file: File) -> str:
    """A picture as JSON takes it."""
    return f"data:{file.mime};base64,{plain_base64(file)}"


def plain_base64(file: File) -> str:
    """A picture in base64, without a word on what it is."""
    return base64.b64encode(file.data).decode()


def reference_field(lane: Lane, files: Sequence[File]) -> dict[str, Any]:
    """The pictures that go along, as data URLs under the lane's name for them."""
    if not files or not lane.reference:
        return {}
    urls = [data_url(file) for file in files]
    single = lane.references_as == "one" or (lane.references_as == "auto" and len(urls) == 1)
    return {lane.reference: urls[0] if single else urls}


def _extras(spec: ModelSpec, lane: Lane, request: GenerationRequest) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in request.extras.items():
        extra = spec.extras[name]
        if field := lane.extras.get(name, extra.field or name):
            found[field] = extra_value(extra, value)
    return found


def _shape(spec: ModelSpec, lane: Lane, request: GenerationRequest) -> dict[str, Any]:
    """Aspect and resolution, which some lanes put into one field."""
    resolution = request.resolution or spec.default_resolution
    if lane.sizes:
        sizes = lane.sizes[resolution]
        return {lane.aspect: sizes[request.aspect or _nearest(sizes, request.first_frame)]}
    sent = lane.resolutions.get(resolution, resolution)
    if lane.resolution and lane.resolution == lane.aspect:
        if request.aspect:
            return {lane.aspect: lane.between.join(map(str, _pixels(request.aspect, _SIDES.get(resolution, 2048))))}
        return {lane.aspect: sent} if sent else {}
    shape = _aspect(spec, lane, request.aspect) if request.aspect else {}
    if lane.resolution and sent:
        shape[lane.resolution] = sent
    return shape


def _aspect(spec: ModelSpec, lane: Lane, aspect: str) -> dict[str, Any]:
    value = {**spec.aspects, **spec.aspects_without_references, **lane.aspects}[aspect]
    if lane.width and lane.height:
        width, height = value.split("x")
        return {lane.width: int(width), lane.height: int(height)}
    return {lane.aspect: value} if lane.aspect else {}


def _nearest(aspects: Iterable[str], frame: Reference | None) -> str:
    """The aspect most like a picture's; the first without one."""
    if frame is None:
        return next(iter(aspects))
    proportion = log(frame.width / frame.height)
    return min(aspects, key=lambda aspect: abs(log(_proportion(aspect)) - proportion))


def _proportion(aspect: str) -> float:
    across, down = (int(part) for part in aspect.split(":"))
    return across / down


def _pixels(aspect: str, side: int) -> tuple[int, int]:
    """Width and height of that shape with about as many pixels as a square of `side`, and never more: that is the most
    some models make."""
    across, down = (int(part) for part in aspect.split(":"))
    unit = side / (across * down) ** 0.5
    return int(across * unit) // _STEP * _STEP, int(down * unit) // _STEP * _STEP


def _nested(found: Mapping[str, Any]) -> dict[str, Any]:
    """With names that have dots turned into objects."""
    body: dict[str, Any] = {}
    for name, value in found.items():
        *objects, last = name.split(".")
        inner = body
        for part in objects:
            inner = inner.setdefault(part, {})
        inner[last] = deepcopy(value)  # constants are the table's own
    return body

"""A request's options as the fields a lane of the gateway calls them, as the model's table says."""

import base64
from collections.abc import Sequence
from typing import Any

from bot.catalog.catalog import extra_value
from bot.catalog.spec import Lane, ModelSpec
from bot.media.requests import GenerationRequest
from bot.provider.wire import File

_STEP = 16  # sides of pictures are multiples of this
_SIDES = {"1K": 1024, "2K": 2048, "4K": 4096}


def fields(spec: ModelSpec, lane: Lane, request: GenerationRequest) -> dict[str, Any]:
    """Everything but the pictures. What nobody chose is not sent: some models refuse an explicit `auto`."""
    quality = request.quality or spec.default_quality
    named = [
        (lane.prompt, request.prompt),
        (lane.count, request.count),
        (lane.quality, lane.qualities.get(quality, quality)),
        (lane.background, request.background),
        (lane.moderation, request.moderation),
        (lane.negative, request.negative),
    ]
    found = dict(lane.constants)
    found |= {name: value for name, value in named if name and value}
    found |= _shape(spec, lane, request)
    if lane.seed and request.seed is not None:
        found[lane.seed] = request.seed
    if lane.seconds and spec.seconds:
        length = request.seconds or spec.default_seconds
        found[lane.seconds] = str(length) if lane.seconds_as == "text" else length
    for name, value in request.extras.items():
        extra = spec.extras[name]
        found[extra.field or name] = extra_value(extra, value)
    return found


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


def _shape(spec: ModelSpec, lane: Lane, request: GenerationRequest) -> dict[str, Any]:
    """Aspect and resolution, which some lanes put into one field."""
    resolution = request.resolution or spec.default_resolution
    sent = lane.resolutions.get(resolution, resolution)
    if lane.resolution and lane.resolution == lane.aspect:
        if request.aspect:
            return {lane.aspect: _pixels(request.aspect, _SIDES.get(resolution, 2048))}
        return {lane.aspect: sent} if sent else {}
    shape: dict[str, Any] = {}
    if lane.aspect and request.aspect:
        known = {**spec.aspects, **spec.aspects_without_references, **lane.aspects}
        shape[lane.aspect] = known[request.aspect]
    if lane.resolution and sent:
        shape[lane.resolution] = sent
    return shape


def _pixels(aspect: str, side: int) -> str:
    """`WxH` of that shape with about as many pixels as a square of `side`."""
    across, down = (int(part) for part in aspect.split(":"))
    unit = side / (across * down) ** 0.5
    width, height = (round(part * unit / _STEP) * _STEP for part in (across, down))
    return f"{width}x{height}"

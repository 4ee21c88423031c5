"""The same request for another model: everything that one takes, and nothing that it does not."""

import contextlib
from collections.abc import Mapping
from typing import Any

from bot.catalog.catalog import aspects_of, check_extra
from bot.catalog.spec import ModelSpec
from bot.errors import RequestRefused
from bot.media.requests import GenerationRequest


def carried_over(spec: ModelSpec, request: GenerationRequest) -> GenerationRequest:
    """The request with `spec` as its model; options it does not know are left to it.

    A conversation belongs to the model it was held with: of that, the last pictures go along.
    """
    given = request.references or (request.turns[-1].pictures if request.turns else ())
    most = spec.max_together or spec.max_references + request.count
    references = given[: min(spec.max_references, most - 1)]
    changes: dict[str, Any] = {
        "model": spec.id,
        "medium": spec.medium,
        "count": min(request.count, spec.max_count, most - len(references)),
        "references": references,
        "aspect": _if_in(request.aspect, aspects_of(spec, with_references=bool(references))),
        "quality": _if_in(request.quality, spec.qualities),
        "resolution": _if_in(request.resolution, spec.resolutions),
        "background": _if_in(request.background, spec.backgrounds),
        "moderation": _if_in(request.moderation, spec.moderations),
        "seconds": _length(spec, request),
        "seed": request.seed if spec.seed else None,
        "negative": request.negative if spec.negative else "",
        "extras": _known(spec, request.extras, with_references=bool(references)),
        "mask": request.mask if spec.mask and references else None,
        "turns": (),
    }
    for name in ("first_frame", "last_frame"):
        changes[name] = getattr(request, name) if name in spec.frames else None
    return request.model_copy(update=changes)


def _length(spec: ModelSpec, request: GenerationRequest) -> int:
    resolution = request.resolution if request.resolution in spec.resolutions else spec.default_resolution
    only = spec.resolution_seconds.get(resolution)
    if only:
        return request.seconds if request.seconds in only else only[-1]
    return request.seconds if request.seconds in spec.seconds else 0


def _if_in(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""


def _known(spec: ModelSpec, extras: Mapping[str, str], *, with_references: bool) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, value in extras.items():
        with contextlib.suppress(RequestRefused):
            check_extra(spec, name, value, with_references=with_references)
            known[name] = value
    return known

"""What the wires would send for all that a table offers, one thing at a time: for comparing, never for sending."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.catalog.catalog import check
from bot.catalog.spec import Extra, ModelSpec
from bot.errors import RequestRefused
from bot.media.requests import GenerationRequest, Reference
from bot.provider.wire import Call, File, Given
from bot.provider.wires import wires

_PICTURE = Reference(path="", mime="image/png", width=1024, height=1024, size=1)
_FILE = File("picture.png", "image/png", b"")
_CHOICES = {
    "quality": "qualities",
    "resolution": "resolutions",
    "background": "backgrounds",
    "moderation": "moderations",
    "seconds": "seconds",
}


def samples(spec: ModelSpec) -> Iterator[tuple[str, Call]]:
    """Wire and call."""
    for request in requests(spec):
        given = Given(
            references=(_FILE,) * len(request.references),
            first_frame=_FILE if request.first_frame else None,
            last_frame=_FILE if request.last_frame else None,
            mask=_FILE if request.mask else None,
        )
        for name in spec.wires_for(request):
            try:
                yield name, wires()[name].call(spec, request, given)
            except (LookupError, ValueError):
                continue  # an own table can be wrong in ways that only its wire finds out


def requests(spec: ModelSpec) -> Iterator[GenerationRequest]:
    """Those of them that the table itself allows."""
    plain = GenerationRequest(model=spec.id, medium=spec.medium, prompt="a fox")
    alone, *pictured = _pictures(spec)
    candidates = [alone | options for options in _options(spec)]
    candidates += [pictured[0] | options for options in _options(spec)] if pictured else []
    for changes in [*candidates, *pictured]:
        request = plain.model_copy(update=changes)
        try:
            check(spec, request)
        except RequestRefused:
            continue
        yield request


def _pictures(spec: ModelSpec) -> list[dict[str, Any]]:
    """None, then one, then the other ways."""
    ways: list[dict[str, Any]] = [{}]
    ways += [{"references": (_PICTURE,) * count} for count in sorted({1, spec.max_references}) if spec.max_references]
    ways += [{"first_frame": _PICTURE}, {"first_frame": _PICTURE, "last_frame": _PICTURE}] if spec.frames else []
    return [*ways, {"references": (_PICTURE,), "mask": _PICTURE}] if spec.mask else ways


def _options(spec: ModelSpec) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{}, {"count": spec.max_count}, {"seed": 1}, {"negative": "rain"}]
    found += [{"aspect": aspect} for aspect in (*spec.aspects, *spec.aspects_without_references)]
    found += [{name: value} for name, offered in _CHOICES.items() for value in getattr(spec, offered)]
    extras = ((name, value) for name, extra in spec.extras.items() for value in _values(extra))
    return found + [{"extras": {name: value}} for name, value in extras]


def _values(extra: Extra) -> Sequence[str]:
    return extra.values or (f"{extra.minimum:g}", f"{extra.maximum:g}")

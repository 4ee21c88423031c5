"""What holds for the tables and all wires together: no option of a request is lost on the way to the gateway."""

from itertools import permutations
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.spec import ModelSpec
from bot.media.requests import GenerationRequest, Reference
from bot.provider.wire import File, Given
from bot.provider.wires import wires

PICTURE = Reference(path="x", mime="image/png", width=8, height=8, size=1)
FILE = File("1.png", "image/png", b"123")

Choices = list[dict[str, Any]]


def choices_of(spec: ModelSpec) -> dict[str, Choices]:
    """Option -> ways to choose it."""
    found: dict[str, Choices] = {"resolution": [{"resolution": resolution} for resolution in spec.resolutions]}
    if spec.seed:
        found["seed"] = [{"seed": 0}, {"seed": 7}]
    if spec.negative:
        found["negative"] = [{"negative": "hats"}, {"negative": "gloves"}]
    for name, extra in spec.extras.items():
        values = extra.values or (f"{extra.minimum:g}", f"{extra.maximum_with_references or extra.maximum:g}")
        found[name] = [{"extras": {name: value}} for value in values]
    return found


CHOSEN = [
    pytest.param(spec, option, id=f"{spec.id}-{option}")
    for spec in Catalog.load()
    for option, choices in choices_of(spec).items()
    if len(choices) > 1
]


def asked(spec: ModelSpec, option: str, choice: dict[str, Any]) -> tuple[GenerationRequest, Given]:
    extra = spec.extras.get(option)
    pictured = spec.needs_reference or bool(extra and extra.only == "with_references")
    references, frames = (1, 0) if pictured and spec.max_references else (0, int(pictured))
    request = GenerationRequest.model_validate(
        {
            "model": spec.id,
            "prompt": "a fox",
            "medium": spec.medium,
            "references": (PICTURE,) * references,
            "first_frame": PICTURE if frames else None,
            **choice,
        }
    )
    return request, Given(references=(FILE,) * references, first_frame=FILE if frames else None)


@pytest.mark.parametrize(("spec", "option"), CHOSEN)
def test_whatever_is_chosen_reaches_the_gateway_through_every_wire(spec: ModelSpec, option: str) -> None:
    for one, other in permutations(choices_of(spec)[option], 2):
        if one == {"resolution": spec.default_resolution}:
            continue  # what comes anyway need not be said
        request, _ = asked(spec, option, one)
        offered = spec.wires_for(request)
        assert offered
        for name in offered:
            calls = [wires()[name].call(spec, *asked(spec, option, choice)) for choice in (one, other)]
            assert calls[0] != calls[1], f"{name} makes no difference between {one} and {other}"

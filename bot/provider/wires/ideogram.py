"""The ideogram wire: the gateway's own addresses for Ideogram, one for each thing that is done with pictures.

A form out, one JSON answer; pictures that its maker holds back are there without an address.
"""

from collections.abc import Iterable
from typing import Any

from bot.catalog.catalog import extra_value
from bot.catalog.spec import ModelSpec
from bot.errors import ContentRejected, NoResult, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.extract import pictures
from bot.provider.failures import dissect, meaning
from bot.provider.fields import fields, leaner, parts
from bot.provider.shapes import table, tables
from bot.provider.unstreamed import Unstreamed
from bot.provider.wire import Asset, Call, Event, Finished, Given, Part, Reader

_TASK = "task"  # the extra that says what is done with pictures
_ONLY_REMIX = {"image_weight"}


class IdeogramWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """The first picture is worked on, unless the task is to generate: then all of them show the style."""
        lane = spec.lane("ideogram")
        task = _task(spec, request, given)
        options = fields(spec, lane, request)
        left_out = set[str]() if task == "remix" else _ONLY_REMIX
        form = parts({name: value for name, value in options.items() if name not in left_out})
        worked_on, style = given.references[:1], given.references[1:]
        if task == "generate":
            worked_on, style = (), given.references
        form += [Part("image", file) for file in worked_on]
        if given.mask:
            form.append(Part("mask", given.mask))
        form += [Part("style_reference_images", file) for file in style]
        return Call(f"/ideogram/v1/{lane.path}/{task}", parts=tuple(form), auth="api-key")

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """Without what the table calls dispensable, when it is one of them that is not taken."""
        return leaner(spec, call, error)

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return IdeogramReader()


def _task(spec: ModelSpec, request: GenerationRequest, given: Given) -> str:
    """The last part of the address."""
    if given.mask:
        return "edit"
    if not given.references:
        return "generate"
    chosen = request.extras.get(_TASK)
    return str(extra_value(spec.extras[_TASK], chosen)) if chosen else "remix"


class IdeogramReader(Unstreamed):
    """Reads one answer."""

    def read(self, body: Any) -> Iterable[Event]:
        """`{"data": [{"url", "is_image_safe"}]}`; those held back are dropped."""
        answer = table(body)
        if answer.get("error"):
            raise meaning(dissect(200, {}, answer))
        found = pictures(body)
        if not found and tables(answer.get("data")):
            raise ContentRejected("every picture was held back", reason="", stage="output")
        if not found:
            raise NoResult("no picture in the answer", said="")
        for source in found:
            yield Asset(source)
        yield Finished()


WIRE = IdeogramWire()

"""The videos wire: `/v1/videos`, where a video is a task from the beginning.

The answers are alike for all models; what goes out differs by family, and the table's lane says how.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.catalog.spec import Lane, ModelSpec
from bot.errors import InvalidRequest, NoResult, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.fields import data_url, fields, reference_field
from bot.provider.remote_tasks import TaskObject, file_link, lean, task_path
from bot.provider.shapes import table, text
from bot.provider.wire import Call, Given, Link, Pending, Reader, Source

VIDEOS = "/v1/videos"
LOOK_EVERY = 15.0  # seconds, as the documents advise
MISSING_FOR = 60.0


class VideosWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """JSON in the form of the model's family."""
        lane = spec.lane("videos")
        options = fields(spec, lane, request)
        if lane.form == "input":
            body = _below_input(lane, options, given)
        elif lane.form == "content":
            body = options | {"content": _listed(lane, request, given)}
        else:
            body = options | _in_fields(lane, given)
        return Call(VIDEOS, json={"model": spec.wire_model} | body)

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """Without fields that are dispensable; or with the seconds as text where they were a number, or the other way
        round: the documents and the gateway disagree."""
        if not isinstance(error, InvalidRequest):
            return None
        lane = spec.lane("videos")
        if error.field == lane.seconds and (other := _respelled(lane, call)):
            return other
        return lean(call, error.field if error.unknown else None, spec.lean_fields)

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return VideosReader()


def _respelled(lane: Lane, call: Call) -> Call | None:
    """Once: what the table says is left for the other, and never returned to."""
    body = call.json or {}
    where = table(body.get("parameters")) if lane.form == "input" else body
    length = where.get(lane.seconds)
    if length is None or isinstance(length, str) != (lane.seconds_as == "text"):
        return None
    other = where | {lane.seconds: int(length) if isinstance(length, str) else str(length)}
    return replace(call, json=body | {"parameters": other} if lane.form == "input" else other)


def _in_fields(lane: Lane, given: Given) -> dict[str, Any]:
    frames = ((lane.first_frame, given.first_frame), (lane.last_frame, given.last_frame))
    named = {name: data_url(file) for name, file in frames if name and file}
    return named | reference_field(lane, given.references)


def _below_input(lane: Lane, options: dict[str, Any], given: Given) -> dict[str, Any]:
    inner = {name: options.pop(name) for name in (lane.prompt, lane.negative) if name in options}
    if media := [{"type": role, "url": url} for role, url in _pictures(lane, given)]:
        inner["media"] = media
    return {"input": inner, "parameters": options}


def _listed(lane: Lane, request: GenerationRequest, given: Given) -> list[dict[str, Any]]:
    pictures = [{"type": "image_url", "image_url": {"url": url}, "role": role} for role, url in _pictures(lane, given)]
    return [{"type": "text", "text": request.prompt}, *pictures]


def _pictures(lane: Lane, given: Given) -> list[tuple[str, str]]:
    """Role and data URL of each."""
    pictures = [(lane.first_frame, given.first_frame), (lane.last_frame, given.last_frame)]
    pictures += [(lane.reference, file) for file in given.references]
    return [(role, data_url(file)) for role, file in pictures if role and file]


class VideosReader(TaskObject):
    """Reads the answer that names the task, or one look at it."""

    over_badly = frozenset({"failed", "cancelled", "canceled"})

    def pending(self, task_id: str) -> Pending:
        """See TaskObject."""
        poll = Call(task_path(VIDEOS, task_id), method="GET")
        return Pending(task_id, poll=poll, every=LOOK_EVERY, missing_for=MISSING_FOR)

    def files(self, answer: dict[str, Any], task_id: str) -> Iterable[Source]:
        """One video."""
        yield _film(task_id, text(answer.get("url")))


def _film(task_id: str, url: str) -> Link:
    if url:
        return file_link(url)
    if not task_id:
        raise NoResult("a video that is complete, and nowhere", said="")
    return Link(task_path(VIDEOS, task_id) + "/content", auth="bearer")


WIRE = VideosWire()

"""The predictions wire: `/v1/models/<vendor>/<model>/predictions`, one address for many makers.

JSON with everything in `input`. The answer has the pictures in one of many shapes, or names a task; what a look at a
task says is documented nowhere, so every form that was seen is understood.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qs, quote, urlsplit

from bot.catalog.spec import ModelSpec
from bot.errors import ContentRejected, GenerationFailed, NoResult, ProviderError, TaskUnknown, WrongWire
from bot.media.requests import GenerationRequest
from bot.provider.extract import pictures, token_usage, withheld
from bot.provider.failures import dissect, meaning
from bot.provider.fields import fields, leaner, reference_field, respelled
from bot.provider.shapes import table, tables, text
from bot.provider.unstreamed import Unstreamed
from bot.provider.wire import Asset, Call, Event, Finished, Given, Pending, Progress, Queued, Reader

EVERY = 2.0
MISSING_FOR = 10.0

_DONE = {"ready", "succeeded", "success", "successful", "completed", "complete", "done", "finished"}
_FAILED = {"error", "failed", "failure", "fail", "canceled", "cancelled", "expired"}
_QUEUED = {"queued", "queueing", "in queue", "submitted", "created", "not started", "starting"}
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*")
_RESULTS = ("result", "output", "data", "results")


class PredictionsWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """The path is the table's: it cannot be told from the model's name."""
        lane = spec.lane("predictions")
        options = fields(spec, lane, request) | reference_field(lane, given.references)
        return Call(f"/v1/models/{lane.path}/predictions", json={"input": options})

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """The address as the gateway's older pages misspell it; the count by its other name; or without what the table
        calls dispensable."""
        if isinstance(error, WrongWire):
            misspelt = call.path.replace("/models/openai/", "/models/opanai/")
            return replace(call, path=misspelt) if misspelt != call.path else None
        lane = spec.lane("predictions")
        others = {lane.count: lane.other_count} if lane.other_count else {}
        return respelled(call, error, others, "input") or leaner(spec, call, error)

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return PredictionsReader()


class PredictionsReader(Unstreamed):
    """Reads the answer to the call, and each look at a task: either may have the shape of the other."""

    def read(self, body: Any) -> Iterable[Event]:
        """With a status it is a look; else there are pictures, or a task is named."""
        answer = table(body)
        state = _state(answer)
        if state:
            yield from _looked(answer, state)
        elif answer.get("error"):
            raise meaning(dissect(200, {}, answer))
        elif pictures(body):
            yield from _made(body)
        elif pending := next(_tasks(answer), None):
            yield Queued()
            yield pending
        elif any(answer.get(name) is not None for name in _RESULTS):
            yield from _made(body)


def _looked(answer: dict[str, Any], state: str) -> Iterator[Event]:
    """A status that nobody has seen yet counts as unfinished: what is paid for is not given up for a word."""
    if state.endswith("moderated"):
        stage = "input" if state.startswith("request") else "output"
        raise ContentRejected(f"status {state!r}", reason=_reasons(answer) or state.capitalize(), stage=stage)
    if state == "task not found":
        raise TaskUnknown(f"status {state!r}")
    if state in _FAILED or (answer.get("error") and state not in _DONE):
        raise _failed(answer, state)
    if state in _DONE:
        yield from _made(answer)
    elif state in _QUEUED:
        yield Queued()
    else:
        yield Progress("generating", _percent(_first(answer, ("progress",))))


def _made(body: Any) -> Iterator[Event]:
    found = pictures(body)
    if not found and withheld(body):
        raise ContentRejected("every picture was withheld", reason="", stage="output")
    if not found:
        raise NoResult("no picture in the answer", said="")
    for source in found:
        yield Asset(source)
    if usage := token_usage(table(table(body).get("usage"))):
        yield usage
    yield Finished()


def _tasks(answer: dict[str, Any]) -> Iterator[Pending]:
    for item in (answer, *(found for name in _RESULTS for found in _objects(answer.get(name)))):
        polling = text(item.get("polling_url"))
        task = text(item.get("taskId")) or text(item.get("task_id"))
        if not task and polling:
            named = parse_qs(urlsplit(polling).query).get("id", [""])
            task = text(item.get("id")) or named[0]
        if task:
            path = f"/v1/tasks/{quote(task, safe='')}"  # dots stay as they are
            yield Pending(task, Call(path, method="GET", host="tasks"), every=EVERY, missing_for=MISSING_FOR)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [table(value), *tables(value)]


def _first(answer: dict[str, Any], names: tuple[str, ...]) -> Any:
    """The first of these that is there, at the top or where the result stands."""
    places = (answer, *(table(answer.get(name)) for name in _RESULTS))
    return next((place[name] for place in places for name in names if place.get(name) is not None), None)


def _state(answer: dict[str, Any]) -> str:
    """In small letters with single spaces; empty where there is none, or only a number."""
    said = _first(answer, ("status", "state", "task_status"))
    return " ".join(said.casefold().replace("_", " ").replace("-", " ").split()) if isinstance(said, str) else ""


def _reasons(answer: dict[str, Any]) -> str:
    told = table(_first(answer, ("details",))).get("Moderation Reasons")
    return ", ".join(map(text, cast("list[Any]", told))) if isinstance(told, list) else text(told)


def _failed(answer: dict[str, Any], state: str) -> ProviderError:
    """A task that failed stays failed, whatever the words would mean elsewhere; only a refusal is told apart."""
    if reasons := _reasons(answer):
        return ContentRejected(f"status {state!r}", reason=reasons, stage="output")
    told = _first(answer, ("error", "error_message", "message", "details"))
    failure = dissect(200, {}, {"error": told})
    found = meaning(failure)
    return found if isinstance(found, ContentRejected) else GenerationFailed(failure.detail, reason=failure.reason)


def _percent(value: Any) -> int | None:
    """Of a share of one, or of a number up to a hundred; some write either as text."""
    told = _NUMBER.fullmatch(str(value))
    if not told:
        return None
    number = float(told[1])
    share = "." in told[1] and number <= 1 and not told[2]
    return min(100, round(number * 100 if share else number))


WIRE = PredictionsWire()

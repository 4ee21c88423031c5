"""The unified_videos wire: `/ai/v1/videos`, one request for every maker's videos."""

from collections.abc import Mapping
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import InvalidRequest, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.fields import data_url, fields
from bot.provider.remote_tasks import lean
from bot.provider.unified import TaskReader, Tasks
from bot.provider.wire import Call, Given, Pending, Reader

TASKS = Tasks("/ai/v1/videos", every=15)


class UnifiedVideosWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """Frames and references are lists of their own."""
        body: dict[str, Any] = {"model": spec.wire_model} | fields(spec, spec.lane("unified_videos"), request)
        if frames := _frames(given):
            body["frame_images"] = frames
        if given.references:
            body["input_references"] = [{"type": "image_url", "url": data_url(file)} for file in given.references]
        return Call(TASKS.path, json=body)

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """Without dispensable fields, where the model takes them not."""
        if not isinstance(error, InvalidRequest) or not error.unknown:
            return None
        return lean(call, error.field, spec.lean_fields)

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return TaskReader(TASKS, content=True)

    def recent(self, spec: ModelSpec) -> Call:
        """See Recovering."""
        return TASKS.newest()

    def found(self, spec: ModelSpec, body: Any) -> Mapping[str, tuple[float, Pending]]:
        """See Recovering."""
        return TASKS.found(spec, body)


def _frames(given: Given) -> list[dict[str, Any]]:
    frames = (("first_frame", given.first_frame), ("last_frame", given.last_frame))
    return [{"frame_type": kind, "image_url": {"url": data_url(file)}} for kind, file in frames if file]


WIRE = UnifiedVideosWire()

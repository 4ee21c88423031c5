"""The unified wire: `/ai/v1/images/generations`, one request for every maker's pictures, made as a task."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import InvalidRequest, ProviderError, WrongWire
from bot.media.requests import GenerationRequest
from bot.provider.fields import data_url, fields, reference_field
from bot.provider.remote_tasks import lean
from bot.provider.unified import TaskReader, Tasks
from bot.provider.wire import Call, Given, Pending, Reader

TASKS = Tasks("/ai/v1/images", every=12)

# All that the request may have at its top; whatever else a model takes goes below `extra`.
_TOP = frozenset(
    {
        "prompt",
        "n",
        "size",
        "aspect_ratio",
        "seed",
        "negative_prompt",
        "image",
        "images",
        "mask",
        "output_format",
        "response_format",
    }
)


class UnifiedWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """As a task, so that nothing is lost with the connection."""
        lane = spec.lane("unified")
        options = fields(spec, lane, request)
        body: dict[str, Any] = {"model": spec.wire_model, "async": True}
        body |= {name: value for name, value in options.items() if name in _TOP}
        body |= reference_field(lane, given.references)
        if given.mask:
            body["mask"] = data_url(given.mask)
        if extra := {name: value for name, value in options.items() if name not in _TOP}:
            body["extra"] = extra
        return Call(f"{TASKS.path}/generations", json=body)

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """Not as a task, where the account may not; without dispensable fields, where the model takes them not."""
        if not isinstance(error, InvalidRequest) or call.json is None:
            return None
        if error.field == "async" and "async" in call.json:
            if spec.lane("unified").tasks_only:
                raise WrongWire(str(error), successor="") from error
            return replace(call, json={name: value for name, value in call.json.items() if name != "async"})
        return lean(call, error.field if error.unknown else None, spec.lean_fields)

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return TaskReader(TASKS)

    def recent(self, spec: ModelSpec) -> Call:
        """See Recovering."""
        return TASKS.newest()

    def found(self, spec: ModelSpec, body: Any) -> Mapping[str, tuple[float, Pending]]:
        """See Recovering."""
        return TASKS.found(spec, body)


WIRE = UnifiedWire()

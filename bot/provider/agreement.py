"""Where a table offers what the gateway's own schema of the model does not take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.catalog.schemas import Endpoint, Refusal, refusals
from bot.catalog.spec import ModelSpec
from bot.provider.samples import samples
from bot.provider.wire import Call, File


@dataclass(frozen=True, slots=True)
class Comparison:
    """`compared`: how many models have a schema to compare their table with."""

    compared: int
    doubts: list[str]


def compare(specs: Iterable[ModelSpec], published: Mapping[str, Sequence[Endpoint]]) -> Comparison:
    """`published`: by the gateway's name of the model."""
    known = [spec for spec in specs if any(one.schema for one in published.get(spec.wire_model, ()))]
    return Comparison(len(known), [said for spec in known for said in disagreements(spec, published[spec.wire_model])])


def disagreements(spec: ModelSpec, published: Sequence[Endpoint]) -> list[str]:
    """A sentence for each field. What the table calls dispensable is none: a call goes on without it."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for wire, call in samples(spec):
        endpoint = next((one for one in published if one.schema and one.is_at(call.path)), None)
        if endpoint is None:
            continue
        for refusal in refusals(endpoint.schema, _body(call)):
            if refusal.field.rpartition(".")[2] not in spec.lean_fields:
                found.setdefault((wire, refusal.field), {})[_said(refusal)] = None
    return [f"{spec.id} ({wire}): {field} {' or '.join(said)}" for (wire, field), said in found.items()]


def _said(refusal: Refusal) -> str:
    return "is no field there" if refusal.value is None else f"cannot be {str(refusal.value)[:40]}"


def _body(call: Call) -> Mapping[str, Any]:
    """As the schema sees it: a list of files is one field, a file any text."""
    if call.json is not None:
        return call.json
    return {part.name.removesuffix("[]"): "" if isinstance(part.value, File) else part.value for part in call.parts}

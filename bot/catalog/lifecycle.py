"""From rows of the gateway's model list to news: models that go, that cost something else, that nobody here knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from bot.catalog.catalog import Catalog, Status
from bot.catalog.repricing import Doubtful, changes, repriced
from bot.catalog.spec import ModelSpec

_MILLISECONDS = 100_000_000_000  # a later time in seconds is five thousand years off


@dataclass(frozen=True, slots=True)
class Row:
    """What the list says of one model. Amounts in US dollars, None where it gives none."""

    model: str
    types: tuple[str, ...]
    status: Status
    put_in: Decimal | None
    put_out: Decimal | None
    takes: tuple[str, ...] = ()
    """`text`, `image`, `video`."""
    endpoints: tuple[str, ...] = ()
    """Paths it answers at."""


@dataclass(frozen=True, slots=True)
class News:
    """What is different from what the catalog holds. `said` are sentences for the log, `doubts` such to worry about."""

    specs: dict[str, ModelSpec] = field(default_factory=dict[str, ModelSpec])
    statuses: dict[str, Status] = field(default_factory=dict[str, Status])
    said: list[str] = field(default_factory=list[str])
    doubts: list[str] = field(default_factory=list[str])
    unknown: dict[str, Row] = field(default_factory=dict[str, Row])


def rows(body: Any, now: float) -> list[Row]:
    """The rows of a list's answer; `now` in seconds since 1970. Raises ValueError when it is no list."""
    data = _table(body).get("data")
    if not isinstance(data, list):
        raise ValueError("no list of models")  # noqa: TRY004  # it is JSON of somebody else's, not an argument
    tables = map(_table, cast("list[Any]", data))
    return [_row(table, now) for table in tables if _text(table.get("model_id"))]


def news(catalog: Catalog, listed: Iterable[Row]) -> News:
    """What the catalog does not know yet; of models that are not listed nothing is new."""
    found = News()
    by_name: dict[str, list[ModelSpec]] = {}
    for spec in catalog:
        for name in {spec.wire_model, spec.id}:
            by_name.setdefault(name, []).append(spec)
    for row in listed:
        if row.model not in by_name:
            if row.status.stage != "retired":
                found.unknown[row.model] = row
            continue
        for spec in by_name[row.model]:
            _stands(found, catalog, spec, row)
            _costs(found, catalog, spec, row)
    return found


def _stands(found: News, catalog: Catalog, spec: ModelSpec, row: Row) -> None:
    if row.status == catalog.status(spec.id):
        return
    found.statuses[spec.id] = row.status
    said = f"{spec.id} is {row.status.stage or 'offered again'}"
    found.said.append(f"{said}, its successor is {row.status.successor}" if row.status.successor else said)


def _costs(found: News, catalog: Catalog, spec: ModelSpec, row: Row) -> None:
    try:
        price = repriced(catalog.written(spec.id).price, spec.price, row.put_in, row.put_out)
    except Doubtful as doubt:
        found.doubts.append(f"{spec.id}: {doubt}")
        return
    if price != spec.price:
        found.specs[spec.id] = spec.model_copy(update={"price": price})
        found.said.append(f"{spec.id} has another price: {changes(spec.price, price)}")


def _row(table: Mapping[str, Any], now: float) -> Row:
    pricing = _table(table.get("pricing"))
    return Row(
        model=_text(table.get("model_id")),
        types=_words(table.get("types")),
        status=_status(table, now),
        put_in=_amount(pricing.get("input")),
        put_out=_amount(pricing.get("output")),
        takes=_words(table.get("input_modalities")),
        endpoints=_words(table.get("endpoints")),
    )


def _status(table: Mapping[str, Any], now: float) -> Status:
    """The stage's word decides; the dates only where there is none, for they may be plans."""
    stage = _text(table.get("retire_stage")).strip().lower()
    successor = _text(table.get("successor_model")).strip()
    if stage in {"retired", "removed"}:
        return Status("retired", successor)
    if stage in {"", "active", "none"}:
        gone, going = _seconds(table.get("retired_at")), _seconds(table.get("deprecated_at"))
        if gone is not None and gone <= now:
            return Status("retired", successor)
        if gone is None and (going is None or going > now):
            return Status()
    return Status("deprecated", successor)


def _seconds(value: Any) -> float | None:
    """A moment: seconds or milliseconds since 1970, or ISO 8601; None for anything else, and for zero."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return _iso(_text(value))
    return (number / 1000 if number > _MILLISECONDS else number) or None


def _iso(value: str) -> float | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _amount(value: Any) -> Decimal | None:
    """A number, also one written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _words(value: Any) -> tuple[str, ...]:
    """A list with commas, or a real one."""
    parts = cast("list[Any]", value) if isinstance(value, list) else _text(value).split(",")
    return tuple(word for part in parts if (word := _text(part).strip()))


def _table(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""

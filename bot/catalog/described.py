"""What a model's published schema says of it, in the words of a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import gcd
from re import IGNORECASE, fullmatch
from typing import Any, cast

from bot.catalog.schemas import alternatives

_INSIDE = ("input", "parameters", "extra", "options")  # objects that only hold more fields
_SHAPES = ("size", "aspect_ratio", "ratio")
_LENGTHS = ("seconds", "duration")
_COUNTS = ("n", "num_images")
_PICTURES = ("images", "image", "input_references", "reference_images", "input_image", "refer_image")
_FRAMES = {
    "first_frame": ("first_frame", "first_frame_image", "input_reference"),
    "last_frame": ("last_frame", "last_frame_image"),
}
_FLAGS = {"seed": "seed", "negative": "negative_prompt"}
_ROLES = {"media": "type", "content": "role", "frame_images": "frame_type"}  # lists whose items say what they are
_REFERENCE_ROLE = "reference_image"
MOST_SECONDS = 30
MOST_PICTURES = 10


@dataclass(frozen=True, slots=True)
class Described:
    """Fields of a ModelSpec and of its Lane, as far as the schema tells."""

    spec: dict[str, Any] = field(default_factory=dict[str, Any])
    lane: dict[str, Any] = field(default_factory=dict[str, Any])


def described(plain: Mapping[str, Any], pictured: Mapping[str, Any], *, video: bool) -> Described:
    """`plain` is the schema of requests without pictures, `pictured` of those with; they may be the same."""
    found = Described()
    fields = _fields(plain)
    for word in _SHAPES:
        _shape(found, word, _choices(fields.get(word, {})))
    for name, word in (("qualities", "quality"), ("backgrounds", "background"), ("moderations", "moderation")):
        if choices := _choices(fields.get(word, {})):
            found.spec[name] = choices
    if choices := _choices(fields.get("resolution", {})):
        found.spec["resolutions"], found.lane["resolution"] = choices, "resolution"
    found.spec.update({name: True for name, word in _FLAGS.items() if word in fields})
    _count(found, plain, fields)
    if video:
        _length(found, fields)
    _pictures(found, _fields(pictured), video=video)
    if not video and "mask" in _fields(pictured):
        found.spec["mask"] = True
    if "content" in fields:
        found.lane["form"] = "content"
    elif {"input", "parameters"} <= _inner(plain).keys():
        found.lane["form"] = "input"
    return found


def _fields(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """By their last names, those inside holders with them."""
    found = {name: _table(one) for name, one in _inner(schema).items()}
    for holder in _INSIDE:
        if inner := _inner(found.get(holder, {})):
            found = {name: _table(one) for name, one in inner.items()} | found
    return found


def _inner(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return _table(schema.get("properties"))


def _choices(schema: Mapping[str, Any]) -> list[str]:
    """What it may be; leaving it to the model is no choice."""
    listed = (one.get("enum") for one in alternatives(schema))
    values = [value for one in listed if isinstance(one, list) for value in cast("list[Any]", one)]
    return [
        value
        for value in dict.fromkeys(values)
        if isinstance(value, str) and value.isprintable() and value not in {"", "auto"}
    ]


def _shape(found: Described, name: str, choices: Iterable[str]) -> None:
    """Ratios, sizes in pixels, or how many pixels: the first field that has some decides."""
    aspects: dict[str, str] = {}
    steps: list[str] = []
    for value in choices:
        if shape := fullmatch(r"(\d{1,5})([:x*])(\d{1,5})", value):
            across, down = int(shape[1]), int(shape[3])
            if unit := 1 if shape[2] == ":" else gcd(across, down):
                aspects.setdefault(f"{across // unit}:{down // unit}", value)
        elif fullmatch(r"\d(\.\d)?k|\d{3,4}p", value, IGNORECASE):
            steps.append(value)
    if aspects and "aspects" not in found.spec:
        found.spec["aspects"], found.lane["aspect"] = aspects, name
    if steps and not aspects and "resolutions" not in found.spec:
        found.spec["resolutions"], found.lane["resolution"] = steps, name


def _count(found: Described, plain: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]]) -> None:
    name = next((word for word in _COUNTS if word in fields), "")
    if name or plain.get("additionalProperties") is False:
        found.lane["count"] = name
    most = _bound(fields.get(name, {}), "maximum")
    if most and most > 1:
        found.spec["max_count"] = min(most, MOST_PICTURES)


def _length(found: Described, fields: Mapping[str, Mapping[str, Any]]) -> None:
    name = next((word for word in _LENGTHS if word in fields), "")
    schema = fields.get(name, {})
    low, high = _bound(schema, "minimum"), _bound(schema, "maximum")
    listed = [value for one in alternatives(schema) for value in _listed(one.get("enum")) if str(value).isdecimal()]
    lengths = sorted({int(value) for value in listed})
    if not lengths and low and high and low <= high < low + MOST_SECONDS:
        lengths = list(range(low, high + 1))
    if lengths:
        found.spec["seconds"], found.lane["seconds"] = lengths, name
        if all(isinstance(value, str) for value in listed) and (listed or schema.get("type") == "string"):
            found.lane["seconds_as"] = "text"


def _pictures(found: Described, fields: Mapping[str, Mapping[str, Any]], *, video: bool) -> None:
    frames: list[str] = []
    for holder, word in _ROLES.items():
        roles = _choices(_table(_inner(_table(fields.get(holder, {}).get("items"))).get(word)))
        frames += [name for name in _FRAMES if name in roles]
        if holder != "frame_images":
            found.lane.update({name: name for name in _FRAMES if name in roles})
            if _REFERENCE_ROLE in roles:
                found.lane["reference"] = _REFERENCE_ROLE
                words_too = int(holder == "content")
                found.spec["max_references"] = max(1, _bound(fields[holder], "maxItems") - words_too)
    for name, words in _FRAMES.items():
        if video and name not in frames and (word := next((word for word in words if word in fields), "")):
            frames.append(name)
            found.lane[name] = word
    if frames:
        found.spec["frames"] = frames
    name = next((word for word in _PICTURES if word in fields), "")
    if name and "max_references" not in found.spec:
        several = any(one.get("type") == "array" for one in alternatives(fields[name]))
        found.spec["max_references"] = (_bound(fields[name], "maxItems") or 1) if several else 1
        found.lane.update({"reference": name} | ({"references_as": "list"} if several else {}))


def _bound(schema: Mapping[str, Any], word: str) -> int:
    """Zero where there is none."""
    bounds = (one.get(word) for one in alternatives(schema))
    return next((int(bound) for bound in bounds if isinstance(bound, int | float) and 0 < bound < 1e6), 0)


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _table(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}

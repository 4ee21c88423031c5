"""What Discord demands of a message or modal beyond what its published schemas can say."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sandbox.discord import components, embeds
from sandbox.discord.mentions import contradictions
from sandbox.discord.payload import Json, objects
from sandbox.discord.refusals import Problem

V2 = 1 << 15
MAX_CONTENT, MAX_COMPONENTS, MAX_TEXT, MAX_FILES = 2000, 40, 4000, 10
_LEGACY_FIELDS = ("content", "embeds", "poll", "sticker_ids")
_EMBED_PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif"}
_SCHEME = "attachment://"


@dataclass(frozen=True)
class Draft:
    """A message as it would be after the request."""

    payload: Json
    flags: int
    filenames: tuple[str, ...]
    existing: Json | None = None

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & V2)

    def field(self, name: str) -> Any:
        if name in self.payload:
            return self.payload[name]
        return self.existing.get(name) if self.existing else None


Rule = Callable[[Draft], Iterator[Problem]]


def problems(draft: Draft) -> list[Problem]:
    return [problem for rule in _RULES for problem in rule(draft)]


def is_empty(draft: Draft) -> bool:
    fields = ("content", "embeds", "components", "poll", "sticker_ids")
    return not (draft.filenames or any(draft.field(name) for name in fields))


def _content_length(draft: Draft) -> Iterator[Problem]:
    """The schema of channel messages allows 4000, which only subscribed people have."""
    if len(draft.payload.get("content") or "") > MAX_CONTENT:
        yield Problem("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")


def _embed_total(draft: Draft) -> Iterator[Problem]:
    if sum(embeds.length(embed) for embed in objects(draft.payload.get("embeds"))) > embeds.MAX_TOTAL:
        yield Problem("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embeds exceed {embeds.MAX_TOTAL} characters together.")


def _embed_count(draft: Draft) -> Iterator[Problem]:
    if len(objects(draft.payload.get("embeds"))) > 10:
        yield Problem("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")


def _file_count(draft: Draft) -> Iterator[Problem]:
    if len(draft.filenames) > MAX_FILES:
        yield Problem("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer in length.")


def _custom_ids(draft: Draft) -> Iterator[Problem]:
    yield from duplicate_custom_ids(draft.payload.get("components"))


def duplicate_custom_ids(tree: object) -> Iterator[Problem]:
    found = Counter(item["custom_id"] for item in components.each(tree) if item.get("custom_id"))
    for custom_id, count in found.items():
        if count > 1:
            code = "COMPONENT_CUSTOM_ID_DUPLICATED"
            yield Problem("components", code, f"Component custom id cannot be duplicated: {custom_id!r}")


def _component_count(draft: Draft) -> Iterator[Problem]:
    tree = draft.payload.get("components")
    if draft.is_v2 and sum(1 for _ in components.each(tree)) > MAX_COMPONENTS:
        yield Problem("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"More than {MAX_COMPONENTS} in all.")
    if not draft.is_v2 and len(objects(tree)) > 5:
        yield Problem("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")


def _text_total(draft: Draft) -> Iterator[Problem]:
    if sum(len(text) for text in components.texts(draft.payload.get("components"))) > MAX_TEXT:
        code = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"
        yield Problem("components", code, f"Texts exceed {MAX_TEXT} characters together.")


def _legacy_with_v2(draft: Draft) -> Iterator[Problem]:
    """Also when a message turns into V2: what it had must be emptied by the same request."""
    for name in _LEGACY_FIELDS:
        if draft.is_v2 and draft.field(name):
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            yield Problem(name, code, f"The {name!r} field cannot be used with MessageFlags.IS_COMPONENTS_V2.")


def _v2_without_flag(draft: Draft) -> Iterator[Problem]:
    for position, item in enumerate(objects(draft.payload.get("components"))):
        if not draft.is_v2 and item.get("type") in components.ONLY_V2:
            yield Problem(
                f"components.{position}.type", "UNION_TYPE_CHOICES", "Value of field 'type' must be one of (1,)."
            )


def _attachment_addresses(draft: Draft) -> Iterator[Problem]:
    for item in components.walk(draft.payload.get("components")):
        if isinstance(url := item.get("url"), str):
            yield from _unresolved("components", url, draft)
    for position, embed in enumerate(objects(draft.payload.get("embeds"))):
        for part, url in embeds.addresses(embed):
            yield from _unresolved(f"embeds.{position}.{part}", url, draft)
            if url.startswith(_SCHEME) and PurePosixPath(url).suffix.lower() not in _EMBED_PICTURES:
                yield Problem(f"embeds.{position}.{part}", "EMBED_IMAGE_TYPE", f"{url!r} is not a picture.")


def _unresolved(where: str, url: str, draft: Draft) -> Iterator[Problem]:
    if url.startswith(_SCHEME) and url.removeprefix(_SCHEME) not in draft.filenames:
        yield Problem(where, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", f"No attachment for {url!r}.")


def _selects(draft: Draft) -> Iterator[Problem]:
    for item in components.each(draft.payload.get("components")):
        if item["type"] not in components.SELECTS:
            continue
        most = item.get("max_values") or 1
        if (item.get("min_values") or 0) > most:
            yield Problem("components", "SELECT_MIN_OVER_MAX", "min_values is larger than max_values.")
        defaults = [option for option in objects(item.get("options")) if option.get("default")]
        if len(defaults) > most:
            yield Problem("components", "SELECT_TOO_MANY_DEFAULTS", "More default options than max_values.")


def _allowed_mentions(draft: Draft) -> Iterator[Problem]:
    for kind in contradictions(draft.payload.get("allowed_mentions")):
        yield Problem(
            "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", f"parse and {kind} exclude each other."
        )


def modal_problems(data: Json) -> list[Problem]:
    found = list(duplicate_custom_ids(data.get("components")))
    count = len(objects(data.get("components")))
    if not 1 <= count <= 5:
        found.append(Problem("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length."))
    if not 1 <= len(data.get("title") or "") <= 45:
        found.append(Problem("data.title", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 45 in length."))
    return found


_RULES: tuple[Rule, ...] = (
    _content_length,
    _embed_total,
    _embed_count,
    _file_count,
    _custom_ids,
    _component_count,
    _text_total,
    _legacy_with_v2,
    _v2_without_flag,
    _attachment_addresses,
    _selects,
    _allowed_mentions,
)

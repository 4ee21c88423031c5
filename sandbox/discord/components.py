"""Message components: as they are asked for, as they are sent back, and how to find one a person can use."""

from collections.abc import Callable, Iterator

from sandbox.discord.payload import Json, child, copied, objects, walk, without_nulls

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT = 1, 2, 3, 4, 5
ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 6, 7, 8
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23
SELECTS = {STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT}
ONLY_V2 = {SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
LINK, PREMIUM = 5, 6
_DEFAULTS: dict[int, Json] = {
    THUMBNAIL: {"description": None, "spoiler": False},
    FILE: {"spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    CONTAINER: {"accent_color": None, "spoiler": False},
} | {kind: {"min_values": 1, "max_values": 1} for kind in SELECTS}

Media = Callable[[str], Json]
"""From the address a client gave (``attachment://name`` or a link) to the object Discord answers with."""


def each(components: object) -> Iterator[Json]:
    """Every component of a tree, nested ones included."""
    for item in walk(components):
        if isinstance(item.get("type"), int):
            yield item


def settled(components: list[Json], media: Media) -> list[Json]:
    """The components as Discord returns them: numbered, with defaults filled in and addresses resolved."""
    tree = [copied(component) for component in components]
    taken = {item["id"] for item in each(tree) if item.get("id")}
    free = (number for number in range(1, 1 << 31) if number not in taken)
    return [_settle(component, media, free) for component in tree]


def _settle(component: Json, media: Media, free: Iterator[int]) -> Json:
    kind: int = component["type"]
    settled_one = _DEFAULTS.get(kind, {}) | without_nulls(component)
    settled_one["id"] = component.get("id") or next(free)
    if "emoji" in settled_one:
        settled_one["emoji"] = without_nulls(settled_one["emoji"])
    if "components" in settled_one:
        settled_one["components"] = [_settle(inner, media, free) for inner in objects(settled_one["components"])]
    if "accessory" in settled_one:
        settled_one["accessory"] = _settle(settled_one["accessory"], media, free)
    if kind == THUMBNAIL:
        settled_one["media"] = _unnamed(media(settled_one["media"]["url"]))
    elif kind == FILE:
        settled_one["file"] = found = media(settled_one["file"]["url"])
        settled_one |= {"name": found.pop("name", None), "size": found.pop("size", None)}
    elif kind == GALLERY:
        settled_one["items"] = [_gallery_item(item, media) for item in objects(settled_one["items"])]
    if kind in SELECTS:
        settled_one.pop("required", None)  # means something in a modal only
    if kind == STRING_SELECT:
        settled_one["options"] = [_option(option) for option in objects(settled_one["options"])]
    return settled_one


def _option(option: Json) -> Json:
    shape = without_nulls(option)
    return shape | ({"emoji": without_nulls(shape["emoji"])} if "emoji" in shape else {})


def _gallery_item(item: Json, media: Media) -> Json:
    found = _unnamed(media(item["media"]["url"]))
    return {"media": found, "description": item.get("description"), "spoiler": bool(item.get("spoiler"))}


def _unnamed(found: Json) -> Json:
    return {key: value for key, value in found.items() if key not in {"name", "size"}}


def usable(components: object) -> list[Json]:
    """What a person can press or choose from."""
    return [item for item in each(components) if item["type"] == BUTTON or item["type"] in SELECTS]


def find(components: object, name: str) -> Json | None:
    """By custom_id first, then by label or emoji, as a person reads them."""
    choices = usable(components)
    for item in choices:
        if item.get("custom_id") == name:
            return item
    for item in choices:
        if item.get("label") == name or child(item, "emoji").get("name") == name:
            return item
    return None


def texts(components: object) -> list[str]:
    return [str(item.get("content") or "") for item in each(components) if item["type"] == TEXT]

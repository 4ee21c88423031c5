"""Embeds as Discord returns them."""

from sandbox.discord.components import Media
from sandbox.discord.payload import Json, child, objects, without_nulls

MAX_TOTAL = 6000
_PICTURES = ("image", "thumbnail")
_ICONS = ("author", "footer")


def settled(embeds: list[Json], media: Media) -> list[Json]:
    return [_settle(embed, media) for embed in embeds]


def _settle(embed: Json, media: Media) -> Json:
    shape: Json = without_nulls(embed) | {"type": "rich"}
    for part in _PICTURES:
        if shape.get(part):
            shape[part] = _picture(media(shape[part]["url"]))
    for part in _ICONS:
        if shape.get(part):
            shape[part] = _with_icon(shape[part], media)
    if shape.get("fields"):
        shape["fields"] = [{"inline": False} | without_nulls(field) for field in objects(shape["fields"])]
    return shape


def unfurled(embed: Json) -> Json:
    """What Discord itself makes of a link: pictures come through its proxy."""
    shape: Json = {"type": "link"} | embed
    for part in _PICTURES:
        if shape.get(part):
            shape[part] = {"proxy_url": shape[part]["url"], "width": 0, "height": 0} | shape[part]
    return shape


def _picture(found: Json) -> Json:
    kept = ("url", "proxy_url", "width", "height", "content_type")
    return {key: found[key] for key in kept if found.get(key) is not None}


def _with_icon(part: Json, media: Media) -> Json:
    shape = without_nulls(part)
    if icon := shape.get("icon_url"):
        found = media(icon)
        shape |= {"icon_url": found["url"], "proxy_icon_url": found["proxy_url"]}
    return shape


def addresses(embed: Json) -> list[tuple[str, str]]:
    """Where an embed points to, and from which of its parts."""
    found = [(part, embed[part].get("url")) for part in _PICTURES if embed.get(part)]
    found += [(part, embed[part].get("icon_url")) for part in _ICONS if embed.get(part)]
    return [(part, url) for part, url in found if isinstance(url, str)]


def length(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [child(embed, "footer").get("text"), child(embed, "author").get("name")]
    for field in objects(embed.get("fields")):
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if isinstance(text, str))

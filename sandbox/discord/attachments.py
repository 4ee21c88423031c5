"""Which files a message has after a request, and what an ``attachment://`` address stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.discord.cdn import Upload
from sandbox.discord.payload import Json, objects
from sandbox.discord.refusals import Problem, invalid_form


@dataclass(frozen=True)
class Form:
    """What a request asks of a message: its JSON and its files by number."""

    payload: Json
    files: Mapping[int, Upload] = field(default_factory=dict[int, Upload])
    upload_limit: int = 10 * 1024 * 1024
    interaction: bool = False


def sort(form: Form, existing: Iterable[Json]) -> tuple[list[Json], list[Upload]]:
    """What stays and what is new. A list of attachments replaces; without one, files are added."""
    before = {item["id"]: item for item in existing}
    if form.payload.get("attachments") is None:
        return list(before.values()), list(form.files.values())
    kept: list[Json] = []
    fresh: dict[int, Upload] = {}
    for position, item in enumerate(objects(form.payload["attachments"])):
        name = str(item.get("id"))
        if name in before:
            described = {"description": item["description"]} if item.get("description") else {}
            kept.append(before[name] | described)
        elif name.isdigit() and int(name) in form.files:
            file = form.files[int(name)]
            fresh[int(name)] = Upload(item.get("filename") or file.filename, file.data, item.get("description"))
        else:
            raise invalid_form(Problem(f"attachments.{position}.id", "ATTACHMENT_NOT_FOUND", f"No file {name!r}."))
    unlisted = [file for number, file in form.files.items() if number not in fresh]
    return kept, [*fresh.values(), *unlisted]


def media(url: str, attachments: list[Json]) -> Json:
    if not url.startswith("attachment://"):
        return {"id": "0", "url": url, "proxy_url": url, "width": None, "height": None, "content_type": None}
    name = url.removeprefix("attachment://")
    item = next(item for item in attachments if item["filename"] == name)
    return {
        "id": item["id"],
        "attachment_id": item["id"],
        "url": item["url"],
        "proxy_url": item["proxy_url"],
        "width": item.get("width"),
        "height": item.get("height"),
        "content_type": item.get("content_type"),
        "name": item["filename"],
        "size": item["size"],
    }

"""One request, read: its JSON or form, its key, its id."""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import orjson
from aiohttp import BodyPartReader, web

from sandbox.aihubmix.behaviours import Conduct, DropConnection, LoseAnswer, Status
from sandbox.aihubmix.errors import gateway_error
from sandbox.aihubmix.records import Json, Received, Upload

_serial = itertools.count(19744820954697486)


@dataclass(frozen=True)
class Intake:
    request: web.Request
    received: Received
    request_id: str
    conduct: Conduct

    @property
    def body(self) -> Json:
        """The JSON object of a request that must have one."""
        if not isinstance(self.received.json, dict):
            raise gateway_error(400, "The request body must be a JSON object", malformed=True)
        return cast("Json", self.received.json)

    @property
    def lost(self) -> bool:
        """True if the wire's own answer is not to arrive."""
        return any(self.conduct.get(kind) for kind in (LoseAnswer, DropConnection, Status))

    @property
    def model(self) -> str:
        given = self.received.json
        source = cast("Json", given) if isinstance(given, dict) else self.received.fields
        return str(source.get("model") or self.request.match_info.get("model") or "")


def new_request_id() -> str:
    return f"{datetime.now(UTC):%Y%m%d%H%M%S}{next(_serial)}"


def presented_key(request: web.Request) -> str:
    """From any place in which one of the gateway's lanes expects it."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip()
    headers = request.headers
    return headers.get("x-goog-api-key") or headers.get("Api-Key") or request.query.get("key", "")


def google_key(request: web.Request) -> str:
    """From the two places in which Google's lane expects it; no document says that it takes a Bearer."""
    return request.headers.get("x-goog-api-key") or request.query.get("key", "")


async def receive(request: web.Request) -> Received:
    fields: dict[str, str] = {}
    files: list[Upload] = []
    body: Any = None
    if request.content_type.startswith("multipart/"):
        await _read_form(request, fields, files)
    elif request.can_read_body:
        body = _loads(await request.read())
    return Received(
        method=request.method,
        path=request.path,
        headers={name.lower(): value for name, value in request.headers.items()},
        json=body,
        fields=fields,
        files=tuple(files),
        query=dict(request.query),
        at=asyncio.get_running_loop().time(),
    )


def _loads(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


async def _read_form(request: web.Request, fields: dict[str, str], files: list[Upload]) -> None:
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            fields[name] = data.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files.append(Upload(name, part.filename, mime, data))

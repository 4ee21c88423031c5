"""Pages that are sent again only when they have changed."""

import hashlib

import orjson
from aiohttp import web

from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.records import Json


def tagged(intake: Intake, body: Json) -> web.Response:
    packed = orjson.dumps(body)
    etag = f'"{hashlib.sha256(packed).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    if intake.received.headers.get("if-none-match") == etag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=packed, headers={"Content-Type": "application/json"} | headers)

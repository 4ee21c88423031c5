"""The CDN behind the links, and the task pages of the mirrors that print them. Nothing here takes a key."""

import asyncio

import orjson
from aiohttp import web

from sandbox.aihubmix.behaviours import ExpiredLink, RedirectLink, SlowLink, WrongBytes
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.wrong_bytes import spoil


async def _file(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    stored = gateway.files.get(intake.request.rel_url.raw_path)
    if stored is None:
        return web.Response(status=404, text="<html><h1>404 Not Found</h1></html>", content_type="text/html")
    match stored.fate:
        case ExpiredLink(status):
            sentence = '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>'
            return web.Response(status=status, text=sentence, content_type="application/xml")
        case RedirectLink(to):
            return web.Response(status=302, headers={"Location": to})
        case SlowLink():
            return await _dribble(intake, await stored.read(), stored.picture.mime, stored.fate)
        case WrongBytes():
            body, mime = await spoil(stored.fate, stored.picture)
        case _:
            body, mime = await stored.read(), stored.picture.mime
    return web.Response(body=body, headers={"Content-Type": mime})


async def _download(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    answer = await _file(gateway, intake)
    if answer.status == 200 and not answer.prepared:
        answer.headers["Content-Disposition"] = f'attachment; filename="{intake.request.path.rpartition("/")[2]}"'
    return answer


async def _dribble(intake: Intake, body: bytes, mime: str, slow: SlowLink) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": mime, "Content-Length": str(len(body))})
    await response.prepare(intake.request)
    step = -(-len(body) // slow.pieces)
    for at in range(0, len(body), step):
        await response.write(body[at : at + step])
        await asyncio.sleep(slow.seconds / slow.pieces)
    await response.write_eof()
    return response


async def _task_page(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    task = intake.request.match_info["task"]
    return web.Response(text=f"<!doctype html><title>{task}</title><p>Task {task}</p>", content_type="text/html")


async def _task_source(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    body = orjson.dumps({"id": intake.request.match_info["task"], "status": "completed", "running": False})
    return web.Response(body=body, headers={"Content-Type": "application/json"})


ROUTES = (
    Route("GET", "/cdn/download/{name:.+}", _download, keyed=False, plain_file=True),
    Route("GET", "/cdn/{name:.+}", _file, keyed=False, plain_file=True),
    Route("GET", "/vg-assets/{name:.+}", _file, keyed=False, plain_file=True),
    Route("GET", "/web/{task}", _task_page, keyed=False, plain_file=True),
    Route("GET", "/source/{task}", _task_source, keyed=False, plain_file=True),
)

"""A stored file on its way to whoever asked for it, with the fate that was scripted for it."""

import asyncio

from aiohttp import web

from sandbox.aihubmix.behaviours import ExpiredLink, RedirectLink, SlowLink, WrongBytes
from sandbox.aihubmix.files import StoredFile
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.wrong_bytes import spoil


async def deliver(intake: Intake, stored: StoredFile) -> web.StreamResponse:
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


async def _dribble(intake: Intake, body: bytes, mime: str, slow: SlowLink) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": mime, "Content-Length": str(len(body))})
    await response.prepare(intake.request)
    step = -(-len(body) // slow.pieces)
    for at in range(0, len(body), step):
        await response.write(body[at : at + step])
        await asyncio.sleep(slow.seconds / slow.pieces)
    await response.write_eof()
    return response

"""What the bot answers over HTTP: whether it lives and can work, its numbers, and files Discord would not take."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.media.assets import SUFFIXES, Files
from bot.metrics import CONTENT_TYPE

_JOB = re.compile(r"[0-9A-Z]{20}")
_NAME = re.compile(rf"\d{{1,4}}\.(?:{'|'.join(SUFFIXES.values())})")


@dataclass(frozen=True, slots=True)
class Probes:
    """What is asked when somebody wants to know. None of them raises."""

    alive: Callable[[], bool]
    missing: Callable[[], Awaitable[list[str]]]
    """Names of what keeps the bot from working."""
    numbers: Callable[[], Awaitable[bytes]]
    """All metrics, as `bot.metrics` writes them."""


@asynccontextmanager
async def endpoints(port: int, probes: Probes, files: Files | None) -> AsyncGenerator[None]:
    """Listen while the context lasts; port 0 means not at all, no `files` that none are served.

    Raises OSError when the port is taken.
    """
    if not port:
        yield
        return

    async def healthz(_: web.Request) -> web.Response:
        alive = probes.alive()
        return web.json_response({"ok": alive}, status=200 if alive else 503)

    async def readyz(_: web.Request) -> web.Response:
        missing = await probes.missing()
        return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await probes.numbers(), headers={"Content-Type": CONTENT_TYPE})

    async def file(request: web.Request) -> web.StreamResponse:
        """Who has the link was given it."""
        job, signature, name = (request.match_info[part] for part in ("job", "signature", "name"))
        assert files is not None  # noqa: S101  # there is no route otherwise
        path = files.at(f"results/{job}/{name}")
        named = _JOB.fullmatch(job) and _NAME.fullmatch(name)
        if not named or not files.links.signed(job, signature) or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"X-Content-Type-Options": "nosniff"})

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    if files is not None:
        app.add_routes([web.get("/files/{job}/{signature}/{name}", file)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
        yield
    finally:
        await runner.cleanup()

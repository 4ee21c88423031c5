"""Serves the page: its files, and the routes by which it does what a person does."""

from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.discord import FakeDiscord
from sandbox.web.operator import Operator
from sandbox.web.routes import Routes, at_home, polite

STATIC = Path(__file__).parent / "static"
MAX_UPLOAD = 128 * 1024 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data: blob: http://127.0.0.1:*; media-src blob: http://127.0.0.1:*; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Page:
    """`async with Page(discord, "general")`; `url` is where to look. `?who=Ben&channel=gallery` begins elsewhere."""

    def __init__(
        self, discord: FakeDiscord, channel: str, *, who: str = "Ada", port: int = 0, operator: Operator | None = None
    ) -> None:
        self._routes = Routes(discord, who=who, channel=channel, operator=operator)
        self._port = port

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[at_home, polite], client_max_size=MAX_UPLOAD)
        app.add_routes([web.get("/", _file), *self._routes.table(), web.get("/{name}", _file)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)  # pages go on listening
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:  # somebody else's port: any other will do
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()


async def _file(request: web.Request) -> web.StreamResponse:
    path = STATIC / (request.match_info.get("name") or "index.html")
    if path.parent != STATIC or path.suffix not in {".html", ".css", ".js"} or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})

"""Serves the page: the channel over server-sent events, and what a member does with it."""

import asyncio
import contextlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.discord import FakeDiscord, NotOfferedByDiscord, Person

HERE = Path(__file__).parent
STATIC = {"/": "index.html", "/app.js": "app.js", "/markdown.js": "markdown.js", "/style.css": "style.css"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data: http://127.0.0.1:*; media-src http://127.0.0.1:*"
)


class Page:
    """`async with Page(discord, "general")`; `url` is where to look."""

    def __init__(self, discord: FakeDiscord, channel: str, *, who: str = "Ada", port: int = 0) -> None:
        self._discord = discord
        self._channel = channel
        self._person: Person = discord.person(who)
        self._port = port

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[_polite])
        app.add_routes([web.get(path, self._static) for path in STATIC])
        app.add_routes(
            [
                web.get("/events", self._events),
                web.get("/choices", self._choices),
                web.post("/imagine", self._imagine),
                web.post("/click", self._click),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
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

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(HERE / STATIC[request.path], headers={"Content-Security-Policy": POLICY})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """First the channel as it is, then every change of it."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        changes = self._discord.changes(self._person)
        following = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0)  # listening begins before the channel is read, so that nothing falls between
        with contextlib.suppress(ConnectionError):
            shown = self._discord.messages(self._channel, self._person)
            names = {user.id: user.name for user in self._discord.world.users.values()}
            await _send(response, {"kind": "all", "messages": shown, "names": names})
            while True:
                change = await following
                following = asyncio.ensure_future(anext(changes))
                await _send(response, {"kind": change.kind, "message": change.message})
        following.cancel()
        return response

    async def _choices(self, request: web.Request) -> web.Response:
        """What the bot's own autocomplete offers for an option."""
        option = request.query.get("option", "model")
        typed = {"model": request.query["model"]} if request.query.get("model") else {}
        choices = await self._person.autocomplete("imagine", option, "", channel=self._channel, prompt="a", **typed)
        return _json({"choices": choices})

    async def _imagine(self, request: web.Request) -> web.Response:
        body: dict[str, Any] = await request.json()
        options = {name: value for name, value in body.items() if value not in ("", None)}
        await self._person.slash("imagine", channel=self._channel, options=options)
        return _json({})

    async def _click(self, request: web.Request) -> web.Response:
        body: dict[str, str] = await request.json()
        shown = self._discord.messages(self._channel, self._person)
        message = next((message for message in shown if message["id"] == body["message"]), None)
        if message is None:
            return _json({"error": "That message is gone."}, status=404)
        await self._person.click(message, body["custom_id"])
        return _json({})


@web.middleware
async def _polite(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What cannot be done is a sentence; and only this page's own script may ask, for it sends JSON."""
    if request.method == "POST" and request.content_type != "application/json":
        return _json({"error": "Send application/json."}, status=415)
    try:
        return await handler(request)
    except NotOfferedByDiscord as error:
        return _json({"error": str(error)}, status=400)
    except (orjson.JSONDecodeError, ValueError, KeyError, AttributeError, TypeError) as error:
        return _json({"error": f"That is no request this page makes: {error!r}"}, status=400)


def _json(body: dict[str, Any], *, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


async def _send(response: web.StreamResponse, body: dict[str, Any]) -> None:
    await response.write(b"data: " + orjson.dumps(body) + b"\n\n")

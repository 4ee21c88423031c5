"""What the page asks for. Each route is one thing a person does, by the same functions the tests use."""

import re
from typing import Any, cast

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.discord import Ask, Channel, FakeDiscord, NotOfferedByDiscord, Person
from sandbox.web import operating, sights, stream
from sandbox.web.answers import reply
from sandbox.web.given import Given
from sandbox.web.operator import NotNow, Operator

Json = dict[str, Any]

ACK_SECONDS = 3.5  # the sandbox itself gives up after 3
FILES = "/upload"
_KEPT_FORMS = 100
_OWN_NAMES = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?", re.IGNORECASE)


class Routes:
    """The routes of one page; who asks, and from which channel, is in each request."""

    def __init__(self, discord: FakeDiscord, *, who: str, channel: str, operator: Operator | None = None) -> None:
        """`who` and `channel` are what a page shows first; without an `operator` there is no drawer."""
        self._discord = discord
        self._operator = operator
        self._first = {"who": who, "channel": discord.world.channel(channel).id}
        self._given = Given(discord.world)
        self._forms: dict[str, Ask] = {}

    def table(self) -> list[web.RouteDef]:
        """All of them, for the application."""
        return [
            *(operating.routes(self._operator) if self._operator else ()),
            web.get("/world", self._world),
            web.get("/events", self._events),
            web.get("/commands", self._commands),
            web.post(FILES, self._upload),
            web.post("/autocomplete", self._autocomplete),
            web.post("/slash", self._slash),
            web.post("/menu", self._menu),
            web.post("/click", self._click),
            web.post("/choose", self._choose),
            web.post("/submit", self._submit),
            web.post("/say", self._say),
            web.post("/typing", self._typing),
            web.post("/delete", self._delete),
            web.post("/locale", self._locale),
        ]

    # -- looking

    async def _world(self, _: web.Request) -> web.Response:
        return reply(sights.world(self._discord.world) | {"first": self._first, "operator": self._operator is not None})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person, channel = self._who(request.query["who"]), self._place(request.query["channel"])
        return await stream.follow(request, self._discord, person, channel)

    async def _commands(self, request: web.Request) -> web.Response:
        person, channel = self._who(request.query["who"]), self._place(request.query["channel"])
        kind = int(request.query.get("kind", "1"))
        return reply({"commands": person.commands(channel, kind)})

    # -- doing

    async def _upload(self, request: web.Request) -> web.Response:
        """A file on its way: the body is its bytes. What is done next names it by the token."""
        return reply({"upload": self._given.keep(request.query["name"], await request.read())})

    async def _autocomplete(self, request: web.Request) -> web.Response:
        body, person, channel = await self._asked(request)
        values = cast("Json", self._given.values(body["values"]))
        choices = await person.autocomplete(body["command"], body["option"], body["typed"], channel=channel, **values)
        return reply({"choices": choices})

    async def _slash(self, request: web.Request) -> web.Response:
        body, person, channel = await self._asked(request)
        options = cast("Json", self._given.values(body["options"]))
        return await self._answer(await person.slash(body["command"], channel=channel, options=options))

    async def _menu(self, request: web.Request) -> web.Response:
        body, person, _ = await self._asked(request)
        return await self._answer(await person.context_menu(body["command"], {"id": body["message"]}))

    async def _click(self, request: web.Request) -> web.Response:
        body, person, _ = await self._asked(request)
        return await self._answer(await person.click({"id": body["message"]}, body["custom_id"]))

    async def _choose(self, request: web.Request) -> web.Response:
        body, person, _ = await self._asked(request)
        values = cast("list[Any]", self._given.values(body["values"]))
        return await self._answer(await person.choose({"id": body["message"]}, body["custom_id"], values))

    async def _submit(self, request: web.Request) -> web.Response:
        body, person, _ = await self._asked(request)
        values = cast("Json", self._given.values(body["values"]))
        return await self._answer(await person.submit_modal(self._forms[body["form"]], values))

    async def _say(self, request: web.Request) -> web.Response:
        body, person, channel = await self._asked(request)
        text, uploads = str(body["text"]), cast("list[Any]", self._given.values(body["uploads"]))
        if replied_to := body.get("reply_to"):
            message = await person.reply({"id": replied_to}, text, ping=bool(body.get("ping")), uploads=uploads)
        else:
            message = await person.say(channel, text, uploads)
        return reply({"message": message["id"]})

    async def _typing(self, request: web.Request) -> web.Response:
        _, person, channel = await self._asked(request)
        await person.typing(channel)
        return reply({})

    async def _delete(self, request: web.Request) -> web.Response:
        body, person, _ = await self._asked(request)
        await person.delete({"id": body["message"]})
        return reply({})

    async def _locale(self, request: web.Request) -> web.Response:
        body, person, _ = await self._asked(request)
        if body["locale"] not in sights.LOCALES:
            raise ValueError(body["locale"])
        person.locale = body["locale"]
        return reply({})

    # -- between them

    def _who(self, name: str) -> Person:
        return self._discord.person(name)

    def _place(self, channel_id: str) -> Channel:
        found = self._discord.world.channel_by_id(channel_id)
        if found is None:
            raise NotOfferedByDiscord("That channel is gone.")
        return found

    async def _asked(self, request: web.Request) -> tuple[Json, Person, Channel]:
        body: Json = await request.json()
        return body, self._who(body["who"]), self._place(body["channel"])

    async def _answer(self, ask: Ask) -> web.Response:
        """What the client shows at once: that nothing came, or a form; the rest comes with the channel's changes."""
        try:
            await ask.acknowledged(ACK_SECONDS)
        except TimeoutError:
            return reply({"error": "The application did not respond."}, status=504)
        if ask.modal is None:
            return reply({})
        self._forms[ask.id] = ask
        for old in list(self._forms)[:-_KEPT_FORMS]:
            del self._forms[old]
        return reply({"form": ask.id, "modal": ask.modal})


@web.middleware
async def at_home(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only by this machine's own names: another one that leads here would make its owner's page one of ours to the
    browser, and its script could do what this page can."""
    if not _OWN_NAMES.fullmatch(request.headers.get("Host", "")):
        return reply({"error": "This page answers only to 127.0.0.1, localhost and [::1]."}, status=403)
    return await handler(request)


@web.middleware
async def polite(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What cannot be done is a sentence; and only this page's own script may ask, by types that no form can send."""
    wanted = "application/octet-stream" if request.path == FILES else "application/json"
    if request.method == "POST" and request.content_type != wanted:
        return reply({"error": f"Send {wanted}."}, status=415)
    try:
        return await handler(request)
    except NotOfferedByDiscord as error:
        return reply({"error": str(error)}, status=400)
    except NotNow as error:
        return reply({"error": str(error)}, status=409)
    except (orjson.JSONDecodeError, ValueError, KeyError, AttributeError, TypeError) as error:
        return reply({"error": f"That is no request this page makes: {error!r}"}, status=400)

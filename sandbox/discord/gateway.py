"""The gateway: sessions, heartbeats, resuming, and which events a session is sent."""

import asyncio
import contextlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.discord import shapes
from sandbox.discord.payload import Json, decode, encode
from sandbox.discord.snowflakes import shard_of
from sandbox.discord.world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 3, 6, 7, 9, 10, 11
UNKNOWN_OPCODE, NOT_AUTHENTICATED, BAD_TOKEN, BAD_INTENTS, DISALLOWED_INTENTS = 4001, 4003, 4004, 4013, 4014

GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, GUILD_REACTIONS = 1 << 0, 1 << 1, 1 << 9, 1 << 10
DIRECT_MESSAGES, DIRECT_REACTIONS, MESSAGE_CONTENT = 1 << 12, 1 << 13, 1 << 15
GUILD_TYPING, DIRECT_TYPING = 1 << 11, 1 << 14
PRIVILEGED = {"members": GUILD_MEMBERS, "presences": 1 << 8, "message_content": MESSAGE_CONTENT}
_ALL_INTENTS = (1 << 26) - 1
_ROUND_TRIP = 0.02
"""Seconds until a heartbeat is acknowledged. discord.py notes when it sent one only after it has been sent: what comes
back sooner than any network lets it is taken for the answer to the heartbeat before."""


@dataclass(frozen=True)
class Event:
    name: str
    data: Json
    guild_id: str | None = None
    intent: int = 0
    """What a session must have asked for; 0 for events every session gets."""
    without_content: Json | None = None
    """What is sent instead to a session without the message-content intent; None when the content may be seen."""


@dataclass(eq=False)
class Socket:
    """One connection: plain text frames, or one zlib stream over all of them."""

    ws: web.WebSocketResponse
    stream: Any = None

    async def send(self, op: int, data: Any, *, name: str | None = None, number: int | None = None) -> None:
        text = encode({"op": op, "d": data, "s": number, "t": name})
        if self.stream is None:
            await self.ws.send_str(text.decode())
        else:
            await self.ws.send_bytes(self.stream.compress(text) + self.stream.flush(zlib.Z_SYNC_FLUSH))


@dataclass(eq=False)
class Session:
    id: str
    intents: int
    shard: tuple[int, int]
    socket: Socket | None = None
    sent: list[tuple[str, Json]] = field(default_factory=list[tuple[str, Json]])
    """Every event so far; its sequence number is its position, from 1. RESUME replays from here."""
    order: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def dispatch(self, name: str, data: Json) -> None:
        async with self.order:
            self.sent.append((name, data))
            await self._transmit(name, data, len(self.sent))

    async def replay(self, after: int) -> None:
        async with self.order:
            for number, (name, data) in enumerate(self.sent[after:], after + 1):
                await self._transmit(name, data, number)

    async def _transmit(self, name: str, data: Json, number: int) -> None:
        if self.socket is None or self.socket.ws.closed:
            return
        try:
            await self.socket.send(DISPATCH, data, name=name, number=number)
        except ConnectionError:
            self.socket = None  # kept for RESUME

    def wants(self, event: Event) -> bool:
        mine = shard_of(event.guild_id, self.shard[1]) == self.shard[0]
        return mine and (not event.intent or bool(self.intents & event.intent))

    def version_of(self, event: Event) -> Json:
        if event.without_content is None or self.intents & MESSAGE_CONTENT:
            return event.data
        return event.without_content


class Gateway:
    def __init__(self, world: World, token: str, next_id: Callable[[], str], report: Callable[[str], None]) -> None:
        self.url = ""
        self.check: Callable[[str, Json], None] = lambda _name, _data: None
        """Looks at every event before it is sent; set when there is something to validate against."""
        self.heartbeat_interval = 41.25
        self._world = world
        self._token = token
        self._next_id = next_id
        self._report = report
        self._sessions: dict[str, Session] = {}
        self._sockets: set[web.WebSocketResponse] = set()
        self._acknowledging: set[asyncio.Task[None]] = set()
        self._connected = asyncio.Condition()
        self.greeted = 0
        """How many sessions have begun."""

    async def dispatch(self, event: Event) -> None:
        self.check(event.name, event.data)
        for session in list(self._sessions.values()):
            if session.wants(event):
                await session.dispatch(event.name, session.version_of(event))

    def is_connected(self) -> bool:
        return any(session.socket and not session.socket.ws.closed for session in self._sessions.values())

    async def wait_until_connected(self, beyond: int) -> None:
        async with self._connected:
            await self._connected.wait_for(lambda: self.greeted > beyond and self.is_connected())

    async def drop(self, code: int, *, resumable: bool) -> None:
        if not resumable:
            self._sessions.clear()
        for session in self._sessions.values():
            session.socket = None
        for ws in list(self._sockets):
            await ws.close(code=code)

    async def ask_to_reconnect(self) -> None:
        for session in list(self._sessions.values()):
            if session.socket:
                socket, session.socket = session.socket, None
                await socket.send(RECONNECT, None)

    async def close(self) -> None:
        for task in list(self._acknowledging):
            task.cancel()
        for ws in list(self._sockets):
            await ws.close(code=1001)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(autoping=True, max_msg_size=0, timeout=1.0)
        await ws.prepare(request)
        stream = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        socket = Socket(ws, stream)
        self._sockets.add(ws)
        session: Session | None = None
        try:
            await socket.send(HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000)})
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    session = await self._receive(socket, decode(frame.data), session)
        finally:
            self._sockets.discard(ws)
            self._left(session, socket)
        return ws

    def _later(self, socket: Socket) -> None:
        """Acknowledge a heartbeat, without keeping what comes after it waiting."""

        async def acknowledge() -> None:
            await asyncio.sleep(_ROUND_TRIP)
            with contextlib.suppress(ConnectionError):  # it has left meanwhile
                await socket.send(ACK, None)

        task = asyncio.create_task(acknowledge())
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)

    def _left(self, session: Session | None, socket: Socket) -> None:
        if session is None or session.socket is not socket:
            return  # dropped from this side, or already resumed elsewhere
        session.socket = None
        if socket.ws.close_code in {1000, 1001}:
            self._sessions.pop(session.id, None)  # a client that closes politely gives its session up

    async def _receive(self, socket: Socket, frame: Json, session: Session | None) -> Session | None:
        match frame.get("op"):
            case 1:
                self._later(socket)
            case 2:
                return await self._identify(socket, frame["d"])
            case 6:
                return await self._resume(socket, frame["d"])
            case 3 if session is not None:
                pass
            case 3:
                await socket.ws.close(code=NOT_AUTHENTICATED)
            case op:
                self._report(f"gateway: opcode {op!r} is not one the sandbox knows")
                await socket.ws.close(code=UNKNOWN_OPCODE)
        return session

    def _objection(self, asked: Json) -> int | None:
        intents = asked.get("intents")
        if asked.get("token") != self._token:
            return BAD_TOKEN
        if not isinstance(intents, int) or intents & ~_ALL_INTENTS:
            return BAD_INTENTS
        granted = self._world.application.privileged_intents
        refused = [name for name, bit in PRIVILEGED.items() if intents & bit and name not in granted]
        return DISALLOWED_INTENTS if refused else None

    async def _identify(self, socket: Socket, asked: Json) -> Session | None:
        if code := self._objection(asked):
            await socket.ws.close(code=code)
            return None
        shard = asked.get("shard") or [0, 1]
        session = Session(f"session-{self._next_id()}", asked["intents"], (shard[0], shard[1]), socket)
        self._sessions[session.id] = session
        application = self._world.application
        mine = (guild for guild in self._world.guilds if application.bot.id in guild.members)
        guilds = [guild for guild in mine if shard_of(guild.id, shard[1]) == shard[0]]
        flags = shapes.application_flags(application)
        ready: Json = {
            "v": 10,
            "user": shapes.own_user_json(application.bot),
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(shard),
            "application": {"id": application.id, "flags": flags, "flags_new": str(flags)},
        }
        self.check("READY", ready)
        await session.dispatch("READY", ready)
        for guild in guilds:
            created = shapes.guild_create_json(guild, application.bot)
            self.check("GUILD_CREATE", created)
            await session.dispatch("GUILD_CREATE", created)
        self.greeted += 1
        await self._announce()
        return session

    async def _resume(self, socket: Socket, asked: Json) -> Session | None:
        session = self._sessions.get(str(asked.get("session_id")))
        if asked.get("token") != self._token:
            await socket.ws.close(code=BAD_TOKEN)
            return None
        if session is None:
            await socket.send(INVALID_SESSION, False)
            return None
        session.socket = socket
        await session.replay(int(asked.get("seq") or 0))
        await session.dispatch("RESUMED", {})
        await self._announce()
        return session

    async def _announce(self) -> None:
        async with self._connected:
            self._connected.notify_all()

"""A channel as server-sent events: first as it is, newest messages first, then every change of it, and who types."""

import asyncio
import contextlib
from typing import Any

import orjson
from aiohttp import web

from sandbox.discord import Channel, FakeDiscord, NotOfferedByDiscord, Person, Typing
from sandbox.web import sights

FIRST = 50
SLICE = 100
"""Messages of one event: rendering so many takes some milliseconds, in which the loop does nothing else."""
RETRY = 500  # milliseconds until a page that has lost its sandbox asks again


async def follow(request: web.Request, discord: FakeDiscord, person: Person, channel: Channel) -> web.StreamResponse:
    """Until the page goes away. Of other channels it only tells that something was said there."""
    if not sights.sees(person, channel):
        raise NotOfferedByDiscord(f"{person.user.name} does not see that channel")
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    happenings = discord.happenings(person)  # counts from here, so that nothing falls between
    with contextlib.suppress(ConnectionError):
        await response.write(f"retry: {RETRY}\n\n".encode())
        await _send_all(response, discord, person, channel)
        async for change in happenings:
            if isinstance(change, Typing):
                if change.channel_id == channel.id and change.user_id != person.id:
                    await _send(response, {"kind": "typing", "user": change.user_id})
            elif change.channel_id == channel.id:
                await _send(response, {"kind": change.kind, "message": change.message})
            elif change.kind == "create" and _is_heard(discord, person, change.channel_id):
                await _send(response, {"kind": "elsewhere", "channel": change.channel_id})
    return response


async def _send_all(response: web.StreamResponse, discord: FakeDiscord, person: Person, channel: Channel) -> None:
    """As they are when each is sent: what changes meanwhile is told once more afterwards."""
    board = discord.service.board
    kind, size = "all", FIRST
    end = len(there := board.of(channel, person.id))
    while True:
        start = max(0, end - size)
        messages = [board.render(message) for message in there[start:end] if not message.deleted]
        await _send(response, {"kind": kind, "messages": messages, "more": start > 0})
        if not start:
            return
        kind, size, end = "older", SLICE, start
        await asyncio.sleep(0)


def _is_heard(discord: FakeDiscord, person: Person, channel_id: str) -> bool:
    channel = discord.world.channel_by_id(channel_id)
    return channel is not None and sights.sees(person, channel)


async def _send(response: web.StreamResponse, body: dict[str, Any]) -> None:
    await response.write(b"data: " + orjson.dumps(body) + b"\n\n")

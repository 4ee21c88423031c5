"""A channel as server-sent events: first as it is, then every change of it, and who else types."""

import contextlib
from typing import Any

import orjson
from aiohttp import web

from sandbox.discord import Channel, FakeDiscord, NotOfferedByDiscord, Person, Typing
from sandbox.web import sights


async def follow(request: web.Request, discord: FakeDiscord, person: Person, channel: Channel) -> web.StreamResponse:
    """Until the page goes away. Of other channels it only tells that something was said there."""
    if not sights.sees(person, channel):
        raise NotOfferedByDiscord(f"{person.user.name} does not see that channel")
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    happenings = discord.happenings(person)  # counts from here, so that nothing falls between
    with contextlib.suppress(ConnectionError):
        await _send(response, {"kind": "all", "messages": discord.messages(channel, person)})
        async for change in happenings:
            if isinstance(change, Typing):
                if change.channel_id == channel.id and change.user_id != person.id:
                    await _send(response, {"kind": "typing", "user": change.user_id})
            elif change.channel_id == channel.id:
                await _send(response, {"kind": change.kind, "message": change.message})
            elif change.kind == "create" and _is_heard(discord, person, change.channel_id):
                await _send(response, {"kind": "elsewhere", "channel": change.channel_id})
    return response


def _is_heard(discord: FakeDiscord, person: Person, channel_id: str) -> bool:
    channel = discord.world.channel_by_id(channel_id)
    return channel is not None and sights.sees(person, channel)


async def _send(response: web.StreamResponse, body: dict[str, Any]) -> None:
    await response.write(b"data: " + orjson.dumps(body) + b"\n\n")

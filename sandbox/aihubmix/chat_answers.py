"""The envelope of a chat completion: a message as one body, or its words in a stream."""

import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.aihubmix.behaviours import ChunkAs, JsonInsteadOfStream
from sandbox.aihubmix.chunks import Chunking
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Tokens
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.streams import EventStream, framed, whole


async def reply(
    gateway: Gateway, intake: Intake, words: str, tokens: Tokens, message: Callable[[], Awaitable[Json]]
) -> web.StreamResponse:
    """`message` makes what a plain answer holds; of it, a stream carries the words alone."""
    if intake.body.get("stream") is True and not intake.conduct.get(JsonInsteadOfStream):
        return await _stream(gateway, intake, words, tokens)
    cut = await gateway.course(intake).unseen()
    choice = {"index": 0, "message": {"role": "assistant"} | await message(), "finish_reason": "stop"}
    body = _stamp(intake) | {"object": "chat.completion", "choices": [choice], "usage": tokens.chat()}
    return await whole(intake, body, cut=cut)


async def _stream(gateway: Gateway, intake: Intake, words: str, tokens: Tokens) -> web.StreamResponse:
    course = gateway.course(intake)
    chunking = Chunking(intake.conduct.get(ChunkAs) or ChunkAs())
    async with EventStream(intake) as stream:
        await stream.send(_chunk(intake, {"role": "assistant", "content": ""}))
        await course.passed("queue")
        await course.beat()
        await course.held()
        half = len(words) // 2
        for part in (words[:half], words[half:]):
            for delta in chunking.deltas(part):
                await stream.write(*chunking.writes(framed(_chunk(intake, {"content": delta}))))
            await course.passed("progress")
        await course.passed("preview")
        await course.passed("result")
        await _end(stream, intake, tokens)
    return stream.response


async def _end(stream: EventStream, intake: Intake, tokens: Tokens) -> None:
    await stream.send(_chunk(intake, {}, "stop"))
    match intake.body.get("stream_options"):
        case {"include_usage": True}:
            await stream.send(_chunk(intake, {}) | {"choices": [], "usage": tokens.chat()})
        case _:
            pass
    await stream.send("[DONE]")


def _chunk(intake: Intake, delta: Json, finish: str | None = None) -> Json:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return _stamp(intake) | {"object": "chat.completion.chunk", "choices": choices}


def _stamp(intake: Intake) -> Json:
    return {"id": f"chatcmpl-{intake.request_id}", "created": int(time.time()), "model": intake.model}

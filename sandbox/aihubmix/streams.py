"""Answers that arrive in pieces, and answers that stop arriving."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Self

import orjson
from aiohttp import web

from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.records import Json


class Hangup(Exception):
    """The stream ends here, and its connection with it."""


class EventStream:
    """Server-sent events; `async with` sends the headers, and leaving it ends the stream well or badly.

    Entering raises `Hangup` if not even the headers are to arrive.
    """

    def __init__(self, intake: Intake) -> None:
        self._request = intake.request
        self._lost = intake.lost
        self.response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-cache",
                "X-Request-ID": intake.request_id,
            }
        )

    async def __aenter__(self) -> Self:
        if self._lost:
            raise Hangup
        await self.response.prepare(self._request)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if kind is None:
            await self.response.write_eof()
        elif issubclass(kind, Hangup):
            hang_up(self._request)
            return True
        return False

    async def send(self, data: Json | str, event: str = "") -> None:
        await self.write(framed(data, event))

    async def write(self, *pieces: bytes) -> None:
        for piece in pieces:
            await self.response.write(piece)
            await asyncio.sleep(0)  # lets the piece leave on its own


def framed(data: Json | str, event: str = "") -> bytes:
    payload = data.encode() if isinstance(data, str) else orjson.dumps(data)
    name = f"event: {event}\n".encode() if event else b""
    return name + b"data: " + payload + b"\n\n"


def hang_up(request: web.Request) -> web.Response:
    """Closes the connection after what was written; the response it returns goes nowhere."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def whole(intake: Intake, body: Json, *, cut: bool = False) -> web.StreamResponse:
    """One JSON body, or its first half and then nothing."""
    payload = orjson.dumps(body)
    headers = {"Content-Type": "application/json", "X-Request-ID": intake.request_id}
    if not cut:
        return web.Response(body=payload, headers=headers)
    response = web.StreamResponse(headers=headers | {"Content-Length": str(len(payload))})
    await response.prepare(intake.request)
    await response.write(payload[: len(payload) // 2])
    hang_up(intake.request)
    return response


def cut_up(payload: bytes, sizes: Iterable[int]) -> Iterable[bytes]:
    """Pieces of these sizes; what they leave comes last."""
    at = 0
    for size in sizes:
        if at >= len(payload):
            return
        yield payload[at : at + size]
        at += size
    if at < len(payload):
        yield payload[at:]

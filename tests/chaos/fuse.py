"""A fuse around everything that lasts: it counts each step before and after, and cuts the power at one of them.

It is laid around the bot from outside, in the process that is to die; the bot knows nothing of it.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any

import aiohttp

from bot.db.store import Store
from bot.media.assets import Files
from bot.provider.client import Client

KEPT = ("keep_reference", "keep_link", "keep_base64", "keep_file", "discard")


class Fuse:
    """`at`: the step that is the last, counted from 1; 0: none. Steps count once it is armed."""

    def __init__(self, at: int, said: Callable[[str], None]) -> None:
        self._left = at
        self._said = said
        self.armed = False

    def step(self, name: str) -> None:
        """One more thing is about to be done, or has been done."""
        if not self.armed:
            return
        self._left -= 1
        if self._left == 0:
            self._said(f"cut {name}")
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self) -> None:
        """Around the database, the files, every HTTP request and the first word of every answer."""
        around(Store, "write", self.step)
        for name in KEPT:
            around(Files, name, self.step)
        self._around_requests()
        self._around_answers()

    def _around_requests(self) -> None:
        trace = aiohttp.TraceConfig()

        async def begun(_: Any, __: SimpleNamespace, asked: aiohttp.TraceRequestStartParams) -> None:
            self.step(f"before {asked.method} {asked.url.path}")

        async def sent(_: Any, __: SimpleNamespace, asked: aiohttp.TraceRequestChunkSentParams) -> None:
            self.step(f"sent {asked.method} {asked.url.path}")

        async def answered(_: Any, __: SimpleNamespace, asked: aiohttp.TraceRequestEndParams) -> None:
            self.step(f"after {asked.method} {asked.url.path}")

        trace.on_request_start.append(begun)
        trace.on_request_chunk_sent.append(sent)
        trace.on_request_end.append(answered)
        session: Any = aiohttp.ClientSession
        real = session.__init__

        def opened(self: Any, *args: Any, trace_configs: Any = None, **kwargs: Any) -> None:
            real(self, *args, trace_configs=[*(trace_configs or []), trace], **kwargs)

        session.__init__ = opened

    def _around_answers(self) -> None:
        client: Any = Client
        real = client._events

        async def events(*args: Any) -> Any:
            first = True
            async for event in real(*args):
                if first:
                    self.step(f"first word: {type(event).__name__}")
                first = False
                yield event

        client._events = events


def around(kind: Any, name: str, step: Callable[[str], None]) -> None:
    """A step before and a step after each call of an asynchronous method, named for the operation if it takes one."""
    real = getattr(kind, name)

    @wraps(real)
    async def counted(*args: Any, **kwargs: Any) -> Any:
        what: str = getattr(args[1], "__name__", name)
        step(f"before {what}")
        value = await real(*args, **kwargs)
        step(f"after {what}")
        return value

    setattr(kind, name, counted)

"""Work on files in a thread, to its end."""

import asyncio
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Halted(Exception):
    """Raised by long work that has seen that nobody waits for it any more."""


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Like `asyncio.to_thread`, but a cancelled caller goes on only when the thread has ended.

    A thread cannot be stopped: whoever cleans up after a cancellation must not be overtaken by a file written late.
    """
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def in_halting_thread(work: Callable[[threading.Event], R]) -> R:
    """The same for work that takes minutes: it looks at the event now and then, and raises Halted once it is set."""
    halted = threading.Event()
    task = asyncio.ensure_future(asyncio.to_thread(work, halted))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        halted.set()
        await asyncio.gather(task, return_exceptions=True)
        raise

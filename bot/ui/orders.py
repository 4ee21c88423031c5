"""From a request to an accepted job, or to the question what it may cost. A refusal leaves nothing behind."""

import hashlib
from collections.abc import Awaitable, Callable

from bot.credits.entries import OUTSIDE
from bot.errors import InsufficientCredits, NoServerPays
from bot.jobs.rows import new_id
from bot.media.requests import GenerationRequest
from bot.transactions import Order
from bot.ui.asking import Asker
from bot.ui.confirm import ask_first
from bot.ui.enhance import ask_which


async def place(
    asker: Asker,
    prepared: Callable[[str], Awaitable[GenerationRequest]],
    *,
    private: bool,
    once: int | None = None,
    ask: bool = False,
    enhance: bool = False,
    agreed: int = -1,
) -> bool:
    """`prepared` gives the request for a job of that id, its pictures on disk. False when this was asked before.

    `once`: see `Asker.order`; `ask`: the price is confirmed first, whatever it is; `enhance`: the member chooses
    between their prompt and a richer one; `agreed`: credits that the member has said yes to before.
    """
    services = asker.services
    await asker.find_payer()
    if asker.guild_id == OUTSIDE and services.settings.allowed_servers and not services.settings.personal_grant:
        raise NoServerPays
    job_id = new_id(services.studio.now())
    services.desk.open(job_id, asker.answer)
    kept = False
    try:
        order = asker.order(job_id, await prepared(job_id), private=private, once=once)
        if enhance:
            await ask_which(asker, order)
            kept = True
        elif ask or await _dear(asker, order, agreed):
            await ask_first(asker, order)
            kept = True
        else:
            kept = (await services.studio.submit(order)).id == job_id
    except InsufficientCredits as error:
        if asker.guild_id == OUTSIDE:
            raise NoServerPays(str(error)) from error
        raise
    finally:
        if not kept:
            services.desk.close(job_id)
            await services.studio.decline(job_id)  # a question that could not be put is none
            await services.files.discard(job_id)
    return kept


def once(name: str) -> int:
    """In place of an interaction's id, which is never negative: two presses at the same time are one job."""
    return -int.from_bytes(hashlib.sha256(name.encode()).digest()[:7])


async def _dear(asker: Asker, order: Order, agreed: int) -> bool:
    studio = asker.services.studio
    return studio.quote(order.request).hold > agreed and await studio.asks_first(order.guild_id, order.request)

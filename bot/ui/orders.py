"""From a request to an accepted job, or to the question what it may cost. A refusal leaves nothing behind."""

from collections.abc import Awaitable, Callable

from bot.credits.entries import OUTSIDE
from bot.errors import InsufficientCredits, NoServerPays
from bot.jobs.rows import new_id
from bot.media.requests import GenerationRequest
from bot.ui.asking import Asker
from bot.ui.confirm import ask_first


async def place(
    asker: Asker,
    prepared: Callable[[str], Awaitable[GenerationRequest]],
    *,
    private: bool,
    once: int | None = None,
    ask: bool = False,
) -> bool:
    """`prepared` gives the request for a job of that id, its pictures on disk. False when this was asked before.

    `once`: see `Asker.order`; `ask`: the price is confirmed first, whatever it is.
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
        if ask or await services.studio.asks_first(order.guild_id, order.request):
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

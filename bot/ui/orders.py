"""From a request to an accepted job, or to the question what it may cost. A refusal leaves nothing behind."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from bot.credits.entries import OUTSIDE
from bot.errors import InsufficientCredits, NoServerPays
from bot.jobs.rows import new_id
from bot.ui.confirm import ask_first
from bot.ui.reach import rules_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence

    from bot.media.requests import GenerationRequest
    from bot.services import Services
    from bot.ui.asking import Asker
    from bot.ui.drafts import Draft


async def place(
    asker: Asker,
    prepared: Callable[[str], Awaitable[GenerationRequest]],
    *,
    private: bool,
    spoiler: bool = False,
    once: int | None = None,
    ask: bool = False,
) -> bool:
    """`prepared` gives the request for a job of that id, its pictures on disk. False when this was asked before.

    `once`: see `Asker.order`; `ask`: the price is confirmed first, whatever it is.
    """
    services = asker.services
    await _payer(asker)
    job_id = new_id(services.studio.now())
    services.desk.open(job_id, asker.answer)
    kept = False
    try:
        covered = spoiler or await _covered(asker)
        order = asker.order(job_id, await prepared(job_id), private=private, spoiler=covered, once=once)
        with _paid(asker):
            if ask or await services.studio.asks_first(order.guild_id, order.request):
                await ask_first(asker, [order])
                kept = True
            else:
                kept = (await services.studio.submit(order)).id == job_id
    finally:
        if not kept:
            services.desk.close(job_id)
            await services.studio.decline(job_id)  # a question that could not be put is none
            await services.files.discard(job_id)
    return kept


async def _payer(asker: Asker) -> None:
    """Raises NoServerPays where there is nobody who could."""
    await asker.find_payer()
    settings = asker.services.settings
    if asker.guild_id == OUTSIDE and settings.allowed_servers and not settings.personal_grant:
        raise NoServerPays


@contextlib.contextmanager
def _paid(asker: Asker) -> Generator[None]:
    """Too few credits are another matter for those who are on no server that pays."""
    try:
        yield
    except InsufficientCredits as error:
        if asker.guild_id == OUTSIDE:
            raise NoServerPays(str(error)) from error
        raise


async def place_all(asker: Asker, drafts: Sequence[Draft], *, private: bool, spoiler: bool) -> bool:
    """A batch: always asked about, and all of it made or none."""
    services = asker.services
    await _payer(asker)
    now = services.studio.now()
    ids = [new_id(now + number) for number in range(len(drafts))]  # they sort as the prompts do
    asked = False
    try:
        covered = spoiler or await _covered(asker)
        requests = await _fetched(services, drafts, ids)
        orders = [
            asker.order(job_id, request, private=private, spoiler=covered, once=_once(job_id))
            for job_id, request in zip(ids, requests, strict=True)
        ]
        with _paid(asker):
            await ask_first(asker, orders)
        asked = True
    finally:
        if not asked:
            await services.studio.decline(ids[0])
            for job_id in ids:
                await services.files.discard(job_id)
    return asked


async def _fetched(services: Services, drafts: Sequence[Draft], ids: Sequence[str]) -> list[GenerationRequest]:
    """What is the same for several is fetched and prepared once; each job has copies of its own."""
    requests: list[GenerationRequest] = []
    for number, (draft, job_id) in enumerate(zip(drafts, ids, strict=True)):
        twin = next((before for before in range(number) if drafts[before].pictures == draft.pictures), None)
        if twin is None:
            requests.append(await draft.fetched(services, job_id))
        else:
            files = await services.files.copied(requests[twin], ids[twin], job_id)
            requests.append(draft.request.model_copy(update=files))
    return requests


async def _covered(asker: Asker) -> bool:
    """Whether the server's managers want pictures covered there, or theirs."""
    rules = await rules_at(asker.services, asker.asked_in)
    return rules.covers(asker.channels, asker.roles)


def _once(job_id: str) -> int:
    """In place of the interaction's id, which only one job can have; never negative, unlike this."""
    return -int.from_bytes(hashlib.sha256(f"batch:{job_id}".encode()).digest()[:7])

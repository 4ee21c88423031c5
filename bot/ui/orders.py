"""From a request to an accepted job, or to the question what it may cost. A refusal leaves nothing behind."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from bot.credits.entries import OUTSIDE
from bot.errors import (
    HelpFailed,
    HelpOff,
    HelpSpent,
    InsufficientCredits,
    NoServerPays,
    QuestionsOpen,
    SpendingCeiling,
)
from bot.jobs.rows import new_id
from bot.proposals import withdraw
from bot.ui.confirm import ask_first
from bot.ui.enhance import ask_which
from bot.ui.reach import rules_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence

    from bot.media.requests import GenerationRequest
    from bot.services import Services
    from bot.transactions import Order
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
    enhance: bool | None = False,
    agreed: int = -1,
) -> bool:
    """`prepared` gives the request for a job of that id, its pictures on disk. False when this was asked before.

    `once`: see `Asker.order`; `ask`: the price is confirmed first, whatever it is; `enhance`: the member chooses
    between their prompt and a richer one, None: if there is one to be had; `agreed`: credits they have said yes to
    before.
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
            if enhance is not False and await _asked_which(asker, order, insists=enhance is True):
                kept = True
            elif ask or await _dear(asker, order, agreed):
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


async def _asked_which(asker: Asker, order: Order, *, insists: bool) -> bool:
    """False when there is no help to be had, or no room for another question, and the member has not asked for it this
    time."""
    try:
        await ask_which(asker, order)
    except (HelpOff, HelpSpent, HelpFailed, QuestionsOpen, SpendingCeiling):
        if insists:
            raise
        await asker.services.store.write(withdraw, order.job_id)  # it has been kept for the question
        return False
    return True


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
            asker.order(job_id, request, private=private, spoiler=covered, once=once(f"batch:{job_id}"))
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


def once(name: str) -> int:
    """In place of an interaction's id, which is never negative: two presses at the same time are one job."""
    return -int.from_bytes(hashlib.sha256(name.encode()).digest()[:7])


async def _dear(asker: Asker, order: Order, agreed: int) -> bool:
    studio = asker.services.studio
    return studio.quote(order.request).hold > agreed and await studio.asks_first(order.guild_id, order.request)

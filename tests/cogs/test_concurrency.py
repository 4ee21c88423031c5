"""Two hundred requests at once against credits for fifty."""

import asyncio
import random
from contextlib import suppress

import pytest

from bot.errors import UnknownJob
from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import DropConnection, Refuse
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.stage import Stage

ASKED, AFFORDABLE, PRICE = 200, 50, 5
PLENTY = {
    "max_waiting_per_member": 1000,
    "max_running_per_member": 20,
    "max_running_per_server": 20,
    "max_running_per_model": 20,
}


async def ask_at_once(stage: Stage) -> list[Ask]:
    ada = stage.person("Ada")
    asks = [ada.slash("imagine", channel="general", prompt=f"fox {n}", model="gpt-4o-image") for n in range(ASKED)]
    return await asyncio.gather(*asks)


async def accepted_or_refused(stage: Stage, asks: list[Ask]) -> None:
    """Until every request is a job or an "insufficient credits"."""

    def look() -> bool:
        return all(ask.followups or (ask.response and not ask.response["flags"] & 128) or _gone(ask) for ask in asks)

    await stage.discord.service.feed.until(look, 45)


def _gone(ask: Ask) -> bool:
    return ask.interaction.original is not None and ask.response is None


@pytest.mark.timeout(60)
async def test_credits_for_fifty_make_exactly_fifty_jobs(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=AFFORDABLE * PRICE, **PLENTY) as stage:
        asks = await ask_at_once(stage)
        await accepted_or_refused(stage, asks)
        await stage.settled()
        assert len(await stage.jobs()) == len(stage.gateway.bill) == AFFORDABLE
        assert sum(bool(ask.followups) for ask in asks) == ASKED - AFFORDABLE
        balance = await stage.balance("Ada")
        assert (balance.balance, balance.held) == (0, 0)
        assert len(stage.discord.messages("general")) == AFFORDABLE


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", [1, 2])
async def test_cancellations_and_failures_in_between_lose_nothing(open_stage: OpenStage, seed: int) -> None:
    dice = random.Random(seed)
    trouble = [Refuse(), statuses.html_502(), DropConnection(), statuses.rate_limited(), None]
    async with open_stage(new_member_grant=AFFORDABLE * PRICE, **PLENTY) as stage:
        stage.gateway.will(*(found for _ in range(60) if (found := dice.choice(trouble))))
        stage.gateway.hold()
        asks = await ask_at_once(stage)
        await accepted_or_refused(stage, asks)
        changed_minds = dice.sample([job.id for job in await stage.jobs()], 15)
        canceling = asyncio.gather(*(cancel(stage, job_id) for job_id in changed_minds))
        await asyncio.sleep(0)
        stage.gateway.let_go()
        await canceling
        await stage.settled()
        jobs = await stage.jobs()
        charged = sum(job.cost or 0 for job in jobs)
        assert (await stage.balance("Ada")).balance == AFFORDABLE * PRICE - charged >= 0
        assert {job.state for job in jobs} >= {"succeeded", "failed", "canceled"}
        succeeded = sum(job.state == "succeeded" for job in jobs)
        posted = [message for message in stage.discord.messages("general") if message["attachments"]]
        assert len(posted) == succeeded


async def cancel(stage: Stage, job_id: str) -> None:
    """A job that has failed already cannot be canceled any more."""
    with suppress(UnknownJob):
        await stage.bot.services.studio.cancel(job_id, sure=True)

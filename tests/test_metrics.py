"""The numbers are right, their labels bounded, and a number that breaks breaks nothing else."""

import asyncio
import re
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot import errors
from bot.metrics import Metrics
from sandbox.aihubmix.behaviours import Status
from tests.asking import asking
from tests.cogs.test_cancel import answer, under_way
from tests.stage import Stage

MODEL = "gpt-4o-image"
PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"


def rejecting(words: str = "no") -> Status:
    body: dict[str, Any] = {
        "error": {"message": f"rejected by our safety system: {words}", "code": "moderation_blocked"}
    }
    return Status(400, body)


async def test_a_bot_that_has_done_nothing_says_so(on_stage: Stage) -> None:
    async with asking(on_stage.bot) as asked:
        numbers = await asked.numbers()
    assert numbers.of("atelier_credits_held_total") == 0
    assert numbers.of("atelier_queue_jobs", state="queued") == 0
    balance = numbers.of("atelier_gateway_balance_usd")
    assert balance != balance, "unknown is not zero"  # noqa: PLR0124


async def test_a_job_is_counted_with_what_it_cost(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model=MODEL)
    await on_stage.idle()
    (job,) = await on_stage.jobs()
    async with asking(on_stage.bot) as asked:
        numbers = await asked.numbers()
    assert numbers.of("atelier_jobs_ended_total", model=MODEL, outcome="succeeded", error="") == 1
    assert numbers.of("atelier_credits_held_total") == job.hold
    assert numbers.of("atelier_credits_charged_total") == job.cost
    assert numbers.of("atelier_credits_returned_total") == job.hold - (job.cost or 0)
    assert numbers.of("atelier_billed_usd_total", model=MODEL) == pytest.approx(float(job.usd))
    for stage in ("queued", "making", "delivering"):
        assert numbers.of("atelier_stage_seconds_count", stage=stage, model=MODEL) == 1
        assert 0 <= numbers.of("atelier_stage_seconds_sum", stage=stage, model=MODEL) < 8


async def test_a_refusal_is_counted_by_its_reason_and_returns_all(on_stage: Stage) -> None:
    on_stage.gateway.will(rejecting())
    await on_stage.imagine(prompt="a fox", model=MODEL)
    await on_stage.idle()
    (job,) = await on_stage.jobs()
    async with asking(on_stage.bot) as asked:
        numbers = await asked.numbers()
    key = errors.ContentRejected.key
    assert numbers.of("atelier_jobs_ended_total", model=MODEL, outcome="failed", error=key) == 1
    assert numbers.of("atelier_credits_returned_total") == job.hold
    assert numbers.of("atelier_credits_charged_total") == 0
    assert numbers.of("atelier_stage_seconds_count", stage="making", model=MODEL) == 0


async def test_a_job_under_way_is_in_the_queue_and_a_canceled_one_is_charged(on_stage: Stage) -> None:
    ask, shown = await under_way(on_stage)
    async with asking(on_stage.bot) as asked:
        assert (await asked.numbers()).of("atelier_queue_jobs", state="running") == 1
        ada = on_stage.person("Ada")
        question = await answer(await ada.click(shown, "Cancel"))
        await answer(await ada.click(question, "Cancel it anyway"))
        await on_stage.outcome(ask)
        await on_stage.gateway.cleared()
        numbers = await asked.numbers()
    assert numbers.of("atelier_queue_jobs", state="running") == 0
    assert numbers.of("atelier_jobs_ended_total", model=MODEL, outcome="canceled", error="") == 1
    assert numbers.of("atelier_credits_charged_total") == 5
    assert numbers.of("atelier_billed_usd_total", model=MODEL) > 0


async def test_labels_name_no_members_servers_or_jobs(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model=MODEL)
    await on_stage.idle()
    (job,) = await on_stage.jobs()
    async with asking(on_stage.bot) as asked:
        labels = (await asked.numbers()).labels
    private = {str(one) for one in (job.id, job.user_id, job.guild_id, job.channel_id, job.interaction_id)}
    assert not labels & private
    assert "a fox" not in labels


async def test_limits_that_discord_enforces_are_counted(on_stage: Stage) -> None:
    """Those of the bot's token and those of an interaction's; what Discord says a limit is of may be anything."""
    body = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}
    for path, scope in ((r"/webhooks/", "user"), (r"/channels/\d+/messages", "shared"), (r"/channels/", "new")):
        on_stage.discord.fail_next("*", path, 429, body=body, headers={"X-RateLimit-Scope": scope})
    await on_stage.imagine(prompt="a fox", model=MODEL)
    await on_stage.idle()
    refused = sum(exchange.status == 429 for exchange in on_stage.discord.exchanges)
    async with asking(on_stage.bot) as asked:
        numbers = await asked.numbers()
    assert refused == 3
    for scope in ("user", "shared", "unknown"):
        assert numbers.of("atelier_discord_rate_limits_total", scope=scope) == 1


async def test_the_balance_is_the_one_last_heard_of(on_stage: Stage) -> None:
    on_stage.bot.services.upkeep.remaining = Decimal("12.5")
    async with asking(on_stage.bot) as asked:
        assert (await asked.numbers()).of("atelier_gateway_balance_usd") == 12.5


async def test_a_loop_that_was_kept_busy_shows() -> None:
    metrics = Metrics()
    async with metrics.loop_watched(0.01):
        await asyncio.sleep(0.005)
        time.sleep(0.2)  # noqa: ASYNC251  # what nothing should do
        await asyncio.sleep(0.02)
    assert (metrics.registry.get_sample_value("atelier_event_loop_lag_seconds_sum") or 0) > 0.1


async def test_a_metric_that_breaks_breaks_no_job(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("no such label")

    for name in ("held", "lasted", "ended", "billed"):
        monkeypatch.setattr(on_stage.bot.services.metrics, name, broken)
    result = await on_stage.imagine(prompt="a fox", model=MODEL)
    assert len(result["attachments"]) == 1
    await on_stage.idle()
    assert [job.state for job in await on_stage.jobs()] == ["succeeded"]


async def test_bots_in_one_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.held(5)
    assert one.registry.get_sample_value("atelier_credits_held_total") == 5
    assert other.registry.get_sample_value("atelier_credits_held_total") == 0


def test_every_metric_is_on_its_page_and_no_other() -> None:
    families = {
        f"{family.name}_total" if family.type == "counter" else family.name: family.type
        for family in Metrics().registry.collect()
    }
    rows = re.findall(r"^\| `(atelier_\w+)` \| (\w+) \|", PAGE.read_text(), re.MULTILINE)
    assert dict(rows) == families

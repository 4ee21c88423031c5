"""Steps that fail at the worst moment: the books stay right, nothing is paid, posted or told twice."""

import asyncio
import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.catalog.catalog import Catalog
from bot.credits import pricing
from bot.db.tables import job
from bot.errors import StartupError
from bot.jobs import rows
from bot.media.requests import GenerationRequest
from bot.provider.retry import Retry
from bot.transactions import Order, close_job, made_job, open_job
from sandbox.aihubmix import statuses
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.stage import Stage, connected


def break_next(stage: Stage, op: Callable[..., Any], *, kind: str = "write") -> None:
    """The next time the store is asked to do `op`, the disk fails."""
    store = stage.bot.services.store
    real = getattr(store, kind)

    async def broken(asked: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if asked is op:
            setattr(store, kind, real)
            raise sa.exc.OperationalError("disk I/O error", {}, OSError("disk I/O error"))  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        return await real(asked, *args, **kwargs)

    setattr(store, kind, broken)


async def held(stage: Stage, **options: Any) -> Ask:
    """A job of Ada's whose paid request has left and waits at the gateway."""
    stage.gateway.hold()
    chosen = {"prompt": "a fox", "model": "gpt-4o-image", **options}
    ask = await stage.person("Ada").slash("imagine", channel="general", options=chosen)
    await stage.gateway.reached()
    return ask


async def states(stage: Stage) -> list[str]:
    return [job_.state for job_ in await stage.jobs()]


@pytest.mark.parametrize(("op", "kind"), [(rows.load, "read"), (rows.assets_of, "read"), (close_job, "write")])
async def test_a_step_that_fails_once_is_taken_again(on_stage: Stage, op: Callable[..., Any], kind: str) -> None:
    break_next(on_stage, op, kind=kind)
    result = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    assert len(result["attachments"]) == 1
    await on_stage.idle()
    assert await states(on_stage) == ["succeeded"]
    assert len(on_stage.gateway.bill) == 1
    assert len(on_stage.discord.messages("general")) == 1, "posted once, and no refund after it"
    assert (await on_stage.balance("Ada")).balance == 95


@pytest.mark.parametrize("op", [rows.claim, made_job])
async def test_a_step_that_fails_before_the_post_costs_nothing(on_stage: Stage, op: Callable[..., Any]) -> None:
    break_next(on_stage, op)
    said = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    assert said["content"] == ("> a fox\nSomething broke on our side. It cost nothing; please try again in a minute.")
    assert (await on_stage.balance("Ada")).balance == 100


async def test_a_request_that_cannot_be_recorded_leaves_nothing_behind(on_stage: Stage) -> None:
    break_next(on_stage, open_job)
    said = await on_stage.imagine(prompt="a fox", model="gpt-4o-image", image=attached())
    assert "Something broke on our side" in said["content"]
    assert await on_stage.jobs() == []


async def test_answers_that_never_arrive_do_not_make_a_second_post(on_stage: Stage) -> None:
    on_stage.discord.fail_next("POST", r"/channels/\d+/messages", drop=True, after=True, times=3)
    result = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    await on_stage.idle()
    assert len(result["attachments"]) == 1
    assert await states(on_stage) == ["succeeded"]
    assert len(on_stage.discord.messages("general")) == 1


async def test_a_result_posted_before_a_crash_is_found_and_not_posted_again(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    await on_stage.idle()
    (done,) = await on_stage.jobs()
    (posted,) = on_stage.discord.messages("general")

    def reopen(conn: sa.Connection) -> None:
        """As the row was in the moment after the post."""
        conn.exec_driver_sql("DELETE FROM entry WHERE kind = 'capture'")
        conn.execute(sa.text("UPDATE wallet SET balance = balance + 5, held = held + 5"))
        conn.execute(job.update().values(state="delivering"))

    store = on_stage.bot.services.store
    await store.write(reopen)
    on_stage.discord.service.board.forget_nonces()
    await on_stage.restart()
    await on_stage.idle()
    assert done.state == "succeeded"
    assert [message["id"] for message in on_stage.discord.messages("general")] == [posted["id"]]
    assert await states(on_stage) == ["succeeded"]


async def test_a_model_that_left_the_catalog_ends_its_jobs(on_stage: Stage) -> None:
    catalog = on_stage.bot.services.catalog
    ask = await held(on_stage)
    queued = Catalog({spec.id: spec for spec in catalog if spec.id != "gpt-4o-image"})
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)
    await on_stage.idle()
    studio = on_stage.bot.services.studio
    order = _order(on_stage, "gpt-4o-image")
    studio.engine.wake = lambda _: None  # type: ignore[method-assign]  # the process dies right after the commit
    await studio.submit(order)
    studio.catalog = queued
    await studio.run(order.job_id)
    assert sorted(await states(on_stage)) == ["failed", "succeeded"]
    assert (await on_stage.balance("Ada")).held == 0


def _order(stage: Stage, model: str, job_id: str = "0" * 20) -> Order:
    account = stage.account("Ada")
    return Order(
        job_id=job_id,
        interaction_id=1,
        guild_id=account.guild_id,
        channel_id=int(stage.world.channel("general").id),
        user_id=account.user_id,
        locale="en-US",
        private=False,
        message_id=None,
        request=GenerationRequest(model=model, prompt="a fox"),
    )


async def test_a_job_that_is_woken_again_and_again_runs_once(on_stage: Stage) -> None:
    studio = on_stage.bot.services.studio
    wake, studio.engine.wake = studio.engine.wake, lambda _: None  # type: ignore[method-assign]
    await studio.submit(_order(on_stage, "gpt-4o-image"))
    studio.engine.wake = wake  # type: ignore[method-assign]
    for _ in range(3):
        studio.engine.wake(["0" * 20])
        await asyncio.sleep(0)
    await on_stage.idle()
    assert await states(on_stage) == ["succeeded"]
    assert len(on_stage.gateway.bill) == 1


async def test_nothing_is_accepted_once_the_bot_is_about_to_stop(on_stage: Stage) -> None:
    await on_stage.bot.services.studio.stop(0)
    said = await on_stage.imagine(prompt="a fox")
    assert said["content"] == "The bot is about to restart: please try again in a minute."
    assert await on_stage.jobs() == []


async def test_a_refusal_is_told_although_the_thinking_message_is_gone(on_stage: Stage) -> None:
    gone = {"code": 10008, "message": "Unknown Message"}
    on_stage.discord.fail_next("DELETE", r"/webhooks/.*", 404, body=gone)
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", image=attached(b"x"))
    await ask.until(lambda message: "is not a picture" in message["content"])


async def test_a_request_whose_acknowledgement_had_no_answer_ends_in_a_sentence(on_stage: Stage) -> None:
    on_stage.discord.fail_next("POST", "/interactions/.*/callback", drop=True, after=True)
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    await ask.until(lambda message: message["content"].startswith("Something broke on our side. Please look at"))
    assert on_stage.discord.messages("general") == [], "nobody is thinking any more"
    assert "already been acknowledged" in on_stage.discord.violations.pop()


async def test_a_last_word_waits_for_discord(on_stage: Stage) -> None:
    ask = await held(on_stage)
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)
    await on_stage.idle()
    on_stage.gateway.will(statuses.html_502())
    on_stage.discord.fail_next("PATCH", "/webhooks/.*", drop=True, times=4)
    said = await on_stage.imagine(prompt="another fox", model="gpt-4o-image")
    assert said["content"].startswith("> another fox\n")
    assert "It cost nothing" in said["content"]
    assert said["components"] == []


async def test_a_second_process_on_the_same_folder_is_refused(on_stage: Stage) -> None:
    with pytest.raises(StartupError, match="Another Atelier runs"):
        async with connected(on_stage.settings):
            raise AssertionError


async def test_canceling_while_the_gateway_was_too_busy_is_free(open_stage: OpenStage) -> None:
    async with open_stage(retry=Retry(attempts=3, first=30, longest=60)) as stage:
        stage.gateway.always(statuses.rate_limited())
        ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
        shown = await ask.until(lambda message: "Queued" in message["content"] and message["components"])
        pressed = await stage.person("Ada").click(shown, "Cancel")
        await pressed.until(lambda message: message["content"] == "Cancelled. It cost nothing.")
        assert stage.gateway.bill == []
        assert (await stage.balance("Ada")).balance == 100


async def test_a_price_is_never_taken_without_having_been_named(on_stage: Stage) -> None:
    ask = await held(on_stage)
    (running,) = await on_stage.jobs()
    asked = await on_stage.bot.services.studio.cancel(running.id, sure=False)
    assert (asked.done, asked.cost) == (False, 5)
    assert await states(on_stage) == ["running"]
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)


async def test_a_canceled_job_leaves_no_reference_behind(on_stage: Stage) -> None:
    ask = await held(on_stage, image=attached())
    (running,) = await on_stage.jobs()
    await on_stage.bot.services.studio.cancel(running.id, sure=True)
    await on_stage.outcome(ask)


async def test_a_private_job_lost_in_a_restart_is_explained_in_a_direct_message(on_stage: Stage) -> None:
    await held(on_stage, private=True)
    await on_stage.restart()
    on_stage.gateway.let_go()
    await on_stage.idle()
    (told,) = on_stage.discord.direct_messages(on_stage.person("Ada"))
    assert "The bot was restarted while this was being made" in told["content"]


async def test_a_result_whose_file_is_gone_fails_at_once_and_is_free(on_stage: Stage) -> None:
    studio = on_stage.bot.services.studio
    ask = await held(on_stage)
    break_made = studio.files.at

    def nowhere(path: str) -> Path:
        return break_made(path).with_name("gone.png")

    studio.files.at = nowhere  # type: ignore[method-assign]
    on_stage.gateway.let_go()
    said = await on_stage.outcome(ask)
    studio.files.at = break_made  # type: ignore[method-assign]
    (failed,) = await on_stage.jobs()
    assert (
        said["content"] == f"> a fox\nThe result could not be posted. It cost nothing; it is kept as job {failed.id}."
    )
    assert (await on_stage.balance("Ada")).balance == 100
    await on_stage.idle()


async def test_an_interaction_that_comes_twice_opens_one_job(on_stage: Stage) -> None:
    studio = on_stage.bot.services.studio
    first = await studio.submit(_order(on_stage, "gpt-4o-image"))
    second = await studio.submit(_order(on_stage, "gpt-4o-image", "1" * 20))
    assert first.id == second.id
    await on_stage.idle()
    assert len(await on_stage.jobs()) == len(on_stage.gateway.bill) == 1


async def test_files_of_requests_that_never_became_jobs_are_swept_at_start(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    orphan = tmp_path / "references" / "01M7YA5QYVN2JT7SE5XF" / "1"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    async with open_stage():
        assert not orphan.exists()


def test_a_partial_result_is_rounded_once() -> None:
    spec = Catalog.load()["gpt-image-2"]
    request = GenerationRequest(model=spec.id, prompt="a fox" * 400, quality="high", count=9)
    rate = pricing.Rate(Decimal("0.001"), Decimal(1))
    quoted = pricing.quoted_usd(spec, request)
    for made in range(10):
        part = pricing.actual_usd(spec, request, made, None)
        assert rate.credits(part) == math.ceil(Decimal("0.25") * 1000 * made), "the list's price, rounded once, upwards"
        assert part <= quoted * made / 9

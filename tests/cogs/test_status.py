"""A lane that fails again and again rests; its model is offered no more until it has been tried; /status says so."""

from typing import Any

import pytest

from bot.provider.health import Health
from sandbox.aihubmix import statuses
from tests.conftest import OpenStage
from tests.stage import Stage

MODEL = "gpt-4o-image"  # offered in two lanes
ALONE = "gpt-4o-image-vip"
MOST = 3


class Clock:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def resting(clock: Clock) -> Health:
    return Health(most=MOST, pause=60, longest=600, now=clock)


async def status(stage: Stage, who: str = "Ada") -> str:
    ask = await stage.person(who).slash("status", channel="general")
    return str((await stage.outcome(ask))["content"])


async def failed(stage: Stage, model: str, times: int) -> None:
    for _ in range(times):
        stage.gateway.will(statuses.html_502())
        said = await stage.imagine(prompt="a fox", model=model)
        assert "cannot be reached" in said["content"]
        await stage.idle()


async def exhausted(stage: Stage, model: str = MODEL) -> None:
    """Until every lane of the model rests."""
    for _ in stage.bot.services.catalog[model].wires:
        await failed(stage, model, MOST)


async def test_all_is_well(on_stage: Stage) -> None:
    shown = await status(on_stage)
    assert shown.splitlines()[:3] == [
        "**The studio**",
        "All models are well.",
        "Queue: 0 at work, 0 waiting, 0 being posted.",
    ]
    assert "Left at the gateway" not in shown
    assert "Left at the gateway" not in await status(on_stage, "Mod")
    assert "-# Left at the gateway: " in await status(on_stage, "Olga")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0234, "23 ms"), (0.0001, "1 ms"), (9.5, "9,500 ms"), (41.251, ""), (float("inf"), ""), (-0.01, "")],
)
async def test_how_fast_discord_answers_is_said_where_that_is_known(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch, seconds: float, said: str
) -> None:
    monkeypatch.setattr(type(on_stage.bot), "latency", property(lambda _: seconds))
    shown = await status(on_stage)
    assert (f"-# Discord answers in {said}" in shown) if said else "Discord answers" not in shown


async def test_the_last_hour_is_told(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model=MODEL)
    await failed(on_stage, MODEL, 1)
    assert "- GPT\\-4o Image: 1 of 2 succeeded" in await status(on_stage)


async def test_another_lane_is_taken_before_the_model_is_given_up(open_stage: OpenStage) -> None:
    async with open_stage(health=resting(Clock()), new_member_grant=1000) as stage:
        first, second, *_ = stage.bot.services.catalog[MODEL].wires
        await failed(stage, MODEL, MOST)
        await stage.imagine(prompt="a fox", model=MODEL)
        paths = [request.path for request in stage.gateway.requests if request.method == "POST"]
        assert len(set(paths[:MOST])) == 1, first
        assert paths[-1] != paths[0], second


async def test_a_model_in_trouble_is_refused_for_free_with_another_one_click_away(open_stage: OpenStage) -> None:
    async with open_stage(health=resting(Clock()), new_member_grant=1000) as stage:
        await exhausted(stage)
        bill = len(stage.gateway.bill)
        before = await stage.balance("Ada")
        refused = await stage.imagine(prompt="a fox", model=MODEL)
        assert refused["content"] == (
            "GPT\\-4o Image is having trouble at the moment: please use GPT Image 2, or try again in a few minutes."
        )
        assert refused["flags"] & 64
        assert (len(stage.gateway.bill), await stage.balance("Ada")) == (bill, before)
        shown = await status(stage)
        assert "- **GPT\\-4o Image** is having trouble; it is tried again <t:" in shown
        assert "Meanwhile use GPT Image 2." in shown
        choices = await stage.person("Ada").autocomplete("imagine", "model", "gpt-4o", channel="general")
        assert any(choice["name"].endswith("having trouble") for choice in choices)
        page = await stage.outcome(await stage.person("Ada").slash("models", channel="general", model=MODEL))
        assert "**It is having trouble at the moment and is tried again by itself.**" in page["content"]
        pressed = await stage.person("Ada").click(refused, "Use GPT Image 2")
        assert (await stage.outcome(pressed))["attachments"]


async def test_a_default_in_trouble_gives_way_by_itself(open_stage: OpenStage) -> None:
    async with open_stage(health=resting(Clock()), new_member_grant=1000, default_image_model=MODEL) as stage:
        await exhausted(stage)
        refused = await stage.imagine(prompt="a fox")
        assert "is having trouble" in refused["content"], "the operator has named no other"


async def test_it_is_tried_once_after_a_rest_and_comes_back(open_stage: OpenStage) -> None:
    clock = Clock()
    async with open_stage(health=resting(clock), new_member_grant=1000) as stage:
        await exhausted(stage)
        clock.seconds += 61
        stage.gateway.hold()
        trying = await stage.person("Ada").slash(
            "imagine", channel="general", options={"prompt": "the try", "model": MODEL}
        )
        await stage.gateway.reached()
        lanes = stage.bot.services.health.usable(MODEL, stage.bot.services.catalog[MODEL].wires)
        assert len(lanes) == len(stage.bot.services.catalog[MODEL].wires) - 1, "one is being tried"
        stage.gateway.let_go()
        assert (await stage.outcome(trying))["attachments"]
        await stage.idle()
        assert stage.bot.services.health.usable(MODEL, ["transcript"]) == ["transcript"]


async def test_a_lane_that_is_not_even_there_rests_on(open_stage: OpenStage) -> None:
    clock = Clock()
    async with open_stage(health=resting(clock), new_member_grant=1000) as stage:
        await exhausted(stage)
        clock.seconds += 61
        stage.gateway.withdraw("/v1/chat/completions")
        await stage.bot.services.upkeep.lanes()
        usable = stage.bot.services.health.usable(MODEL, stage.bot.services.catalog[MODEL].wires)
        assert "transcript" not in usable
        assert usable, "the other one answers"


async def test_queued_jobs_do_not_pay_for_a_model_that_rests(open_stage: OpenStage) -> None:
    async with open_stage(health=resting(Clock()), new_member_grant=1000, max_running_per_member=1) as stage:
        stage.gateway.hold()
        asks = [
            await stage.person("Ada").slash("imagine", channel="general", options={"prompt": f"{n}", "model": MODEL})
            for n in range(10)
        ]
        await stage.gateway.reached()
        stage.gateway.always(statuses.html_502())
        stage.gateway.let_go()
        said: list[dict[str, Any]] = [await stage.outcome(ask) for ask in asks]
        refused = [message for message in said if "is having trouble" in message["content"]]
        assert len(refused) >= 10 - 1 - 2 * MOST
        assert len(stage.gateway.bill) <= 1 + 2 * MOST


async def test_what_members_or_the_operator_can_mend_speaks_against_no_lane(open_stage: OpenStage) -> None:
    async with open_stage(health=resting(Clock()), new_member_grant=1000) as stage:
        for trouble in (statuses.insufficient_user_quota, statuses.prompt_too_long) * MOST:
            stage.gateway.will(trouble())
            await stage.imagine(prompt="a fox", model=MODEL)
            await stage.idle()
        assert stage.bot.services.health.conditions() == []

"""Work that goes on at the gateway: looked up over troubles, lost answers and restarts, and never paid twice."""

import asyncio
from typing import Any

import pytest

from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import (
    CutStream,
    LoseAnswer,
    Padded,
    PollTrouble,
    Refuse,
    Retries,
    Stall,
    TaskFailure,
    VeoShape,
)
from tests.conftest import OpenStage
from tests.stage import Stage

RICH = 1_000_000
ENGLISH = "a red fox in the snow"  # so plainly that nothing is translated
TASKS = [
    "flux-kontext-max",
    "veo-3.1-fast-generate-preview",
    "doubao-seedance-2-0-fast-260128",
    "minimax-h3",
    "qwen-image-3.0",
    "flux-2-pro",
]
STREAMED = "veo-3"
RECOVERING = ["minimax-h3", "qwen-image-3.0", "doubao-seedance-2-5-260628", "flux-2-flex"]


async def asked(stage: Stage, model: str, who: str = "Ada", **options: Any) -> Any:
    medium = stage.bot.services.catalog[model].medium
    command = "video" if medium == "video" else "imagine"
    ask = await stage.person(who).slash(
        command, channel="general", options={"prompt": ENGLISH, "model": model, **options}
    )
    if medium == "video":
        await stage.confirm(ask)
    return ask


async def known(stage: Stage) -> None:
    """Until the task's name is in the job's row."""
    for _ in range(500):
        if (await stage.jobs())[0].pending:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the task was never named")


def results(stage: Stage) -> list[dict[str, Any]]:
    return [message for message in stage.discord.messages("general") if message["attachments"]]


async def delivered(stage: Stage, count: int = 1) -> None:
    """Until that many results show, and every job has ended."""
    await stage.discord.service.feed.until(lambda: len(results(stage)) >= count, 8)
    await stage.idle()
    assert len(results(stage)) == count
    assert len(stage.gateway.bill) == count, "never paid twice"


@pytest.mark.parametrize("model", [*TASKS, STREAMED])
async def test_a_restarted_bot_looks_on(open_stage: OpenStage, model: str) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.hold()
        await asked(stage, model)
        await stage.gateway.reached()
        await known(stage)
        await stage.restart()
        stage.gateway.let_go()
        await delivered(stage)


@pytest.mark.parametrize("model", TASKS)
@pytest.mark.parametrize(
    "trouble", [PollTrouble(502, times=3), PollTrouble(429, times=2), PollTrouble(200, "<html>")], ids=repr
)
async def test_a_look_that_goes_wrong_is_repeated(open_stage: OpenStage, model: str, trouble: PollTrouble) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(trouble)
        await asked(stage, model)
        await delivered(stage)


@pytest.mark.parametrize("model", RECOVERING)
async def test_a_task_whose_name_never_came_is_found_in_the_list(open_stage: OpenStage, model: str) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(LoseAnswer())
        await asked(stage, model)
        await delivered(stage)


async def test_what_may_be_somebody_elses_is_left_alone(open_stage: OpenStage) -> None:
    """Two answers lost at once: which task is whose cannot be known, so nobody gets the other's picture."""
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will((Stall(), LoseAnswer()), (Stall(), LoseAnswer()))
        asks = [await asked(stage, "minimax-h3", who, prompt=f"of {who}") for who in ("Ada", "Ben")]
        await stage.gateway.reached(2)
        stage.gateway.let_go()
        for ask in asks:
            said = await stage.outcome(ask)
            assert "It cost nothing" in said["content"]
        assert results(stage) == []


@pytest.mark.parametrize(
    "trouble", [CutStream("queue"), CutStream("progress"), CutStream("preview"), Retries(2)], ids=repr
)
async def test_a_reverse_video_survives_its_stream(open_stage: OpenStage, trouble: Any) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(trouble)
        await asked(stage, STREAMED)
        await delivered(stage)


@pytest.mark.parametrize("model", [*TASKS, STREAMED])
async def test_a_task_that_fails_is_told_and_free(open_stage: OpenStage, model: str) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(Refuse("output"))
        said = await stage.outcome(await asked(stage, model))
        assert "refused" in said["content"]
        await stage.idle()
        assert (await stage.balance("Ada")).balance == RICH


REFUSED_LOOKS = {
    "no such model": PollTrouble(503, {"error": {"message": "Incorrect model ID."}}),
    "no such lane": PollTrouble(400, {"error": {"message": "no", "code": "protocol_not_supported"}}),
    "not yet": PollTrouble(409, {"error": {"message": "not ready", "code": "result_not_ready"}}),
    "no funds": PollTrouble(403, {"error": {"message": "no", "code": "insufficient_user_quota"}}),
}


@pytest.mark.parametrize("trouble", REFUSED_LOOKS.values(), ids=REFUSED_LOOKS.keys())
@pytest.mark.parametrize("model", ["doubao-seedance-2-5-260628", "kling-v3-omni"])
async def test_no_refusal_of_a_look_ends_what_is_paid(open_stage: OpenStage, model: str, trouble: PollTrouble) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(trouble)
        await asked(stage, model)
        await delivered(stage)


async def test_the_same_seed_is_not_paid_for_twice(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        said = await stage.outcome(await asked(stage, "flux-kontext-max", seed=5, count=3))
        assert len({attachment["size"] for attachment in said["attachments"]}) == 3
        seeds = [sent.json["input"]["seed"] for sent in stage.gateway.requests if sent.method == "POST"]
        assert sorted(seeds) == [5, 6, 7]


async def test_a_call_may_bring_more_than_it_was_asked_for(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        ask = await asked(stage, "gemini-3-pro-image-preview", prompt="three pictures of a fox", count=2)
        said = await stage.outcome(ask)
        assert len(said["attachments"]) == 6, said["content"]


@pytest.mark.parametrize("model", ["flux-2-pro", "qwen-image-3.0"])
async def test_an_account_that_may_have_no_tasks_gets_its_picture_too(open_stage: OpenStage, model: str) -> None:
    """At once, or where the lane makes nothing at once, through the next."""
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.async_enabled = False
        said = await stage.outcome(await asked(stage, model))
        assert len(said["attachments"]) == 1, said["content"]
        paths = [sent.path for sent in stage.gateway.requests if sent.method == "POST"]
        unified = "/ai/v1/images/generations"
        assert paths == [unified, unified if model == "qwen-image-3.0" else "/v1/models/bfl/flux-2-pro/predictions"]


@pytest.mark.parametrize("model", ["veo-3.1-fast-generate-preview", "minimax-h3", "qwen-image-3.0"])
async def test_a_broken_task_is_not_looked_up_for_ever(open_stage: OpenStage, model: str) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(TaskFailure())
        said = await stage.outcome(await asked(stage, model))
        assert "The model tried and failed" in said["content"]


@pytest.mark.parametrize("shape", ["vertex", "gemini", "uri", "gcs"])
async def test_a_video_is_found_wherever_the_operation_has_it(open_stage: OpenStage, shape: Any) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will((VeoShape(shape), Padded(1)))
        await asked(stage, "veo-3.1-fast-generate-preview")
        await delivered(stage)


# -- English


async def test_a_prompt_is_translated_for_a_model_that_knows_only_english(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        ask = await asked(stage, "imagen-4.0-generate-001", prompt="ein roter Fuchs im Schnee")
        result = await stage.outcome(ask)
        assert "> ein roter Fuchs im Schnee" in result["content"]
        assert "In English: " in result["content"]
        chat, paint = [sent.json for sent in stage.gateway.requests if sent.method == "POST"]
        assert chat["model"] == "gpt-4o-mini"
        assert paint["instances"][0]["prompt"].isascii()
        assert "fox" in paint["instances"][0]["prompt"]


async def test_plain_english_is_not_sent_round(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        result = await stage.outcome(await asked(stage, "imagen-4.0-generate-001", prompt="a red fox in the snow"))
        assert "In English" not in result["content"]
        assert len([sent for sent in stage.gateway.requests if sent.method == "POST"]) == 1


async def test_a_failed_translation_is_free_and_says_so(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(statuses.html_502())
        said = await stage.outcome(await asked(stage, "imagen-4.0-generate-001", prompt="狐狸在雪地里"))
        assert "your prompt could not be translated. It cost nothing" in said["content"]
        assert not [sent for sent in stage.gateway.requests if "predict" in sent.path]
        await stage.idle()
        assert (await stage.balance("Ada")).balance == RICH


async def test_without_a_translation_model_words_are_sent_as_they_are(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH, translation_model="") as stage:
        said = await stage.outcome(await asked(stage, "imagen-4.0-generate-001", prompt="狐狸在雪地里"))
        assert not said["attachments"]
        assert stage.gateway.violations.pop(), "which is what the sandbox does not let pass"

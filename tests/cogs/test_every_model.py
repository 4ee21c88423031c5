"""What holds for every model of the catalog, on every wire it is offered in, from the command to the file."""

import io
from decimal import Decimal
from typing import Any

import av
import pytest
from PIL import Image

from bot.catalog.catalog import Catalog
from bot.catalog.spec import ModelSpec
from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import CutStream, DropConnection, Fewer, Refuse
from sandbox.discord import Upload
from tests.conftest import OpenStage
from tests.pictures import attached, png
from tests.stage import Stage

SPECS = list(Catalog.load())
WIRED = [pytest.param(spec, wire, id=f"{spec.id}-{wire}") for spec in SPECS for wire in spec.wires]
EVERY = [pytest.param(spec, id=spec.id) for spec in SPECS]
RICH = 1_000_000
TRANSLATOR = "gpt-4o-mini"
PICTURE = png(512, 512)


def rich(open_stage: OpenStage, **options: Any) -> Any:
    return open_stage(new_member_grant=RICH, **options)


async def asked(stage: Stage, spec: ModelSpec, *, picture: bool = False, **options: Any) -> dict[str, Any]:
    """The result of asking that model, with a picture where it needs one."""
    command = "video" if spec.medium == "video" else "imagine"
    if picture or spec.needs_reference:
        options["image"] = Upload("cat.png", PICTURE)
    ask = await stage.person("Ada").slash(
        command, channel="general", options={"prompt": "a fox in the snow", "model": spec.id, **options}
    )
    return await stage.outcome(ask)


async def files(stage: Stage, message: dict[str, Any], spec: ModelSpec) -> int:
    """How many there are; each is decoded."""
    for attachment in message["attachments"]:
        data = await stage.discord.cdn_bytes(attachment["url"])
        if spec.medium == "image":
            with Image.open(io.BytesIO(data)) as image:
                image.load()
        else:
            opened: Any = av.open(io.BytesIO(data))
            with opened as container:
                assert next(container.decode(video=0))
    return len(message["attachments"])


async def spent(stage: Stage) -> int:
    return RICH - (await stage.balance("Ada")).balance


def billed(stage: Stage) -> Decimal:
    """What the gateway took for models of the catalog, translations not counted."""
    return sum((charge.usd for charge in stage.gateway.bill if charge.model != TRANSLATOR), Decimal(0))


@pytest.mark.parametrize(("spec", "wire"), WIRED)
async def test_words_become_a_result_that_costs_what_the_gateway_took(
    open_stage: OpenStage, spec: ModelSpec, wire: str
) -> None:
    async with rich(open_stage, model_wires={spec.id: wire}) as stage:
        shape: dict[str, Any] = {"aspect": next(iter(spec.aspects))} if spec.aspects else {}
        result = await asked(stage, spec, **shape)
        assert await files(stage, result, spec) == 1, result["content"]
        await stage.idle()
        took = billed(stage) * 1000
        assert abs(await spent(stage) - took) < max(1, took / 50), "what the gateway took, in whole credits"


@pytest.mark.parametrize("spec", [param for param in EVERY if param.values[0].max_references or param.values[0].frames])  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
async def test_a_picture_goes_along(open_stage: OpenStage, spec: ModelSpec) -> None:
    async with rich(open_stage) as stage:
        result = await asked(stage, spec, picture=True)
        assert await files(stage, result, spec) == 1, result["content"]
        (job,) = await stage.jobs()
        assert list(job.request.files())
        sent = [request for request in stage.gateway.requests if request.method == "POST"][-1]
        assert sent.files or "base64" in str(sent.json)[:20_000].lower() or "inlineData" in str(sent.json)


@pytest.mark.parametrize("spec", EVERY)
async def test_a_refusal_is_one_sentence_and_free(open_stage: OpenStage, spec: ModelSpec) -> None:
    async with rich(open_stage) as stage:
        stage.gateway.always(Refuse())
        refused = await asked(stage, spec)
        assert "The model refused this" in refused["content"]
        assert refused["attachments"] == []
        await stage.idle()
        assert await spent(stage) == 0


@pytest.mark.parametrize("spec", [param for param in EVERY if param.values[0].max_count > 1])  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
async def test_fewer_than_asked_are_delivered_and_only_they_are_paid(open_stage: OpenStage, spec: ModelSpec) -> None:
    async with rich(open_stage) as stage:
        await asked(stage, spec)
        await stage.idle()
        one = await spent(stage)
        if spec.per_call == 1:
            stage.gateway.will(Refuse())
        else:
            stage.gateway.will(Fewer(1))
        result = await asked(stage, spec, count=2)
        assert await files(stage, result, spec) == 1
        assert "1 of 2 " in result["content"]
        await stage.idle()
        paid = await spent(stage) - one
        if spec.price.tokens and spec.per_call != 1:
            assert one <= paid < 2 * one, "the tokens of both were used; the list's price of one is the most"
        else:
            assert abs(paid - one) <= 1


@pytest.mark.parametrize("spec", EVERY)
async def test_what_was_too_busy_is_tried_again(open_stage: OpenStage, spec: ModelSpec) -> None:
    async with rich(open_stage) as stage:
        stage.gateway.will(statuses.rate_limited(), statuses.rate_limited(0.01))
        result = await asked(stage, spec)
        assert await files(stage, result, spec) == 1, result["content"]
        assert sum(charge.model != TRANSLATOR for charge in stage.gateway.bill) == 1


@pytest.mark.parametrize("trouble", [DropConnection(), CutStream("progress")], ids=["dropped", "cut"])
@pytest.mark.parametrize("spec", EVERY)
async def test_a_lost_connection_is_never_paid_twice(open_stage: OpenStage, spec: ModelSpec, trouble: Any) -> None:
    """Where the gateway keeps tasks the result still comes; elsewhere it is free. No hold stays, says the stage."""
    async with rich(open_stage) as stage:
        stage.gateway.will(trouble)
        said = await asked(stage, spec)
        await stage.idle()
        assert sum(charge.model != TRANSLATOR for charge in stage.gateway.bill) <= 1
        if said["attachments"]:
            assert await files(stage, said, spec) == 1
            assert (await spent(stage) > 0) == (spec.price.usd > 0)
        else:
            assert "It cost nothing" in said["content"]
            assert await spent(stage) == 0


async def test_a_picture_from_the_conversation_is_changed_without_naming_it(open_stage: OpenStage) -> None:
    """`/edit` without a picture goes on with the member's latest result."""
    async with rich(open_stage) as stage:
        await stage.imagine(prompt="a fox", model="gpt-image-2")
        await stage.idle()
        ask = await stage.person("Ada").slash("edit", channel="general", options={"prompt": "make it blue"})
        result = await stage.outcome(ask)
        assert await files(stage, result, Catalog.load()["gpt-image-2"]) == 1
        first, second = await stage.jobs()
        assert second.request.parent == first.id
        assert second.request.references[0].path.startswith(f"results/{first.id}/")


async def test_a_model_that_remembers_gets_its_whole_answer_back(open_stage: OpenStage) -> None:
    async with rich(open_stage) as stage:
        await stage.imagine(prompt="a fox", model="gpt-4o-image", image=attached())
        await stage.idle()
        first = stage.gateway.requests[-1]
        ask = await stage.person("Ada").slash("edit", channel="general", options={"prompt": "make it blue"})
        await stage.outcome(ask)
        await stage.idle()
        sent = [request for request in stage.gateway.requests if request.path.endswith("/completions")][-1].json
        assert sent != first.json
        question, answer, change = sent["messages"]
        assert question["content"][0]["text"].startswith("a fox")
        assert question["content"][1]["image_url"]["url"].startswith("data:image/")
        assert answer["role"] == "assistant"
        assert "Generation complete" in answer["content"]
        assert "![gen_" in answer["content"]
        assert change["content"][0]["text"].startswith("make it blue")
        await stage.restart()
        ask = await stage.person("Ada").slash("edit", channel="general", options={"prompt": "and larger"})
        await stage.outcome(ask)
        await stage.idle()
        assert len((await stage.jobs())[-1].request.turns) == 2


async def test_there_is_something_to_edit_or_a_sentence(open_stage: OpenStage) -> None:
    async with rich(open_stage) as stage:
        ask = await stage.person("Ada").slash("edit", channel="general", options={"prompt": "make it blue"})
        said = await stage.outcome(ask)
        assert said["content"] == "Attach the picture to change, or make one in this channel first."
        assert await stage.jobs() == []

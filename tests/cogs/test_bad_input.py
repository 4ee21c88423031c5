"""Whatever goes wrong: one sentence, nothing lost. The stage checks the books, the holds and the files at its end."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.db.tables import job
from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import (
    CutStream,
    DropConnection,
    ExpiredLink,
    JsonInsteadOfStream,
    Prose,
    RedirectLink,
    Refuse,
    Stall,
    WrongBytes,
)
from sandbox.discord import NotOfferedByDiscord
from tests.conftest import OpenStage
from tests.pictures import attached, png
from tests.stage import Stage, custom_ids


async def refused(stage: Stage, *, charged_by_gateway: bool = False, **options: Any) -> str:
    """The sentence Ada reads, alone unless the job had begun; and that it was free for her."""
    message = await stage.imagine(**options)
    await stage.idle()
    balance = await stage.balance("Ada")
    assert balance.held == 0
    assert balance.balance in {stage.settings.new_member_grant, 0}
    assert bool(stage.gateway.bill) == charged_by_gateway
    assert message["attachments"] == []
    assert all(custom_id.startswith("refused:") for custom_id in custom_ids(message)), "a safer wording at the most"
    return message["content"]


# -- before anything is asked of the gateway


async def test_an_empty_prompt(on_stage: Stage) -> None:
    assert await refused(on_stage, prompt="   ") == "Please describe the picture: the prompt is empty."


@pytest.mark.parametrize("prompt", ["", "x" * 4001])
async def test_a_prompt_discord_itself_would_not_send(on_stage: Stage, prompt: str) -> None:
    with pytest.raises(NotOfferedByDiscord):
        await on_stage.imagine(prompt=prompt)


async def test_an_unknown_model(on_stage: Stage) -> None:
    said = await refused(on_stage, prompt="a fox", model="dall-e-9")
    assert said.startswith("There is no model dall\\-e\\-9: choose one from the list, such as DALL·E 3, ")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"aspect": "21:9"}, "GPT\\-4o Image cannot do aspect 21\\:9: choose 1:1, 3:2, 2:3, or leave it out."),
        ({"quality": "high"}, "GPT\\-4o Image has no option quality: leave it out or choose another model."),
        ({"count": 5}, "GPT\\-4o Image makes at most 4 at once, not 5."),
    ],
)
async def test_an_option_the_model_cannot_take(on_stage: Stage, options: dict[str, Any], sentence: str) -> None:
    assert await refused(on_stage, prompt="a fox", model="gpt-4o-image", **options) == sentence


async def test_refusals_are_for_the_member_alone(on_stage: Stage) -> None:
    refusable: tuple[dict[str, Any], ...] = ({"model": "nothing"}, {"image": attached(b"no picture")})
    for options in refusable:
        message = await on_stage.imagine(prompt="a fox", **options)
        assert message["flags"] & 64
    assert on_stage.discord.messages("general", on_stage.person("Ben")) == []


def bomb() -> bytes:
    file = io.BytesIO()
    Image.new("1", (9000, 9000)).save(file, "PNG")
    return file.getvalue()


async def test_no_sentence_is_too_long_for_discord(on_stage: Stage) -> None:
    for option in ("model", "aspect", "quality", "background"):
        with pytest.raises(NotOfferedByDiscord):
            await on_stage.imagine(prompt="a fox", options={option: "*" * 101})
        assert len((await on_stage.imagine(prompt="a fox", options={option: "*" * 100}))["content"]) < 500
    on_stage.gateway.will(Prose("_" * 5000))
    said = await on_stage.imagine(prompt="*" * 3000, model="gpt-4o-image")
    assert len(said["content"]) <= 2000


async def test_a_file_discord_does_not_hand_over(on_stage: Stage) -> None:
    said = await refused(on_stage, prompt="a fox", image=attached(b"", "fox.png"))
    assert said == "fox.png could not be read from Discord: please attach it again."


NO_PICTURES = {
    "text with a picture's name": (b"just text", "is not a picture this bot can read"),
    "half a picture": (png()[:-60], "is not a picture this bot can read"),
    "a decompression bomb": (bomb(), "has too many pixels: attach a picture of at most 50 megapixels."),
}


@pytest.mark.parametrize("what", NO_PICTURES)
async def test_an_attachment_that_is_no_usable_picture(on_stage: Stage, what: str) -> None:
    data, complaint = NO_PICTURES[what]
    said = await refused(on_stage, prompt="a fox", image=attached(data, "fox.png"))
    assert said.startswith("fox.png ")
    assert complaint in said


async def test_an_attachment_over_the_limit(open_stage: OpenStage) -> None:
    async with open_stage(max_reference_mib=1) as stage:
        said = await refused(stage, prompt="a fox", image=attached(png(900, 900, noise=True), "big.png"))
        assert said == "big.png is too large: attach a picture of at most 1 MiB."


async def test_too_few_credits_says_price_balance_and_how_to_get_more(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=4) as stage:
        said = await refused(stage, prompt="a fox", model="gpt-4o-image", image=attached())
        assert said == (
            "This costs 5 credits and you have 4 credits: choose a cheaper model or quality, "
            "or ask a server manager for `/credits grant`."
        )


async def test_a_full_queue(open_stage: OpenStage) -> None:
    async with open_stage(max_waiting_per_member=1) as stage:
        stage.gateway.hold()
        first = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
        await stage.gateway.reached()
        second = await stage.imagine(prompt="a fox", model="gpt-4o-image")
        assert second["content"] == "You have 1 unfinished jobs already: wait for one to end or cancel one."
        stage.gateway.let_go()
        await stage.outcome(first)


# -- the gateway or the model


REFUSED = {
    "input": "The model refused this",
    "output": "The model made a result and then refused to hand it out",
}


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "pt"])
@pytest.mark.parametrize("stage_", ["input", "output"])
async def test_a_refusal_of_the_transcript_says_why(on_stage: Stage, language: Any, stage_: Any) -> None:
    on_stage.gateway.will(Refuse(stage_, language))
    said = await refused(on_stage, charged_by_gateway=True, prompt="a bad fox", model="gpt-4o-image")
    assert said.splitlines() == [
        "> a bad fox",
        f"{REFUSED[stage_]}: “{stage_}\\_moderation”. It cost nothing; please try other words.",
    ]


async def test_a_refusal_of_the_images_endpoint_says_why(on_stage: Stage) -> None:
    on_stage.gateway.will(Refuse())
    said = await refused(on_stage, prompt="a bad fox", model="gpt-image-2")
    assert "The model refused this: “Your request was rejected as a result of our safety system." in said
    assert "tid" not in said


async def test_words_instead_of_a_picture_are_quoted(on_stage: Stage) -> None:
    on_stage.gateway.will(Prose("Which fox do you mean?"))
    said = await refused(on_stage, charged_by_gateway=True, prompt="that fox", model="gpt-4o-image")
    assert "The model answered without a result: “Which fox do you mean?”. It cost nothing" in said


DOWN = "The image service cannot be reached or broke off. It cost nothing; please try again later."
BUSY = "The image service is overloaded. It cost nothing; please try again in a few minutes."
GONE = "This model is not offered any more. It cost nothing; please choose another one."
SUCCEEDED = "This model is not offered any more. It cost nothing; please choose gpt\\-image\\-9 or another one."
LOST_FILE = "The result was made but could not be fetched. It cost you nothing; please try again."
OUT = "The studio is out of service until the operator has seen to it. It cost nothing."
TROUBLE: dict[str, tuple[Any, bool, str]] = {
    "bad gateway": (statuses.html_502(), True, DOWN),
    "an empty 500": (statuses.empty_500(), True, DOWN),
    "a dropped connection": (DropConnection(), True, DOWN),
    "a cut before anything": (CutStream("queue"), True, DOWN),
    "a cut in the middle": (CutStream("progress"), True, DOWN),
    "a retired model": (statuses.model_retired("gpt-image-9"), False, SUCCEEDED),
    "an unknown model": (statuses.incorrect_model_id(503), False, GONE),
    "an unknown model, as measured": (statuses.incorrect_model_id(400), False, GONE),
    "no funds": (statuses.insufficient_user_quota(), False, OUT),
    "a refused key": (statuses.bad_key(), False, OUT),
    "an expired link": ((JsonInsteadOfStream(), ExpiredLink()), True, LOST_FILE),
    "a link to inside": ((JsonInsteadOfStream(), RedirectLink("http://169.254.169.254/latest")), True, LOST_FILE),
    "a web page for a picture": (WrongBytes("html"), True, LOST_FILE),
    "half a picture": (WrongBytes("truncated"), True, LOST_FILE),
    "a decompression bomb": (WrongBytes("bomb"), True, LOST_FILE),
}


@pytest.mark.parametrize("model", ["gpt-4o-image", "gpt-image-2"])
@pytest.mark.parametrize("what", TROUBLE)
async def test_trouble_at_the_gateway_is_one_sentence_and_free(on_stage: Stage, what: str, model: str) -> None:
    behaviour, charged, sentence = TROUBLE[what]
    on_stage.gateway.always(behaviour)  # whichever wire is tried next
    said = await refused(on_stage, charged_by_gateway=charged, prompt="a fox", model=model)
    assert said == f"> a fox\n{sentence}"
    assert len(on_stage.gateway.bill) <= 1, "a paid call is never issued twice"


async def test_an_empty_file_behind_a_link_is_no_picture(on_stage: Stage) -> None:
    on_stage.gateway.will(WrongBytes("empty"))
    said = await refused(on_stage, charged_by_gateway=True, prompt="a fox", model="gpt-4o-image")
    assert said == f"> a fox\n{LOST_FILE}"


@pytest.mark.parametrize("kind", ["wrong_mime", "disguised"])
async def test_a_file_under_a_false_name_is_what_its_bytes_are(on_stage: Stage, kind: Any) -> None:
    on_stage.gateway.will(WrongBytes(kind))
    result = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    (attachment,) = result["attachments"]
    assert attachment["filename"].endswith(".jpg" if kind == "disguised" else ".png")


@pytest.mark.parametrize(
    "busy", [statuses.rate_limited(), statuses.rate_limited(0.01), statuses.no_available_channel()], ids=repr
)
async def test_what_was_surely_not_executed_is_tried_again(on_stage: Stage, busy: Any) -> None:
    on_stage.gateway.will(busy, busy)
    result = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    assert len(result["attachments"]) == 1
    assert len(on_stage.gateway.bill) == 1


async def test_busy_for_too_long_is_said(on_stage: Stage) -> None:
    on_stage.gateway.always(statuses.rate_limited())
    assert await refused(on_stage, prompt="a fox", model="gpt-4o-image") == f"> a fox\n{BUSY}"
    on_stage.gateway.always(statuses.rate_limited(retry_after=600))
    assert await refused(on_stage, prompt="a fox", model="gpt-4o-image") == f"> a fox\n{BUSY}"


async def test_a_gateway_that_is_not_there(open_stage: OpenStage) -> None:
    async with open_stage(aihubmix_base_url="http://127.0.0.1:9") as stage:
        assert await refused(stage, prompt="a fox", model="gpt-4o-image") == f"> a fox\n{DOWN}"


async def test_the_fallback_host_serves_when_nothing_can_have_arrived(open_stage: OpenStage) -> None:
    async with open_stage(aihubmix_base_url="http://127.0.0.1:9", fallback_to_gateway=True) as stage:
        assert (await stage.imagine(prompt="a fox", model="gpt-4o-image"))["attachments"]


async def test_a_generation_without_end_is_given_up(open_stage: OpenStage) -> None:
    async with open_stage(job_timeout=1) as stage:
        stage.gateway.will(Stall("progress"))
        said = await refused(stage, charged_by_gateway=True, prompt="a fox", model="gpt-4o-image")
        assert said == f"> a fox\n{DOWN}"


@pytest.mark.parametrize("trouble", [statuses.insufficient_user_quota, statuses.bad_key, statuses.ip_not_allowed])
async def test_the_owner_hears_once_what_only_the_owner_can_mend(
    on_stage: Stage, trouble: Any, caplog: pytest.LogCaptureFixture
) -> None:
    key = on_stage.gateway.key
    on_stage.gateway.always(trouble(key[-6:]) if trouble is statuses.ip_not_allowed else trouble())
    for _ in range(2):
        await refused(on_stage, prompt="a fox", model="gpt-4o-image")
    (told,) = on_stage.discord.direct_messages(on_stage.person("Olga"))
    assert told["content"].startswith("Atelier: the ")
    assert on_stage.gateway.key not in told["content"] + caplog.text
    assert key[-6:] not in told["content"]
    rows_ = await on_stage.bot.services.store.read(lambda conn: str(conn.execute(sa.select(job)).all()))
    assert key[-6:] not in rows_
    assert "failed: " in caplog.text


# -- Discord


async def test_an_upload_over_the_limit_is_re_encoded(open_stage: OpenStage) -> None:
    async with open_stage() as stage:
        stage.world.guild.upload_limit = 150_000
        result = await stage.imagine(prompt="a fox in the snow", model="gpt-4o-image")
        (attachment,) = result["attachments"]
        assert attachment["filename"].endswith((".webp", ".jpg"))
        assert (attachment["width"], attachment["height"]) == (1024, 1024)


async def test_an_upload_refused_in_every_size_becomes_a_link(open_stage: OpenStage) -> None:
    async with open_stage(public_url="https://pictures.example") as stage:
        too_large = {"code": 40005, "message": "Request entity too large"}
        stage.discord.fail_next("POST", r"/channels/\d+/messages", 413, times=3, body=too_large)
        result = await stage.imagine(prompt="a fox", model="gpt-4o-image")
        (done,) = await stage.jobs()
        signature = stage.bot.services.files.links.signature(done.id)
        assert f"https://pictures.example/files/{done.id}/{signature}/1.png" in result["content"]
        assert result["attachments"] == []


async def test_without_a_public_address_the_next_way_is_tried(on_stage: Stage) -> None:
    too_large = {"code": 40005, "message": "Request entity too large"}
    on_stage.discord.fail_next("POST", r"/channels/\d+/messages", 413, times=3, body=too_large)
    result = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    assert result["interaction_metadata"], "the interaction's own message has a limit of its own"
    assert len(result["attachments"]) == 1


async def test_a_channel_the_bot_may_not_post_in_gets_the_interactions_own_message(on_stage: Stage) -> None:
    on_stage.world.channel("gallery").deny_bot = {"send_messages"}
    ask = await on_stage.person("Ada").slash("imagine", channel="gallery", prompt="a fox", model="gpt-4o-image")
    result = await on_stage.outcome(ask)
    assert len(result["attachments"]) == 1
    assert result["interaction_metadata"]
    assert "cancel:" not in str(result["components"]), "the Cancel button has gone"


async def test_trouble_at_discord_delays_the_result_and_does_not_lose_it(on_stage: Stage) -> None:
    on_stage.discord.fail_next("POST", r"/channels/\d+/messages", drop=True)
    result = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    assert len(result["attachments"]) == 1


async def test_an_answer_lost_on_the_way_does_not_post_twice(on_stage: Stage) -> None:
    on_stage.discord.fail_next("POST", r"/channels/\d+/messages", drop=True, after=True)
    result = await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    assert len(result["attachments"]) == 1
    assert len(on_stage.discord.messages("general")) == 1


async def test_a_member_who_deletes_the_progress_message_still_gets_the_result(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    shown = await ask.until(lambda message: "%" in message["content"])
    await on_stage.person("Mod").delete(shown)
    on_stage.gateway.let_go()
    await on_stage.idle()
    (result,) = on_stage.discord.messages("general")
    assert len(result["attachments"]) == 1

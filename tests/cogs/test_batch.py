"""Several prompts in one: one question about all of them, and on yes all of them or none."""

import asyncio
import re
from typing import Any

import pytest

from tests.batches import PICTURE, SEVERAL, VIDEO, files, nothing_was_made, posted, question
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.results import finished, made, press
from tests.stage import QUESTION, Stage, answered


async def test_one_question_makes_them_all(on_stage: Stage) -> None:
    ask, asked = await question(on_stage)
    assert asked["content"] == (
        "> a red fox\n> a blue fox\n> a green fox\n"
        "**3 pictures = 15 credits** with GPT-4o Image; you can spend 100 credits. Run?"
    )
    assert await on_stage.jobs() == []
    await answered(on_stage.discord, ask, "yes")
    made = await posted(on_stage, 3)
    jobs = await on_stage.jobs()
    assert [job.request.prompt for job in jobs] == ["a red fox", "a blue fox", "a green fox"]
    assert [job.state for job in jobs] == ["succeeded"] * 3
    assert len({job.interaction_id for job in jobs}) == 3
    assert sorted(message["content"].splitlines()[1] for message in made) == [
        "> a blue fox",
        "> a green fox",
        "> a red fox",
    ]
    assert len(on_stage.discord.messages("general")) == 3, "every progress message has gone"
    assert len(on_stage.gateway.bill) == 3
    balance = await on_stage.balance("Ada")
    assert (balance.balance, balance.held) == (85, 0)


async def test_a_batch_by_usage_is_asked_about_with_the_most_it_costs(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, asked = await question(stage, model=SEVERAL)
        last = asked["content"].splitlines()[-1]
        assert re.fullmatch(
            r"\*\*3 pictures = at most \d+ credits\*\* with GPT Image 2; you can spend 5,000 credits. Run\?", last
        )
        await answered(stage.discord, ask, "no")


async def test_what_is_asked_about_counts_pictures_and_lists_the_first_few(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, asked = await question(stage, prompt="{1,2,3,4,5,6,7} foxes", model=SEVERAL, count=2)
        assert "**14 pictures = " in asked["content"]
        assert asked["content"].splitlines()[:6] == [*[f"> {number} foxes" for number in range(1, 6)], "> … and 2 more"]
        await answered(stage.discord, ask, "no")
        said = await ask.until(lambda message: not message["components"])
        assert said["content"].endswith("Not made. It cost nothing.")
        await nothing_was_made(stage)


async def test_each_shows_its_own_progress_and_can_be_canceled_alone(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        ask, asked = await question(stage)
        pressed = await answered(stage.discord, ask, "yes")

        def shown() -> list[dict[str, Any]]:
            return [message for message in stage.discord.messages("general") if "cancel:" in str(message["components"])]

        await stage.discord.service.feed.until(lambda: len(shown()) == 3, 8)
        assert [message["content"].splitlines()[0] for message in shown()] == [
            "> a red fox",
            *["> a blue fox", "> a green fox"],
        ]
        assert shown()[0]["id"] == asked["id"], "the question has become the first one's progress"
        assert len(pressed.followups) == 2
        jobs = await stage.jobs()
        await stage.until(lambda: _all_known(stage))
        ids = {message["content"].splitlines()[0]: message["id"] for message in shown()}
        assert {f"> {job.request.prompt}": str(job.message_id) for job in await stage.jobs()} == ids
        await stage.person("Ada").click(shown()[1], f"cancel:{jobs[1].id}:ask")
        await stage.discord.service.feed.until(
            lambda: any("Cancelled" in message["content"] for message in stage.discord.messages("general")), 8
        )
        stage.gateway.let_go()
        await posted(stage, 2)
        assert [job.state for job in await stage.jobs()] == ["succeeded", "canceled", "succeeded"]
        assert (await stage.balance("Ada")).balance == 90


async def _all_known(stage: Stage) -> bool:
    """Three jobs, and where each of them shows."""
    return [job.message_id is not None for job in await stage.jobs()] == [True] * 3


async def test_presses_at_once_make_them_once(on_stage: Stage) -> None:
    _, asked = await question(on_stage)
    ada = on_stage.person("Ada")
    button = asked["components"][0]["components"][0]["custom_id"]
    pressed = await asyncio.gather(*[ada.click(asked, button) for _ in range(3)])
    await posted(on_stage, 3)
    assert len(await on_stage.jobs()) == len(on_stage.gateway.bill) == 3
    gone = "That question has been answered already, or is too old: please ask again."

    def told() -> int:
        said = [message for each in pressed for message in (*each.followups, each.response) if message]
        return sum(message["content"] == gone for message in said)

    await on_stage.discord.service.feed.until(lambda: told() == 2, 8)
    assert len(on_stage.discord.messages("general")) == 3


async def test_nobody_else_answers_it(on_stage: Stage) -> None:
    ask, asked = await question(on_stage)
    for who in ("Ben", "Mod"):
        pressed = await on_stage.person(who).click(asked, asked["components"][0]["components"][0]["custom_id"])
        refused = await pressed.until(lambda message: message["flags"] & 64)
        assert refused["content"] == "You may not do that here: it is for whoever asked for it."
    await nothing_was_made(on_stage)
    await answered(on_stage.discord, ask, "no")
    await ask.until(lambda message: not message["components"])


async def test_the_question_survives_a_restart_with_the_pictures_of_each(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        downloads, fetched = stage.bot.services.files._downloads, list[str]()  # pyright: ignore[reportPrivateUsage]
        fetch = downloads.fetch

        async def counted(url: str, *rest: Any) -> None:
            fetched.append(url)
            await fetch(url, *rest)

        monkeypatch.setattr(downloads, "fetch", counted)
        ask, _ = await question(stage, "edit", model=SEVERAL, image=attached())
        assert len(fetched) == 1, "once for all of them"
        await stage.restart()
        assert len(files(stage)) == 3
        await answered(stage.discord, ask, "yes")
        await posted(stage, 3)
        jobs = await stage.jobs()
        assert [job.state for job in jobs] == ["succeeded"] * 3
        assert {job.request.references[0].path for job in jobs} == {f"references/{job.id}/1" for job in jobs}


async def test_no_takes_the_pictures_of_each_away(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, _ = await question(stage, "edit", model=SEVERAL, image=attached(), mask=None)
        assert len(files(stage)) == 3
        await answered(stage.discord, ask, "no")
        await ask.until(lambda message: not message["components"])
        await nothing_was_made(stage)


async def test_a_failed_one_takes_no_other_s_pictures(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000, max_running_per_member=1) as stage:
        stage.gateway.hold()
        ask, _ = await question(stage, "edit", model=SEVERAL, image=attached())
        await answered(stage.discord, ask, "yes")
        await stage.until(lambda: _all_known(stage))
        jobs = await stage.jobs()
        await stage.bot.services.studio.cancel(jobs[1].id, sure=True)
        await stage.until(lambda: _gone(stage, jobs[1].id))
        stage.gateway.let_go()
        await posted(stage, 2)
        assert [job.state for job in await stage.jobs()] == ["succeeded", "canceled", "succeeded"]


async def _gone(stage: Stage, job_id: str) -> bool:
    return not (stage.settings.data_dir / "references" / job_id).exists()


async def test_a_restart_after_the_yes_loses_none(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        ask, _ = await question(stage)
        await answered(stage.discord, ask, "yes")
        await stage.until(lambda: _all_known(stage))
        await stage.until(lambda: _issued(stage))
        await stage.restart()
        stage.gateway.let_go()
        await posted(stage, 2)
        assert [job.state for job in await stage.jobs()] == ["lost", "succeeded", "succeeded"]
        left = [message for message in stage.discord.messages("general") if not message["attachments"]]
        assert len(left) == 1
        assert "the result is lost" in left[0]["content"]
        assert (await stage.balance("Ada")).balance == 90


async def _issued(stage: Stage) -> bool:
    return any(job.issued for job in await stage.jobs())


# -- what is no batch, and other commands


@pytest.mark.parametrize(
    ("typed", "meant"), [(r"\{red,blue\} fox", "{red,blue} fox"), ("{red} fox", "{red} fox"), ("{} fox", "{} fox")]
)
async def test_plain_braces_are_one_picture_and_no_question(on_stage: Stage, typed: str, meant: str) -> None:
    await on_stage.imagine(prompt=typed, model=PICTURE)
    await on_stage.idle()
    (job,) = await on_stage.jobs()
    assert job.request.prompt == meant
    assert QUESTION not in str([exchange.payload for exchange in on_stage.discord.exchanges])


async def test_videos_are_counted_as_videos(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=50_000) as stage:
        ask, asked = await question(stage, "video", prompt="a fox {runs,sleeps}", model=VIDEO)
        assert "**2 videos = " in asked["content"]
        await answered(stage.discord, ask, "yes")
        await posted(stage, 2)


async def test_a_blend_shares_its_pictures(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        two = {"image": attached(name="a.png"), "image2": attached(name="b.png")}
        ask, _ = await question(stage, "blend", prompt="{merge,mix} them", model=SEVERAL, **two)
        assert len(files(stage)) == 4
        await answered(stage.discord, ask, "yes")
        await posted(stage, 2)
        assert [len(job.request.references) for job in await stage.jobs()] == [2, 2]


async def test_an_edit_without_a_picture_works_on_the_latest_result(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        await stage.imagine(prompt="a fox", model=SEVERAL)
        await stage.idle()
        (first,) = await stage.jobs()
        ask, _ = await question(stage, "edit", prompt="make it {red,blue}", model=SEVERAL)
        await answered(stage.discord, ask, "yes")
        await posted(stage, 3)
        assert [job.request.parent for job in (await stage.jobs())[1:]] == [first.id] * 2


async def test_a_private_batch_is_seen_by_nobody_else(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        ask, asked = await question(stage, private=True)
        assert asked["flags"] & 64
        pressed = await answered(stage.discord, ask, "yes")

        def made() -> list[dict[str, Any]]:
            own = [*pressed.followups, *([ask.response] if ask.response else [])]
            return [
                message for message in own if message["attachments"] and "cancel:" not in str(message["components"])
            ]

        await stage.discord.service.feed.until(lambda: len(made()) == 3, 8)
        await stage.idle()
        assert all(message["flags"] & 64 for message in made())
        assert stage.discord.messages("general", stage.person("Ben")) == []
        assert stage.discord.direct_messages(stage.person("Ada")) == []


# -- by messages, forms and buttons


async def test_a_plain_message_asks_for_several_too(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ada = stage.person("Ada")
        await ada.say("general", "@Atelier a {red,blue} fox")

        def asked() -> list[dict[str, Any]]:
            return [message for message in stage.discord.messages("general") if QUESTION in str(message["components"])]

        await stage.discord.service.feed.until(asked, 8)
        (shown,) = asked()
        assert shown["content"].startswith("> a red fox\n> a blue fox\n**2 pictures = ")
        await ada.click(shown, shown["components"][0]["components"][0]["custom_id"])
        await posted(stage, 2)
        assert [job.request.prompt for job in await stage.jobs()] == ["a red fox", "a blue fox"]


async def test_braces_that_were_meant_stay_braces_when_a_result_is_gone_on_with(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ada, typed = stage.person("Ada"), r"a cup with \{red,blue\} on it"
        first, shown = await made(stage, prompt=typed, model=SEVERAL)
        assert first.request.prompt == "a cup with {red,blue} on it"
        varied, _ = await press(stage, ada, shown, f"vary:{first.id}:0")
        assert "{red,blue}" in varied.request.prompt
        opened = await ada.click(shown, f"edit:{first.id}:0")
        await opened.acknowledged()
        assert opened.modal
        prompt = next(
            part["component"] for part in opened.modal["components"] if part["component"]["custom_id"] == "prompt"
        )
        assert prompt["value"] == typed
        await ada.submit_modal(opened, {"prompt": prompt["value"]})
        assert (await finished(stage, 3)).request.prompt == "a cup with {red,blue} on it"

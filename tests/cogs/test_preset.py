"""/preset, and presets in prompts: whose they are, what they do, and what comes before what."""

from typing import Any

import pytest

from bot.preferences import prefer
from bot.presets import MOST
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.stage import QUESTION, Stage, answered

PICTURE, SHAPED, VIDEO = "gpt-4o-image", "gpt-image-2", "doubao-seedance-2-0-fast-260128"


async def said(stage: Stage, who: str, command: str, **options: Any) -> str:
    ask = await stage.person(who).slash(command, channel="general", options=options)
    shown = await ask.until(lambda message: message["content"] and not message["flags"] & 128)
    assert shown["flags"] & 64, "for the member alone"
    return shown["content"]


async def made(stage: Stage, who: str = "Ada", **options: Any) -> Any:
    """The newest job."""
    await stage.imagine(who, options=options)
    await stage.idle()
    return (await stage.jobs())[-1]


async def test_a_preset_is_kept_used_shown_and_deleted(on_stage: Stage) -> None:
    saved = await said(on_stage, "Ada", "preset save", name="Foggy", text="{prompt} in thick fog", model=PICTURE)
    assert saved == "Saved: type `--foggy` in a prompt, or choose it as `preset`."
    assert (await made(on_stage, prompt="a fox", preset="foggy")).request.prompt == "a fox in thick fog"
    job = await made(on_stage, prompt="a fox --FOGGY")
    assert (job.request.prompt, job.request.model) == ("a fox in thick fog", PICTURE)
    shown = await said(on_stage, "Ada", "preset show", name="foggy")
    assert shown == "**`--foggy`** · yours\n```\n{prompt} in thick fog\n```\n- model: gpt\\-4o\\-image"
    assert (await said(on_stage, "Ada", "preset save", name="foggy", text="x")).startswith("Saved in place of")
    assert await said(on_stage, "Ada", "preset delete", name="foggy") == "Your `--foggy` is deleted."
    jobs = len(await on_stage.jobs())
    refused = await on_stage.imagine(prompt="a fox --foggy", model=PICTURE)
    assert refused["content"] == "There is no preset \\-\\-foggy: `/preset list` shows those there are."
    assert len(await on_stage.jobs()) == jobs
    job = await made(on_stage, prompt="a fox --foggy morning --ar 16:9", model=PICTURE)
    assert job.request.prompt == "a fox --foggy morning --ar 16:9", "words after dashes are words"


async def test_a_preset_there_is_not_is_refused_at_once(on_stage: Stage) -> None:
    refused = await on_stage.imagine(prompt="a fox", preset="nonsense")
    assert refused["content"] == "There is no preset nonsense: `/preset list` shows those there are."
    assert await on_stage.jobs() == []


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"name": "two words", "text": "x"}, "cannot be a preset's name"),
        ({"name": "x" * 33, "text": "x"}, "cannot be a preset's name"),
        ({"name": "x"}, "A preset needs words or options"),
        ({"name": "x", "model": "nonsense"}, "There is no model nonsense"),
        ({"name": "x", "model": SHAPED, "aspect": "7:1"}, "cannot do aspect 7"),
        ({"name": "x", "options": "so"}, "Write options like"),
    ],
)
async def test_what_cannot_be_a_preset_is_said(on_stage: Stage, options: dict[str, str], complaint: str) -> None:
    assert complaint in await said(on_stage, "Ada", "preset save", **options)
    assert "**Yours**" not in await said(on_stage, "Ada", "preset list")


async def test_there_is_a_most(on_stage: Stage) -> None:
    for number in range(MOST[True]):
        await said(on_stage, "Ada", "preset save", name=f"p{number}", text="x")
    assert "There are 20 presets already" in await said(on_stage, "Ada", "preset save", name="more", text="x")


async def test_managers_make_theirs_the_server_s_and_back(on_stage: Stage) -> None:
    await said(on_stage, "Ada", "preset save", name="house", text="Ada's")
    assert "Manage Server" in await said(on_stage, "Ada", "preset share", name="house")
    await said(on_stage, "Mod", "preset save", name="house", text="in house style")
    assert await said(on_stage, "Mod", "preset share", name="house") == "`--house` is the server's now."
    assert (
        await made(on_stage, "Ben", prompt="a fox --house", model=PICTURE)
    ).request.prompt == "a fox, in house style"
    assert (await made(on_stage, "Ada", prompt="a fox --house", model=PICTURE)).request.prompt == "a fox, Ada's"
    for command in ("delete", "unshare"):
        assert "Manage Server" in await said(on_stage, "Ben", f"preset {command}", name="house")
    assert await said(on_stage, "Mod", "preset unshare", name="house") == "`--house` is yours alone now."
    await said(on_stage, "Mod", "preset share", name="house")
    assert await said(on_stage, "Mod", "preset delete", name="house") == "The server's `--house` is deleted."
    assert "There is no preset house" in await said(on_stage, "Mod", "preset delete", name="house")
    assert "Ada's" in await said(on_stage, "Ada", "preset show", name="house")


async def test_the_list_has_own_the_server_s_and_built_in_ones_on_pages_that_never_expire(on_stage: Stage) -> None:
    for number in range(5):
        await said(on_stage, "Ada", "preset save", name=f"own{number}", text="mine")
    await said(on_stage, "Mod", "preset save", name="house", text="ours")
    await said(on_stage, "Mod", "preset share", name="house")
    ask = await on_stage.person("Ada").slash("preset list", channel="general")
    first = await ask.until(lambda message: "page 1 of 2" in message["content"])
    for words in (
        "**Yours**\n- `--own0` · mine",
        "**The server's**\n- `--house` · ours",
        "**Built in**\n- `--photo` · Photograph",
    ):
        assert words in first["content"]
    await on_stage.restart()
    await on_stage.person("Ada").click(first, "▶")
    second = await ask.until(lambda message: "page 2 of 2" in message["content"])
    assert "`--sticker`" in second["content"]
    await on_stage.person("Ada").click(second, "◀")
    await ask.until(lambda message: message["content"] == first["content"])


async def test_while_typing_own_come_first_then_the_server_s_then_built_in_ones(on_stage: Stage) -> None:
    await said(on_stage, "Ada", "preset save", name="zebra", text="stripes")
    await said(on_stage, "Mod", "preset save", name="house", text="ours")
    await said(on_stage, "Mod", "preset share", name="house")
    ada = on_stage.person("Ada")
    offered = [choice["value"] for choice in await ada.autocomplete("imagine", "preset", "")]
    assert offered[:3] == ["zebra", "house", "photo"]
    ada.locale = "de"
    (found,) = await ada.autocomplete("video", "preset", "aqua")
    assert (found["name"], found["value"]) == ("watercolour · Aquarell · eingebaut", "watercolour")
    kept = [choice["value"] for choice in await ada.autocomplete("preset delete", "name", "")]
    assert kept == ["zebra", "house"]
    (found,) = await on_stage.person("Ben").autocomplete("edit", "preset", "hou")
    assert found["value"] == "house"


# -- typed, then the preset's, then the member's settings, then the server's, then the model's


async def settle(stage: Stage, who: str, value: str) -> None:
    """A default shape."""
    ask = await stage.person(who).slash("settings", channel="general")
    shown = await ask.until(lambda message: message["components"])
    await stage.person(who).choose(shown, "settings:aspect", [value])
    await ask.until(lambda message: f"Shape: **{value}**" in message["content"])


async def test_what_comes_before_what(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=50_000) as stage:
        guild = int(stage.world.guild.id)
        assert (await made(stage, prompt="a fox")).request.aspect == "", "the model decides"
        await stage.bot.services.store.write(prefer, guild, 0, "imagine", "gpt-image-1.5")
        assert (await made(stage, prompt="a fox")).request.model == "gpt-image-1.5", "the server's model"
        await settle(stage, "Ada", "3:2")
        await stage.bot.services.store.write(prefer, guild, int(stage.person("Ada").id), "imagine", "gpt-image-1")
        job = await made(stage, prompt="a fox")
        assert (job.request.model, job.request.aspect) == ("gpt-image-1", "3:2"), "the member's"
        await said(stage, "Ada", "preset save", name="tall", model=SHAPED, aspect="2:3", quality="low")
        job = await made(stage, prompt="a fox --tall")
        assert (job.request.model, job.request.aspect, job.request.quality) == (SHAPED, "2:3", "low"), "the preset's"
        job = await made(stage, prompt="a fox", preset="tall", aspect="1:1", model="gpt-image-1")
        assert (job.request.model, job.request.aspect, job.request.quality) == ("gpt-image-1", "1:1", "low"), "typed"


async def test_what_the_model_cannot_do_of_a_preset_is_left_out(on_stage: Stage) -> None:
    await said(
        on_stage,
        "Ada",
        "preset save",
        name="much",
        text="x",
        aspect="21:9",
        quality="ultra",
        negative="fog",
        options="a=1",
    )
    job = await made(on_stage, prompt="a fox --much", model=PICTURE)
    assert job.request.prompt == "a fox, x"
    assert (job.request.aspect, job.request.quality, job.request.negative, job.request.extras) == ("", "", "", {})


async def test_a_preset_s_model_of_another_kind_is_left_out(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=50_000) as stage:
        await said(stage, "Ada", "preset save", name="film", text="on film", model=VIDEO)
        job = await made(stage, prompt="a fox --film")
        assert job.request.medium == "image"
        ask = await stage.person("Ada").slash("video", channel="general", prompt="a fox runs --film")
        await stage.outcome(ask)
        await stage.idle()
        job = (await stage.jobs())[-1]
        assert (job.request.model, job.request.prompt) == (VIDEO, "a fox runs, on film")


async def test_choices_between_presets_make_a_batch(on_stage: Stage) -> None:
    await said(on_stage, "Ada", "preset save", name="either", text="{oil,ink} drawing of {prompt}", model=PICTURE)

    async def listed(**options: Any) -> tuple[Ask, list[str]]:
        ask = await on_stage.person("Ada").slash("imagine", channel="general", options=options)
        shown = await ask.until(lambda message: QUESTION in str(message["components"]))
        return ask, [line for line in shown["content"].splitlines() if line.startswith("> ")]

    ask, lines = await listed(prompt="a fox", preset="either")
    assert lines == ["> oil drawing of a fox", "> ink drawing of a fox"]
    await answered(on_stage.discord, ask, "no")
    ask, lines = await listed(prompt="a fox {--anime,--pixel}", model=PICTURE)
    assert ["anime" in lines[0], "pixel" in lines[1]] == [True, True]
    await answered(on_stage.discord, ask, "no")
    await ask.until(lambda message: not message["components"])


async def test_a_reply_names_presets_too(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        result = await stage.imagine(prompt="a fox", model=SHAPED)
        await stage.idle()
        await stage.person("Ada").reply(result, "at night --watercolour")
        await stage.until(lambda: _count(stage, 2))
        await stage.idle()
        assert (await stage.jobs())[-1].request.prompt.startswith("watercolour painting of at night")


async def _count(stage: Stage, count: int) -> bool:
    return len(await stage.jobs()) == count


async def test_outside_servers_those_of_the_member_s_own_apply(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        await made(stage, prompt="a fox", model=PICTURE)  # which makes it their server
        await settle(stage, "Ada", "3:2")
        await said(stage, "Ada", "preset save", name="foggy", text="in fog")
        ada = stage.person("Ada")
        shown = await (await ada.slash("preset list", channel=None)).until(
            lambda message: "foggy" in message["content"]
        )
        assert "`--foggy` · in fog" in shown["content"]
        ask = await ada.slash("imagine", channel=None, prompt="a {red,blue} fox --foggy", model=SHAPED)
        await answered(stage.discord, ask, "yes")
        await stage.until(lambda: _count(stage, 3))
        await stage.idle()
        assert [(job.request.prompt, job.request.aspect, job.state) for job in (await stage.jobs())[1:]] == [
            ("a red fox, in fog", "3:2", "succeeded"),
            ("a blue fox, in fog", "3:2", "succeeded"),
        ]

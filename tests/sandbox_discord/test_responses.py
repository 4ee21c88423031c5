"""From a slash command to its answers, and the rules on the way."""

import discord
import pytest
from conftest import Clock
from studio import StudioBot, Wire, file, png, refusal, running

from sandbox.discord import FakeDiscord, Person, Upload

DRAW = {"name": "draw", "description": "Draws", "type": 1}


async def test_a_command_is_deferred_edited_and_followed_up(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    @bot.tree.command()
    async def imagine(interaction: discord.Interaction, prompt: str, image: discord.Attachment) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="50 %")
        picture = file("result.png", await image.read(), "a fox")
        await interaction.edit_original_response(content=prompt, attachments=[picture])
        await interaction.followup.send("That was 5 credits.", ephemeral=True)

    async with running(fake, bot):
        ask = await ada.slash("imagine", prompt="a fox", image=Upload("cat.png", png(12, 7)))
        await ask.acknowledged()
        receipt = await ask.until(lambda message: "credits" in message["content"])
    assert ask.response
    assert ask.response["content"] == "a fox"
    (attachment,) = ask.response["attachments"]
    described = {key: attachment[key] for key in ("filename", "description", "width", "height", "content_type")}
    expected = {"filename": "result.png", "description": "a fox", "width": 12, "height": 7, "content_type": "image/png"}
    assert described == expected
    assert await fake.cdn_bytes(attachment["url"]) == png(12, 7)
    assert [message["id"] for message in ask.followups] == [receipt["id"]]
    assert ask.ack_seconds is not None


async def test_the_first_followup_after_a_defer_completes_the_loading_message(
    fake: FakeDiscord, bot: StudioBot, ada: Person
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("first", ephemeral=False)
        await interaction.followup.send("second", ephemeral=False)

    async with running(fake, bot):
        ask = await ada.slash("draw")
        second = await ask.until(lambda message: message["content"] == "second")
    assert ask.response
    assert ask.response["content"] == "first"
    assert ask.response["flags"] & 64, "it keeps the ephemerality of the defer"
    assert not second["flags"] & 64
    assert [message["content"] for message in fake.messages("general")] == ["second"]


@pytest.mark.parametrize("followed_up", [True, False])
async def test_what_completes_a_loading_message_is_no_edit_and_what_comes_after_is(
    fake: FakeDiscord, bot: StudioBot, ada: Person, *, followed_up: bool
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        if followed_up:
            await interaction.followup.send("first")
        else:
            await interaction.edit_original_response(content="first")
        await interaction.edit_original_response(content="second")

    async with running(fake, bot):
        ask = await ada.slash("draw")
        await ask.until(lambda message: message["content"] == "second")
    seen = [change.message for change in fake.service.feed.after(0)]
    marks = [(message["content"], message["edited_timestamp"] is not None) for message in seen]
    assert marks == [("", False), ("first", False), ("second", True)]


async def test_a_change_of_components_alone_is_not_marked(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    class Word(discord.ui.LayoutView):
        def __init__(self, word: str) -> None:
            super().__init__()
            self.add_item(discord.ui.TextDisplay(word))

    async with running(fake, bot):
        channel = bot.text_channel("general")
        with_button = discord.ui.View()
        with_button.add_item(discord.ui.Button(label="Site", url="https://example.org/"))
        message = await channel.send("words")
        message = await message.edit(view=with_button)
        assert (message.components != [], message.edited_at) == (True, None)
        assert (await message.edit(content="others")).edited_at
        of_components = await channel.send(view=Word("said"))
        assert (await of_components.edit(view=Word("said otherwise"))).edited_at


async def test_a_followup_is_a_message_of_its_own_once_the_original_is_deleted(
    fake: FakeDiscord, bot: StudioBot, ada: Person
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.delete_original_response()
        await interaction.followup.send("instead")

    async with running(fake, bot):
        ask = await ada.slash("draw")
        await ask.until(lambda message: message["content"] == "instead")
    assert ask.response is None
    assert len(ask.followups) == 1


async def test_ephemeral_messages_are_seen_by_one_person_and_not_by_the_channel(
    fake: FakeDiscord, bot: StudioBot, wire: Wire, ada: Person, ben: Person
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("secret", ephemeral=True)

    async with running(fake, bot):
        ask = await ada.slash("draw")
        secret = await ask.until(lambda message: message["content"] == "secret")
        assert [message["id"] for message in fake.messages("general", ada)] == [secret["id"]]
        assert fake.messages("general", ben) == fake.messages("general") == []
        status, body = await wire.send("GET", f"/channels/{secret['channel_id']}/messages/{secret['id']}")
        assert (status, body["code"]) == (404, 10008)


async def test_an_answer_after_three_seconds_is_refused_and_reported(
    fake: FakeDiscord, bot: StudioBot, ada: Person, clock: Clock
) -> None:
    refusals: list[tuple[int, int]] = []

    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        clock.ahead += 3.1
        refusals.append(await refusal(interaction.response.defer()))
        refusals.append(await refusal(interaction.followup.send("too late")))
        await bot.text_channel("general").send("over")

    async with running(fake, bot):
        ask = await ada.slash("draw")
        await fake.wait_for(lambda change: change.message["content"] == "over")
    assert refusals == [(404, 10062), (404, 10015)]
    assert ask.interaction in fake.unanswered
    assert "late acknowledgement" in fake.violations.pop()


async def test_an_interaction_is_acknowledged_once(fake: FakeDiscord, wire: Wire, ada: Person) -> None:
    await wire.register(DRAW)
    ask = await ada.slash("draw")
    path = f"/interactions/{ask.id}/{ask.token}/callback"
    assert (await wire.send("POST", path, {"type": 5}))[0] == 204
    status, body = await wire.send("POST", path, {"type": 4, "data": {"content": "again"}})
    assert (status, body["code"]) == (400, 40060)
    assert "40060" in fake.violations.pop()


async def test_the_original_cannot_be_edited_before_the_answer(fake: FakeDiscord, wire: Wire, ada: Person) -> None:
    await wire.register(DRAW)
    ask = await ada.slash("draw")
    path = f"/webhooks/{fake.world.application.id}/{ask.token}/messages/@original"
    status, body = await wire.send("PATCH", path, {"content": "early"})
    assert (status, body["code"]) == (404, 10015)


async def test_a_token_lives_for_fifteen_minutes_and_the_message_longer(
    fake: FakeDiscord, bot: StudioBot, ada: Person, clock: Clock
) -> None:
    refusals: list[tuple[int, int]] = []

    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        message = await interaction.original_response()
        clock.ahead += 15 * 60 + 1
        refusals.append(await refusal(interaction.edit_original_response(content="late")))
        await bot.text_channel("general").get_partial_message(message.id).edit(content="by the bot token")

    async with running(fake, bot):
        ask = await ada.slash("draw")
        await ask.until(lambda message: message["content"] == "by the bot token")
    assert refusals == [(401, 50027)]


async def test_unknown_messages_of_a_token_are_unknown(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    refusals: list[tuple[int, int]] = []

    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("here")
        await interaction.delete_original_response()
        refusals.append(await refusal(interaction.edit_original_response(content="gone")))
        followup = await interaction.followup.send("done", wait=True)
        await followup.edit(content="edited")
        await followup.delete()
        refusals.append(await refusal(followup.edit(content="gone")))
        await interaction.followup.send("over")

    async with running(fake, bot):
        ask = await ada.slash("draw")
        await ask.until(lambda message: message["content"] == "over")
    assert refusals == [(404, 10008), (404, 10008)]


@pytest.mark.parametrize("extra", [{"content": "text"}, {"flags": 1 << 15}])
async def test_a_defer_carries_nothing_but_the_ephemeral_flag(
    fake: FakeDiscord, wire: Wire, ada: Person, extra: dict[str, object]
) -> None:
    await wire.register(DRAW)
    ask = await ada.slash("draw")
    status, body = await wire.send("POST", f"/interactions/{ask.id}/{ask.token}/callback", {"type": 5, "data": extra})
    assert (status, body["code"]) == (400, 50035)
    assert "DEFERRED_DATA" in fake.violations.pop()

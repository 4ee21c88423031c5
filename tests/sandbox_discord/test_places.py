"""Where a bot is met: threads, direct messages, and places it only comes to because somebody brought it along."""

from typing import Any

import discord
import pytest
from discord import app_commands
from studio import Json, StudioBot, Wire, file, png, refusal, running

from sandbox.discord import FakeDiscord, NotOfferedByDiscord, Person, Upload, World

EVERYWHERE: Json = {
    "name": "draw",
    "description": "d",
    "contexts": [0, 1, 2],
    "integration_types": [0, 1],
    "options": [{"type": 3, "name": "prompt", "description": "d", "autocomplete": True}],
}


class Form(discord.ui.Modal, title="Form"):
    words: Any = discord.ui.TextInput[Any](label="Words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"form: {self.words.value}")


class Buttons(discord.ui.View):
    @discord.ui.button(label="Open")
    async def open(self, interaction: discord.Interaction, _button: Any) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Who")
    async def who(self, interaction: discord.Interaction, _button: Any) -> None:
        owners = (interaction.is_guild_integration(), interaction.is_user_integration())
        await interaction.response.send_message(f"{interaction.user.name} {owners}", ephemeral=True)


@pytest.fixture
def seen(bot: StudioBot) -> list[discord.Interaction]:
    """What reaches a bot that can be met everywhere."""
    met: list[discord.Interaction] = []

    async def words(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}x", value=f"{current}x")]

    @bot.tree.command()
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.autocomplete(prompt=words)
    async def draw(interaction: discord.Interaction, prompt: str = "") -> None:
        met.append(interaction)
        await interaction.response.send_message(f"drawn {prompt}", view=Buttons())

    @bot.tree.context_menu(name="Edit image")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.allowed_installs(guilds=True, users=True)
    async def edit(interaction: discord.Interaction, message: discord.Message) -> None:
        met.append(interaction)
        await interaction.response.send_message(f"edited {message.content}")

    return met


@pytest.fixture
def brought(world: World) -> World:
    """Ada has the bot with her, in a guild and a private channel that know nothing of it."""
    world.install(world.user("Ada"))
    elsewhere = world.add_guild("Elsewhere", world.user("Olga"), bot=False)
    world.add_channel("lounge", elsewhere)
    for name in ("Ada", "Ben"):
        world.join(world.user(name), elsewhere)
    world.add_private_channel("group", world.user("Ada"), world.user("Ben"), world.user("Olga"))
    world.add_private_channel("pair", world.user("Ada"), world.user("Ben"))
    return world


async def test_commands_are_offered_where_their_installation_and_context_allow(
    fake: FakeDiscord, wire: Wire, brought: World, ada: Person, ben: Person
) -> None:
    await wire.register(
        EVERYWHERE,
        {"name": "here", "description": "d", "contexts": [0], "integration_types": [0, 1]},
        {"name": "guilds", "description": "d", "contexts": [0, 1, 2], "integration_types": [0]},
        {"name": "mine", "description": "d", "contexts": [1, 2], "integration_types": [1]},
    )

    def offered(person: Person, place: str | None) -> list[str]:
        return [command["name"] for command in person.commands(place)]

    assert offered(ada, "general") == ["draw", "here", "guilds"]
    assert offered(ada, None) == ["draw", "guilds", "mine"]
    assert offered(ada, "lounge") == ["draw", "here"]
    assert offered(ada, "group") == offered(ada, "pair") == ["draw", "mine"]
    assert offered(ben, "lounge") == offered(ben, "group") == []
    assert offered(ben, None) == ["draw", "guilds"]
    with pytest.raises(NotOfferedByDiscord, match="not in pair"):
        await fake.person("Olga").slash("draw", channel="pair")
    with pytest.raises(NotOfferedByDiscord, match="not a member of Elsewhere"):
        await fake.person("Mod").slash("draw", channel="lounge")


async def test_everything_works_in_direct_messages(
    fake: FakeDiscord, bot: StudioBot, ada: Person, seen: list[discord.Interaction]
) -> None:
    async with running(fake, bot):
        assert await ada.autocomplete("draw", "prompt", "fo", channel=None) == [{"name": "fox", "value": "fox"}]
        drawn = await (await ada.slash("draw", channel=None, prompt="fox")).until(lambda message: message["content"])
        opened = await ada.click(drawn, "Open")
        await opened.acknowledged()
        await (await ada.submit_modal(opened, {_field(opened.modal): "hi"})).until(
            lambda message: message["content"] == "form: hi"
        )
        said = await ada.dm("look", [Upload("cat.png", png())])
        assert (await bot.messages.get()).attachments
        await (await ada.context_menu("Edit image", said)).until(lambda message: message["content"] == "edited look")
    assert [(one.context.dm_channel, one.guild_id) for one in seen] == [(True, None)] * 2
    assert not seen[0].is_user_integration()
    assert not seen[0].app_permissions.send_messages, "Discord says only what an answer may carry"


def _field(modal: Json | None) -> str:
    assert modal
    return modal["components"][0]["components"][0]["custom_id"]


@pytest.mark.parametrize("place", ["lounge", "group", "pair"])
async def test_where_the_bot_is_no_member_only_the_token_counts(
    fake: FakeDiscord,
    bot: StudioBot,
    brought: World,
    ada: Person,
    ben: Person,
    seen: list[discord.Interaction],
    place: str,
) -> None:
    channel_id = int(brought.channel(place).id)
    async with running(fake, bot):
        assert [guild.name for guild in bot.guilds] == ["Studio"]
        ask = await ada.slash("draw", channel=place, prompt="fox")
        drawn = await ask.until(lambda message: message["content"])
        (interaction,) = seen
        assert interaction.is_user_integration()
        assert not interaction.is_guild_integration()
        assert interaction.context.private_channel == (place != "lounge")
        assert interaction.channel_id == channel_id
        assert bot.messages.empty(), "nothing there is told to the bot"
        there = bot.get_partial_messageable(channel_id)
        assert await refusal(there.send("hello")) == (403, 50001)
        assert await refusal(there.fetch_message(int(drawn["id"]))) == (403, 50001)
        assert await refusal(bot.fetch_channel(channel_id)) == (403, 50001)
        assert await refusal(interaction.edit_original_response(attachments=[file()])) == (200, 0)
        for _ in range(5):
            await interaction.followup.send("more")
        assert await refusal(interaction.followup.send("too much")) == (400, 40094)
        pressed = await ben.click(drawn, "Who")
        await pressed.until(lambda message: message["content"] == "ben (False, False)")  # it is hers
        said = await ben.say(place, "hers")
        await (await ada.context_menu("Edit image", said)).until(lambda message: message["content"] == "edited hers")
        fake.pass_time(16 * 60)
        assert await refusal(interaction.edit_original_response(content="late")) == (401, 50027)


async def test_a_guild_that_lets_nobody_bring_applications_hides_their_answers(
    fake: FakeDiscord, bot: StudioBot, brought: World, ada: Person, seen: list[discord.Interaction]
) -> None:
    elsewhere = brought.guilds[1]
    elsewhere.everyone.permissions &= ~(1 << 50)
    async with running(fake, bot):
        ask = await ada.slash("draw", channel="lounge")
        await ask.until(lambda message: message["content"])
    assert fake.messages("lounge") == []
    assert len(fake.messages("lounge", ada)) == len(seen) == 1


async def test_whom_the_bot_may_write_to(fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person) -> None:
    world = fake.world
    world.install(ada.user)
    async with running(fake, bot):

        async def write(person: Person) -> tuple[int, int]:
            channel = await bot.create_dm(discord.Object(int(person.id)))
            return await refusal(channel.send("hello"))

        assert await write(ben) == (200, 0)
        ben.user.accepts_dms = False
        assert await write(ben) == (403, 50007)
        for person in (ada, ben):
            await fake.leave(person.user, world.guild)
        assert await write(ada) == (200, 0), "she has brought it along"
        assert await write(ben) == (403, 50278)
        assert await refusal(bot.guilds[0].fetch_member(int(ben.id))) == (404, 10007)
        with pytest.raises(NotOfferedByDiscord, match="not a member"):
            await ben.say("general", "hello?")


async def test_the_bot_may_be_thrown_out(fake: FakeDiscord, bot: StudioBot) -> None:
    async with running(fake, bot):
        general = bot.text_channel("general")
        await fake.leave(fake.world.bot, fake.world.guild)
        assert await refusal(general.send("hello?")) == (403, 50001)
        assert await refusal(bot.fetch_guild(general.guild.id)) == (404, 10004)
        await bot.wait_for("guild_remove", timeout=1) if bot.guilds else None
        assert list(bot.guilds) == []


async def test_threads_are_known_and_belong_to_their_channel(
    fake: FakeDiscord, bot: StudioBot, ada: Person, seen: list[discord.Interaction]
) -> None:
    general = fake.world.channel("general")
    general.nsfw = True
    thread = fake.world.add_thread("sketches", general)
    async with running(fake, bot):
        (known,) = bot.guilds[0].threads
        assert (known.name, known.parent_id, known.is_nsfw()) == ("sketches", int(general.id), True)
        assert isinstance(await bot.fetch_channel(known.id), discord.Thread)
        await (await ada.slash("draw", channel="sketches")).until(lambda message: message["content"])
        assert isinstance(seen[0].channel, discord.Thread)
        await ada.say("sketches", "@Atelier hello")
        assert (await bot.messages.get()).channel == known
        await known.send("hello")
        await fake.deny(general, "send_messages")
        assert await refusal(known.send("still")) == (200, 0), "a thread has a permission of its own"
        await fake.deny(general, "send_messages_in_threads")
        assert await refusal(known.send("no more")) == (403, 50013)
        assert await refusal(bot.text_channel("general").send("but here")) == (200, 0)
        await fake.deny(general, "view_channel")
        assert await refusal(known.send("no more")) == (403, 50001)
    assert thread.guild is general.guild


async def test_archived_threads_wake_up_and_locked_ones_do_not(
    fake: FakeDiscord, bot: StudioBot, ada: Person, seen: list[discord.Interaction]
) -> None:
    thread = fake.world.add_thread("sketches", fake.world.channel("general"))
    async with running(fake, bot):
        (known,) = bot.guilds[0].threads
        ask = await ada.slash("draw", channel="sketches")
        await ask.until(lambda message: message["content"])
        await fake.close_thread(thread)
        assert await refusal(seen[0].edit_original_response(content="asleep")) == (400, 50083)
        await known.send("good morning")
        assert not thread.archived
        await seen[0].edit_original_response(content="awake")
        await fake.close_thread(thread, locked=True)
        assert await refusal(known.send("hello?")) == (400, 50083)
        assert await refusal(seen[0].followup.send("hello?")) == (400, 50083)
        with pytest.raises(NotOfferedByDiscord, match="locked"):
            await ada.say("sketches", "hello?")


async def test_the_bot_hears_nothing_where_it_sees_nothing(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    fake.world.channel("gallery").deny_bot = {"view_channel"}
    async with running(fake, bot):
        await ada.say("gallery", "@Atelier hello")
        await ada.say("general", "@Atelier hello")
        assert (await bot.messages.get()).channel == bot.text_channel("general")
        hidden = bot.get_partial_messageable(int(fake.world.channel("gallery").id))
        assert await refusal(hidden.fetch_message(int(fake.messages("gallery")[0]["id"]))) == (403, 50001)
        await fake.deny(fake.world.channel("gallery"), "read_message_history")
        assert await refusal(hidden.fetch_message(int(fake.messages("gallery")[0]["id"]))) == (403, 50013)


async def test_people_link_to_pictures_and_change_what_they_said(
    fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person
) -> None:
    picture = {"type": "image", "url": "https://example.com/a.png", "thumbnail": {"url": "https://example.com/a.png"}}
    async with running(fake, bot):
        said = await ada.say("general", "@Atelier https://example.com/a.png", embeds=[picture])
        heard = await bot.messages.get()
        assert heard.embeds[0].thumbnail.url == "https://example.com/a.png"
        assert (await ada.edit(said, "@Atelier never mind"))["edited_timestamp"]
        assert (await heard.channel.fetch_message(heard.id)).content.endswith("never mind")
        with pytest.raises(NotOfferedByDiscord, match="someone else's"):
            await ben.edit(said, "mine")


async def test_a_button_is_pressed_a_year_later(
    fake: FakeDiscord, bot: StudioBot, ada: Person, seen: list[discord.Interaction]
) -> None:
    async with running(fake, bot):
        drawn = await (await ada.slash("draw")).until(lambda message: message["content"])
        fake.pass_time(365 * 24 * 3600)
        pressed = await ada.click(drawn, "Who")
        await pressed.until(lambda message: message["content"].startswith("ada"))
        assert len(seen) == 1

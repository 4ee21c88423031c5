"""Registering commands, and what Discord's client offers a person."""

from typing import Any

import discord
import pytest
from discord import app_commands
from studio import StudioBot, Wire, png, running

from sandbox.discord import FakeDiscord, NotOfferedByDiscord, Person, Upload


class Studio(app_commands.Group, name="credits", description="Credits"):
    @app_commands.command()
    async def grant(
        self, interaction: discord.Interaction, member: discord.Member, amount: app_commands.Range[int, 1, 9]
    ) -> None:
        await interaction.response.send_message(f"{member.display_name}: {amount}")


async def test_subcommands_and_every_type_of_option(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    bot.tree.add_command(Studio())

    @bot.tree.command()
    async def everything(
        interaction: discord.Interaction,
        text: str,
        count: int,
        factor: float,
        sure: bool,
        who: discord.Member,
        where: discord.TextChannel,
        role: discord.Role,
        picture: discord.Attachment,
    ) -> None:
        answer = f"{text} {count} {factor} {sure} {who.display_name} {where.name} {role.name} {picture.width}"
        await interaction.response.send_message(answer)

    async with running(fake, bot):
        ask = await ada.slash("credits grant", member="Ben", amount=5)
        await ask.until(lambda message: message["content"] == "Ben: 5")
        picture = Upload("cat.png", png(9, 9))
        plain: dict[str, Any] = {"text": "a", "count": 2, "factor": 1.5, "sure": True}
        ask = await ada.slash("everything", **plain, who="Ben", where="gallery", role="mod", picture=picture)
        await ask.until(lambda message: message["content"] == "a 2 1.5 True Ben gallery mod 9")


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({}, "'prompt' is required"),
        ({"prompt": "x" * 11}, "characters, not 11"),
        ({"prompt": 5}, "does not take 5"),
        ({"prompt": "x", "size": "huge"}, "no choice 'huge'"),
        ({"prompt": "x", "count": 5}, "not 5"),
        ({"prompt": "x", "count": True}, "does not take True"),
        ({"prompt": "x", "seed": 1}, "no option is called"),
        ({"prompt": "x", "image": "cat.png"}, "takes a file"),
        ({"prompt": "x", "image": Upload("cat.png", b"x" * 11_000_000)}, "larger than"),
    ],
)
async def test_a_person_cannot_send_what_the_client_would_not_accept(
    fake: FakeDiscord, wire: Wire, ada: Person, values: dict[str, Any], complaint: str
) -> None:
    options = [
        {"type": 3, "name": "prompt", "description": "d", "required": True, "max_length": 10},
        {"type": 3, "name": "size", "description": "d", "choices": [{"name": "Small", "value": "s"}]},
        {"type": 4, "name": "count", "description": "d", "min_value": 1, "max_value": 4},
        {"type": 11, "name": "image", "description": "d"},
    ]
    await wire.register({"name": "draw", "description": "d", "options": options})
    with pytest.raises(NotOfferedByDiscord, match=complaint):
        await ada.slash("draw", **values)
    await ada.slash("draw", prompt="x", size="Small", count=4)
    assert fake.unanswered[0].event["data"]["options"][1]["value"] == "s"


async def test_commands_are_shown_to_those_who_may_use_them(fake: FakeDiscord, wire: Wire, ada: Person) -> None:
    await wire.register(
        {"name": "settings", "description": "d", "default_member_permissions": 1 << 5},
        {"name": "here", "description": "d", "contexts": [0]},
        {"name": "group", "description": "d", "options": [{"type": 1, "name": "one", "description": "d"}]},
    )
    for name in ("settings", "group", "group two", "nothing"):
        with pytest.raises(NotOfferedByDiscord):
            await ada.slash(name)
    with pytest.raises(NotOfferedByDiscord, match="channel"):
        await ada.slash("here", channel=None)
    assert [command["name"] for command in ada.commands()] == ["here", "group"]
    assert [command["name"] for command in fake.person("Mod").commands(None)] == ["settings", "group"]
    await fake.person("Mod").slash("settings")
    await fake.person("Olga").slash("settings")
    await ada.slash("group one")


async def test_options_complete_while_typing(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    async def models(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}-image", value="m1")]

    @bot.tree.command()
    @app_commands.autocomplete(model=models)
    async def imagine(interaction: discord.Interaction, prompt: str, model: str) -> None:
        await interaction.response.send_message(f"{prompt} {model}")

    async with running(fake, bot):
        choices = await ada.autocomplete("imagine", "model", "gpt", prompt="x")
        assert choices == [{"name": "gpt-image", "value": "m1"}]
        with pytest.raises(NotOfferedByDiscord, match="does not complete"):
            await ada.autocomplete("imagine", "prompt", "gpt")


async def test_registration_keeps_ids_and_guilds_have_their_own(fake: FakeDiscord, bot: StudioBot) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None: ...

    async with running(fake, bot):
        first, second = await bot.tree.sync(), await bot.tree.sync()
        assert [command.id for command in first] == [command.id for command in second]
        guild = bot.guilds[0]
        bot.tree.copy_global_to(guild=guild)
        (own,) = await bot.tree.sync(guild=guild)
        assert own.guild_id == guild.id
        assert [command.name for command in await bot.tree.fetch_commands()] == ["draw"]
        assert (await bot.tree.fetch_command(first[0].id)).name == "draw"


async def test_interactions_tell_locale_place_and_permissions(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    seen: list[discord.Interaction] = []

    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        seen.append(interaction)
        await interaction.response.send_message("drawn")

    ada.locale = "ja"
    fake.world.channel("gallery").deny_bot = {"send_messages"}
    async with running(fake, bot):
        for place in ("gallery", None):
            ask = await ada.slash("draw", channel=place)
            await ask.until(lambda message: message["content"] == "drawn")
    guild, direct = seen
    assert (guild.locale, guild.guild_locale) == (discord.Locale.japanese, discord.Locale.american_english)
    assert not guild.app_permissions.send_messages
    assert isinstance(guild.channel, discord.TextChannel)
    assert isinstance(direct.channel, discord.DMChannel)
    assert direct.context.dm_channel
    assert direct.user.id == int(ada.id)

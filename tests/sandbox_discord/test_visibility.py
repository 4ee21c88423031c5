"""What the bot may read without the message-content intent."""

import discord
import pytest
from studio import INTENTS, StudioBot, png, running

from sandbox.discord import FakeDiscord, NotOfferedByDiscord, Person, Upload, World

CAT = Upload("cat.png", png())


async def test_content_is_hidden_unless_the_bot_is_addressed(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("from an interaction")

    async with running(fake, bot):
        regular = await bot.text_channel("general").send("regular")
        posted = fake.messages("general")[0]
        response = await (await ada.slash("draw")).until(lambda message: message["content"])
        assert int(posted["id"]) == regular.id

        async def heard() -> tuple[str, int]:
            message = await bot.messages.get()
            return message.content, len(message.attachments)

        await ada.say("general", "to nobody", [CAT])
        assert await heard() == ("", 0)
        await ada.say("general", "@Atelier red", [CAT])
        assert await heard() == (f"<@{fake.world.bot.id}> red", 1)
        await ada.reply(posted, "with ping", uploads=[CAT])
        assert await heard() == ("with ping", 1)
        await ada.reply(posted, "without ping", ping=False)
        assert await heard() == ("", 0)
        await ada.reply(response, "to an interaction's response")
        assert await heard() == ("", 0)
        last = await bot.text_channel("general").fetch_message(int(fake.messages("general")[-1]["id"]))
        assert last.content == "", "REST hides it, too"


async def test_a_strangers_message_stays_hidden_inside_a_reply_to_it(
    fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person
) -> None:
    async with running(fake, bot):
        said = await ben.say("general", "private thoughts")
        await bot.messages.get()
        await ada.reply(said, "@Atelier what does this say?")
        reply = await bot.messages.get()
        assert reply.reference
        assert isinstance(reply.reference.resolved, discord.Message)
        assert (reply.content, reply.reference.resolved.content) == (f"<@{fake.world.bot.id}> what does this say?", "")


async def test_with_the_intent_everything_is_read(world: World) -> None:
    world.application.privileged_intents.add("message_content")
    intents = discord.Intents(INTENTS.value, message_content=True)
    async with FakeDiscord(world) as fake, running(fake, bot := StudioBot(intents)):
        await fake.person("Ada").say("general", "to nobody")
        assert (await bot.messages.get()).content == "to nobody"
        assert fake.violations == []


async def test_a_context_menu_shows_its_target(fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person) -> None:
    seen: list[tuple[str, int]] = []

    @bot.tree.context_menu(name="Edit image")
    async def edit(interaction: discord.Interaction, message: discord.Message) -> None:
        seen.append((message.content, len(message.attachments)))
        await interaction.response.send_message("edited")

    async with running(fake, bot):
        said = await ben.say("general", "look", [CAT])
        ask = await ada.context_menu("Edit image", said)
        edited = await ask.until(lambda message: message["content"] == "edited")
    assert seen == [("look", 1)]
    assert edited["interaction_metadata"]["target_message_id"] == said["id"]


@pytest.mark.parametrize("ping", [True, False])
async def test_other_peoples_ephemeral_messages_cannot_be_acted_on(
    fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person, ping: bool
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("secret", ephemeral=True)

    async with running(fake, bot):
        secret = await (await ada.slash("draw")).until(lambda message: message["content"])
        with pytest.raises(NotOfferedByDiscord):
            await ben.reply(secret, "I see", ping=ping)

"""Messages sent with the bot's token, permissions, and what other people see."""

import asyncio

import discord
import pytest
from conftest import Clock
from studio import StudioBot, Wire, file, png, refusal, running

from sandbox.discord import FakeDiscord, NotOfferedByDiscord, Person, Typing, Upload


async def test_a_repeated_nonce_returns_the_message_that_exists(
    fake: FakeDiscord, bot: StudioBot, clock: Clock
) -> None:
    async with running(fake, bot):
        channel = bot.text_channel("general")
        first, second = await channel.send("once", nonce="job-1"), await channel.send("twice", nonce="job-1")
        assert second.id == first.id
        clock.ahead += 600
        assert (await channel.send("later", nonce="job-1")).id != first.id
    assert [message["content"] for message in fake.messages("general")] == ["once", "later"]


async def test_attachments_of_an_edit_replace_and_are_kept_by_id(fake: FakeDiscord, bot: StudioBot) -> None:
    async with running(fake, bot):
        message = await bot.text_channel("general").send(files=[file("a.png"), file("b.png")])
        message = await message.edit(attachments=[message.attachments[1], file("c.png", description="third")])
        assert [attachment.filename for attachment in message.attachments] == ["b.png", "c.png"]
        assert message.attachments[1].description == "third"
        message = await message.edit(content="text only")
        assert len(message.attachments) == 2
        message = await message.edit(attachments=[])
        assert message.attachments == []


async def test_a_reply_refers_to_its_message_and_an_unknown_one_is_refused(
    fake: FakeDiscord, bot: StudioBot, ada: Person
) -> None:
    async with running(fake, bot):
        said = await ada.say("general", "hello")
        channel = bot.text_channel("general")
        answer = await channel.send("hi", reference=channel.get_partial_message(int(said["id"])))
        shown = fake.messages("general")[-1]
        assert shown["referenced_message"]["id"] == said["id"]
        assert [user["id"] for user in shown["mentions"]] == [ada.id]
        assert answer.type is discord.MessageType.reply
        await ada.delete(said)
        gone = channel.get_partial_message(int(said["id"]))
        assert await refusal(channel.send("hi", reference=gone)) == (400, 50035)
        lenient = discord.MessageReference(message_id=gone.id, channel_id=channel.id, fail_if_not_exists=False)
        assert (await channel.send("hi", reference=lenient)).reference is None


@pytest.mark.parametrize(
    ("allowed", "pinged"),
    [
        (None, ["Ada", "Ben"]),
        (discord.AllowedMentions.none(), []),
        (discord.AllowedMentions(users=False, replied_user=True, everyone=False, roles=False), ["Ben"]),
    ],
)
async def test_only_allowed_mentions_ping(
    fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person, allowed: discord.AllowedMentions, pinged: list[str]
) -> None:
    async with running(fake, bot):
        said = await ben.say("general", "hello")
        channel = bot.text_channel("general")
        reference = channel.get_partial_message(int(said["id"]))
        await channel.send(f"{ada.mention} @everyone", reference=reference, allowed_mentions=allowed)
    shown = fake.messages("general")[-1]
    assert sorted(user["global_name"] for user in shown["mentions"]) == pinged
    assert shown["mention_everyone"] is (allowed is None)


async def test_a_file_over_the_limit_is_too_large(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    fake.world.guild.upload_limit = 1000
    refusals: list[tuple[int, int]] = []

    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        assert interaction.filesize_limit == 1000
        await interaction.response.defer()
        attachments = [file("big.png", b"x" * 1001)]
        refusals.append(await refusal(interaction.edit_original_response(attachments=attachments)))
        await interaction.edit_original_response(content="too large")

    ada.user.upload_limit = 1000
    async with running(fake, bot):
        send = bot.text_channel("general").send
        assert await refusal(send(file=file("big.png", b"x" * 1001))) == (413, 40005)
        ask = await ada.slash("draw")
        await ask.until(lambda message: message["content"] == "too large")
        with pytest.raises(NotOfferedByDiscord, match="too much"):
            await ada.say("general", uploads=[Upload("big.png", b"x" * 1001)])
    assert refusals == [(413, 40005)]


async def test_the_bot_needs_its_permissions(fake: FakeDiscord, bot: StudioBot) -> None:
    gallery = fake.world.channel("gallery")
    async with running(fake, bot):
        channel = bot.text_channel("gallery")
        for denied, code in (("send_messages", 50013), ("attach_files", 50013), ("view_channel", 50001)):
            gallery.deny_bot = {denied}
            assert await refusal(channel.send(file=file())) == (403, code)
        gallery.deny_bot = {"embed_links"}
        assert await refusal(channel.send(embed=discord.Embed(title="t"))) == (403, 50013)
        gallery.deny_bot = {"add_reactions", "read_message_history"}
        message = await channel.send("allowed")
        assert await refusal(message.add_reaction("👍")) == (403, 50013)
        assert [found async for found in channel.history()] == []
        await fake.announce(gallery)
        await channel.send("told")
        assert not channel.permissions_for(channel.guild.me).add_reactions


async def test_only_own_messages_are_edited_and_deleted(
    fake: FakeDiscord, bot: StudioBot, wire: Wire, ada: Person
) -> None:
    async with running(fake, bot):
        said = await ada.say("general", "mine")
        path = f"/channels/{said['channel_id']}/messages/{said['id']}"
        assert (await wire.send("PATCH", path, {"content": "yours"}))[1]["code"] == 50005
        assert (await wire.send("DELETE", path))[1]["code"] == 50013
        own = await bot.text_channel("general").send("own")
        await own.delete()
        assert await refusal(own.edit(content="gone")) == (404, 10008)


async def test_history_is_read_in_pages(fake: FakeDiscord, bot: StudioBot) -> None:
    async with running(fake, bot):
        channel = bot.text_channel("general")
        sent = [await channel.send(str(number)) for number in range(5)]
        assert [message.content async for message in channel.history(limit=2)] == ["4", "3"]
        before = [message.content async for message in channel.history(before=sent[2])]
        after = [message.content async for message in channel.history(after=sent[2], oldest_first=True)]
        around = [message.content async for message in channel.history(around=sent[2], limit=3)]
        assert (before, after, sorted(around)) == (["1", "0"], ["3", "4"], ["1", "2", "3"])
        assert (await channel.fetch_message(sent[0].id)).content == "0"


async def test_reactions_typing_and_lookups(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    async with running(fake, bot):
        channel = bot.text_channel("general")
        await channel.typing()
        message = await channel.send("nice")
        await message.add_reaction("👍")
        assert fake.messages("general")[0]["reactions"][0]["me"]
        await message.remove_reaction("👍", channel.guild.me)
        assert fake.messages("general")[0]["reactions"] == []
        member = await channel.guild.fetch_member(int(ada.id))
        guild = await bot.fetch_guild(channel.guild.id)
        again = await bot.fetch_channel(channel.id)
        user = await bot.fetch_user(int(ada.id))
        application = await bot.application_info()
        assert (member.display_name, guild.name, str(again), user.global_name) == ("Ada", "Studio", "general", "Ada")
        assert application.owner.global_name == "Olga"
        assert await refusal(bot.fetch_user(1)) == (404, 10013)
        assert await refusal(bot.fetch_channel(1)) == (404, 10003)


@pytest.mark.parametrize("asked", [True, False])
async def test_who_types_is_told_to_a_bot_that_asks_for_it(fake: FakeDiscord, ada: Person, *, asked: bool) -> None:
    bot = StudioBot(discord.Intents(guilds=True, messages=True, typing=asked))
    heard: list[tuple[int, str | None]] = []

    @bot.event
    async def on_raw_typing(event: discord.RawTypingEvent) -> None:
        heard.append((event.user_id, str(event.guild_id) if event.guild_id else None))

    async with running(fake, bot):
        await ada.typing("general")
        await ada.typing(None)
        await ada.say("general", "here it is")
        await bot.messages.get()
    assert heard == ([(int(ada.id), fake.world.guild.id), (int(ada.id), None)] if asked else [])


async def test_typing_is_no_change_of_messages(fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person) -> None:
    async with running(fake, bot):
        changes, happenings = fake.changes(ben), fake.happenings(ben)
        await bot.text_channel("general").typing()
        await ada.say("general", "hello")
        said = await anext(changes)
        assert said.message["content"] == "hello"
        assert await anext(happenings) == Typing(fake.world.channel("general").id, fake.world.bot.id)
        assert await anext(happenings) == said


async def test_direct_messages_reach_people_who_accept_them(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    async with running(fake, bot):
        user = await bot.fetch_user(int(ada.id))
        await user.send("Your picture", file=file())
        assert [message["content"] for message in fake.direct_messages(ada)] == ["Your picture"]
        await ada.dm("thanks", [Upload("cat.png", png())])
        heard = await bot.messages.get()
        assert (heard.content, len(heard.attachments), heard.guild) == ("thanks", 1, None)
        ada.user.accepts_dms = False
        assert await refusal(user.send("again")) == (403, 50007)


async def test_a_stranger_to_the_token_is_unauthorized(wire: Wire) -> None:
    status, _ = await wire.send("GET", "/users/@me", token="stolen")
    assert status == 401


async def test_embeds_show_their_attached_picture(fake: FakeDiscord, bot: StudioBot) -> None:
    async with running(fake, bot):
        embed = discord.Embed(title="Fox").set_image(url="attachment://fox.png").set_footer(text="by Ada")
        embed.add_field(name="Size", value="8x6")
        await bot.text_channel("general").send(embed=embed, file=file("fox.png"))
    (shown,) = fake.messages("general")
    assert shown["embeds"][0]["image"]["url"] == shown["attachments"][0]["url"]


async def test_a_forwarded_message_comes_as_a_snapshot(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    async with running(fake, bot):
        posted = await ada.dm("my cat", [Upload("cat.png", png())])
        heard = asyncio.create_task(bot.wait_for("message", check=lambda found: bool(found.message_snapshots)))
        await asyncio.sleep(0)
        forwarded = await ada.forward(posted, None)
        message = await heard
        (snapshot,) = message.message_snapshots
        assert (message.content, message.attachments, message.flags.forwarded) == ("", [], True)
        assert snapshot.content == "my cat"
        assert await snapshot.attachments[0].read() == png()
        assert message.reference
        assert message.reference.type is discord.MessageReferenceType.forward
        assert str(message.reference.message_id) == posted["id"] != forwarded["id"]
        fetched = await message.channel.fetch_message(message.id)
        assert fetched.message_snapshots[0].content == "my cat"


async def test_without_the_intent_what_was_forwarded_is_hidden_too(
    fake: FakeDiscord, bot: StudioBot, ada: Person
) -> None:
    async with running(fake, bot):
        posted = await ada.say("general", "my cat", [Upload("cat.png", png())])
        heard = asyncio.create_task(bot.wait_for("message", check=lambda found: bool(found.message_snapshots)))
        await asyncio.sleep(0)
        await ada.forward(posted, "general")
        (snapshot,) = (await heard).message_snapshots
        assert (snapshot.content, snapshot.attachments) == ("", [])

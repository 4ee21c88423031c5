"""Fills channels without a bot, and quickly."""

from typing import Any

from sandbox.discord import FakeDiscord, Upload
from sandbox.discord.attachments import Form
from sandbox.discord.messages import Message

BEGUN = 1_700_000_000


async def post(
    discord: FakeDiscord,
    channel: str,
    content: str = "",
    *files: Upload,
    bot: bool = False,
    who: str = "Ben",
    **more: Any,
) -> Message:
    """One message, of a person or of the bot."""
    world = discord.world
    form = Form({"content": content, **more}, dict(enumerate(files)))
    return await discord.service.board.post(world.channel(channel), world.bot if bot else world.user(who), form, BEGUN)


async def fill(discord: FakeDiscord, channel: str, many: int) -> None:
    """So many messages of one to four lines, of two people by turns."""
    for number in range(many):
        who = ("Ada", "Ben")[number // 3 % 2]
        await post(discord, channel, f"number {number}" + "\nmore" * (number % 4), who=who)


async def take_away(discord: FakeDiscord, message_id: str) -> None:
    """As a moderator would."""
    message = discord.service.board.get(message_id)
    assert message
    await discord.service.board.remove(message)

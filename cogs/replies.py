"""Plain messages: a reply to a result, or a mention with a picture, says what to change; a mention alone, what to
make."""

import logging

import discord
from discord.ext import commands

from bot.bot import Atelier
from bot.tree import cause, served_in
from bot.ui.asking import Written
from bot.ui.ordering import fulfil
from bot.ui.replying import locale_of, wished
from bot.ui.texts import sentence

log = logging.getLogger(__name__)


class Replies(commands.Cog):
    """Needs no privileged intent: Discord shows a bot the messages that mention it or reply to it, and its own."""

    def __init__(self, bot: Atelier) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Whatever is not meant for the bot is left alone."""
        if message.author.bot or message.webhook_id is not None or self.bot.services.studio.stopping:
            return
        if not served_in(self.bot, message.guild.id if message.guild else None):
            return
        try:
            wish = await wished(self.bot, message)
        except Exception as error:  # noqa: BLE001  # said like any other refusal
            await self._refuse(await self._asker(message), error)
            return
        if wish is None:
            return
        asker = await self._asker(message)
        try:
            await fulfil(asker, wish)
        except Exception as error:  # noqa: BLE001  # said like any other refusal
            await self._refuse(asker, error)

    async def _asker(self, message: discord.Message) -> Written:
        return Written(self.bot, message, await locale_of(self.bot, message))

    async def _refuse(self, asker: Written, error: Exception) -> None:
        why = cause(error)
        log.info("refused: %s: %s", type(why).__name__, why, extra={"member": asker.user.id})
        await asker.refuse(sentence(why, asker.locale))


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Replies(bot))

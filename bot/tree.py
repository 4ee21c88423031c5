"""The one place where an error becomes a reply."""

import contextlib
import logging
from collections.abc import Awaitable, Coroutine
from typing import Any

import discord
from discord import app_commands

from bot import locales
from bot.errors import AtelierError, OnlyOnServers, ServerNotServed, UnknownMember
from bot.ui import NOBODY, TROUBLE
from bot.ui.texts import sentence

log = logging.getLogger(__name__)

ACKNOWLEDGED = 40060  # Discord's code: the interaction has been acknowledged before


def cause(error: BaseException) -> AtelierError:
    """What really happened, out of discord.py's wrapping. Anything the bot did not foresee is an AtelierError."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, AtelierError):
        return error
    if isinstance(error, app_commands.TransformerError):
        return UnknownMember(str(error))
    log.error("an interaction broke", exc_info=error)
    return AtelierError(f"{type(error).__name__}: {error}")


async def say(interaction: discord.Interaction[Any], error: AtelierError, *, keep: bool = False) -> None:
    """Tell the member alone. A public "thinking..." goes away first, for the refusal concerns nobody else; `keep`: what
    the interaction has answered with is a message that stays."""
    text = sentence(error, str(interaction.locale))
    log.info("refused: %s: %s", type(error).__name__, error, extra={"member": interaction.user.id})
    try:
        if not interaction.response.is_done() and await _answered(interaction, text):
            return
        if not keep:
            with contextlib.suppress(discord.NotFound):  # somebody has deleted it already
                await interaction.delete_original_response()
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)
    except TROUBLE as refusal:
        log.warning("cannot answer an interaction: %s", refusal)


async def _answered(interaction: discord.Interaction[Any], text: str) -> bool:
    """False when it had been acknowledged after all, and only Discord's answer to that was lost."""
    try:
        await interaction.response.send_message(text, ephemeral=True, allowed_mentions=NOBODY)
    except discord.HTTPException as refusal:
        if refusal.code != ACKNOWLEDGED:
            raise
        return False
    return True


def served(interaction: discord.Interaction[Any]) -> bool:
    """Whether the operator serves the server it comes from."""
    return served_in(interaction.client, interaction.guild_id)


def served_in(client: Any, guild_id: int | None) -> bool:
    """Whether the operator serves that server. Outside the servers that have the bot it depends on who pays, which is
    known later: see `bot.ui.payer`."""
    allowed = client.services.settings.allowed_servers
    outside = guild_id is None or client.get_guild(guild_id) is None
    return not allowed or outside or guild_id in allowed


async def _refused(work: Awaitable[None]) -> None:
    if isinstance(work, Coroutine):
        work.close()  # it was made to be awaited
    raise ServerNotServed


async def guarded(interaction: discord.Interaction[Any], work: Awaitable[None], *, keep: bool = False) -> None:
    """What a button or a menu does: discord.py only logs what it raises, so the reply is made here. `keep`: see
    `say`."""
    try:
        await (work if served(interaction) else _refused(work))
    except Exception as error:  # noqa: BLE001  # like Tree.on_error, which discord.py does not ask here
        await say(interaction, cause(error), keep=keep)


class Tree(app_commands.CommandTree[Any]):
    """The command tree of the bot."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Before every command: whether the operator serves this server."""
        if served(interaction):
            return True
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            await say(interaction, ServerNotServed())
        return False

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Every command's error ends here."""
        if interaction.type is discord.InteractionType.autocomplete:
            log.error("autocomplete broke", exc_info=error)
            return
        outside = isinstance(error, app_commands.TransformerError) and interaction.guild_id is None
        await say(interaction, OnlyOnServers() if outside else cause(error))  # nobody is a member of nothing


class Translator(app_commands.Translator):
    """Names and descriptions of commands in the languages of the locale files; English is in the code."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """None where a language has no words for it: Discord then shows the English ones."""
        key = string.extras.get("key")
        return locales.text(str(locale), key) if key and locales.has(str(locale), key) else None

"""Whose credits and rules a request goes by: the server's it is asked in; outside, those of the member's own server.

Outside is wherever the bot is no member of a server: direct messages, channels between people, servers that only know
the bot from somebody who has brought it along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.credits.entries import OUTSIDE
from bot.credits.servers import servers_of
from bot.errors import OnlyOnServers, PayerGone, ServerNotServed
from bot.ui.place import roles_of

if TYPE_CHECKING:
    from bot.bot import Atelier

MOST = 10  # servers that are asked whether somebody is still a member


@dataclass(frozen=True, slots=True)
class Payer:
    """`guild_id` OUTSIDE: nobody but the member themself, who is on no server that would."""

    guild_id: int
    roles: tuple[int, ...] = ()
    """The member's there, which may bring an allowance."""
    name: str = ""
    """The server's, where that is not the one it is asked in."""


async def payer_of(client: Atelier, user: discord.abc.User, guild_id: int, roles: tuple[int, ...]) -> Payer:
    """Of what `user`, who has `roles`, asks for in that server or, 0, on none. Outside it waits for Discord.

    Raises ServerNotServed.
    """
    if client.get_guild(guild_id):
        if not _served(client, guild_id):
            raise ServerNotServed
        return Payer(guild_id, roles)
    for guild in (await _candidates(client, user.id))[:MOST]:
        member = await _member(guild, user.id)
        if member is not None:
            return Payer(guild.id, _roles(member), guild.name)
    return Payer(OUTSIDE)


async def payer_here(interaction: discord.Interaction[Atelier]) -> Payer:
    """Of what the member asks for now; comes after the acknowledgement."""
    return await payer_of(interaction.client, interaction.user, interaction.guild_id or 0, roles_of(interaction))


async def likely_payer(client: Atelier, user_id: int, guild_id: int) -> int:
    """The server as far as the bot knows without asking Discord: while a member types."""
    if client.get_guild(guild_id):
        return guild_id
    return next((guild.id for guild in await _candidates(client, user_id)), OUTSIDE)


async def home_of(interaction: discord.Interaction[Atelier]) -> int:
    """The server whose settings and presets are the member's where they are: likely the one that pays."""
    return await likely_payer(interaction.client, interaction.user.id, interaction.guild_id or 0)


async def roles_at(interaction: discord.Interaction[Atelier], guild_id: int) -> tuple[int, ...]:
    """The member's on the server that was to pay when they were asked whether it may. Raises PayerGone."""
    if guild_id == interaction.guild_id:
        return roles_of(interaction)
    if guild_id == OUTSIDE:
        return ()
    guild = interaction.client.get_guild(guild_id)
    member = await _member(guild, interaction.user.id) if guild else None
    if member is None:
        raise PayerGone
    return _roles(member)


def at_home(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot itself may be where the member is, and not only the interaction's token."""
    if interaction.guild_id is None:
        return not interaction.context.private_channel
    return interaction.client.get_guild(interaction.guild_id) is not None


def server_of(interaction: discord.Interaction[Any]) -> int:
    """The server an interaction comes from. Raises OnlyOnServers where the bot is no member of one."""
    guild_id: int | None = interaction.guild_id
    if guild_id is None or interaction.client.get_guild(guild_id) is None:
        raise OnlyOnServers
    return guild_id


def manages(interaction: discord.Interaction[Any]) -> bool:
    """Whether the member manages a server that has the bot."""
    return interaction.guild_id is not None and at_home(interaction) and interaction.permissions.manage_guild


async def _candidates(client: Atelier, user_id: int) -> list[discord.Guild]:
    """Whose credits were used last comes first."""
    known = await client.services.store.read(servers_of, user_id)
    guilds = (client.get_guild(guild_id) for guild_id in known if _served(client, guild_id))
    return [guild for guild in guilds if guild is not None]


def _served(client: Atelier, guild_id: int) -> bool:
    allowed = client.services.settings.allowed_servers
    return not allowed or guild_id in allowed


async def _member(guild: discord.Guild, user_id: int) -> discord.Member | None:
    """Asked anew each time: without the privileged intent for members nobody tells who has left."""
    try:
        return await guild.fetch_member(user_id)
    except (discord.NotFound, discord.Forbidden):
        return None


def _roles(member: discord.Member) -> tuple[int, ...]:
    return tuple(role.id for role in member.roles)

"""/server: the rules a server's managers set, its pool, and who used what."""

from collections.abc import Collection
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from bot import locales
from bot.bot import Atelier
from bot.credits import ledger
from bot.credits.ledger import Account
from bot.credits.receipts import usage
from bot.errors import AppealsClosed, NothingCovered, NotPermitted, PoolClosed
from bot.rules import APPEALS, COVERED_CHANNELS, COVERED_ROLES, OWN, Rules, cover, set_role, set_rule
from bot.ui import NOBODY
from bot.ui.payer import server_of
from bot.ui.rules import parsed_rule, rules_text, usage_text
from bot.ui.saying import told
from bot.ui.texts import MESSAGE, shortened

MOST = 1_000_000  # credits of one grant
DAY = 24 * 3600 * 1000  # milliseconds


class _Covered(app_commands.Transformer):
    """A channel or a category whose pictures may be covered; threads go with theirs."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Of the option."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Those one can post to, or to whose parts."""
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.voice, kinds.stage_voice, kinds.forum, kinds.category]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Any:
        """As Discord resolved it."""
        return value


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Server(
    commands.GroupCog,
    name="server",
    description=locale_str("This server's rules and pool", key="commands.server.description"),
):
    """For members with Manage Server; checked here too, for servers can change who sees a command."""

    def __init__(self, bot: Atelier) -> None:
        self.bot = bot

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Before each of the commands."""
        server_of(interaction)
        if not interaction.permissions.manage_guild:
            raise NotPermitted(permission="manage_server")
        return True

    @app_commands.command(
        name="rules", description=locale_str("What the rules are", key="commands.server_rules.description")
    )
    async def rules(self, interaction: discord.Interaction[Atelier]) -> None:
        """With what the operator has set for every server."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._show(interaction, await self._studio.rules(interaction.guild_id or 0))

    @app_commands.command(name="set", description=locale_str("Change a rule", key="commands.server_set.description"))
    @app_commands.describe(
        rule=locale_str("Which one", key="commands.server_set.rule"),
        value=locale_str("What it is from now on; empty: as the operator set it", key="commands.server_set.value"),
    )
    @app_commands.choices(
        rule=[
            Choice(name=locale_str(name.replace("_", " "), key=f"rules.{name}"), value=name)
            for name in Rules.model_fields
            if name not in OWN
        ]
    )
    async def set(
        self, interaction: discord.Interaction[Atelier], rule: Choice[str], value: Range[str, 0, 60] = ""
    ) -> None:
        """What was typed is checked like a setting of the operator's."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        changed = parsed_rule(rule.value, value) if value else None
        await self._show(interaction, await self._write(interaction, rule.value, changed))

    @app_commands.command(
        name="role", description=locale_str("A daily allowance for a role", key="commands.server_role.description")
    )
    @app_commands.describe(
        role=locale_str("Whose members get it", key="commands.server_role.role"),
        amount=locale_str("Credits a day; 0: none", key="commands.server_role.amount"),
    )
    async def role(
        self, interaction: discord.Interaction[Atelier], role: discord.Role, amount: Range[int, 0, MOST]
    ) -> None:
        """A member has the largest of their roles' allowances and everybody's."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        there = {known.id for known in interaction.guild.roles} if interaction.guild else {role.id}
        store, guild_id = self.bot.services.store, interaction.guild_id or 0
        await self._show(interaction, await store.write(set_role, guild_id, role.id, amount, there, self._studio.usual))

    @app_commands.command(
        name="spoiler",
        description=locale_str(
            "Cover the pictures of a channel or a role until somebody clicks on them",
            key="commands.server_spoiler.description",
        ),
    )
    @app_commands.describe(
        on=locale_str("Whether they are covered", key="commands.server_spoiler.on"),
        channel=locale_str("What is posted there", key="commands.server_spoiler.channel"),
        role=locale_str("What its members make", key="commands.server_spoiler.role"),
    )
    async def spoiler(
        self,
        interaction: discord.Interaction[Atelier],
        on: bool,
        channel: app_commands.Transform[app_commands.AppCommandChannel, _Covered] | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """Whatever the members want."""
        if channel is None and role is None:
            raise NothingCovered
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = interaction.guild
        if channel is not None:
            there = {known.id for known in guild.channels} if guild else {channel.id}
            await self._cover(interaction, COVERED_CHANNELS, channel.id, there, on=on)
        if role is not None:
            there = {known.id for known in guild.roles} if guild else {role.id}
            await self._cover(interaction, COVERED_ROLES, role.id, there, on=on)
        await self._show(interaction, await self._studio.rules(interaction.guild_id or 0))

    @app_commands.command(
        name="appeals",
        description=locale_str(
            "Where moderators read appeals against refusals", key="commands.server_appeals.description"
        ),
    )
    @app_commands.describe(
        channel=locale_str(
            "A channel that only moderators see; none: no appeals", key="commands.server_appeals.channel"
        )
    )
    async def appeals(
        self, interaction: discord.Interaction[Atelier], channel: discord.TextChannel | None = None
    ) -> None:
        """Whether the bot may write there shows when it does."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if channel is not None:
            locale = str(interaction.guild_locale or interaction.locale)
            try:
                await channel.send(locales.text(locale, "appeal.here"), allowed_mentions=NOBODY)
            except (discord.NotFound, discord.Forbidden) as error:
                raise AppealsClosed(str(error)) from error
        rules = await self._write(interaction, APPEALS, channel.id if channel else None)
        await self._show(interaction, rules, warning=_open_to_all(channel, str(interaction.locale)))

    @app_commands.command(
        name="pool", description=locale_str("Put credits into the pool", key="commands.server_pool.description")
    )
    @app_commands.describe(amount=locale_str("How many", key="commands.server_pool.amount"))
    async def pool(self, interaction: discord.Interaction[Atelier], amount: Range[int, 1, MOST]) -> None:
        """Out of nothing, as a grant to a member is. Said to everybody."""
        guild_id, locale = interaction.guild_id or 0, str(interaction.guild_locale or interaction.locale)
        rules = await self._studio.rules(guild_id)
        if not rules.pool_open:
            raise PoolClosed(rule="pool_open", answer="yes")
        await interaction.response.defer(thinking=True)
        left = await self.bot.services.store.write(
            ledger.fill_pool,
            Account(guild_id, interaction.user.id),
            amount,
            key=str(interaction.id),
            now=self._studio.now(),
        )
        said = locales.text(
            locale,
            "pool.filled",
            member=interaction.user.mention,
            credits=locales.credits_text(locale, amount),
            left=locales.credits_text(locale, left),
        )
        await told(interaction, said)

    @app_commands.command(
        name="usage", description=locale_str("Who has used what", key="commands.server_usage.description")
    )
    @app_commands.describe(days=locale_str("Of how many days", key="commands.server_usage.days"))
    async def usage(self, interaction: discord.Interaction[Atelier], days: Range[int, 1, 366] = 30) -> None:
        """By member and by model, in credits charged."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        since = self._studio.now() - days * DAY
        found = await self.bot.services.store.read(usage, interaction.guild_id or 0, since)
        text = usage_text(found, self.bot.services.catalog, days, str(interaction.locale))
        await interaction.edit_original_response(content=text, allowed_mentions=NOBODY)

    @property
    def _studio(self) -> Any:
        return self.bot.services.studio

    async def _write(self, interaction: discord.Interaction[Atelier], name: str, value: object) -> Rules:
        store, guild_id = self.bot.services.store, interaction.guild_id or 0
        return await store.write(set_rule, guild_id, name, value, self._studio.usual)

    async def _cover(
        self, interaction: discord.Interaction[Atelier], rule: str, id_: int, there: Collection[int], *, on: bool
    ) -> None:
        store, guild_id = self.bot.services.store, interaction.guild_id or 0
        await store.write(cover, guild_id, rule, id_, there, self._studio.usual, on=on)

    async def _show(self, interaction: discord.Interaction[Atelier], rules: Rules, *, warning: str = "") -> None:
        pool = await self.bot.services.store.read(ledger.balance, Account(interaction.guild_id or 0, 0).pool)
        said = rules_text(rules, self._studio.usual, pool.own_left, str(interaction.locale))
        await told(interaction, shortened(f"{warning}\n{said}".lstrip(), MESSAGE))


def _open_to_all(channel: discord.TextChannel | None, locale: str) -> str:
    """That those who read appeals there would be everybody; a manager may want it so."""
    if channel is None or not channel.permissions_for(channel.guild.default_role).view_channel:
        return ""
    return locales.text(locale, "appeal.open", channel=channel.mention)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Server(bot))

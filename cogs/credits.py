"""/credits: balance, history with receipts, gifts, and grants by whoever manages the server."""

import discord
from discord import app_commands
from discord.app_commands import Range, locale_str
from discord.ext import commands

from bot import locales
from bot.bot import Atelier
from bot.credits import ledger
from bot.credits.ledger import Account
from bot.errors import GiftRefused, NotPermitted, PoolClosed
from bot.rules import Rules
from bot.ui.balance import balance_lines, payer_lines
from bot.ui.options import everywhere
from bot.ui.payer import payer_here, server_of
from bot.ui.place import roles_of
from bot.ui.receipts import ReceiptMenu, show_history
from bot.ui.saying import told

MOST = 1_000_000  # credits of one grant


@everywhere  # discord.py ignores it on subcommands
class Credits(
    commands.GroupCog,
    name="credits",
    description=locale_str("Your credits on this server", key="commands.credits.description"),
):
    """Balance and history are shown to the member alone; grants and gifts to everybody."""

    def __init__(self, bot: Atelier) -> None:
        self.bot = bot

    @app_commands.command(
        name="balance",
        description=locale_str("How many credits you have", key="commands.credits_balance.description"),
    )
    async def balance(self, interaction: discord.Interaction[Atelier]) -> None:
        """Opens the wallet of a member seen for the first time."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        studio, payer = self.bot.services.studio, await payer_here(interaction)
        who = Account(payer.guild_id, interaction.user.id)
        balance = await studio.balance(who, payer.roles)
        rules = await studio.rules(who.guild_id)
        pool = await self.bot.services.store.read(ledger.pool_left, who, rules.terms((), studio.now()))
        lines = balance_lines(str(interaction.locale), balance, pool, rules, studio.now())
        lines += payer_lines(str(interaction.locale), payer)
        await interaction.edit_original_response(content="\n".join(lines))

    @app_commands.command(
        name="history",
        description=locale_str("What came in and what was spent", key="commands.credits_history.description"),
    )
    async def history(self, interaction: discord.Interaction[Atelier]) -> None:
        """A line for each; a menu opens the receipts of jobs."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        payer = await payer_here(interaction)
        await show_history(interaction, Account(payer.guild_id, interaction.user.id))

    @app_commands.command(
        name="grant",
        description=locale_str("Give credits to a member", key="commands.credits_grant.description"),
    )
    @app_commands.describe(
        member=locale_str("Who gets them", key="commands.credits_grant.member"),
        amount=locale_str("How many", key="commands.credits_grant.amount"),
    )
    async def grant(
        self, interaction: discord.Interaction[Atelier], member: discord.Member, amount: Range[int, 1, MOST]
    ) -> None:
        """For members with Manage Server; checked here too, for servers can change who sees a command."""
        account = Account(server_of(interaction), member.id)
        if not interaction.permissions.manage_guild:
            raise NotPermitted(permission="manage_server")
        await interaction.response.defer(thinking=True)
        await self.bot.services.studio.balance(account)
        balance = await self.bot.services.store.write(
            ledger.grant,
            account,
            amount,
            key=str(interaction.id),
            actor_id=interaction.user.id,
            now=self.bot.services.studio.now(),
        )
        locale = str(interaction.guild_locale or interaction.locale)
        said = locales.text(
            locale,
            "grant.done",
            member=member.mention,
            credits=locales.credits_text(locale, amount),
            available=locales.credits_text(locale, balance.available),
        )
        await told(interaction, said)

    @app_commands.command(
        name="give",
        description=locale_str("Give some of your credits to a member", key="commands.credits_give.description"),
    )
    @app_commands.describe(
        member=locale_str("Who gets them", key="commands.credits_give.member"),
        amount=locale_str("How many", key="commands.credits_give.amount"),
    )
    async def give(
        self, interaction: discord.Interaction[Atelier], member: discord.Member, amount: Range[int, 1, MOST]
    ) -> None:
        """Owned credits only: a day's allowance is for oneself."""
        receiver = Account(server_of(interaction), member.id)
        if member.bot or member.id == interaction.user.id:
            raise GiftRefused
        await interaction.response.defer(thinking=True)
        await self.bot.services.studio.balance(receiver)
        await self._hand_over(interaction, receiver, amount, await self._rules(interaction))
        locale = str(interaction.guild_locale or interaction.locale)
        said = locales.text(
            locale,
            "gift.done",
            giver=interaction.user.mention,
            receiver=member.mention,
            credits=locales.credits_text(locale, amount),
        )
        await told(interaction, said)

    @app_commands.command(
        name="donate",
        description=locale_str(
            "Give some of your credits to the server's pool", key="commands.credits_donate.description"
        ),
    )
    @app_commands.describe(amount=locale_str("How many", key="commands.credits_donate.amount"))
    async def donate(self, interaction: discord.Interaction[Atelier], amount: Range[int, 1, MOST]) -> None:
        """Said to everybody: a pool lives on its donors."""
        rules = await self._rules(interaction)
        if not rules.pool_open:
            raise PoolClosed(rule="pool_open", answer="yes")
        await interaction.response.defer(thinking=True)
        pool = _account(interaction).pool
        await self._hand_over(interaction, pool, amount, rules)
        left = (await self.bot.services.store.read(ledger.balance, pool)).own_left
        locale = str(interaction.guild_locale or interaction.locale)
        said = locales.text(
            locale,
            "pool.donated",
            member=interaction.user.mention,
            credits=locales.credits_text(locale, amount),
            left=locales.credits_text(locale, left),
        )
        await told(interaction, said)

    async def _hand_over(
        self, interaction: discord.Interaction[Atelier], receiver: Account, amount: int, rules: Rules
    ) -> None:
        studio, giver = self.bot.services.studio, _account(interaction)
        await studio.balance(giver, roles_of(interaction))
        await self.bot.services.store.write(
            ledger.give,
            giver,
            receiver,
            amount,
            key=str(interaction.id),
            limit=rules.gifts_daily_limit,
            day=rules.day(studio.now()),
            now=studio.now(),
        )

    async def _rules(self, interaction: discord.Interaction[Atelier]) -> Rules:
        return await self.bot.services.studio.rules(server_of(interaction))


def _account(interaction: discord.Interaction[Atelier]) -> Account:
    return Account(server_of(interaction), interaction.user.id)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(ReceiptMenu)
    await bot.add_cog(Credits(bot))

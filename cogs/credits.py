"""/credits: balance, history with receipts, and grants by whoever manages the server."""

import discord
from discord import app_commands
from discord.app_commands import Range, locale_str
from discord.ext import commands

from bot import locales
from bot.bot import Atelier
from bot.credits import ledger
from bot.credits.ledger import Account
from bot.credits.receipts import Receipt, receipts
from bot.errors import NotPermitted
from bot.ui.texts import MESSAGE, plain, shortened

SHOWN = 15  # receipts, as far as they fit one message
MOST = 1_000_000  # credits of one grant


@app_commands.guild_only()  # discord.py ignores it on subcommands
class Credits(
    commands.GroupCog,
    name="credits",
    description=locale_str("Your credits on this server", key="commands.credits.description"),
):
    """Everything here is shown to the member alone, except a grant."""

    def __init__(self, bot: Atelier) -> None:
        self.bot = bot

    @app_commands.command(
        name="balance",
        description=locale_str("How many credits you have", key="commands.credits_balance.description"),
    )
    async def balance(self, interaction: discord.Interaction[Atelier]) -> None:
        """Opens the wallet of a member seen for the first time."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        locale = str(interaction.locale)
        balance = await self.bot.services.studio.balance(_account(interaction))
        lines = [locales.text(locale, "balance.shown", available=locales.credits_text(locale, balance.available))]
        if balance.held:
            lines.append(locales.text(locale, "balance.held", held=locales.credits_text(locale, balance.held)))
        await interaction.edit_original_response(content="\n".join(lines))

    @app_commands.command(
        name="history",
        description=locale_str("What came in and what was spent", key="commands.credits_history.description"),
    )
    async def history(self, interaction: discord.Interaction[Atelier]) -> None:
        """A receipt a line."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        locale = str(interaction.locale)
        found = await self.bot.services.store.read(receipts, _account(interaction), SHOWN)
        said = locales.text(locale, "history.title" if found else "history.empty")
        for receipt in found:
            line = f"\n{self._line(locale, receipt)}"
            if len(said) + len(line) <= MESSAGE:
                said += line
        await interaction.edit_original_response(content=said)

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
        if not interaction.permissions.manage_guild:
            raise NotPermitted(permission="manage_server")
        await interaction.response.defer(thinking=True)
        account = Account(interaction.guild_id or 0, member.id)
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
        await interaction.edit_original_response(content=said)

    def _line(self, locale: str, receipt: Receipt) -> str:
        model = self.bot.services.catalog.title(receipt.model)
        said = locales.text(
            locale,
            f"history.{receipt.kind}",
            amount=receipt.amount,
            actor=receipt.actor_id,
            model=model,
            held=receipt.held,
            charged=receipt.charged,
            returned=receipt.returned,
        )
        prompt = f" · {plain(shortened(receipt.prompt, 40))}" if receipt.prompt else ""
        return f"<t:{receipt.at // 1000}:d> {said}{prompt}"


def _account(interaction: discord.Interaction[Atelier]) -> Account:
    return Account(interaction.guild_id or 0, interaction.user.id)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Credits(bot))

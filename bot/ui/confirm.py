"""Asking first: what a request costs, before anything is held. The question survives a restart; the order is stored."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.errors import NotPermitted, ProposalGone
from bot.transactions import Order
from bot.tree import guarded
from bot.ui.answer import Answer
from bot.ui.payer import roles_at
from bot.ui.texts import plain, quoted

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.ui.asking import Asker


async def ask_first(asker: "Asker", order: Order) -> None:
    """In place of the acknowledgement: the price, what the member has, and two buttons."""
    price, spendable = await asker.services.studio.propose(order)
    content, view = question(asker.client, order, price.hold, spendable)
    asker.services.desk.close(order.job_id)  # it shows as a job once it is one
    await asker.show(content, view)


def question(client: "Atelier", order: Order, price: int, spendable: int) -> tuple[str, discord.ui.View]:
    """About a proposed order. Credits."""
    locale = order.locale
    said = locales.text(
        locale,
        "confirm.question",
        model=client.services.catalog.title(order.request.model),
        price=locales.credits_text(locale, price),
        balance=locales.credits_text(locale, spendable),
    )
    said += paying(client, order)
    view = discord.ui.View(timeout=None)
    view.add_item(ConfirmButton(order.job_id, "yes", locales.text(locale, "confirm.yes")))
    view.add_item(ConfirmButton(order.job_id, "no", locales.text(locale, "confirm.no")))
    return f"{quoted(order.request.prompt)}\n{said}", view


def paying(client: "Atelier", order: Order) -> str:
    """A line with the server that pays, where it is not the one it is asked in."""
    guild = None if order.asked_in in {None, order.guild_id} else client.get_guild(order.guild_id)
    return f"\n-# {locales.text(order.locale, 'payer.pays', server=plain(guild.name))}" if guild else ""


class ConfirmButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"confirm:(?P<job>[0-9A-Z]{20}):(?P<said>yes|no)"
):
    """Its message becomes the job's progress."""

    def __init__(self, job_id: str, said: str, label: str = "…") -> None:
        style = discord.ButtonStyle.primary if said == "yes" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"confirm:{job_id}:{said}"))
        self.job_id = job_id
        self.said = said

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Discord's side of a persistent button."""
        return cls(match["job"], match["said"])

    async def callback(self, interaction: discord.Interaction[Any]) -> Any:
        """Pressed."""
        await guarded(interaction, self._pressed(interaction), keep=True)

    async def _pressed(self, interaction: "discord.Interaction[Atelier]") -> None:
        """A refusal is said to the member alone and leaves the question where it is."""
        services = interaction.client.services
        order = await services.studio.proposal(self.job_id)
        if interaction.user.id != order.user_id:
            raise NotPermitted(permission="owner")
        await interaction.response.defer()
        if self.said == "no":
            if not await services.studio.decline(self.job_id):
                raise ProposalGone
            said = locales.text(order.locale, "confirm.declined")
            await interaction.edit_original_response(content=f"{quoted(order.request.prompt)}\n{said}", view=None)
            return
        await agreed(interaction, order)


async def agreed(interaction: "discord.Interaction[Atelier]", order: Order) -> None:
    """The member has said yes to a proposed order, by a button of the acknowledged interaction: its message becomes the
    job's progress."""
    services = interaction.client.services
    message_id = interaction.message.id if interaction.message else order.message_id
    order = replace(order, message_id=message_id, roles=await roles_at(interaction, order.guild_id))
    services.desk.open(order.job_id, Answer(interaction))
    try:
        await services.studio.submit(order, confirmed=True)
    except ProposalGone:
        raise  # another press has made a job of it, which shows
    except Exception:
        services.desk.close(order.job_id)
        raise

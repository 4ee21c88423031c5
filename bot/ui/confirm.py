"""Asking first: what a request costs, before anything is held. The question survives a restart; the order is stored."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot import locales
from bot.errors import NotPermitted, ProposalGone
from bot.jobs import rows
from bot.transactions import Order, Price
from bot.ui.answer import Answer, Later
from bot.ui.lasting import Lasting
from bot.ui.payer import roles_at
from bot.ui.place import answers_to, findable
from bot.ui.texts import one_line, plain, quoted, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.ui.asking import Asker


LISTED = 5  # prompts of a batch that are shown
WORDS = 120  # characters of each


async def ask_first(asker: "Asker", orders: Sequence[Order]) -> None:
    """In place of the acknowledgement: the price of all of it, what the member has, and two buttons."""
    price, spendable = await asker.services.studio.propose_all(orders)
    content, view = question(asker.client, orders, price, spendable)
    for order in orders:
        asker.services.desk.close(order.job_id)  # it shows as a job once it is one
    await asker.show(content, view)


def question(client: "Atelier", orders: Sequence[Order], price: Price, spendable: int) -> tuple[str, discord.ui.View]:
    """About a proposed order or a batch, and the price of all of it. `spendable`: credits."""
    first, locale = orders[0], orders[0].locale
    key = "confirm.question" if len(orders) == 1 else f"confirm.batch_{first.request.medium}s"
    said = locales.text(
        locale,
        f"{key}_at_most" if price.at_most else key,
        model=", ".join(dict.fromkeys(client.services.catalog.title(order.request.model) for order in orders)),
        count=sum(order.request.count for order in orders),
        price=locales.credits_text(locale, price.hold),
        balance=locales.credits_text(locale, spendable),
    )
    said += paying(client, first)
    view = discord.ui.View(timeout=None)
    view.add_item(ConfirmButton(first.job_id, "yes", locales.text(locale, "confirm.yes")))
    view.add_item(ConfirmButton(first.job_id, "no", locales.text(locale, "confirm.no")))
    return f"{_wanted(orders)}\n{said}", view


def _wanted(orders: Sequence[Order]) -> str:
    """The prompt, or the first few of a batch."""
    if len(orders) == 1:
        return quoted(orders[0].request.prompt)
    lines = [quoted(shortened(one_line(order.request.prompt), WORDS)) for order in orders[:LISTED]]
    if len(orders) > LISTED:
        lines.append(f"> {locales.text(orders[0].locale, 'confirm.more', count=len(orders) - LISTED)}")
    return "\n".join(lines)


def paying(client: "Atelier", order: Order) -> str:
    """A line with the server that pays, where it is not the one it is asked in."""
    guild = None if order.asked_in in {None, order.guild_id} else client.get_guild(order.guild_id)
    return f"\n-# {locales.text(order.locale, 'payer.pays', server=plain(guild.name))}" if guild else ""


class ConfirmButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"confirm:(?P<job>[0-9A-Z]{20}):(?P<said>yes|no)"
):
    """Its message becomes the job's progress."""

    stays = True

    def __init__(self, job_id: str, said: str, label: str = "…") -> None:
        style = discord.ButtonStyle.primary if said == "yes" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"confirm:{job_id}:{said}"))
        self.job_id = job_id
        self.said = said

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """A refusal is said to the member alone and leaves the question where it is."""
        services = interaction.client.services
        orders = await services.studio.proposal(self.job_id)
        order = orders[0]
        if interaction.user.id != order.user_id:
            raise NotPermitted(permission="owner")
        await interaction.response.defer()
        if self.said == "no":
            await declined(interaction, orders)
            return
        await agreed(interaction, *orders)


async def declined(interaction: "discord.Interaction[Atelier]", orders: Sequence[Order]) -> None:
    """The member has said no to a proposed order or a batch. Raises ProposalGone when it was answered before."""
    if not await interaction.client.services.studio.decline(orders[0].job_id):
        raise ProposalGone
    said = locales.text(orders[0].locale, "confirm.declined")
    await interaction.edit_original_response(content=f"{_wanted(orders)}\n{said}", view=None)


async def agreed(interaction: "discord.Interaction[Atelier]", order: Order, *others: Order) -> None:
    """The member has said yes to a proposed order or a batch, by a button of the acknowledged interaction: its message
    becomes the first job's progress."""
    services = interaction.client.services
    message_id = interaction.message.id if interaction.message else order.message_id
    roles = await roles_at(interaction, order.guild_id)
    order = replace(order, message_id=message_id, roles=roles)
    if others:
        rest = [replace(other, message_id=None, roles=roles) for other in others]
        await services.studio.submit_all([order, *rest], lambda: _open(interaction, order, rest))
        return
    services.desk.open(order.job_id, Answer(interaction))
    try:
        await services.studio.submit(order, confirmed=True)
    except ProposalGone:
        raise  # another press has made a job of it, which shows
    except Exception:
        services.desk.close(order.job_id)
        raise


def _open(interaction: "discord.Interaction[Atelier]", first: Order, rest: Sequence[Order]) -> None:
    """The question becomes the first job's progress, the others have messages of their own."""
    services = interaction.client.services
    services.desk.open(first.job_id, Answer(interaction))

    async def noted(job_id: str, message_id: int) -> None:
        await services.store.write(rows.note_progress, job_id, message_id)

    for order in rest:
        send = partial(interaction.followup.send, ephemeral=order.private, wait=True)
        find = partial(answers_to, interaction, order.job_id)
        later = Later(
            send,
            find=find if findable(interaction) and not order.private else None,
            note=partial(noted, order.job_id),
            interaction=interaction,
        )
        services.desk.open(order.job_id, later)

"""A member's prompt beside a richer one: which is to be made? The question survives a restart; the order is stored."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bot import locales
from bot.errors import NotPermitted, PromptMissing
from bot.log import withhold
from bot.prompt_help import Member
from bot.proposals import compare, richer
from bot.transactions import Order
from bot.ui import NOBODY
from bot.ui.confirm import agreed, declined, paying, question
from bot.ui.forms import Filled, PromptForm
from bot.ui.lasting import Lasting
from bot.ui.texts import MESSAGE, quotes

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.ui.asking import Asker

CHOICES = ("mine", "new", "edit", "no")
EDITED = r"enhance:(?P<job>[0-9A-Z]{20}):edited"


async def ask_which(asker: "Asker", order: Order) -> None:
    """In place of the acknowledgement: both prompts, the price of the dearer one, and the buttons that choose.
    Choosing is a yes to that price."""
    services, locale = asker.services, order.locale
    services.prompt_help.check("enhance")
    price, spendable = await services.studio.propose(order)  # nobody is helped with what cannot be paid
    mine = order.request.prompt
    new = await services.prompt_help.enhanced(Member(order.guild_id, order.user_id, locale), mine)
    withhold([mine, new])
    most = max(price.hold, services.studio.quote(_worded(order, new).request).hold)
    await services.store.write(compare, replace(order, agreed=most), new)
    services.desk.close(order.job_id)
    said = locales.text(
        locale,
        "enhance.question",
        model=services.catalog.title(order.request.model),
        price=locales.credits_text(locale, most),
        balance=locales.credits_text(locale, spendable),
    ) + paying(asker.client, order)
    heads = [locales.text(locale, f"enhance.{name}_title") for name in ("mine", "new")]
    shown = quotes([mine, new], MESSAGE - len("\n".join([*heads, said])) - 2)
    view = discord.ui.View(timeout=None)
    for choice in CHOICES:
        view.add_item(EnhanceButton(order.job_id, choice, locales.text(locale, f"enhance.{choice}")))
    content = "\n".join([heads[0], shown[0], heads[1], shown[1], said])
    await asker.show(content, view)


class EnhanceButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"enhance:(?P<job>[0-9A-Z]{20}):(?P<said>mine|new|edit|no)",
):
    """Its message becomes the job's progress."""

    stays = True

    def __init__(self, job_id: str, said: str, label: str = "…") -> None:
        style = discord.ButtonStyle.primary if said == "new" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"enhance:{job_id}:{said}"))
        self.job_id = job_id
        self.said = said

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """A refusal is said to the member alone and leaves the question where it is."""
        services = interaction.client.services
        order = await _proposed(interaction, self.job_id)
        new = await services.store.read(richer, self.job_id)
        if self.said == "edit":
            form = PromptForm(f"enhance:{self.job_id}:edited", str(interaction.locale), new)
            await form.open(interaction)
            return
        await interaction.response.defer()
        if self.said == "no":
            await declined(interaction, [order])
        elif self.said == "new":
            await _chosen(interaction, _worded(order, new))
        else:
            await _chosen(interaction, order)


async def edited(interaction: "discord.Interaction[Atelier]", match: re.Match[str], form: Filled) -> None:
    """A form was sent: what was typed into it is made."""
    order = await _proposed(interaction, match["job"])
    words = form.text("prompt")
    if not words:
        raise PromptMissing
    await interaction.response.defer()
    await _chosen(interaction, _worded(order, words))


async def _proposed(interaction: "discord.Interaction[Atelier]", job_id: str) -> Order:
    """Of the member who presses. Raises ProposalGone, NotPermitted."""
    order, *_ = await interaction.client.services.studio.proposal(job_id)
    if interaction.user.id != order.user_id:
        raise NotPermitted(permission="owner")
    return order


async def _chosen(interaction: "discord.Interaction[Atelier]", order: Order) -> None:
    """Made at once, unless what was edited costs more than what the member has said yes to: then that is asked."""
    services = interaction.client.services
    withhold(order.request.words())
    price = services.studio.quote(order.request)
    if order.agreed is None or price.hold <= order.agreed:
        await agreed(interaction, order)
        return
    order = replace(order, agreed=price.hold)
    await services.store.write(compare, order, "")
    content, view = question(interaction.client, [order], price, await services.studio.spendable(order))
    await interaction.edit_original_response(content=content, view=view, allowed_mentions=NOBODY)


def _worded(order: Order, words: str) -> Order:
    return replace(order, request=order.request.model_copy(update={"prompt": words}))

"""What came in and what was spent, line by line; and the receipt of one job."""

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.credits.ledger import Account
from bot.credits.receipts import Receipt, receipt, receipts
from bot.errors import UnknownJob
from bot.jobs import rows
from bot.ui import NOBODY
from bot.ui.lasting import Lasting
from bot.ui.place import permitted
from bot.ui.texts import MESSAGE, one_line, plain, quoted, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.catalog.catalog import Catalog

SHOWN = 15  # receipts, as far as they fit one message
LABEL = 100


async def show_history(interaction: "discord.Interaction[Atelier]", who: Account) -> None:
    """In place of "thinking...": a line for each, and a menu of the jobs among them."""
    services, locale = interaction.client.services, str(interaction.locale)
    found = await services.store.read(receipts, who, SHOWN)
    said = locales.text(locale, "history.title" if found else "history.empty")
    for shown in found:
        line = f"\n{_line(services.catalog, locale, shown)}"
        if len(said) + len(line) <= MESSAGE:
            said += line
    view = discord.ui.View(timeout=None)
    if jobs := [shown for shown in found if shown.job_id]:
        view.add_item(ReceiptMenu(jobs, locale))
    await interaction.edit_original_response(content=said, view=view, allowed_mentions=NOBODY)


def receipt_text(catalog: "Catalog", shown: Receipt, locale: str) -> str:
    """Quoted, held, charged, returned, and why."""

    def said(amount: int) -> str:
        return locales.credits_text(locale, amount)

    lines = [
        locales.text(locale, "receipt.title", model=plain(catalog.title(shown.model)), job=shown.job_id),
        locales.text(locale, "receipt.deleted") if shown.deleted else quoted(shown.prompt),
        locales.text(locale, "receipt.quoted", credits=said(shown.quoted)),
        locales.text(locale, "receipt.held", credits=said(shown.held)),
    ]
    if shown.kind != "unfinished":
        lines.append(locales.text(locale, "receipt.charged", credits=said(shown.charged)))
        lines.append(locales.text(locale, "receipt.returned", credits=said(shown.returned)))
    if len(shown.purses) > 1 or shown.purses.keys() - {"own"}:
        parts = [
            locales.text(locale, f"receipt.from_{purse}", credits=said(part)) for purse, part in shown.purses.items()
        ]
        lines.append(locales.text(locale, "receipt.purses", parts=", ".join(parts)))
    lines.append(locales.text(locale, "receipt.why", why=_why(shown, locale)))
    return "\n".join(lines)


def _why(shown: Receipt, locale: str) -> str:
    """In the member's words; the operator's detail is for the log."""
    if shown.kind == "succeeded" and shown.made < shown.asked and not shown.deleted:
        return locales.text(locale, "receipt.why_fewer", made=shown.made, asked=shown.asked)
    if shown.kind == "succeeded" and shown.returned:
        return locales.text(locale, "receipt.why_less")
    if shown.kind in {"failed", "lost"}:
        key = f"receipt.because_{shown.outcome.partition(':')[0].rpartition('.')[2]}"
        return locales.text(locale, key if locales.has(locales.DEFAULT, key) else f"receipt.why_{shown.kind}")
    if shown.kind == "canceled" and not shown.charged:
        return locales.text(locale, "receipt.why_canceled_free")
    return locales.text(locale, f"receipt.why_{shown.kind}")


def _line(catalog: "Catalog", locale: str, shown: Receipt) -> str:
    counted = ("amount", "held", "charged", "returned")
    said = locales.text(
        locale,
        f"history.{shown.kind}" if shown.actor_id != 0 else f"history.{shown.kind}_pool",
        actor=shown.actor_id,
        model=catalog.title(shown.model),
        **{name: locales.number(locale, getattr(shown, name)) for name in counted},
    )
    prompt = f" · {plain(shortened(shown.prompt, 40))}" if shown.prompt else ""
    if shown.deleted:
        prompt = f" · {locales.text(locale, 'receipt.deleted')}"
    return f"<t:{shown.at // 1000}:d> {said}{prompt}"


class ReceiptMenu(Lasting, discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"receipt:open"):
    """Opens the receipt of a job."""

    def __init__(self, jobs: list[Receipt], locale: str) -> None:
        options = [
            discord.SelectOption(
                label=shortened(one_line(shown.prompt), LABEL) or locales.text(locale, "receipt.deleted"),
                value=shown.job_id,
                description=locales.text(locale, "receipt.option", credits=locales.credits_text(locale, shown.charged)),
            )
            for shown in jobs
        ] or [discord.SelectOption(label="-")]
        placeholder = locales.text(locale, "receipt.open")
        super().__init__(discord.ui.Select(custom_id="receipt:open", options=options, placeholder=placeholder))

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls([], locales.DEFAULT)

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Chosen."""
        await open_receipt(interaction, self.item.values[0])


async def open_receipt(interaction: "discord.Interaction[Atelier]", job_id: str) -> None:
    """A receipt is its member's own: what a menu says is no permission."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    services = interaction.client.services
    permitted(interaction, await services.store.read(rows.load, job_id), job_id)
    shown = await services.store.read(receipt, job_id)
    if shown is None:
        raise UnknownJob(job=job_id)
    text = receipt_text(services.catalog, shown, str(interaction.locale))
    await interaction.edit_original_response(content=text, allowed_mentions=NOBODY)

"""What a result carries: the buttons under it, and a menu when it has several pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot import locales
from bot.ui.again import AgainButton, VaryButton
from bot.ui.details import DetailsButton
from bot.ui.editing import AnimateButton, EditButton
from bot.ui.picking import PickMenu
from bot.ui.removing import DeleteButton
from bot.ui.share import ShareButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.jobs.rows import Job
    from bot.media.assets import Asset


def result_view(job: Job, assets: Sequence[Asset]) -> discord.ui.View:
    """For ever: each custom id carries the job."""
    view = discord.ui.View(timeout=None)

    def said(key: str) -> str:
        return locales.text(job.locale, f"result.{key}")

    view.add_item(AgainButton(job.id, said("again")))
    view.add_item(EditButton(job.id, 0, said("edit")))
    if job.request.medium == "image":
        view.add_item(VaryButton(job.id, 0, said("vary")))
        view.add_item(AnimateButton(job.id, 0, said("animate")))
    if job.private:
        view.add_item(ShareButton(job.id, said("share")))
    view.add_item(DetailsButton(job.id, locales.text(job.locale, "details.button")))
    view.add_item(DeleteButton(job.id, locales.text(job.locale, "delete.button")))
    if len(assets) > 1:
        view.add_item(PickMenu(job.id, len(assets), job.locale))
    return view

"""Share: a result that only its member sees, posted for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bot import deletion, locales
from bot.errors import CannotPostHere, NotPermitted, ResultDeleted, ResultGone, UnknownJob
from bot.jobs import rows, showings
from bot.jobs.rows import DIRECT
from bot.jobs.showings import Showing
from bot.ui.lasting import Lasting
from bot.ui.payer import at_home
from bot.ui.place import channels_of, roles_of
from bot.ui.reach import rules_at
from bot.ui.saying import told

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.jobs.rows import Job


class ShareButton(Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"share:(?P<job>[0-9A-Z]{20})"):
    """Under private results."""

    stays = True

    def __init__(self, job_id: str, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="📣", custom_id=f"share:{job_id}"))
        self.job_id = job_id

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _share(interaction, self.job_id)


async def post_for_all(interaction: discord.Interaction[Atelier], job: Job, *, nonce: str) -> None:
    """Show a result where the interaction is, as a regular message; from then on it is everybody's.

    Raises CannotPostHere and ResultGone; ResultDeleted, with nothing left posted, when it is deleted meanwhile.
    """
    services = interaction.client.services
    if not at_home(interaction):
        raise CannotPostHere
    try:
        await _posted(interaction, replace(job, private=False), nonce)
    except ResultGone:
        now = await services.store.read(rows.load, job.id)
        if now is None or now.deleted:
            raise ResultDeleted from None
        raise
    if not await services.store.write(rows.share, job.id):
        await deletion.take_down(services.store, services.desk, job.id)
        raise ResultDeleted


async def _posted(interaction: discord.Interaction[Atelier], job: Job, nonce: str) -> None:
    services = interaction.client.services
    assets = await services.store.read(rows.assets_of, job.id)
    if not assets:
        raise ResultDeleted
    channel_id, guild_id = interaction.channel_id or job.channel_id, interaction.guild_id or 0
    rules = await rules_at(services, guild_id)
    if rules.covers(channels_of(interaction), roles_of(interaction)):
        job = replace(job, spoiler=True)
    message = await services.desk.show_again(job, assets, channel_id, guild_id, nonce=nonce)
    shown = Showing(message.id, channel_id)
    await services.store.write(showings.note, job.id, shown, services.studio.now())


async def _share(interaction: discord.Interaction[Atelier], job_id: str) -> None:
    """Once, by its member; from then on others may go on with it as with any result."""
    services = interaction.client.services
    await interaction.response.defer(ephemeral=True, thinking=True)
    with services.presses.first(interaction, anywhere=True) as first:
        job = await services.store.read(rows.load, job_id)
        if job is None or job.state != "succeeded":
            raise UnknownJob(job=job_id)
        if job.user_id != interaction.user.id:
            raise NotPermitted(permission="owner")
        if job.deleted:
            raise ResultDeleted
        if interaction.guild_id is None and job.asked_in > DIRECT:
            raise CannotPostHere  # nobody else would see it here, but everybody there could read its words
        locale = str(interaction.locale)
        if not job.private or not first:
            await told(interaction, locales.text(locale, "share.under_way" if job.private else "share.already"))
            return
        await post_for_all(interaction, job, nonce=f"{job_id}-sh")
    await told(interaction, locales.text(locale, "share.done"))

"""The button under a job whose model has gone, or that was lost: the same request, with the successor, or once more.

It lives for ever.
"""

import contextlib
from typing import TYPE_CHECKING, Any

import discord

from bot import locales
from bot.catalog.spec import ModelSpec
from bot.errors import UnknownJob
from bot.jobs import rows
from bot.jobs.rows import Job
from bot.tree import cause
from bot.ui import NOBODY, TROUBLE
from bot.ui.asking import Continued
from bot.ui.copying import copied
from bot.ui.lasting import Lasting
from bot.ui.orders import once, place
from bot.ui.place import permitted
from bot.ui.texts import sentence, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.services import Services

LABEL = 80
_LONGEST_ID = 70  # of a model, so that the custom id has at most 100 characters


def instead_view(job_id: str, successor: ModelSpec, locale: str, *, again: bool = False) -> discord.ui.View | None:
    """What the last word about the job carries; `again`: the successor is the same model."""
    if len(successor.id) > _LONGEST_ID:
        return None
    view = discord.ui.View(timeout=None)
    label = locales.text(locale, "instead.again" if again else "instead.button", model=successor.title)
    view.add_item(InsteadButton(job_id, successor.id, label=shortened(label, LABEL)))
    return view


class InsteadButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"instead:(?P<job>[0-9A-Z]{20}):(?P<model>\S+)"
):
    """Its message becomes the new job's progress, so that it is pressed once."""

    def __init__(self, job_id: str, model: str, *, label: str = "…") -> None:
        custom_id = f"instead:{job_id}:{model}"
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=custom_id))
        self.job_id = job_id
        self.model = model

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """Checks who presses; what is refused later leaves the button where it was."""
        services = interaction.client.services
        job = permitted(interaction, await services.store.read(rows.load, self.job_id), self.job_id)
        if job.state not in {"failed", "lost"}:
            raise UnknownJob(job=self.job_id)
        spec = services.catalog.offered(self.model)
        await interaction.response.edit_message(view=None)
        try:
            await _submit(interaction, services, job, spec)
        except Exception as error:  # noqa: BLE001  # whatever it is, the message is there to be pressed again
            if await services.store.read(rows.by_interaction, once(job.id)):
                return  # another press at the same time was taken: the message shows that job's progress
            said = sentence(cause(error), str(interaction.locale))
            with contextlib.suppress(*TROUBLE):
                await interaction.edit_original_response(
                    view=instead_view(job.id, spec, job.locale, again=spec.id == job.request.model)
                )
                await interaction.followup.send(said, ephemeral=True, allowed_mentions=NOBODY)


async def _submit(interaction: "discord.Interaction[Atelier]", services: "Services", job: Job, spec: ModelSpec) -> None:
    """From the failed job to the new one, or to the question what it may cost."""
    kept = await place(
        Continued(interaction),
        lambda job_id: copied(services, job, spec, job_id),
        private=job.private,
        spoiler=job.spoiler,
        once=once(job.id),
    )
    if kept:
        await services.files.discard(job.id)

"""What the buttons under a refused job have in common."""

from typing import TYPE_CHECKING

import discord

from bot import refusals
from bot.errors import ContentRejected, GivenGone, UnknownJob
from bot.jobs import rows
from bot.jobs.rows import Job
from bot.log import withhold
from bot.refusals import Refusal
from bot.ui.place import permitted
from bot.ui.texts import quoted, sentence

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.services import Services


async def refused_job(interaction: "discord.Interaction[Atelier]", job_id: str) -> tuple[Job, Refusal]:
    """Of the member who presses. Raises UnknownJob, NotPermitted."""
    store = interaction.client.services.store
    job = permitted(interaction, await store.read(rows.load, job_id), job_id)
    refusal = await store.read(refusals.load, job_id)
    if refusal is None:
        raise UnknownJob(job=job_id)
    withhold(job.request.words())
    return job, refusal


def check_given(services: "Services", job: Job) -> None:
    """Whether what went along with the refused request is at hand still. Raises GivenGone."""
    if not all(services.files.at(file.path).is_file() for file in job.request.files()):
        raise GivenGone


def refusal_text(job: Job, refusal: Refusal, locale: str) -> str:
    """What the job's last word was."""
    error = ContentRejected(reason=refusal.reason, stage=refusal.stage)
    return f"{quoted(job.request.prompt)}\n{sentence(error, locale)}"

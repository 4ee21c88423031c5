"""Safer wording for a prompt that a model refused. The buttons live for ever, and nothing is held or paid before it is
run."""

import re
from typing import TYPE_CHECKING, Any

import discord

from bot import locales
from bot.errors import PromptMissing, UnknownJob
from bot.jobs.rows import Job, new_id
from bot.log import withhold
from bot.media.requests import GenerationRequest
from bot.prompt_help import Member
from bot.refusals import Refusal
from bot.suggestions import Suggestion, suggest, suggested
from bot.ui import NOBODY
from bot.ui.asking import Continued
from bot.ui.copying import copied
from bot.ui.forms import Filled, PromptForm
from bot.ui.lasting import Lasting
from bot.ui.orders import once, place
from bot.ui.refused import check_given, refusal_text, refused_job
from bot.ui.texts import MESSAGE, quoted, quotes

if TYPE_CHECKING:
    from bot.bot import Atelier

EDITED = r"reword:(?P<id>[0-9A-Z]{20}):edited"
ACTIONS = ("run", "edit", "no")


class RefusedButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"refused:(?P<job>[0-9A-Z]{20}):reword"
):
    """Shows a safer wording in the place of the refusal."""

    stays = True

    def __init__(self, job_id: str, label: str = "…") -> None:
        custom_id = f"refused:{job_id}:reword"
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=custom_id))
        self.job_id = job_id

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """A double click is one press: each costs the operator something."""
        with interaction.client.services.presses.first(interaction) as first:
            if first:
                await self._reword(interaction)
            else:
                await interaction.response.defer()

    async def _reword(self, interaction: "discord.Interaction[Atelier]") -> None:
        services, locale = interaction.client.services, str(interaction.locale)
        job, _ = await refused_job(interaction, self.job_id)
        services.prompt_help.check("rewrite")
        services.catalog.offered(job.request.model)
        check_given(services, job)
        await interaction.response.defer()
        member = Member(job.guild_id, job.user_id, locale)
        words = await services.prompt_help.reworded(member, job.request.prompt)
        now = services.studio.now()
        new = Suggestion(new_id(now), job.asked_in, job.user_id, job.private, (words,), now, job.id)
        await services.store.write(suggest, new)
        view = discord.ui.View(timeout=None)
        for action in ACTIONS:
            view.add_item(RewordButton(new.id, action, locales.text(locale, f"reword.{action}")))
        heads = [quoted(job.request.prompt), locales.text(locale, "reword.title"), locales.text(locale, "reword.free")]
        (shown,) = quotes([words], MESSAGE - len("\n".join(heads)) - 1)
        await interaction.edit_original_response(
            content="\n".join([*heads[:2], shown, heads[2]]), view=view, allowed_mentions=NOBODY
        )


class RewordButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"reword:(?P<id>[0-9A-Z]{20}):(?P<said>run|edit|no)",
):
    """Its message becomes the new job's progress; `no` brings the refusal back."""

    stays = True

    def __init__(self, suggestion_id: str, said: str, label: str = "…") -> None:
        style = discord.ButtonStyle.primary if said == "run" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"reword:{suggestion_id}:{said}"))
        self.suggestion_id = suggestion_id
        self.said = said

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        job, refusal, words = await _reworded(interaction, self.suggestion_id)
        if self.said == "edit":
            form = PromptForm(f"reword:{self.suggestion_id}:edited", str(interaction.locale), words)
            await form.open(interaction)
            return
        await interaction.response.defer()
        if self.said == "run":
            await _run(interaction, job, self.suggestion_id, words)
            return
        desk = interaction.client.services.desk
        await interaction.edit_original_response(
            content=refusal_text(job, refusal, job.locale),
            view=await desk.remedies.of(job) if desk.remedies else None,
            allowed_mentions=NOBODY,
        )


async def edited(interaction: "discord.Interaction[Atelier]", match: re.Match[str], form: Filled) -> None:
    """A form was sent: what was typed into it is run."""
    job, _, _ = await _reworded(interaction, match["id"])
    words = form.text("prompt")
    if not words:
        raise PromptMissing
    await interaction.response.defer()
    await _run(interaction, job, match["id"], words)


async def _reworded(interaction: "discord.Interaction[Atelier]", suggestion_id: str) -> tuple[Job, Refusal, str]:
    found = await interaction.client.services.store.read(suggested, suggestion_id)
    if found is None or not found.job_id:
        raise UnknownJob(job=suggestion_id)
    job, refusal = await refused_job(interaction, found.job_id)
    return job, refusal, found.prompts[0]


async def _run(interaction: "discord.Interaction[Atelier]", job: Job, suggestion_id: str, words: str) -> None:
    """The same request in other words. However often it is pressed, there is one job."""
    services = interaction.client.services
    withhold([words])
    check_given(services, job)
    spec = services.catalog.offered(job.request.model)

    async def worded(job_id: str) -> GenerationRequest:
        return (await copied(services, job, spec, job_id)).model_copy(update={"prompt": words})

    await place(Continued(interaction), worded, private=job.private, spoiler=job.spoiler, once=once(suggestion_id))

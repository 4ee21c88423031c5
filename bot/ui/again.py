"""Again and Variations: a result's request once more, or its picture made differently."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.media.requests import GenerationRequest
from bot.ui.copying import copied
from bot.ui.defaults import defaults_of
from bot.ui.lasting import Lasting
from bot.ui.ordering import alternative, fulfil
from bot.ui.orders import place
from bot.ui.pressing import press
from bot.ui.reach import open_request, reachable
from bot.ui.wishes import Wish, purpose_of

if TYPE_CHECKING:
    from bot.catalog.spec import ModelSpec
    from bot.jobs.rows import Job
    from bot.services import Services
    from bot.ui.asking import Asker

LONG = 1500  # characters: a prompt that is longer is not said again in the one for a variation


class AgainButton(Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"again:(?P<job>[0-9A-Z]{20})"):
    """The same request, another result."""

    stays = True

    def __init__(self, job_id: str, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="🔁", custom_id=f"again:{job_id}"))
        self.job_id = job_id

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await press(interaction, lambda asker: again(asker, self.job_id))


class VaryButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"vary:(?P<job>[0-9A-Z]{20}):(?P<number>\d{1,2})"
):
    """The picture, or with number 0 all of them, as something to go by."""

    stays = True

    def __init__(self, job_id: str, number: int, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="🎲", custom_id=f"vary:{job_id}:{number}"))
        self.job_id = job_id
        self.number = number

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], int(match["number"]))

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await press(interaction, lambda asker: vary(asker, self.job_id, self.number))


async def again(asker: Asker, job_id: str) -> None:
    """Whoever asks pays, and it is as private and as covered as they like it. Raises RequestRefused."""
    services = asker.services
    job = await reachable(asker, job_id)
    spec = _still(services, job)
    tastes = (await defaults_of(asker)).tastes
    private = job.private or tastes.private
    await asker.acknowledge(private=private)
    mine = job.user_id == asker.user.id
    job = replace(job, request=await open_request(asker, job.request))

    async def prepared(new_id: str) -> GenerationRequest:
        request = await copied(services, job, spec, new_id)
        changes: dict[str, Any] = {"seed": None}  # which would make the very same
        if spec.id != job.request.model:
            changes["instead_of"] = job.request.model
        return request.model_copy(update=changes)

    await place(asker, prepared, private=private, spoiler=job.spoiler or (tastes.spoiler and not mine))


def _still(services: Services, job: Job) -> ModelSpec:
    """Its model, or what takes the place of one that has gone or is in trouble. Raises RequestRefused."""
    model = job.request.model
    if not services.catalog.offers(model):
        return services.catalog.successor(model) or services.catalog.offered(model)
    spec = services.catalog[model]
    if services.health.in_trouble(spec.id, spec.wires):
        goes_by = bool(job.request.references or job.request.first_frame)
        return alternative(services, spec, purpose_of(spec.medium, goes_by=goes_by)) or spec
    return spec


async def vary(asker: Asker, job_id: str, number: int) -> None:
    """With whoever made it, if that can go by a picture. Raises RequestRefused."""
    job = await reachable(asker, job_id)
    wish = Wish(
        medium="image",
        model="",
        options={"prompt": _varied(job), "count": job.request.count if not number else 1, "seed": None},
        parent=job,
        picks=(number,) if number else (),
        private=job.private or None,
        trims=True,
        verbatim=True,
    )
    await fulfil(asker, wish)


def _varied(job: Job) -> str:
    """In the words the member reads; a variation of a variation says so once."""
    prompt = job.request.prompt
    for locale in locales.catalogues():
        frame = locales.text(locale, "variations.prompt", prompt="")
        if prompt.startswith(frame.rstrip()):
            return prompt
    alone = locales.text(job.locale, "variations.alone")
    return alone if len(prompt) > LONG else locales.text(job.locale, "variations.prompt", prompt=prompt)

"""The button under a job whose model has gone, or that was lost: the same request, with the successor, or once more.

It lives for ever.
"""

import contextlib
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.catalog.pictures import needs_of
from bot.catalog.spec import ModelSpec
from bot.catalog.succession import carried_over
from bot.errors import NotPermitted, UnknownJob
from bot.jobs import rows
from bot.jobs.rows import Job, new_id
from bot.media import masks
from bot.media.requests import GenerationRequest, Reference
from bot.transactions import Order
from bot.tree import cause, guarded
from bot.ui import NOBODY, TROUBLE
from bot.ui.confirm import ask_first
from bot.ui.place import roles_of
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
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"instead:(?P<job>[0-9A-Z]{20}):(?P<model>\S+)"
):
    """Its message becomes the new job's progress, so that it is pressed once."""

    def __init__(self, job_id: str, model: str, *, label: str = "…") -> None:
        custom_id = f"instead:{job_id}:{model}"
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=custom_id))
        self.job_id = job_id
        self.model = model

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Discord's side of a persistent button."""
        return cls(match["job"], match["model"])

    async def callback(self, interaction: discord.Interaction[Any]) -> Any:
        """Pressed."""
        await guarded(interaction, self._pressed(interaction))

    async def _pressed(self, interaction: "discord.Interaction[Atelier]") -> None:
        """Checks who presses; what is refused later leaves the button where it was."""
        services = interaction.client.services
        job = await services.store.read(rows.load, self.job_id)
        if job is None or job.state not in {"failed", "lost"} or job.guild_id != interaction.guild_id:
            raise UnknownJob(job=self.job_id)
        if interaction.user.id != job.user_id:
            raise NotPermitted(permission="owner")
        spec = services.catalog.offered(self.model)
        await interaction.response.edit_message(view=None)
        try:
            if await again(interaction, job, spec, once=once(job.id)):
                await services.files.discard(job.id)
        except Exception as error:  # noqa: BLE001  # whatever it is, the message is there to be pressed again
            if await services.store.read(rows.by_interaction, once(job.id)):
                return  # another press at the same time was taken: the message shows that job's progress
            said = sentence(cause(error), str(interaction.locale))
            with contextlib.suppress(*TROUBLE):
                await interaction.edit_original_response(
                    view=instead_view(job.id, spec, job.locale, again=spec.id == job.request.model)
                )
                await interaction.followup.send(said, ephemeral=True, allowed_mentions=NOBODY)


async def again(
    interaction: "discord.Interaction[Atelier]",
    job: Job,
    spec: ModelSpec,
    *,
    once: int,
    agreed: int = -1,
    **changes: Any,
) -> bool:
    """From the failed job to a new one, or to the question what it may cost, in the place of the interaction's message.
    A refusal leaves nothing behind.

    `once`: in place of the interaction's id, so that however often it is asked for there is one job; `agreed`: credits
    that are not asked about again; `changes`: fields of the request that are others now. Whether this call made it.
    """
    services = interaction.client.services
    job_id = new_id(services.studio.now())
    services.desk.open(job_id, interaction)
    kept = False
    try:
        order = Order(
            job_id=job_id,
            interaction_id=once,
            guild_id=job.guild_id,
            channel_id=job.channel_id,
            user_id=job.user_id,
            locale=str(interaction.locale),
            private=job.private,
            message_id=interaction.message.id if interaction.message else None,
            request=await copied(services, job, spec, job_id, **changes),
            roles=roles_of(interaction),
        )
        dear = services.studio.quote(order.request).hold > agreed
        if dear and await services.studio.asks_first(order.guild_id, order.request):
            await ask_first(interaction, order)
            kept = True
        else:
            kept = (await services.studio.submit(order)).id == job_id
    finally:
        if not kept:
            services.desk.close(job_id)
            await services.files.discard(job_id)
    return kept


def once(name: str) -> int:
    """In place of an interaction's id, which is never negative: two presses at the same time are one job."""
    return -int.from_bytes(hashlib.sha256(name.encode()).digest()[:7])


async def copied(services: "Services", job: Job, spec: ModelSpec, job_id: str, **others: Any) -> GenerationRequest:
    """The request for the successor, or once more for the same model, the pictures it was given prepared for that;
    `others`: fields that are others now."""
    request = job.request if spec.id == job.request.model else carried_over(spec, job.request)
    megapixels = services.settings.max_megapixels
    needs = needs_of(spec, len(request.references) + (request.first_frame is not None), megapixels)
    number = 0

    async def copied(reference: Reference, *, mask: bool = False) -> Reference:
        nonlocal number
        if not reference.path.startswith(f"references/{job.id}/"):
            return reference  # another job's result: it stays where it is
        number += 1
        wanted = replace(masks.NEEDS, max_megapixels=megapixels) if mask else needs
        file = services.files.at(reference.path)
        return await services.files.copy_reference(job_id, number, file=file, name=f"#{number}", needs=wanted)

    changes: dict[str, Any] = {
        "moderation": spec.moderation(services.settings.image_moderation),
        "references": tuple([await copied(reference) for reference in request.references]),
    }
    for name in ("first_frame", "last_frame"):
        if reference := getattr(request, name):
            changes[name] = await copied(reference)
    if request.mask:
        mask = await copied(request.mask, mask=True)
        black = spec.mask_form == "black"
        changes["mask"] = await services.files.fit_mask(mask, changes["references"][0], "#mask", black=black)
    return request.model_copy(update={**changes, **others})

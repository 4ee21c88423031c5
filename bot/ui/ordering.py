"""From a command's options to an accepted job: what cogs that make something share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import discord

from bot.catalog.catalog import check
from bot.catalog.pictures import needs_of
from bot.catalog.spec import ModelSpec
from bot.credits.pricing import cheapest_usd
from bot.errors import BadOptions, ModelInTrouble, NothingToEdit, RequestRefused, RetiredModel, WrongMedium
from bot.jobs import rows
from bot.jobs.rows import Job, new_id
from bot.log import withhold
from bot.media import masks
from bot.media.assets import Asset
from bot.media.requests import GenerationRequest, Medium, Reference, Turn
from bot.media.uploads import Needs
from bot.preferences import Purpose, preferred
from bot.services import Services
from bot.transactions import Order
from bot.ui.confirm import ask_first
from bot.ui.enhance import ask_which
from bot.ui.place import roles_of
from bot.ui.successor import offer

if TYPE_CHECKING:
    from bot.bot import Atelier

COMMANDS: dict[Medium, str] = {"image": "/imagine", "video": "/video"}
MOST_TURNS = 6  # of a conversation that go back to the model
_OPTION = re.compile(r"([\w-]+)\s*=\s*([^\s,]+)")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command was given. `options` are those fields of a GenerationRequest that were typed."""

    medium: Medium
    model: str
    options: dict[str, Any]
    extras: str = ""
    pictures: Sequence[discord.Attachment] = ()
    last_frame: discord.Attachment | None = None
    mask: discord.Attachment | None = None
    continues: bool = False
    """Without a picture it works on the member's latest result in the channel."""
    private: bool = False
    enhance: bool = False
    """The member chooses between their prompt and a richer one before anything is made."""

    @property
    def purpose(self) -> Purpose:
        """What the default model is chosen for."""
        if self.medium == "video":
            return "animate" if self.pictures else "video"
        return "edit" if self.pictures or self.continues else "imagine"


@dataclass(slots=True)
class _Draft:
    """A request whose pictures are still attachments."""

    spec: ModelSpec
    request: GenerationRequest
    references: list[discord.Attachment] = field(default_factory=list[discord.Attachment])
    first_frame: discord.Attachment | None = None
    last_frame: discord.Attachment | None = None
    mask: discord.Attachment | None = None

    def check(self) -> None:
        """Refuse from memory what the model cannot take, pictures counted as Discord describes them."""
        announced: dict[str, Any] = {"references": (*self.request.references, *map(_announced, self.references))}
        for name in ("first_frame", "last_frame", "mask"):
            attachment = getattr(self, name)
            announced[name] = _announced(attachment) if attachment else None
        check(self.spec, self.request.model_copy(update=announced))


async def submit(interaction: "discord.Interaction[Atelier]", wish: Wish) -> None:
    """What can be refused from memory is refused at once; all else comes after the acknowledgement."""
    withhold([wish.options.get("prompt", ""), wish.options.get("negative", ""), wish.extras])
    services = interaction.client.services
    draft = None
    if wish.model and (successor := _not_now(services, wish)):
        error, spec = successor
        await offer(interaction, error, spec, lambda pressed: submit(pressed, replace(wish, model=spec.id)))
        return
    if wish.model and not (wish.continues and not wish.pictures):
        draft = _drafted(services, services.catalog.offered(wish.model), wish)
        draft.check()
    answer = await interaction.response.defer(ephemeral=wish.private, thinking=True)
    message_id = answer and answer.message_id
    parent = (
        await _parent(interaction, services, private=wish.private) if wish.continues and not wish.pictures else None
    )
    if draft is None:
        spec = await _model(interaction, services, wish, parent)
        if services.health.in_trouble(spec.id, spec.wires) and (other := alternative(services, spec, wish.purpose)):
            raise ModelInTrouble(model=spec.title, successor=other.title)
        draft = _drafted(services, spec, wish)
        if parent:
            await _continue(services, draft, parent)
        draft.check()
    await _order(interaction, services, draft, private=wish.private, message_id=message_id, enhance=wish.enhance)


def _not_now(services: Services, wish: Wish) -> tuple[RequestRefused, ModelSpec] | None:
    """That a model has been retired or is in trouble, and what there is instead; None when it is neither, or when
    nothing takes its place."""
    try:
        spec = services.catalog.offered(wish.model)
    except RetiredModel as error:
        successor = services.catalog.successor(services.catalog[wish.model].id)
        return (error, successor) if successor else None
    if not services.health.in_trouble(spec.id, spec.wires):
        return None
    other = alternative(services, spec, wish.purpose)
    return (ModelInTrouble(model=spec.title, successor=other.title), other) if other else None


def alternative(services: Services, spec: ModelSpec, purpose: Purpose) -> ModelSpec | None:
    """What does the same and is well: the operator's own choice, else the nearest in price."""
    well = [
        other
        for other in services.catalog
        if other.id != spec.id
        and other.serves(purpose)
        and services.catalog.offers(other.id)
        and not services.health.in_trouble(other.id, other.wires)
    ]
    usual, price = services.settings.default_models[purpose], cheapest_usd(spec)
    return min(well, key=lambda other: (other.id != usual, abs(cheapest_usd(other) - price)), default=None)


async def default_model(interaction: "discord.Interaction[Atelier]", purpose: Purpose) -> str:
    """The member's choice, the server's, or the operator's."""
    services = interaction.client.services
    chosen = await services.store.read(preferred, interaction.guild_id or 0, interaction.user.id)
    models = [chosen.get(purpose, ""), services.settings.default_models[purpose]]

    def well(model: str) -> bool:
        offered = services.catalog.offers(model)
        return offered and not services.health.in_trouble(model, services.catalog[model].wires)

    for known in (well, services.catalog.offers, services.catalog.has):  # one that has gone names its successor
        for model in filter(known, models):
            return model
    return next(spec.id for spec in services.catalog if spec.serves(purpose))


def parsed_extras(typed: str) -> dict[str, str]:
    """`guidance=7 watermark=off` as a table. Raises BadOptions."""
    if _OPTION.sub("", typed).strip(" ,\t\n"):
        raise BadOptions(typed=typed)
    return {name.lower(): value for name, value in _OPTION.findall(typed)}


async def _model(
    interaction: "discord.Interaction[Atelier]", services: Services, wish: Wish, parent: Job | None
) -> ModelSpec:
    """A conversation goes on with whom it began."""
    if not wish.model and parent and services.catalog.offers(parent.request.model):
        spec = services.catalog[parent.request.model]
        if spec.converses and spec.medium == wish.medium:
            return spec
    return services.catalog.offered(wish.model or await default_model(interaction, wish.purpose))


def _drafted(services: Services, spec: ModelSpec, wish: Wish) -> _Draft:
    if spec.medium != wish.medium:
        raise WrongMedium(model=spec.title, command=COMMANDS[spec.medium])
    request = GenerationRequest(
        model=spec.id,
        medium=wish.medium,
        moderation=spec.moderation(services.settings.image_moderation),
        extras=parsed_extras(wish.extras),
        **wish.options,
    )
    draft = _Draft(spec, request, last_frame=wish.last_frame, mask=wish.mask)
    pictures = list(wish.pictures)
    go_by = spec.max_references >= len(pictures) > 1 and wish.last_frame is None  # several are no first frame
    if pictures and "first_frame" in spec.frames and not go_by:
        draft.first_frame = pictures.pop(0)
    draft.references = pictures
    return draft


async def _parent(interaction: "discord.Interaction[Atelier]", services: Services, *, private: bool) -> Job:
    place = (interaction.guild_id or 0, interaction.channel_id or 0, interaction.user.id)
    found = await services.store.read(rows.latest, *place, private=private)
    if found is None:
        raise NothingToEdit
    return found


async def _continue(services: Services, draft: _Draft, parent: Job) -> None:
    """Models that converse get the whole exchange back, others the last pictures."""
    made = [_as_reference(asset) for asset in await services.store.read(rows.assets_of, parent.id)]
    pictures = tuple(made[: draft.spec.max_references])
    if not pictures:
        raise NothingToEdit
    changes: dict[str, Any] = {"parent": parent.id}
    if draft.spec.converses and parent.request.model == draft.spec.id and parent.answer:
        turn = Turn(
            prompt=parent.translation or parent.request.prompt,
            answer=parent.answer,
            references=parent.request.references,
            pictures=pictures,
        )
        changes["turns"] = (*parent.request.turns, turn)[-MOST_TURNS:]
    else:
        changes["references"] = pictures
    draft.request = draft.request.model_copy(update=changes)


async def _order(
    interaction: "discord.Interaction[Atelier]",
    services: Services,
    draft: _Draft,
    *,
    private: bool,
    message_id: int | None,
    enhance: bool = False,
) -> None:
    """From the acknowledgement to the accepted job. A refusal leaves nothing behind."""
    job_id = new_id(services.studio.now())
    services.desk.open(job_id, interaction)
    try:
        request = await _fetched(services, draft, job_id)
        order = Order(
            job_id=job_id,
            interaction_id=interaction.id,
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            user_id=interaction.user.id,
            locale=str(interaction.locale),
            private=private,
            message_id=message_id,
            request=request,
            roles=roles_of(interaction),
        )
        if enhance:
            await ask_which(interaction, order)
        elif await services.studio.asks_first(order.guild_id, request):
            await ask_first(interaction, order)
        else:
            await services.studio.submit(order)
    except Exception:  # the transaction is the last thing that can fail: there is no job
        services.desk.close(job_id)
        await services.studio.decline(job_id)  # a question that could not be put is none
        await services.files.discard(job_id)
        raise


async def _fetched(services: Services, draft: _Draft, job_id: str) -> GenerationRequest:
    """The request with its pictures on disk."""
    pictures = len(draft.references) + (draft.first_frame is not None) + (draft.last_frame is not None)
    needs, number = needs_of(draft.spec, pictures, services.settings.max_megapixels), 0

    async def keep(file: discord.Attachment, needs: Needs) -> Reference:
        nonlocal number
        number += 1
        return await services.files.keep_reference(
            job_id, number, url=file.url, name=file.filename, size=file.size, needs=needs
        )

    references = (*draft.request.references, *[await keep(file, needs) for file in draft.references])
    changes: dict[str, Any] = {"references": references}
    for name in ("first_frame", "last_frame"):
        if attachment := getattr(draft, name):
            changes[name] = await keep(attachment, needs)
    if draft.mask:
        mask = await keep(draft.mask, replace(masks.NEEDS, max_megapixels=needs.max_megapixels))
        black = draft.spec.mask_form == "black"
        changes["mask"] = await services.files.fit_mask(mask, references[0], draft.mask.filename, black=black)
    return draft.request.model_copy(update=changes)


def _announced(file: discord.Attachment) -> Reference:
    """An attachment as far as Discord describes it: enough to count and to refuse."""
    return Reference(
        path="", mime=file.content_type or "", width=file.width or 0, height=file.height or 0, size=file.size
    )


def _as_reference(asset: Asset) -> Reference:
    return Reference(path=asset.path, mime=asset.mime, width=asset.width, height=asset.height, size=asset.size)

"""From a wish to an accepted job: what commands, forms, buttons and replies that make something share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.credits.pricing import cheapest_usd
from bot.errors import ModelInTrouble, NothingToEdit, PictureMissing, RequestRefused, ResultDeleted, RetiredModel
from bot.jobs import finding, rows
from bot.log import withhold
from bot.media.requests import Reference, Turn
from bot.preferences import preferred
from bot.ui.asking import Asked, Asker
from bot.ui.defaults import defaults_of
from bot.ui.drafts import Draft, drafted
from bot.ui.orders import place, place_all
from bot.ui.reach import open_turns
from bot.ui.successor import offer

if TYPE_CHECKING:
    import discord

    from bot.bot import Atelier
    from bot.catalog.spec import ModelSpec
    from bot.jobs.rows import Job
    from bot.media.assets import Asset
    from bot.preferences import Purpose
    from bot.services import Services
    from bot.ui.wishes import Wish

MOST_TURNS = 6  # of a conversation that go back to the model


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The model that does it, and the one that would have gone on but cannot."""

    spec: ModelSpec
    instead_of: str = ""


async def submit(interaction: discord.Interaction[Atelier], wish: Wish) -> None:
    """Of a command or a form. What can be refused from memory is refused at once; all else comes after the
    acknowledgement."""
    withhold([wish.options.get("prompt", ""), wish.options.get("negative", ""), wish.extras])
    services = interaction.client.services
    if wish.model and (successor := _not_now(services, wish)):
        error, spec = successor
        await offer(interaction, error, spec, lambda pressed: submit(pressed, replace(wish, model=spec.id)))
        return
    await fulfil(Asked(interaction), wish)


async def fulfil(asker: Asker, wish: Wish) -> bool:
    """False when this was asked before: a repeated message, another press at the same time."""
    withhold([wish.options.get("prompt", ""), wish.options.get("negative", ""), wish.extras])
    services = asker.services
    if _plain(wish):
        _check([drafted(services, services.catalog.offered(wish.model), wish)])
    private = _private(asker, wish)
    await asker.acknowledge(private=private)  # nothing before this has waited for anything
    defaults = await defaults_of(asker)
    wishes = defaults.wishes(services, replace(wish, private=private))
    wish = wishes[0]
    await asker.find_payer()
    if wish.seeks:
        parent = await _latest(asker, private=private)
        wishes = [replace(each, parent=parent) for each in wishes]
    drafts = [await _worked_out(asker, each) for each in wishes]
    _check(drafts)
    spoiler = defaults.spoiler(wishes[0])
    if len(drafts) > 1:
        return await place_all(asker, drafts, private=private, spoiler=spoiler)
    (draft,) = drafts
    return await place(
        asker,
        lambda job_id: draft.fetched(services, job_id),
        private=private,
        spoiler=spoiler,
        ask=wish.ask,
        enhance=wish.enhance,
    )


def _plain(wish: Wish) -> bool:
    """Whether what was typed says it all, so that what cannot be is refused at once, to the member alone."""
    prompt = str(wish.options.get("prompt", ""))
    dressed = not wish.verbatim and (wish.preset or "{" in prompt or "--" in prompt)
    return bool(wish.model) and wish.parent is None and not wish.seeks and not dressed


def _private(asker: Asker, wish: Wish) -> bool:
    if wish.private is not None:
        return wish.private
    server = asker.guild_id if asker.client.get_guild(asker.guild_id) else 0
    return asker.whispers and asker.services.whisperers.has(server, asker.user.id)


def _check(drafts: list[Draft]) -> None:
    for draft in drafts:
        draft.check()


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


async def default_model(services: Services, guild_id: int, user_id: int, purpose: Purpose) -> str:
    """The member's choice, the server's, or the operator's."""
    chosen = await services.store.read(preferred, guild_id, user_id)
    models = [chosen.get(purpose, ""), services.settings.default_models[purpose]]

    def well(model: str) -> bool:
        offered = services.catalog.offers(model)
        return offered and not services.health.in_trouble(model, services.catalog[model].wires)

    for known in (well, services.catalog.offers, services.catalog.has):  # one that has gone names its successor
        for model in filter(known, models):
            return model
    return next(spec.id for spec in services.catalog if spec.serves(purpose))


async def _worked_out(asker: Asker, wish: Wish) -> Draft:
    """With the model that is to do it, and the conversation so far."""
    services = asker.services
    chosen = await _chosen(asker, wish)
    spec = chosen.spec
    if services.health.in_trouble(spec.id, spec.wires) and (other := alternative(services, spec, wish.purpose)):
        raise ModelInTrouble(model=spec.title, successor=other.title)
    if wish.parent is None:
        return drafted(services, spec, wish)
    results = await _results(services, wish, spec)
    turns = await open_turns(asker, _turns(spec, wish.parent, results)) if wish.converses else ()
    draft = drafted(services, spec, wish, () if turns else results)
    draft.request = draft.request.model_copy(update={"turns": turns, "instead_of": chosen.instead_of})
    return draft


async def _chosen(asker: Asker, wish: Wish) -> _Chosen:
    """Whoever made a picture goes on with it, if it can; else the default model does, and that is said."""
    services = asker.services
    if wish.model:
        return _Chosen(services.catalog.offered(wish.model))
    usual = services.catalog.offered(await default_model(services, asker.guild_id, asker.user.id, wish.purpose))
    if wish.parent is None or wish.parent.request.medium != wish.medium:
        return _Chosen(usual)
    before = wish.parent.request.model
    if services.catalog.offers(before):
        spec = services.catalog[before]
        well = not services.health.in_trouble(spec.id, spec.wires)
        if spec.serves(wish.purpose) and well and not (wish.mask and not spec.mask):
            return _Chosen(spec)
    return _Chosen(usual, instead_of=before if usual.id != before else "")


async def _latest(asker: Asker, *, private: bool) -> Job:
    found = await asker.services.store.read(finding.latest, asker.channel_id, asker.user.id, private=private)
    if found is None:
        raise NothingToEdit
    return found


async def _results(services: Services, wish: Wish, spec: ModelSpec) -> tuple[Reference, ...]:
    """The pictures of its parent that are meant, as many as the model takes."""
    assert wish.parent is not None  # noqa: S101  # for the checker: the caller has looked
    made = await services.store.read(rows.assets_of, wish.parent.id)
    pictures = [asset for asset in made if asset.mime.startswith("image/")]
    if not made:
        raise ResultDeleted
    if not pictures:
        raise NothingToEdit
    for pick in wish.picks:
        if pick not in {asset.number for asset in pictures}:
            raise PictureMissing(number=pick, count=len(pictures))
    meant = [as_reference(asset) for asset in pictures if not wish.picks or asset.number in wish.picks]
    most = max(1, spec.max_references - (0 if wish.trims else len(wish.pictures)))
    return tuple(meant[:most])


def _turns(spec: ModelSpec, parent: Job, pictures: tuple[Reference, ...]) -> tuple[Turn, ...]:
    """The whole exchange, for models that converse and have held it themselves."""
    if not (spec.converses and parent.request.model == spec.id and parent.answer):
        return ()
    turn = Turn(
        prompt=parent.translation or parent.request.prompt,
        answer=parent.answer,
        references=parent.request.references,
        pictures=pictures,
    )
    return (*parent.request.turns, turn)[-MOST_TURNS:]


def as_reference(asset: Asset) -> Reference:
    """A result as a picture to go by."""
    return Reference(path=asset.path, mime=asset.mime, width=asset.width, height=asset.height, size=asset.size)

"""Edit, Animate and Use as reference: a form about a result, or about pictures of somebody's message."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import discord
from pydantic import ValidationError

from bot import locales
from bot.catalog.catalog import PROMPT_LIMIT
from bot.errors import BadOptions, NothingToEdit
from bot.media.requests import GenerationRequest
from bot.prompts.permutations import escaped
from bot.ui.asking import Asked
from bot.ui.forms import Filled, Form
from bot.ui.lasting import Lasting
from bot.ui.offering import models_for
from bot.ui.ordering import submit
from bot.ui.reach import allow, reachable, rules_at
from bot.ui.wishes import Given, Wish, parsed_extras

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.jobs.rows import Job
    from bot.preferences import Purpose

FORM = r"form:(?P<what>edit|animate|refer):(?:(?P<job>[0-9A-Z]{20}):(?P<number>\d{1,2})|@(?P<word>[0-9a-f]{12}))"
MOST_FILES = 10
NAMED = ("aspect", "quality", "resolution", "background", "seed", "count", "seconds")
"""Options of a request that can be typed as name=value; all others are the model's own."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about: a job's result, or one picture of it; else pictures of a message."""

    job: Job | None = None
    number: int = 0
    pictures: tuple[Given, ...] = ()
    word: str = ""

    @property
    def custom_id(self) -> str:
        """The end of the form's."""
        return f"{self.job.id}:{self.number}" if self.job else f"@{self.word}"


class EditButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"edit:(?P<job>[0-9A-Z]{20}):(?P<number>\d{1,2})"
):
    """Opens the form. Number 0 are all of the pictures."""

    stays = True

    def __init__(self, job_id: str, number: int, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="✏️", custom_id=f"edit:{job_id}:{number}"))
        self.job_id = job_id
        self.number = number

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], int(match["number"]))

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _open(interaction, "edit", self.job_id, self.number)


class AnimateButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"animate:(?P<job>[0-9A-Z]{20}):(?P<number>\d{1,2})",
):
    """Opens the form. Number 0 is the first of the pictures."""

    stays = True

    def __init__(self, job_id: str, number: int, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="🎬", custom_id=f"animate:{job_id}:{number}"))
        self.job_id = job_id
        self.number = number

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], int(match["number"]))

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _open(interaction, "animate", self.job_id, self.number)


async def _open(interaction: discord.Interaction[Atelier], what: str, job_id: str, number: int) -> None:
    await open_form(interaction, what, Target(await reachable(Asked(interaction), job_id), number))


async def open_form(interaction: discord.Interaction[Atelier], what: str, target: Target) -> None:
    """`what`: edit, animate or refer. It is the answer to the interaction."""
    locale, before = str(interaction.locale), target.job.request if target.job else None
    video = what == "animate" or (before is not None and before.medium == "video")
    if video and what == "refer":
        raise NothingToEdit
    form = Form(locales.text(locale, f"form.{what}"), f"form:{what}:{target.custom_id}")
    prompt = escaped(before.prompt) if before and what != "refer" else ""
    form.text("prompt", locales.text(locale, f"form.prompt_{what}"), value=prompt, most=PROMPT_LIMIT, lines=True)
    if what == "edit" and before is not None and not video:
        offered = [(how, locales.text(locale, f"form.how_{how}")) for how in ("change", "anew")]
        form.either("how", locales.text(locale, "form.how"), offered, "change")
    purpose: Purpose = "animate" if what == "animate" else "video" if video else "edit"
    offer = await models_for(interaction, purpose, before, anew=what == "edit" and not video)
    label = locales.text(locale, "form.model")
    form.choice("model", label, offer.options, offer.chosen, note=offer.note(locale))
    options = typed_of(before) if before and what == "edit" else ""
    note = locales.text(locale, "form.options_note_video" if video else "form.options_note")
    form.text("options", locales.text(locale, "form.options"), value=options, note=note, most=300)
    if what == "animate":
        form.files("files", locales.text(locale, "form.last"), 1, locales.text(locale, "form.last_note"))
    else:
        form.files("files", locales.text(locale, "form.files"), MOST_FILES, locales.text(locale, "form.files_note"))
    await form.open(interaction)


def typed_of(request: GenerationRequest) -> str:
    """A request's options as they would be typed: `aspect=3:2 seed=7`."""
    named = {name: getattr(request, name) for name in NAMED}
    named["count"] = request.count if request.count > 1 else 0
    found = [f"{name}={value}" for name, value in named.items() if value or (name == "seed" and value is not None)]
    return " ".join([*found, *[f"{name}={value}" for name, value in request.extras.items()]])


def options_of(typed: str) -> tuple[dict[str, Any], str, str]:
    """The fields of a request among them; the model's own, as they were typed; and the model, if one is named. Raises
    BadOptions."""
    parsed = parsed_extras(typed)
    model = parsed.pop("model", "")
    named = {name: parsed.pop(name) for name in NAMED if name in parsed}
    try:
        checked = GenerationRequest.model_validate({"model": "", "prompt": "", **named})
    except ValidationError:
        raise BadOptions(typed=typed) from None
    options = {name: getattr(checked, name) for name in named}
    if not 1 <= checked.count <= MOST_FILES:
        raise BadOptions(typed=typed)
    return options, " ".join(f"{name}={value}" for name, value in parsed.items()), model


async def answer_form(interaction: discord.Interaction[Atelier], match: re.Match[str], filled: Filled) -> None:
    """What was filled in becomes a wish."""
    asker = Asked(interaction)
    if match["word"]:
        pictures, own = interaction.client.services.handed.of(match["word"])
        target = Target(pictures=pictures)
        if not own:
            allow(await rules_at(interaction.client.services, asker.asked_in), "anyone")
    else:
        target = Target(await reachable(asker, match["job"]), int(match["number"]))
    await submit(interaction, wished(match["what"], target, filled))


def wished(what: str, target: Target, filled: Filled) -> Wish:
    """A form's wish. Raises BadOptions."""
    options, extras, model = options_of(filled.text("options"))
    job = target.job
    video = what == "animate" or (job is not None and job.request.medium == "video")
    wish = Wish(
        medium="video" if video else "image",
        model=model or filled.text("model"),
        options={"prompt": filled.text("prompt"), **options},
        extras=extras,
        pictures=[*target.pictures, *filled.files],
        parent=job,
        picks=(target.number,) if target.number else (),
        carries=False,  # the form shows what was asked for, and what is left of it holds
        converses=what == "edit",
        private=True if job is not None and job.private else None,
    )
    if what == "animate":
        picks = wish.picks or ((1,) if job else ())
        last = filled.files[0] if filled.files else None
        return replace(wish, pictures=target.pictures[:1], last_frame=last, picks=picks)
    if job is not None and (video or filled.text("how") == "anew"):
        covered = job.spoiler or None  # as its parent would have seen to
        return replace(wish, parent=None, picks=(), pictures=filled.files, origin=job.id, spoiler=covered)
    return wish

"""A request whose pictures are not at hand yet: at Discord, or another job's results."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.catalog.catalog import check
from bot.catalog.pictures import needs_of
from bot.catalog.succession import carried_over
from bot.errors import RequestRefused, WrongMedium
from bot.media import masks
from bot.media.requests import GenerationRequest, Medium, Reference
from bot.ui.wishes import Given, Wish, parsed_extras

if TYPE_CHECKING:
    from bot.catalog.spec import ModelSpec
    from bot.jobs.rows import Job
    from bot.media.uploads import Needs
    from bot.services import Services

COMMANDS: dict[Medium, str] = {"image": "/imagine", "video": "/video"}
_UNSAID = {"aspect": "", "count": 1}
Source = Given | Reference
"""A picture: at Discord, or a result on disk."""


@dataclass(slots=True)
class Draft:
    """Ready to be checked from memory, and to be fetched once a job has a place on disk."""

    spec: ModelSpec
    request: GenerationRequest
    references: list[Source] = field(default_factory=list[Source])
    first_frame: Source | None = None
    last_frame: Source | None = None
    mask: Given | None = None

    def check(self) -> None:
        """Refuse from memory what the model cannot take, pictures counted as Discord describes them."""
        self._check(self.request)

    def prefer(self, **changes: Any) -> None:
        """Options to use if the model can do that with all the rest."""
        changed = self.request.model_copy(update=changes)
        with contextlib.suppress(RequestRefused):
            self._check(changed)
            self.request = changed

    def _check(self, request: GenerationRequest) -> None:
        announced: dict[str, Any] = {"references": tuple(map(_announced, self.references))}
        for name in ("first_frame", "last_frame", "mask"):
            source = getattr(self, name)
            announced[name] = _announced(source) if source else None
        check(self.spec, request.model_copy(update=announced))

    @property
    def pictures(self) -> tuple[ModelSpec, tuple[Source | None, ...]]:
        """What goes along, in which places, and what it is prepared for: the same for drafts that can share it."""
        return self.spec, (*self.references, None, self.first_frame, self.last_frame, self.mask)

    async def fetched(self, services: Services, job_id: str) -> GenerationRequest:
        """The request with its pictures on disk, as the model takes them. Raises BadAttachment."""
        pictures = len(self.references) + (self.first_frame is not None) + (self.last_frame is not None)
        shelf = _Shelf(services, job_id, needs_of(self.spec, pictures, services.settings.max_megapixels))
        references = tuple([await shelf.keep(source) for source in self.references])
        changes: dict[str, Any] = {"references": references}
        for name in ("first_frame", "last_frame"):
            if source := getattr(self, name):
                changes[name] = await shelf.keep(source)
        if self.mask:
            mask = await shelf.keep(self.mask, replace(masks.NEEDS, max_megapixels=shelf.needs.max_megapixels))
            black = self.spec.mask_form == "black"
            changes["mask"] = await services.files.fit_mask(mask, references[0], self.mask.name, black=black)
        return self.request.model_copy(update=changes)


def drafted(services: Services, spec: ModelSpec, wish: Wish, results: tuple[Reference, ...] = ()) -> Draft:
    """`results` are the pictures of the wish's parent, which come before those that were attached.

    Raises WrongMedium and BadOptions.
    """
    if spec.medium != wish.medium:
        raise WrongMedium(model=spec.title, command=COMMANDS[spec.medium])
    pictures: list[Source] = [*results, *wish.pictures]
    request = _begun(spec, wish, results)
    typed = {**wish.options, "medium": wish.medium, "moderation": spec.moderation(services.settings.image_moderation)}
    if extras := parsed_extras(wish.extras):
        typed["extras"] = {**request.extras, **extras}
    draft = Draft(spec, request.model_copy(update=typed), last_frame=wish.last_frame, mask=wish.mask)
    go_by = spec.max_references >= len(pictures) > 1 and wish.last_frame is None  # several are no first frame
    if pictures and "first_frame" in spec.frames and not go_by:
        draft.first_frame = pictures.pop(0)
    most = spec.max_references
    if spec.max_together:
        most = min(most, spec.max_together - draft.request.count)
    draft.references = pictures[: max(most, 1)] if wish.trims else pictures
    _suit(draft, wish)
    return draft


def _suit(draft: Draft, wish: Wish) -> None:
    """Presets before the member's settings; what was typed, or holds from before, comes before these."""
    typed = parsed_extras(wish.extras)
    for name, value in wish.suggested.items():
        if name == "extras":
            for extra, chosen in value.items():
                if extra not in typed:
                    draft.prefer(extras={**draft.request.extras, extra: chosen})
        elif name not in wish.options:
            draft.prefer(**{name: value})
    for name, value in wish.usual.items():
        if name not in wish.options and getattr(draft.request, name) == _UNSAID[name]:
            draft.prefer(**{name: value})


def _begun(spec: ModelSpec, wish: Wish, results: tuple[Reference, ...]) -> GenerationRequest:
    """Before anything that was typed."""
    if wish.parent is None or not wish.carries:
        parent = wish.parent.id if wish.parent else wish.origin
        return GenerationRequest(model=spec.id, prompt="", parent=parent)
    return _carried(spec, wish.parent, results)


def _carried(spec: ModelSpec, parent: Job, results: tuple[Reference, ...]) -> GenerationRequest:
    """What was asked for the first time, without its words, its pictures, and how many were wanted."""
    bare: dict[str, Any] = {
        "prompt": "",
        "count": 1,
        "references": results[:1],  # some options a model has only with, some only without
        "first_frame": None,
        "last_frame": None,
        "mask": None,
        "turns": (),
        "parent": parent.id,
        "instead_of": "",
    }
    carried = carried_over(spec, parent.request.model_copy(update=bare))
    return carried.model_copy(update={"references": ()})


class _Shelf:
    """Puts one picture after the other into a job's folder."""

    def __init__(self, services: Services, job_id: str, needs: Needs) -> None:
        self._files = services.files
        self._job_id = job_id
        self.needs = needs
        self._number = 0

    async def keep(self, source: Source, needs: Needs | None = None) -> Reference:
        """What another job made stays where it is, when the model can take it as it is."""
        wanted = needs or self.needs
        if isinstance(source, Reference) and wanted.takes(source.mime, source.width, source.height, source.size):
            return source
        self._number += 1
        if isinstance(source, Reference):
            file = self._files.at(source.path)
            copy = await self._files.copy_reference(self._job_id, self._number, file=file, name=file.name, needs=wanted)
            return copy.model_copy(update={"origin": source.job})
        return await self._files.keep_reference(
            self._job_id, self._number, url=source.url, name=source.name, size=source.size, needs=wanted
        )


def _announced(source: Source) -> Reference:
    """As far as Discord describes it: enough to count and to refuse."""
    if isinstance(source, Reference):
        return source
    return Reference(path="", mime=source.mime, width=source.width, height=source.height, size=source.size)

"""A job's request once more, for the same model or another: with pictures of its own, prepared for that model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.catalog.pictures import needs_of
from bot.catalog.succession import carried_over
from bot.jobs.rows import check_present
from bot.media import masks

if TYPE_CHECKING:
    from bot.catalog.spec import ModelSpec
    from bot.jobs.rows import Job
    from bot.media.requests import GenerationRequest, Reference
    from bot.services import Services


async def copied(services: Services, job: Job, spec: ModelSpec, job_id: str) -> GenerationRequest:
    """For the job `job_id`. Raises BadAttachment; PictureDeleted when it works with what has been deleted for good."""
    await services.store.read(check_present, job.request.model_copy(update={"turns": ()}))
    same = spec.id == job.request.model
    request = job.request if same else carried_over(spec, job.request)  # a conversation belongs to its model
    megapixels = services.settings.max_megapixels
    needs = needs_of(spec, len(request.references) + (request.first_frame is not None), megapixels)
    number = 0

    async def kept(reference: Reference, *, mask: bool = False) -> Reference:
        nonlocal number
        if not reference.path.startswith(f"references/{job.id}/"):
            return reference  # another job's result: it stays where it is
        number += 1
        wanted = replace(masks.NEEDS, max_megapixels=megapixels) if mask else needs
        file = services.files.at(reference.path)
        copy = await services.files.copy_reference(job_id, number, file=file, name=f"#{number}", needs=wanted)
        return copy.model_copy(update={"origin": reference.origin})

    changes: dict[str, Any] = {
        "moderation": spec.moderation(services.settings.image_moderation),
        "references": tuple([await kept(reference) for reference in request.references]),
        "turns": await services.files.present(request.turns),
    }
    for name in ("first_frame", "last_frame"):
        if reference := getattr(request, name):
            changes[name] = await kept(reference)
    if request.mask:
        mask = await kept(request.mask, mask=True)
        black = spec.mask_form == "black"
        changes["mask"] = await services.files.fit_mask(mask, changes["references"][0], "#mask", black=black)
    return request.model_copy(update=changes)

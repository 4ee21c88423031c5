"""A request's files, read from disk for the wire."""

from collections.abc import Sequence

from bot.media.assets import Files
from bot.media.requests import GenerationRequest, Reference
from bot.media.threads import in_thread
from bot.provider import wire


async def given_files(files: Files, request: GenerationRequest) -> wire.Given:
    """All of them; the wire decides what to send."""

    async def one(reference: Reference, name: str) -> wire.File:
        data = await in_thread(files.at(reference.path).read_bytes)
        return wire.File(f"{name}.{reference.mime.rpartition('/')[2]}", reference.mime, data)

    async def perhaps(reference: Reference | None, name: str) -> wire.File | None:
        return await one(reference, name) if reference else None

    async def several(references: Sequence[Reference], name: str) -> tuple[wire.File, ...]:
        return tuple([await one(reference, f"{name}-{number}") for number, reference in enumerate(references, 1)])

    return wire.Given(
        references=await several(request.references, "reference"),
        first_frame=await perhaps(request.first_frame, "first-frame"),
        last_frame=await perhaps(request.last_frame, "last-frame"),
        mask=await perhaps(request.mask, "mask"),
        turns=tuple(
            [
                (await several(turn.references, "reference"), await several(turn.pictures, "picture"))
                for turn in request.turns
            ]
        ),
    )

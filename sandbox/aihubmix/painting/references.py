"""Reference pictures in a new picture: edited as the words say, melted together, or painted over through a mask."""

import io
import math
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFilter, ImageOps, ImageStat

from sandbox.aihubmix.painting.canvas import Size, resized
from sandbox.aihubmix.painting.edits import edited
from sandbox.aihubmix.painting.finish import without_caption
from sandbox.aihubmix.painting.grades import coloured
from sandbox.aihubmix.painting.reading import Reading, read
from sandbox.aihubmix.painting.scenery import composed, scene

_OTHERWISE = 7919  # a variation with the seed of its reference is still another picture


def reworked(
    prompt: str, seed: int, size: Size, references: tuple[bytes, ...], mask: bytes | None
) -> tuple[Image.Image, bool]:
    """RGB, and whether the instruction was understood."""
    if mask is not None:
        return _through_mask(scene(prompt, seed, size), references[0], mask), True
    reading = read(prompt)
    if "again" in reading.edits and reading.paintable:
        return _varied(reading, seed, size, references[0]), True

    def backdrop() -> Image.Image:
        return composed(replace(reading, things=()), seed, size).still()

    image, understood = edited(
        _melted(references, size), reading, seed, backdrop, changed=len(references) > 1 or not prompt.strip()
    )
    return image, understood


def _varied(reading: Reading, seed: int, size: Size, reference: bytes) -> Image.Image:
    """What the words name once more, in another composition and something of the reference's light."""
    image = composed(replace(reading, edits=()), seed + _OTHERWISE, size).still().convert("RGB")
    mean = ImageStat.Stat(opened_reference(reference, (32, 32))).mean
    return coloured(image, (round(mean[0]), round(mean[1]), round(mean[2])), 0.14)


def _through_mask(painted: Image.Image, reference: bytes, mask: bytes) -> Image.Image:
    with Image.open(io.BytesIO(mask)) as opened:
        kept = resized(opened.convert("RGBA").getchannel("A"), painted.size)
    painted.paste(opened_reference(reference, painted.size, bare=False), (0, 0), kept)
    return painted


def opened_reference(reference: bytes, size: Size, *, bare: bool = True) -> Image.Image:
    """Upright and of this size; `bare` without the caption that a painted picture has."""
    with Image.open(io.BytesIO(reference)) as opened:
        upright = ImageOps.exif_transpose(opened)
        flat = Image.new("RGB", upright.size, (250, 248, 244))
        full = upright.convert("RGBA")
        flat.paste(full, (0, 0), full)
    return ImageOps.fit(without_caption(flat) if bare else flat, size, Image.Resampling.BICUBIC)


def _melted(references: tuple[bytes, ...], size: Size) -> Image.Image:
    """Side by side with seams as soft as mist, or around the middle when there are more than three."""
    pictures = [opened_reference(reference, size) for reference in references]
    made = pictures[0]
    small = 96, 96
    for index, picture in enumerate(pictures[1:], 1):
        seam = Image.new("L", small, 0)
        ImageDraw.Draw(seam).polygon(_share(index, len(pictures)), fill=255)
        made.paste(picture, (0, 0), resized(seam.filter(ImageFilter.GaussianBlur(5)), size))
    return made


def _share(index: int, count: int) -> list[tuple[float, float]]:
    """The part of a square of 96 that belongs to one picture, and all after it."""
    if count <= 3:
        edge = 96 * index / count
        lean = 14
        return [(edge + lean, -9), (105, -9), (105, 105), (edge - lean, 105)]
    start, end = index / count, (index + 1) / count
    turns = [start + (end - start) * step / 8 for step in range(9)]
    return [(48, 48), *[(48 + 90 * math.sin(math.tau * turn), 48 - 90 * math.cos(math.tau * turn)) for turn in turns]]

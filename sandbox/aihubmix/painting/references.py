"""Reference pictures in a new picture: recoloured and framed, or painted over where a mask lets it through."""

import io
import random

from PIL import Image, ImageOps

from sandbox.aihubmix.painting.canvas import resized
from sandbox.aihubmix.painting.palettes import Palette, blend, palette_for
from sandbox.aihubmix.painting.scenery import words_of


def reworked(scene: Image.Image, references: tuple[bytes, ...], mask: bytes | None, prompt: str) -> Image.Image:
    if mask is not None:
        return _through_mask(scene, references[0], mask)
    palette = palette_for(words_of(prompt), random.Random(prompt))
    margin = max(2, min(scene.size) // 14)
    framed = Image.new("RGB", scene.size, blend(palette.near, palette.light, 0.1))
    edge = max(1, margin // 8)
    framed.paste(
        palette.light, (margin - edge, margin - edge, scene.width - margin + edge, scene.height - margin + edge)
    )
    inner = (scene.width - 2 * margin, scene.height - 2 * margin)
    for index, reference in enumerate(references):
        left = inner[0] * index // len(references)
        right = inner[0] * (index + 1) // len(references)
        panel = _recoloured(_opened(reference, (max(1, right - left), inner[1])), palette)
        framed.paste(panel, (margin + left, margin))
    return framed


def _through_mask(scene: Image.Image, reference: bytes, mask: bytes) -> Image.Image:
    with Image.open(io.BytesIO(mask)) as opened:
        kept = resized(opened.convert("RGBA").getchannel("A"), scene.size)
    scene.paste(_opened(reference, scene.size), (0, 0), kept)
    return scene


def _opened(reference: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(io.BytesIO(reference)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    return ImageOps.fit(upright, size, Image.Resampling.BICUBIC)


def _recoloured(image: Image.Image, palette: Palette) -> Image.Image:
    """Still recognisable, but in the colours of the prompt."""
    toned = ImageOps.colorize(
        ImageOps.grayscale(image), palette.near, palette.light, mid=blend(palette.top, palette.far, 0.5)
    )
    return Image.blend(image, toned, 0.6)

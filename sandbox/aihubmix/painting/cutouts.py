"""Pictures with nothing behind what they are of."""

from PIL import Image

from sandbox.aihubmix.painting.canvas import Size
from sandbox.aihubmix.painting.finish import medallion
from sandbox.aihubmix.painting.reading import read
from sandbox.aihubmix.painting.saliency import subject_mask
from sandbox.aihubmix.painting.scenery import composed
from sandbox.aihubmix.painting.styles import styled


def cut_out(prompt: str, seed: int, size: Size) -> Image.Image:
    """RGBA: the figures alone, or the scene in a circle when it has none."""
    made = composed(read(prompt), seed, size)
    whole = styled(made.still(), made.reading.styles)
    if not made.figures:
        return medallion(whole)
    shape = Image.new("L", size, 0)
    for figure in made.figures:
        alpha = figure.sprite.getchannel("A")
        shape.paste(alpha, (round(figure.left), round(figure.top)), alpha)
    whole.putalpha(shape)
    return whole


def freed(image: Image.Image) -> Image.Image:
    """RGBA: an edited picture without what is behind its subject."""
    image.putalpha(subject_mask(image))
    return image

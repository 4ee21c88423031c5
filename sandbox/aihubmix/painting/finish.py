"""What happens to a scene at the end: a caption, a cut-out shape, or an early stop."""

from PIL import Image, ImageDraw, ImageFont, ImageOps

from sandbox.aihubmix.painting.canvas import resized

_Font = ImageFont.ImageFont | ImageFont.FreeTypeFont


def captioned(image: Image.Image, prompt: str) -> Image.Image:
    """The prompt's words, small, at the bottom. The font that Pillow brings has no East Asian characters."""
    size = max(9, min(image.size) // 44)
    font = ImageFont.load_default(size)
    text = _fitted(" ".join("".join(char for char in prompt if char.isascii()).split()), font, image.width - 3 * size)
    if not text or image.height < 4 * size:
        return image
    strip = Image.new("RGBA", (image.width, int(size * 2.2)), (12, 14, 22, 150))
    ImageDraw.Draw(strip).text((size, size * 1.1), text, font=font, anchor="lm", fill=(255, 252, 244, 235))
    image.paste(strip, (0, image.height - strip.height), strip)
    return image


def _fitted(text: str, font: _Font, width: float) -> str:
    shown = text[:300]
    while shown and font.getlength(shown) > width:
        shown = shown[: len(shown) * 9 // 10]
    return shown if len(shown) == len(text) else f"{shown[:-3]}..."


def cut_out(image: Image.Image) -> Image.Image:
    """The scene as a medallion, with nothing around it."""
    width, height = image.size
    shape = Image.new("L", (width // 2 + 1, height // 2 + 1), 0)
    ImageDraw.Draw(shape).ellipse((width * 0.03, height * 0.03, width * 0.47, height * 0.47), fill=255)
    image.putalpha(resized(shape, image.size))
    return image


def half_finished(image: Image.Image, finished: float) -> Image.Image:
    """Blurred and pale, as an early denoising step looks."""
    coarse = tuple(max(2, round(side * finished**2 * 0.12)) for side in image.size)
    small = resized(image, (coarse[0], coarse[1]), Image.Resampling.BOX)
    pale = Image.blend(small, ImageOps.colorize(ImageOps.grayscale(small), "#5c5a66", "#e9e4dc"), 0.6 * (1 - finished))
    return resized(pale, image.size)

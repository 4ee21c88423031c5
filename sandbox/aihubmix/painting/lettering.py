"""Words in pictures: captions and signs, in the one font that Pillow brings; what it cannot draw is left out."""

import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from sandbox.aihubmix.painting.palettes import Colour, blend

Font = ImageFont.ImageFont | ImageFont.FreeTypeFont
_ASIDE = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "ß": "ss",
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
    }
)


@cache
def font_of(size: int) -> Font:
    return ImageFont.load_default(size)


@cache
def _drawn(char: str) -> bytes:
    image = Image.new("L", (48, 40))
    ImageDraw.Draw(image).text((4, 30), char, font=font_of(24), anchor="ls", fill=255)
    return image.tobytes()


@cache
def has_glyph(char: str) -> bool:
    """A font draws the same box for everything that it does not know."""
    return char == " " or (char.isprintable() and _drawn(char) not in (_drawn("\U0010fffe"), _drawn("\ufffe")))


def drawable(text: str) -> str:
    """What of the text the font can draw: without accents where it lacks them, without other scripts."""
    kept: list[str] = []
    for char in " ".join(text.split()):
        for one in char, char.translate(_ASIDE), unicodedata.normalize("NFKD", char)[0]:
            if all(has_glyph(part) for part in one):
                kept.append(one)
                break
    return " ".join("".join(kept).split())


def shortened(text: str, font: Font, width: float) -> str:
    """Cut at a word's end, with dots, when it is too wide."""
    if font.getlength(text) <= width:
        return text
    shown = text[:300]
    while shown and font.getlength(f"{shown}...") > width:
        shown = shown[:-1] if len(shown) < 40 else shown[: len(shown) * 19 // 20]
    at_word = shown.rsplit(" ", 1)[0]
    shown = at_word if len(at_word) > len(shown) * 0.6 else shown
    return f"{shown.rstrip(' ,.;:-')}..." if shown.strip() else ""


def lettered(
    image: Image.Image, text: str, box: tuple[float, float, float, float], ink: Colour, *, neon: bool = False
) -> None:
    """The words as large as they fit into left, top, right and bottom, on one line or two."""
    words = drawable(text)
    if not words:
        return
    left, top, right, bottom = box
    lines = _lines(words, (right - left) / max(1.0, bottom - top))
    size = max(6, int((bottom - top) / len(lines) * 0.8))
    widest = max(font_of(100).getlength(line) for line in lines)
    size = max(6, min(size, int((right - left) / max(1.0, widest) * 94)))
    font, draw = font_of(size), ImageDraw.Draw(image)
    middle, step = (top + bottom) / 2, size * 1.08
    for index, line in enumerate(lines):
        at = ((left + right) / 2, middle + (index - (len(lines) - 1) / 2) * step)
        stroke = max(1, size // 22)
        if neon:
            draw.text(
                at,
                line,
                font=font,
                anchor="mm",
                fill=blend(ink, (255, 255, 255), 0.7),
                stroke_width=stroke * 2,
                stroke_fill=ink,
            )
        else:
            draw.text(at, line, font=font, anchor="mm", fill=ink, stroke_width=stroke, stroke_fill=ink)


def _lines(words: str, shape: float) -> list[str]:
    if " " not in words or len(words) <= 3.2 * shape:
        return [words]
    spaces = [at for at, char in enumerate(words) if char == " "]
    cut = min(spaces, key=lambda at: abs(at - len(words) / 2))
    return [words[:cut], words[cut + 1 :]]

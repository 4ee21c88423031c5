"""What a chat model makes of a picture or a prompt when told to write prompts: the same for the same, and so plain that
a test can tell what it was given."""

import io
import json
import re
from collections.abc import Sequence

from PIL import Image, ImageStat

_DESCRIBE = re.compile(r"(?is)\bfour\b.*\bprompts?\b|\b4 different prompts\b")
_ENHANCE = re.compile(r"(?i)\bricher prompt\b|\bmore detailed prompt\b")
_REWORD = re.compile(r"(?is)\breword\b.*\bmoderation\b|\bmoderation\b.*\breword\b")
_LANGUAGE = re.compile(r"\b[Ww]ritten in ((?:Simplified |Traditional |Brazilian )?[A-Z][a-z]+)")
_TAGGED = re.compile(r"(?s)^<(prompt-\d+)>\n?(.*?)\n?</\1>$")
# Language -> four sentences about a picture, and what makes a prompt richer.
_SENTENCES = {
    "German": (
        (
            "Ein {colour}es Bild, {width} mal {height} Pixel, bis ins Kleinste genau",
            "Im Stil eines Ölgemäldes",
        ),
        ("Weiches Morgenlicht auf {colour}em Grund, ruhige Stimmung", "{colour}, {width} zu {height}"),
        "weiches Seitenlicht, feine Texturen, ruhige Stimmung, Fotografie mit geringer Schärfentiefe",
    ),
    "Simplified Chinese": (
        ("一张{colour}的图片，{width}乘{height}像素，细节精确", "油画风格"),
        ("清晨的柔光洒在{colour}的底色上，宁静的氛围", "{colour}，{width}比{height}"),
        "柔和的侧光，细腻的纹理，宁静的氛围，浅景深摄影",
    ),
    "English": (
        (
            "A {colour} picture of {width} by {height} pixels, exact in every detail",
            "In the manner of an oil painting",
        ),
        ("Soft morning light on a {colour} ground, a calm mood", "{colour}, {width} to {height}"),
        "soft light from the side, fine textures, a calm mood, photograph with shallow depth of field",
    ),
}
_COLOURS = {
    "German": ("dunkl", "rot", "grün", "blau", "hell"),
    "Simplified Chinese": ("深色", "红色", "绿色", "蓝色", "浅色"),
    "English": ("dark", "red", "green", "blue", "bright"),
}
# What no moderation lets pass, and what is said instead; the first that fits.
_SAFER = (
    (re.compile(r"(?i)\b(?:in the style of|by|im stil von|von) greg rutkowski\b"), "in painterly epic fantasy style"),
    (re.compile(r"(?i)\bgreg rutkowski\b"), "an epic fantasy painter"),
    (re.compile(r"(?i)\bmickey mouse\b"), "a cheerful cartoon mouse with round ears"),
    (re.compile(r"(?i)\b(?:bloody|blutige[nrs]?)\s*"), ""),
    (re.compile(r"(?i)\b(?:blood|blut)\b"), "red paint"),
    (re.compile(r"(?i)\b(?:naked|nude|nackte[nrs]?)\b"), "dressed"),
    (re.compile(r"血腥的?|裸体的?"), ""),
)


def task_answer(instructions: Sequence[str], said: str, pictures: Sequence[bytes]) -> str | None:
    """None when the instructions are of another kind."""
    told = "\n".join(instructions)
    tongue = _tongue(told)
    if _DESCRIBE.search(told):
        return _described(pictures, tongue)
    tagged = _TAGGED.match(said.strip())
    words = tagged[2] if tagged else said
    if _ENHANCE.search(told):
        return f"{words}, {_SENTENCES[tongue][2]}"
    if _REWORD.search(told):
        return _safer(words)
    return None


def _tongue(told: str) -> str:
    found = _LANGUAGE.search(told)
    return found[1] if found and found[1] in _SENTENCES else "English"


def _described(pictures: Sequence[bytes], tongue: str) -> str:
    """As models answer: JSON in a fence. Without a picture there is nothing to describe, and it says so."""
    if not pictures:
        return "I'm sorry, but I can't see any picture."
    width, height, colour = _looked_at(pictures[0])
    first, second, _ = _SENTENCES[tongue]
    facts = {"width": width, "height": height, "colour": _COLOURS[tongue][colour]}
    prompts = [sentence.format(**facts) for sentence in (*first, *second)]
    return f"```json\n{json.dumps({'prompts': prompts}, ensure_ascii=False, indent=1)}\n```"


def _looked_at(picture: bytes) -> tuple[int, int, int]:
    """Width, height, and which of the colours it mostly is."""
    with Image.open(io.BytesIO(picture)) as image:
        mean = ImageStat.Stat(image.convert("RGB")).mean
        size = image.size
    strongest = max(mean)
    if strongest - min(mean) > 40:
        return *size, 1 + mean.index(strongest)
    return *size, 4 if strongest > 127 else 0


def _safer(words: str) -> str:
    """Something is always said in another way."""
    safer = words
    for unsafe, instead in _SAFER:
        safer = unsafe.sub(instead, safer)
    return safer if safer != words else f"{words}, suitable for everybody"

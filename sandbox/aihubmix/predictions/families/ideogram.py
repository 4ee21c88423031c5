"""Ideogram V3, from words alone: references go to its native lane."""

from sandbox.aihubmix.predictions.asks import Ask, Family, priced
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.sizes import ideogram_ratio

MODELS = priced({"V3": "0.06"})  # not published, plausible
SPEEDS = ("DEFAULT", "TURBO", "QUALITY")
STYLES = ("AUTO", "GENERAL", "REALISTIC", "DESIGN")
MAGIC = ("AUTO", "ON", "OFF")
MOST = 8


def _read(fields: Fields) -> Ask:
    fields.only("prompt", "rendering_speed", "aspect_ratio", "style_type", "magic_prompt", "num_images")
    fields.choice("rendering_speed", SPEEDS)
    fields.choice("style_type", STYLES)
    fields.choice("magic_prompt", MAGIC)
    return Ask(fields.prompt(), ideogram_ratio(fields), fields.count(MOST, name="num_images"))


FAMILIES = (Family("ideogram", ("V3",), _read, "url"),)

"""Imagen, where its own lane does not serve. Both spellings of the count are documented."""

from functools import partial

from sandbox.aihubmix.errors import upstream_error
from sandbox.aihubmix.predictions.asks import Ask, Family
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.sizes import megapixel

_RATIOS = ("1:1", "3:4", "4:3", "9:16", "16:9")


def _imagen(most: int, fields: Fields) -> Ask:
    fields.only("prompt", "numberOfImages", "sampleCount", "aspectRatio")
    if fields.has("numberOfImages") and fields.has("sampleCount"):
        text = "Send either numberOfImages or sampleCount, not both."
        raise upstream_error(text, "invalid_value", "sampleCount")
    name = "numberOfImages" if fields.has("numberOfImages") else "sampleCount"
    across, _, down = fields.choice("aspectRatio", _RATIOS).partition(":")
    return Ask(
        fields.prompt(),
        megapixel(int(across), int(down)),
        fields.count(most, name=name, default=most),
    )


FAMILIES = (
    Family("google", ("imagen-4.0-ultra-generate-001",), partial(_imagen, 1), "nested_bytes"),
    Family(
        "google",
        (
            "imagen-4.0-generate-001",
            "imagen-4.0-fast-generate-001",
            "imagen-4.0-fast-generate-preview-06-06",
            "imagen-3.0-generate-002",
        ),
        partial(_imagen, 4),
        "nested_bytes",
    ),
)

"""The Gemini picture models and what they take, whichever wire they are spoken to on."""

from decimal import Decimal

from sandbox.aihubmix.models import Model, PerToken

_USD = Decimal


def _model(model_id: str, text_in: str, text_out: str, image_out: str, *, successor: str = "") -> Model:
    price = PerToken(_USD(text_in), _USD(text_in), _USD(image_out), _USD(text_out))
    return Model(model_id, price, retire_stage="deprecated" if successor else "", successor=successor)


# Documented for 2.5 only; the others have what their maker plausibly lists.
MODELS = (
    _model("gemini-2.5-flash-image-preview", "0.3", "2.5", "30", successor="gemini-3.1-flash-image"),
    _model("gemini-2.5-flash-image", "0.3", "2.5", "30", successor="gemini-3.1-flash-image"),
    _model("gemini-3-pro-image-preview", "2", "12", "120"),
    _model("gemini-3-pro-image", "2", "12", "120"),
    _model("gemini-3.1-flash-image-preview", "0.5", "3", "60"),
    _model("gemini-3.1-flash-image", "0.5", "3", "60"),
    _model("gemini-3.1-flash-image-lite", "0.25", "1.5", "30"),
    _model("gemini-3.1-flash-image-preview-free", "0", "0", "0"),
)
IDS = frozenset(model.id for model in MODELS)
_SECOND = frozenset(["gemini-2.5-flash-image-preview", "gemini-2.5-flash-image"])
_SMALL_ONLY = _SECOND | {"gemini-3.1-flash-image-lite"}

RATIOS = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
"""In pixels at 1K."""
_FACTORS = {"1K": 1, "2K": 2, "4K": 4}
_PRO_TOKENS = {"1K": 1120, "2K": 1120, "4K": 2000}
_TOKENS = {"1K": 1120, "2K": 1680, "4K": 2520}
"""For one picture of the third generation, as its maker lists them."""
REFERENCE_TOKENS = 258


def image_sizes(model_id: str) -> tuple[str, ...]:
    return ("1K",) if model_id in _SMALL_ONLY else tuple(_FACTORS)


def image_tokens(model_id: str, image_size: str) -> int:
    """For one picture; that of 2.5 is documented."""
    if model_id in _SECOND:
        return 1290
    return (_PRO_TOKENS if "-pro-" in model_id else _TOKENS)[image_size]


def pixels(ratio: str, image_size: str) -> tuple[int, int]:
    width, height = RATIOS[ratio]
    return width * _FACTORS[image_size], height * _FACTORS[image_size]

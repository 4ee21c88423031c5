"""Qwen Image and iRAG, as Baidu serves them."""

from sandbox.aihubmix.predictions.asks import Ask, Family, priced
from sandbox.aihubmix.predictions.fields import Fields, Given
from sandbox.aihubmix.predictions.sizes import written

MODELS = priced(  # not published, plausible
    {"qwen-image": "0.035", "qwen-image-edit": "0.04", "irag-1.0": "0.02", "ernie-irag-edit": "0.03"}
)
_MOST = 4  # neither this nor the bounds of the guidance are documented
_GUIDANCE = (0, 30)


def _drawn(fields: Fields) -> Ask:
    fields.only("prompt", "refer_image", "n", "size", "guidance", "watermark")
    _common(fields)
    return Ask(fields.prompt(), written(fields), fields.count(_MOST), given=_refer_image(fields))


def _refer_image(fields: Fields) -> tuple[Given, ...]:
    """An empty string means none."""
    return fields.address("refer_image") if fields.text("refer_image") else ()


def _common(fields: Fields) -> None:
    fields.number("guidance", 7.5, *_GUIDANCE)
    fields.flag("watermark")


def _qwen_edit(fields: Fields) -> Ask:
    fields.only("prompt", "image", "seed")
    return Ask(fields.prompt(), None, seed=fields.seed(), given=fields.one_or_more("image", 3, needed=True))


def _irag_edit(fields: Fields) -> Ask:
    fields.only("prompt", "image", "feature", "guidance", "watermark")
    fields.choice("feature", ("variation", "erase", "repaint"))
    _common(fields)
    return Ask(fields.prompt(), None, given=fields.address("image", needed=True))


FAMILIES = (
    Family("qianfan", ("qwen-image", "irag-1.0"), _drawn, "url"),
    Family("qianfan", ("qwen-image-edit",), _qwen_edit, "url"),
    Family("qianfan", ("ernie-irag-edit",), _irag_edit, "url"),
)

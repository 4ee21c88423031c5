"""Wan and the newer Qwen Image, as Alibaba serves them: sizes with a star."""

from functools import partial

from sandbox.aihubmix.errors import unknown_parameter
from sandbox.aihubmix.predictions.asks import Ask, Family, priced
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.sizes import SQUARE, written

MODELS = priced(  # not published, plausible
    {
        "wan2.7-image": "0.03",
        "wan2.7-image-pro": "0.075",
        "wan2.6-t2i": "0.03",
        "qwen-image-2.0": "0.035",
        "qwen-image-2.0-pro": "0.075",
        "qwen-image-max": "0.075",
        "qwen-image-plus": "0.03",
        "qwen-image-edit-plus": "0.03",
        "qwen-image-edit-max": "0.075",
    }
)
_MOST = 4  # not documented
_MOST_REFERENCES = 3


def _read(most_references: int, fields: Fields, *, edit: bool = False) -> Ask:
    fields.only(
        "prompt",
        "n",
        "size",
        "seed",
        "negative_prompt",
        "prompt_extend",
        "thinking_mode",
        "watermark",
        "color_palette",
        "images",
    )
    if fields.has("images") and not most_references:
        raise unknown_parameter("images")
    given = fields.addresses("images", most_references, bare=True, needed=edit)
    fields.text("negative_prompt")
    for name in ("prompt_extend", "thinking_mode", "watermark"):
        fields.flag(name)
    fields.items("color_palette")
    size = written(fields, sign="*", default=SQUARE, named=("1K", "2K", "4K"))
    own_size = fields.has("size") or not given
    return Ask(
        fields.prompt(),
        size if own_size else None,
        fields.count(_MOST),
        fields.seed(),
        given=given,
    )


# Which of them take pictures is not written down; their names tell, by having an editing sibling or by being one.
FAMILIES = (
    Family(
        "bailian",
        ("wan2.7-image", "wan2.7-image-pro", "qwen-image-2.0", "qwen-image-2.0-pro"),
        partial(_read, _MOST_REFERENCES),
        "url",
    ),
    Family("bailian", ("wan2.6-t2i", "qwen-image-max", "qwen-image-plus"), partial(_read, 0), "url"),
    Family(
        "bailian",
        ("qwen-image-edit-plus", "qwen-image-edit-max"),
        partial(_read, _MOST_REFERENCES, edit=True),
        "url",
    ),
)

"""Stable Diffusion: words and a number, nothing else."""

from sandbox.aihubmix.predictions.asks import Ask, Family, priced
from sandbox.aihubmix.predictions.fields import Fields

MODELS = priced({"Stable-Diffusion-3-5-Large": "0.065"})  # not published, plausible
_MOST = 4  # not documented


def _read(fields: Fields) -> Ask:
    fields.only("prompt", "n")
    return Ask(fields.prompt(), n=fields.count(_MOST))


FAMILIES = (Family("stability", ("Stable-Diffusion-3-5-Large",), _read, "bytes"),)

"""What a request asks for once its fields are read, and how a family of models reads them."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PIL import Image

from sandbox.aihubmix.behaviours import ShapeName
from sandbox.aihubmix.image_asks import reference_tokens
from sandbox.aihubmix.models import Model, PerImage, Tokens, Work
from sandbox.aihubmix.paint import Format, Picture
from sandbox.aihubmix.predictions.fields import Fields, Given
from sandbox.aihubmix.predictions.sizes import SQUARE, Size

_LONGEST = 2048


@dataclass(frozen=True)
class Ask:
    prompt: str
    size: Size | None = SQUARE
    """None for that of the first reference."""
    n: int = 1
    seed: int = 0
    format: Format = "png"
    quality: str = ""
    transparent: bool = False
    given: tuple[Given, ...] = ()
    output_tokens: int = 0
    """For each picture, where the price counts them."""
    shape: ShapeName | None = None
    """Asked for by the request, in place of the family's."""

    def work(self, references: Sequence[bytes] = ()) -> Work:
        image_in = sum(reference_tokens(reference) for reference in references)
        tokens = Tokens(max(1, len(self.prompt) // 4), image_in, self.n * self.output_tokens)
        return Work(self.n, self.quality, self.size or SQUARE, tokens)

    def pictures(self, references: tuple[bytes, ...] = (), mask: bytes | None = None) -> list[Picture]:
        width, height = self.size or _size_of(references)
        first = Picture(
            self.prompt,
            self.seed,
            width,
            height,
            format=self.format,
            transparent=self.transparent,
            references=references,
            mask=mask,
        )
        return [replace(first, seed=self.seed + index) for index in range(self.n)]


def _size_of(references: tuple[bytes, ...]) -> Size:
    """Of an edit: the size of what is edited, within reason."""
    with Image.open(io.BytesIO(references[0])) as image:
        scale = min(1.0, _LONGEST / max(image.size))
        return max(1, round(image.width * scale)), max(1, round(image.height * scale))


@dataclass(frozen=True)
class Family:
    """Models that take the same fields."""

    vendor: str
    models: tuple[str, ...]
    read: Callable[[Fields], Ask]
    shape: ShapeName
    """Of the answer, unless a behaviour or the request wants another."""


def priced(prices: dict[str, str]) -> tuple[Model, ...]:
    """Models with what one picture costs."""
    return tuple(Model(model, PerImage(Decimal(usd))) for model, usd in prices.items())

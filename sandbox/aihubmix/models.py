"""What a model costs and what the model list says about it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from sandbox.aihubmix.records import Json

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Tokens:
    text_in: int
    image_in: int
    image_out: int
    text_out: int = 0

    def openai(self) -> Json:
        incoming, outgoing = self.text_in + self.image_in, self.image_out + self.text_out
        return {
            "input_tokens": incoming,
            "input_tokens_details": {"image_tokens": self.image_in, "text_tokens": self.text_in},
            "output_tokens": outgoing,
            "output_tokens_details": {"image_tokens": self.image_out, "text_tokens": self.text_out},
            "total_tokens": incoming + outgoing,
        }

    def chat(self) -> Json:
        incoming, outgoing = self.text_in + self.image_in, self.image_out + self.text_out
        return {"prompt_tokens": incoming, "completion_tokens": outgoing, "total_tokens": incoming + outgoing}


@dataclass(frozen=True)
class Work:
    """What one request asked for, in the terms in which it is priced."""

    n: int
    quality: str = ""
    size: tuple[int, int] = (0, 0)
    tokens: Tokens = Tokens(0, 0, 0)
    seconds: float = 0
    """Of one video; 0 for pictures."""


class Price(Protocol):
    def usd(self, work: Work) -> Decimal: ...

    def listed(self) -> Json: ...


@dataclass(frozen=True)
class PerCall:
    amount: Decimal

    def usd(self, work: Work) -> Decimal:
        return self.amount

    def listed(self) -> Json:
        return _listed(self.amount, "call")


@dataclass(frozen=True)
class PerImage:
    """USD for each picture, or for each video where its length does not matter."""

    amount: Decimal

    def usd(self, work: Work) -> Decimal:
        return work.n * self.amount

    def listed(self) -> Json:
        return _listed(self.amount, "image")


@dataclass(frozen=True)
class PerSecond:
    """USD for each second of each video."""

    amount: Decimal

    def usd(self, work: Work) -> Decimal:
        return work.n * Decimal(str(work.seconds)) * self.amount

    def listed(self) -> Json:
        return _listed(self.amount, "second")


def _listed(amount: Decimal, unit: str) -> Json:
    """What `tiers` holds is documented nowhere; the unit stands there as a hint and no more."""
    return {"input": 0, "output": float(amount), "tiers": [{"unit": unit, "output": float(amount)}]}


@dataclass(frozen=True)
class PerToken:
    """USD for a million tokens."""

    text_in: Decimal
    image_in: Decimal
    image_out: Decimal
    text_out: Decimal = Decimal(0)

    def usd(self, work: Work) -> Decimal:
        tokens = work.tokens
        total = tokens.text_in * self.text_in + tokens.image_in * self.image_in
        total += tokens.image_out * self.image_out + tokens.text_out * self.text_out
        return total / _MILLION

    def listed(self) -> Json:
        return {"input": float(self.text_in), "output": float(self.image_out or self.text_out)}


@dataclass(frozen=True)
class PerPicture:
    """USD for each picture by quality, square and oblong, and for a million text tokens."""

    square: dict[str, Decimal]
    oblong: dict[str, Decimal]
    text_in: Decimal

    def usd(self, work: Work) -> Decimal:
        width, height = work.size
        each = (self.square if width == height else self.oblong)[work.quality]
        return work.n * each + work.tokens.text_in * self.text_in / _MILLION

    def listed(self) -> Json:
        return {"input": float(self.text_in), "output": float(self.square["medium"])}


@dataclass(frozen=True)
class Model:
    id: str
    price: Price
    types: str = "image_generation"
    retire_stage: str = ""
    """`deprecated`, then `retired`."""
    successor: str = ""
    deprecated_at: int = 0
    """Unix seconds."""
    retired_at: int = 0
    takes: str = "text,image"

    @property
    def makes(self) -> str:
        kinds = self.types.split(",")
        return "video" if "video" in kinds else "image" if "image_generation" in kinds else "text"

    def row(self, endpoints: str = "") -> Json:
        return {
            "model_id": self.id,
            "model_name": self.id,
            "types": self.types,
            "pricing": {"cache_read": None, "cache_write": None, "tiers": []} | self.price.listed(),
            "input_modalities": self.takes,
            "output_modalities": self.makes,
            "endpoints": endpoints,
            "features": "",
            "retire_stage": self.retire_stage or None,
            "deprecated_at": self.deprecated_at or None,
            "retired_at": self.retired_at or None,
            "successor_model": self.successor or None,
        }

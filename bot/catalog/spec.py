"""What a model's table may say. Code asks these fields, never a model's name."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.media.requests import Medium

Usd = Annotated[Decimal, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens an answer says it took."""

    text_in: int = 0
    image_in: int = 0
    image_out: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.text_in + other.text_in, self.image_in + other.image_in, self.image_out + other.image_out)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class TokenPrices(_Table):
    """US dollars per million tokens."""

    text_in: Usd
    image_in: Usd
    image_out: Usd


class Price(_Table):
    """What the gateway takes, in US dollars, before the operator's markup."""

    per: Literal["call", "image"]
    """What the amounts below are for: the whole call, or each picture."""
    usd: Usd
    """The amount where neither quality nor aspect changes it; otherwise the most it can be."""
    by_quality: dict[str, dict[str, Usd]] = {}
    """quality -> aspect (or `*`) -> amount. The quote; the highest for a quality or aspect left to the model."""
    tokens: TokenPrices | None = None
    """With these, what the answer's usage says is charged, up to the quote."""
    source: str
    """Where the amounts come from, for whoever checks them next."""


class ModelSpec(_Table):
    """One model of the catalog."""

    id: str
    """What the operator's settings and the database call it. Unique."""
    title: str
    """What members read."""
    maker: str
    """Who trained it."""
    summary: Annotated[str, Field(max_length=120)]
    """One line on what it is good at."""
    medium: Medium = "image"
    """What it makes."""
    wires: Annotated[tuple[str, ...], Field(min_length=1)]
    """Reply formats it is offered in, the one to use first; each is a module of `bot.provider.wires`."""
    wire_model: str
    """The gateway's name for it. Default: the table's name."""
    aspects: dict[str, str] = {}
    """Aspect -> what the wire sends for it (a size such as 1536x1024, or the ratio itself). Empty: it decides."""
    qualities: tuple[str, ...] = ()
    """What `quality` may be. Empty: the model has no such option."""
    default_quality: str = ""
    """Sent, and quoted, when the member names none."""
    backgrounds: tuple[str, ...] = ()
    """What may be behind the subject, such as `transparent`. Empty: the model has no such option."""
    moderations: tuple[str, ...] = ()
    """What the operator's IMAGE_MODERATION may be for it. Empty: the model has no such option."""
    max_count: Annotated[int, Field(ge=1, le=10)] = 1
    """Pictures one call can make."""
    max_references: Annotated[int, Field(ge=0)] = 0
    """Pictures it takes along with the prompt."""
    max_prompt: Annotated[int, Field(ge=1)] = 4000
    """Characters."""
    partial_images: Annotated[int, Field(ge=0, le=3)] = 0
    """Unfinished pictures to ask for while it works. Default: it cannot."""
    lean_fields: tuple[str, ...] = ()
    """Fields of the request body to leave out when the gateway complains of one of them."""
    timeout: Annotated[int, Field(ge=1)] = 900
    """Seconds from the first attempt to the last file after which the job is given up."""
    price: Price

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.default_quality and self.default_quality not in self.qualities:
            raise ValueError(f"default_quality {self.default_quality!r} is not one of qualities {self.qualities}")
        if unknown := self.price.by_quality.keys() - {*self.qualities, "*"}:
            raise ValueError(f"price.by_quality prices {sorted(unknown)}, which are not among qualities")
        return self

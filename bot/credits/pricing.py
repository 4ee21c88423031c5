"""From a request to whole credits. Everything is a Decimal of US dollars until the last step, which rounds up."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bot.catalog.spec import ModelSpec, TokenPrices, Usage
from bot.media.requests import GenerationRequest

MILLION = Decimal(1_000_000)
TEXT_TOKENS = 2000  # what a model may say beside its pictures, and more than any was seen to say
PARTIAL_IMAGE_TOKENS = 100  # what the maker charges for each unfinished picture it streams


@dataclass(frozen=True, slots=True)
class Rate:
    """How the operator turns dollars into credits."""

    credit_usd: Decimal
    markup: Decimal

    def credits(self, usd: Decimal) -> int:
        """Whole credits for an amount of dollars, rounded up."""
        return int((usd * self.markup / self.credit_usd).to_integral_value(ROUND_CEILING))


def quoted_usd(spec: ModelSpec, request: GenerationRequest) -> Decimal:
    """The most the gateway can take for this request."""
    price = spec.price
    amount = _unit(spec, request) * _units(spec, request)
    if price.tokens:
        calls = spec.makes(request.count)
        amount += calls * price.tokens.text_in * _prompt_tokens(request) / MILLION
        amount += calls * price.tokens.image_in * _reference_tokens(request) / MILLION
        amount += calls * price.tokens.text_out * TEXT_TOKENS / MILLION
        amount += price.tokens.image_out * PARTIAL_IMAGE_TOKENS * spec.partial_images * request.count / MILLION
    return amount


def at_most(spec: ModelSpec) -> bool:
    """Whether a quote is the most a request can cost, and what the answer says it used decides; else it is exact."""
    return spec.price.tokens is not None


def actual_usd(spec: ModelSpec, request: GenerationRequest, made: int, usage: Usage | None) -> Decimal:
    """What the member owes for `made` pictures: what the usage says, never more than their share of the quote.

    The gateway may bill pictures it dropped; those are the operator's.
    """
    price = spec.price
    if made == 0:
        return Decimal(0)
    if usage and not usage.image_out:
        usage = None  # a picture took some: it was not told
    if price.per == "image" and (made < request.count or (price.tokens and not usage)):
        # Without a word on what was used, and for pictures that did not come, the list's price holds.
        listed = _unit(spec, request) * made
        return min(listed, _spent(price.tokens, usage)) if price.tokens and usage else listed
    most = quoted_usd(spec, request)
    if price.per != "call":
        most = most * min(made, request.count) / request.count
    elif spec.per_call:
        most = most * spec.makes(made) / spec.makes(request.count)
    return min(most, _spent(price.tokens, usage)) if price.tokens and usage else most


def billed_usd(spec: ModelSpec, request: GenerationRequest, made: int, usage: Usage | None) -> Decimal:
    """What the gateway bills for an answer that came, as far as it tells: more than the member owes at times."""
    price = spec.price
    if price.tokens and usage and usage.image_out:
        return _spent(price.tokens, usage)
    return _unit(spec, request) * _units(spec, request.model_copy(update={"count": max(1, made)}))


def _spent(tokens: TokenPrices, usage: Usage) -> Decimal:
    spent = tokens.text_in * usage.text_in + tokens.text_out * usage.text_out
    return (spent + tokens.image_in * usage.image_in + tokens.image_out * usage.image_out) / MILLION


def cheapest_usd(spec: ModelSpec) -> Decimal:
    """What one picture or video costs with the cheapest options; for lists."""
    amounts = [amount for row in spec.price.by_quality.values() for amount in row.values()]
    each = min(amounts, default=spec.price.usd)
    if spec.price.per == "second":
        return each * min(spec.seconds, default=spec.default_seconds)
    return each


def _units(spec: ModelSpec, request: GenerationRequest) -> int:
    """How often the unit's price is taken."""
    units = {
        "call": spec.makes(request.count),
        "image": request.count,
        "second": request.count * (request.seconds or spec.default_seconds),
    }
    return units[spec.price.per]


def _unit(spec: ModelSpec, request: GenerationRequest) -> Decimal:
    rows = spec.price.by_quality
    if spec.qualities:
        quality = request.quality or spec.default_quality
    else:
        quality = request.resolution or spec.default_resolution
    chosen = [rows[quality]] if quality in rows else list(rows.values())
    amounts = [_amount(row, request.aspect) for row in chosen]
    return max(amounts, default=spec.price.usd)


def _amount(row: dict[str, Decimal], aspect: str) -> Decimal:
    if aspect:
        return row[aspect] if aspect in row else row.get("*", max(row.values()))
    return max(row.values())


def _prompt_tokens(request: GenerationRequest) -> int:
    """More than it will be: a token is about four bytes of English and three of Chinese, and some are added around."""
    said = (request.prompt, request.negative, *(turn.prompt + turn.answer for turn in request.turns))
    return sum(len(words.encode()) for words in said) // 3 + 20


def _reference_tokens(request: GenerationRequest) -> int:
    """One token for 1,024 pixels: 1,024 were measured for a square of 1,024."""
    earlier = (picture for turn in request.turns for picture in (*turn.references, *turn.pictures))
    return sum(-(-ref.width * ref.height // 1024) for ref in (*request.files(), *earlier))

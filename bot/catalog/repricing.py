"""A table's price, brought up to what the gateway's list says."""

from decimal import ROUND_CEILING, Decimal

from bot.catalog.spec import Price

STEP = 20  # a price that changes by more than this factor at once is a mistake of somebody's
_FINEST = Decimal("0.000001")


class Doubtful(Exception):
    """The list's number cannot be meant."""


def repriced(written: Price, current: Price, put_in: Decimal | None, put_out: Decimal | None) -> Price:
    """The table's price (`written`) with the list's numbers in it. Raises Doubtful, and `current` stays.

    Always from the table and never from an earlier change, so that a price that comes back is the very same.
    """
    if not written.listed:
        return current
    if written.tokens is None or current.tokens is None:
        usd = current.usd if put_out is None else _plausible("price", current.usd, put_out)
        return written.model_copy(update={"usd": usd})
    text_in = current.tokens.text_in if put_in is None else _plausible("input", current.tokens.text_in, put_in)
    image_out = current.tokens.image_out if put_out is None else _plausible("output", current.tokens.image_out, put_out)
    before, after = written.tokens.image_out, image_out
    tokens = {
        "text_in": text_in,
        "image_in": _scaled(written.tokens.image_in, written.tokens.text_in, text_in),
        "image_out": image_out,
    }
    return written.model_copy(
        update={
            "tokens": written.tokens.model_copy(update=tokens),
            "usd": _scaled(written.usd, before, after),
            "by_quality": {
                quality: {aspect: _scaled(usd, before, after) for aspect, usd in row.items()}
                for quality, row in written.by_quality.items()
            },
        }
    )


def changes(old: Price, new: Price) -> str:
    """Old and new, for the log."""
    if old.tokens is None or new.tokens is None:
        return f"US${old.usd:f} -> US${new.usd:f} a {new.listed}"
    pairs = (
        (name, getattr(old.tokens, name), getattr(new.tokens, name)) for name in ("text_in", "image_in", "image_out")
    )
    named = [f"{name} US${before:f} -> US${after:f}" for name, before, after in pairs if before != after]
    return f"{', '.join(named)} for a million tokens"


def _plausible(what: str, old: Decimal, new: Decimal) -> Decimal:
    if old == new:
        return old
    if new <= 0 or not old / STEP <= new <= old * STEP:
        raise Doubtful(f"the list's {what} is US${new:f}, it was US${old:f}: the old one stays")
    return new


def _scaled(amount: Decimal, before: Decimal, after: Decimal) -> Decimal:
    """`amount` in proportion; what a picture takes in tokens stays the same."""
    if before == after or not before:
        return amount
    return (amount * after / before).quantize(_FINEST, ROUND_CEILING).normalize()

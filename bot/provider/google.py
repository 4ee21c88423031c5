"""What the wires of Google's models have in common: their lane's address and header, files, refusals."""

from collections.abc import Mapping
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import ContentRejected
from bot.provider.failures import dissect
from bot.provider.shapes import table, text
from bot.provider.wire import Auth, Inline

LANE = "/gemini/v1beta"
AUTH: Auth = "x-goog-api-key"

REFUSALS = frozenset(
    {
        "SAFETY",
        "IMAGE_SAFETY",
        "PROHIBITED_CONTENT",
        "IMAGE_PROHIBITED_CONTENT",
        "RECITATION",
        "IMAGE_RECITATION",
        "BLOCKLIST",
        "SPII",
        "CONTENT_FILTER",
    }
)
"""Reasons to stop that mean: the model made something and does not hand it out."""


def address(spec: ModelSpec, verb: str) -> str:
    """Where the native lane takes requests for this model."""
    return f"{LANE}/models/{spec.wire_model}:{verb}"


def inline(part: Mapping[str, Any]) -> Inline | None:
    """The file in a part, in either spelling; many parts have the field and nothing in it."""
    data = text(table(part.get("inlineData") or part.get("inline_data")).get("data"))
    return Inline(data) if data else None


def rejected(words: str, *, output: bool) -> ContentRejected:
    """The model said no: to what was asked, or to handing out what it made."""
    failure = dissect(200, {}, {"message": words})
    return ContentRejected(failure.detail, reason=failure.reason, stage="output" if output else "input")

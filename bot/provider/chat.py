"""Chat completions as the wires of reverse models use them: a message of words and pictures, an answer of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import ProviderError
from bot.provider.failures import dissect, meaning
from bot.provider.fields import data_url
from bot.provider.shapes import parsed, table, tables, text
from bot.provider.wire import File, ServerSentEvent

COMPLETIONS = "/v1/chat/completions"


def message(words: str, files: Sequence[File]) -> dict[str, Any]:
    """What the member says: the words, then the pictures as data URLs."""
    content: list[dict[str, Any]] = [{"type": "text", "text": words}]
    content += [{"type": "image_url", "image_url": {"url": data_url(file)}} for file in files]
    return {"role": "user", "content": content}


def completion(body: Any) -> str:
    """The words of a plain completion. Raises what an error in its place means."""
    answer = table(body)
    if not answer or answer.get("error"):
        raise meaning(dissect(200, {}, answer))
    return "".join(text(table(choice.get("message")).get("content")) for choice in tables(answer.get("choices")))


@dataclass(frozen=True, slots=True)
class Chunk:
    """One event of a streamed completion; its words may end inside a line, a link or an emoji."""

    words: str = ""
    stopped: bool = False
    """Whether the model says that this is all."""
    error: ProviderError | None = None


def chunk(event: ServerSentEvent) -> Chunk:
    """Read an event."""
    if event.data == b"[DONE]":
        return Chunk(stopped=True)
    body = parsed(event.data)
    if body.get("error"):
        return Chunk(error=meaning(dissect(200, {}, body)))
    choices = tables(body.get("choices"))
    said = (text(table(choice.get("delta")).get("content")) for choice in choices)
    return Chunk("".join(said), stopped=any(choice.get("finish_reason") is not None for choice in choices))

"""Asking a chat model of the gateway one thing: the operator pays for it, so it is asked once."""

import asyncio
import logging
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from bot.errors import ProviderBusy, ProviderDown
from bot.provider.chat import COMPLETIONS
from bot.provider.client import Client
from bot.provider.retry import Retry
from bot.provider.shapes import table
from bot.provider.wire import Call

log = logging.getLogger(__name__)

SECONDS = 30.0  # a member waits; the second try is within it
ONCE_MORE = Retry(attempts=2, first=1.0, longest=15.0)
_PRICES = Decimal("0.15"), Decimal("0.60")  # US dollars for a million tokens in and out: gpt-4o-mini's, the default


@dataclass(frozen=True, slots=True)
class Question:
    """What the model is told to do, and what with: words, or words and pictures as the wire has them."""

    system: str
    user: str | list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The body as it came, and what it took in US dollars."""

    body: Any
    usd: Decimal


class Chat:
    """`seconds`: for one question, tries and all."""

    def __init__(self, client: Client, *, seconds: float = SECONDS, retry: Retry = ONCE_MORE) -> None:
        self._client = client
        self._seconds = seconds
        self._retry = retry

    async def answer(self, model: str, question: Question) -> Answer:
        """Raises ProviderErrors, also when no answer comes in time."""
        messages = [{"role": "system", "content": question.system}, {"role": "user", "content": question.user}]
        call = Call(COMPLETIONS, json={"model": model, "messages": messages})
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._asked(call)
        except TimeoutError as error:
            raise ProviderDown(f"no answer within {self._seconds:g} s") from error
        return Answer(body, _spent(body))

    async def _asked(self, call: Call) -> Any:
        """Once more, and only where the gateway says that it did nothing: these answers are paid for too."""
        try:
            return await self._client.whole(call)
        except ProviderBusy as error:
            delay = self._retry.delay(1, error)
            if delay is None:
                raise
            log.info("the chat model is too busy, trying again in %.1f s: %s", delay, error)
        await asyncio.sleep(delay)
        return await self._client.whole(call)


def tagged(task: str, words: str) -> Question:
    """`words` as data for `task`, which mentions `{tag}`: one they do not contain, so that they cannot end it and go on
    as somebody else."""
    tag = next(tag for number in count(1) if (tag := f"prompt-{number}") not in words)
    return Question(task.replace("{tag}", tag), f"<{tag}>\n{words}\n</{tag}>")


def _spent(answer: Any) -> Decimal:
    usage = table(table(answer).get("usage"))
    tokens = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    return sum(
        (price * count / 1_000_000 for price, count in zip(_PRICES, tokens, strict=True) if isinstance(count, int)),
        Decimal(0),
    )

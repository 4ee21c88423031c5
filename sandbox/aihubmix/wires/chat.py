"""Ordinary chat models: they translate picture prompts, look at pictures and reword prompts when told to, and else say
what they are."""

import re
from decimal import Decimal

from aiohttp import web

from sandbox.aihubmix.behaviours import Prose
from sandbox.aihubmix.chat_answers import reply
from sandbox.aihubmix.chat_asks import content_of, messages_of
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerToken, Tokens, Work
from sandbox.aihubmix.prompting import task_answer
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.translation import to_english


def _model(model_id: str, text_in: str, text_out: str) -> Model:
    price = PerToken(Decimal(text_in), Decimal(text_in), Decimal(0), Decimal(text_out))
    return Model(model_id, price, "llm")


# The prices that their makers plausibly list.
MODELS = (
    _model("gpt-4o-mini", "0.15", "0.60"),
    _model("gpt-5-nano", "0.05", "0.40"),
    _model("gemini-2.5-flash-lite", "0.10", "0.40"),
)
_TRANSLATE = re.compile(r"(?is)\btranslat\w*\b.*\benglish\b|\benglish\b.*\btranslat\w*\b")
_INSTRUCTING = ("system", "developer")
_IMAGE_TOKENS = 85


async def _complete(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    prose = intake.conduct.get(Prose)
    words = prose.text if prose else _words(messages_of(intake.body))
    tokens = _tokens(messages_of(intake.body), words)
    gateway.charge(intake, Work(1, tokens=tokens))

    async def message() -> Json:
        return {"content": words, "refusal": None, "annotations": []}

    return await reply(gateway, intake, words, tokens, message)


def _words(messages: list[Json]) -> str:
    texts, pictures = content_of(messages[-1].get("content"))
    said = "\n".join(texts)
    instructions = _instructions(messages)
    if (answer := task_answer(instructions, said, pictures)) is not None:
        return answer
    if any(_TRANSLATE.search(text) for text in instructions):
        return to_english(said)
    beside = f" It came with {len(pictures)} picture(s)." if pictures else ""
    return f"This is the sandbox, where no model reads what you write. You wrote: {said}{beside}"


def _instructions(messages: list[Json]) -> list[str]:
    return [
        text
        for message in messages
        if message.get("role") in _INSTRUCTING
        for text in content_of(message.get("content"))[0]
    ]


def _tokens(messages: list[Json], words: str) -> Tokens:
    read = [content_of(message.get("content") or "") for message in messages]
    length = sum(len(text) for texts, _ in read for text in texts)
    pictures = sum(len(found) for _, found in read)
    return Tokens(max(1, length // 4), pictures * _IMAGE_TOKENS, 0, -(-len(words) // 4))


def _work(intake: Intake) -> Work:
    messages = messages_of(intake.body)
    return Work(1, tokens=_tokens(messages, _words(messages)))


ROUTES = (Route("POST", "/v1/chat/completions", _complete, frozenset(model.id for model in MODELS), work=_work),)

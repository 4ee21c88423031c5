"""Gemini's picture models over chat completions: pictures in `multi_mod_content`, beside the words."""

import base64

from aiohttp import web

from sandbox.aihubmix.behaviours import Conduct, PicturesIn, Spelling
from sandbox.aihubmix.chat_answers import reply
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.gemini_chat_asks import read_gemini_chat
from sandbox.aihubmix.gemini_job import Turnout, settle
from sandbox.aihubmix.gemini_models import IDS, MODELS
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route

__all__ = ["MODELS", "ROUTES"]

_REFUSAL = "I'm unable to make that picture, because it may go against my guidelines."


async def _complete(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    turnout = settle(read_gemini_chat(intake.body), intake.conduct)
    work = turnout.work
    gateway.charge(intake, work)
    words = turnout.words if turnout.finish == "STOP" and not turnout.blocked else _REFUSAL

    async def message() -> Json:
        plain: Json = {"content": words, "refusal": None, "annotations": []}
        if not turnout.count:
            return plain
        return plain | await _pictured(turnout, words, intake.conduct)

    return await reply(gateway, intake, words, work.tokens, message)


async def _pictured(turnout: Turnout, words: str, conduct: Conduct) -> Json:
    """The fields of a message that hold its pictures."""
    pictures = [(base64.b64encode(data).decode(), mime) for data, mime in await turnout.pictures(conduct)]
    links = [{"url": f"data:{mime};base64,{data}"} for data, mime in pictures]
    parts: list[Json] = [{"type": "image_url", "image_url": link} for link in links]
    elsewhere = conduct.get(PicturesIn)
    match elsewhere and elsewhere.place:
        case "images":
            return {"images": parts}
        case "parts":
            return {"content": [{"type": "text", "text": words}, *parts]}
        case "markdown":
            return {"content": "\n\n".join([words, *(f"![image]({link['url']})" for link in links)])}
        case None:
            return {"multi_mod_content": _multi_mod(pictures, words, conduct.get(Spelling) or Spelling())}


def _multi_mod(pictures: list[tuple[str, str]], words: str, spelling: Spelling) -> list[Json]:
    """Every part has a text, empty or not, and inline data, empty or not."""
    data_key, mime_key = ("inline_data", "mime_type") if spelling.name == "snake" else ("inlineData", "mimeType")
    parts: list[Json] = []
    for data, mime in pictures:
        said = mime.removeprefix("image/") if spelling.name == "bare" else mime
        parts.append({"text": "", data_key: {"data": data, mime_key: said}})
    return [*parts, {"text": words, data_key: {}}] if words else parts


def _work(intake: Intake) -> Work:
    return settle(read_gemini_chat(intake.body), Conduct()).work


ROUTES = (Route("POST", "/v1/chat/completions", _complete, IDS, work=_work),)

"""Gemini's picture models on Google's own lane: `:generateContent`."""

import base64

from aiohttp import web

from sandbox.aihubmix.behaviours import Conduct
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.gemini_job import Turnout, settle
from sandbox.aihubmix.gemini_models import IDS
from sandbox.aihubmix.google_asks import read_generate_content
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Tokens, Work
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import whole


async def _generate(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    turnout = settle(read_generate_content(intake.body, intake.model), intake.conduct)
    gateway.charge(intake, turnout.work)
    cut = await gateway.course(intake).unseen()
    return await whole(intake, await _answer(intake, turnout), cut=cut)


async def _answer(intake: Intake, turnout: Turnout) -> Json:
    body: Json = {
        "usageMetadata": _usage(turnout.work.tokens),
        "modelVersion": intake.model,
        "responseId": intake.request_id,
    }
    if turnout.blocked:
        return {"promptFeedback": {"blockReason": turnout.blocked}} | body
    candidate: Json = {"finishReason": turnout.finish, "index": 0}
    parts = await _parts(turnout, intake.conduct)
    if parts:
        candidate = {"content": {"parts": parts, "role": "model"}} | candidate
    return {"candidates": [candidate]} | body


async def _parts(turnout: Turnout, conduct: Conduct) -> list[Json]:
    words: list[Json] = [{"text": turnout.words}] if turnout.words else []
    pictures = await turnout.pictures(conduct)
    return words + [
        {"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}} for data, mime in pictures
    ]


def _usage(tokens: Tokens) -> Json:
    incoming, outgoing = tokens.text_in + tokens.image_in, tokens.text_out + tokens.image_out
    usage: Json = {
        "promptTokenCount": incoming,
        "totalTokenCount": incoming + outgoing,
        "promptTokensDetails": _details(tokens.text_in, tokens.image_in),
    }
    if outgoing:
        usage |= {
            "candidatesTokenCount": outgoing,
            "candidatesTokensDetails": _details(tokens.text_out, tokens.image_out),
        }
    return usage


def _details(text: int, image: int) -> list[Json]:
    counts = {"TEXT": text, "IMAGE": image}
    return [{"modality": modality, "tokenCount": count} for modality, count in counts.items() if count]


def _work(intake: Intake) -> Work:
    return settle(read_generate_content(intake.body, intake.model), Conduct()).work


ROUTES = (Route("POST", "/gemini/v1beta/models/{model}:generateContent", _generate, IDS, work=_work, google=True),)

"""`gpt-4o-image` over chat completions: a markdown transcript that ends in links."""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from aiohttp import web

from sandbox.aihubmix.behaviours import (
    Dialect,
    Fewer,
    JsonInsteadOfStream,
    LinkBehaviour,
    Prose,
    Refuse,
    WrongBytes,
)
from sandbox.aihubmix.chat_asks import Ask, read_ask
from sandbox.aihubmix.completions import Teller, completion
from sandbox.aihubmix.dialects import BY_LANGUAGE
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerCall, Tokens, Work
from sandbox.aihubmix.paint import Picture
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import EventStream, whole
from sandbox.aihubmix.transcript import Beat, Result, Task, Transcript

MODELS = (
    Model("gpt-4o-image", PerCall(Decimal("0.005")), "image_generation,llm"),
    Model("gpt-4o-image-vip", PerCall(Decimal("0.009")), "image_generation,llm"),
)
_DEFAULT_COUNT = {"gpt-4o-image": 1, "gpt-4o-image-vip": 2}
_PERCENTS = (7, 13, 25, 27, 35, 57)


async def _complete(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = await read_ask(intake.body, gateway.files, _DEFAULT_COUNT[intake.model])
    gateway.charge(intake, _work(intake))
    beats = _beats(gateway, intake, ask)
    if intake.body.get("stream") is True and not intake.conduct.get(JsonInsteadOfStream):
        return await _stream(gateway, intake, beats)
    cut = await gateway.course(intake).unseen()
    return await whole(intake, completion(intake, "".join(beat.text for beat in beats)), cut=cut)


def _work(intake: Intake) -> Work:  # a call costs the same whatever it asks for
    return Work(1, "", (0, 0), Tokens(0, 0, 0))


def _beats(gateway: Gateway, intake: Intake, ask: Ask) -> Iterator[Beat]:
    conduct = intake.conduct
    prose, refusal, dialect = conduct.get(Prose), conduct.get(Refuse), conduct.get(Dialect)
    if prose is not None:
        return iter([Beat("prose", prose.text, gated=True)])
    if dialect is None:
        dialect = Dialect(BY_LANGUAGE[refusal.language] if refusal else "english")
    transcript = Transcript(_task(gateway, intake, ask), dialect)
    beats = transcript.failure(refusal) if refusal else transcript.success()
    if dialect.crlf:
        return (replace(beat, text=beat.text.replace("\n", "\r\n")) for beat in beats)
    return beats


def _task(gateway: Gateway, intake: Intake, ask: Ask) -> Task:
    fewer = intake.conduct.get(Fewer)
    fate = intake.conduct.get(LinkBehaviour) or intake.conduct.get(WrongBytes)
    width, height = ask.size
    task_id = f"task_01{secrets.token_hex(12)}"
    pictures = [Picture(ask.subject, index, width, height, references=ask.references) for index in range(ask.n)]
    results: list[Result] = []
    for picture in pictures[: fewer.n if fewer else None]:
        look, download = gateway.files.publish(picture, fate)
        results.append(Result(f"gen_01{secrets.token_hex(12)}", gateway.url + look, gateway.url + download))
    half = replace(pictures[0], width=width // 2, height=height // 2, finished=0.5)
    now = datetime.now(UTC)
    signature = urlencode(
        {"st": f"{now:%FT%TZ}", "se": f"{now + timedelta(days=6):%FT%TZ}", "sig": secrets.token_urlsafe(32)}
    )
    preview = f"{gateway.url}{gateway.files.publish_preview(half, task_id)}?{signature}"
    return Task(
        task_id, str(uuid.uuid4()), gateway.url, ask.prompt, ask.ratio, ask.n, preview, _PERCENTS, tuple(results)
    )


async def _stream(gateway: Gateway, intake: Intake, beats: Iterator[Beat]) -> web.StreamResponse:
    course = gateway.course(intake)
    async with EventStream(intake) as stream:
        teller = Teller(intake, stream)
        await teller.open()
        previous = "head"
        for beat in beats:
            if beat.stage != previous or beat.stage == "result":
                await course.passed(previous)
            if beat.gated:
                await course.held()
            await teller.tell(beat.text)
            await course.beat()
            previous = beat.stage
        await course.passed(previous)
        await teller.close()
    return stream.response


ROUTES = (Route("POST", "/v1/chat/completions", _complete, frozenset(_DEFAULT_COUNT), work=_work),)

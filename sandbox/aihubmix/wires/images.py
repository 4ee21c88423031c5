"""`/v1/images/generations` and `/v1/images/edits`: base64, one answer or a stream of ever better pictures."""

import base64
import time
from dataclasses import replace
from decimal import Decimal

from aiohttp import web

from sandbox.aihubmix.behaviours import (
    AsLinks,
    Fewer,
    Grainy,
    JsonInsteadOfStream,
    LinkBehaviour,
    Padded,
    Prose,
    Refuse,
    WrongBytes,
)
from sandbox.aihubmix.errors import moderation_blocked
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.image_asks import ImageAsk, Traits, read_image_ask, tokens_by_area, tokens_by_table
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerImage, PerPicture, PerToken, Work
from sandbox.aihubmix.paint import Picture, paint
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.schemas import Kind, Medium, Number, Record, Text
from sandbox.aihubmix.streams import EventStream, whole
from sandbox.aihubmix.wrong_bytes import spoil

_USD = Decimal
_CURRENT = PerToken(text_in=_USD(5), image_in=_USD(8), image_out=_USD(30))
MODELS = (
    Model(
        "gpt-image-1",
        PerPicture(
            square={"low": _USD("0.011"), "medium": _USD("0.042"), "high": _USD("0.167")},
            oblong={"low": _USD("0.016"), "medium": _USD("0.063"), "high": _USD("0.25")},
            text_in=_USD(5),
        ),
        retire_stage="deprecated",
        successor="gpt-image-2",
    ),
    Model("gpt-image-1-mini", PerToken(text_in=_USD(2), image_in=_USD("2.5"), image_out=_USD(8))),
    Model("gpt-image-1.5", PerToken(text_in=_USD(5), image_in=_USD(8), image_out=_USD(32))),
    Model("gpt-image-2", _CURRENT),
    Model("gpt-image-2-free", PerImage(_USD(0))),
    Model("gpt-image-2.5-flare", _CURRENT),
    Model("gpt-image-2.5-sunburst", _CURRENT),
    Model("dall-e-3", PerImage(_USD("0.04")), retire_stage="deprecated", successor="gpt-image-2"),
)
_FINER = ("low", "medium", "high", "xhigh", "max", "auto")
_TRAITS = {
    "gpt-image-1": Traits(auto_size=False, output_tokens=tokens_by_table),
    "gpt-image-1-mini": Traits(output_tokens=tokens_by_table),
    "gpt-image-1.5": Traits(output_tokens=tokens_by_table),
    "gpt-image-2": Traits(any_size=True, output_tokens=tokens_by_area),
    "gpt-image-2-free": Traits(any_size=True, output_tokens=tokens_by_area),
    "gpt-image-2.5-flare": Traits(_FINER, any_size=True, output_tokens=tokens_by_area),
    "gpt-image-2.5-sunburst": Traits(_FINER, any_size=True, output_tokens=tokens_by_area),
    "gpt-4o-image": Traits(reversed=True, auto_size=False),
    "gpt-4o-image-vip": Traits(reversed=True, auto_size=False),
}


def _traits(intake: Intake) -> Traits:
    return _TRAITS.get(intake.model, _TRAITS["gpt-image-2"])


async def _generate(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    return await _make(gateway, intake, edit=False)


async def _edit(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    return await _make(gateway, intake, edit=True)


async def _make(gateway: Gateway, intake: Intake, *, edit: bool) -> web.StreamResponse:
    traits = _traits(intake)
    ask = read_image_ask(intake, traits, edit=edit)
    refusal = intake.conduct.get(Refuse)
    if refusal and refusal.stage == "input":
        raise moderation_blocked()
    gateway.charge(intake, ask.work)
    job = _Job(gateway, intake, ask, "image_edit" if edit else "image_generation", traits)
    if ask.stream and not intake.conduct.get(JsonInsteadOfStream):
        return await job.stream()
    return await job.answer()


class _Job:
    """One request's pictures on their way."""

    def __init__(self, gateway: Gateway, intake: Intake, ask: ImageAsk, kind: str, traits: Traits) -> None:
        self._gateway = gateway
        self._intake = intake
        self._conduct = intake.conduct
        self._course = gateway.course(intake)
        self._ask = ask
        self._kind = kind
        self._traits = traits

    async def answer(self) -> web.StreamResponse:
        cut = await self._course.unseen()
        if self._conduct.get(Refuse):
            raise moderation_blocked()
        body: Json = {"created": int(time.time()), "data": [await self._row(index) for index in self._indexes()]}
        if not self._traits.reversed:
            body |= self._details() | {"usage": self._ask.work.tokens.openai()}
        return await whole(self._intake, body, cut=cut)

    async def stream(self) -> web.StreamResponse:
        async with EventStream(self._intake) as stream:
            await self._course.passed("queue")
            for partial in range(self._ask.partial_images):
                await self._course.beat()
                finished = (partial + 1) / (self._ask.partial_images + 1)
                picture = self._ask.picture(0, finished)
                await self._send(stream, "partial_image", picture, {"partial_image_index": partial})
                await self._course.passed("progress")
            await self._course.passed("progress")  # even where no partial picture was asked for
            await self._course.held()
            await self._course.passed("preview")
            await self._course.beat()
            await self._complete(stream)
        return stream.response

    async def _complete(self, stream: EventStream) -> None:
        if self._conduct.get(Refuse):
            # The headers are long gone, so the refusal comes as an event.
            await stream.send({"type": "error"} | moderation_blocked().body, "error")
            return
        whole, n = self._ask.work.tokens, self._ask.n
        for index in self._indexes():
            share = replace(whole, image_out=whole.image_out // n)  # each picture tells its own
            if index:
                share = replace(share, text_in=0, image_in=0)
            await self._send(stream, "completed", self._ask.picture(index), {"usage": share.openai()})
            await self._course.passed("result")

    def _indexes(self) -> range:
        if self._conduct.get(Prose):
            return range(0)
        fewer = self._conduct.get(Fewer)
        return range(min(fewer.n, self._ask.n) if fewer else self._ask.n)

    def _details(self) -> Json:
        ask = self._ask
        return {
            "background": ask.background,
            "output_format": ask.output_format,
            "quality": ask.quality,
            "size": f"{ask.size[0]}x{ask.size[1]}",
        }

    async def _row(self, index: int) -> Json:
        picture = self._ask.picture(index)
        link, wrong = self._conduct.get(LinkBehaviour), self._conduct.get(WrongBytes)
        if self._ask.as_link or self._conduct.get(AsLinks) or link:
            look, _ = self._gateway.files.publish(picture, link or wrong)
            return {"url": self._gateway.url + look}
        return {"b64_json": await self._base64(picture)}

    async def _base64(self, picture: Picture) -> str:
        wrong = self._conduct.get(WrongBytes)
        if (grainy := self._conduct.get(Grainy)) and picture.finished == 1:
            picture = replace(picture, width=grainy.side, height=grainy.side, format="png", grain=True)
        data = (await spoil(wrong, picture))[0] if wrong else await paint(picture)
        if padded := self._conduct.get(Padded):
            data += bytes(padded.megabytes * 2**20)  # after a picture's end nobody looks
        return base64.b64encode(data).decode()

    async def _send(self, stream: EventStream, what: str, picture: Picture, more: Json) -> None:
        name = f"{self._kind}.{what}"
        event = {"type": name, "b64_json": await self._base64(picture), "created_at": int(time.time())}
        await stream.send(event | self._details() | more, name)


def _generation_work(intake: Intake) -> Work:
    return read_image_ask(intake, _traits(intake), edit=False).work


def _edit_work(intake: Intake) -> Work:
    return read_image_ask(intake, _traits(intake), edit=True).work


def _generation_schema(model: str) -> Json:
    return _schema(model, {})


def _edit_schema(model: str) -> Json:
    return _schema(model, {"image": Medium(), "mask": Medium()})


def _schema(model: str, more: dict[str, Kind]) -> Json:
    """Narrower than what is taken, as measured."""
    traits = _TRAITS.get(model, _TRAITS["gpt-image-2"])
    fields: dict[str, Kind] = {"model": Text(), "prompt": Text(), "n": Number(1, 10), "size": Text()}
    if not traits.reversed:
        fields |= {"quality": Text(traits.qualities), "output_format": Text(("png", "jpeg", "webp"))}
    return Record(fields | more, ("model", "prompt")).schema()


ROUTES = (
    Route(
        "POST",
        "/v1/images/generations",
        _generate,
        frozenset(_TRAITS),
        work=_generation_work,
        newcomers=True,
        schema=_generation_schema,
    ),
    Route("POST", "/v1/images/edits", _edit, frozenset(_TRAITS), work=_edit_work, newcomers=True, schema=_edit_schema),
)

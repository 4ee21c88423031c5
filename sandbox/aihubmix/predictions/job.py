"""One request's pictures on their way: charged, painted, and told of in one of the shapes."""

import secrets

from aiohttp import web

from sandbox.aihubmix.behaviours import (
    AnswerShape,
    AsLinks,
    CutStream,
    LinkBehaviour,
    Refuse,
    ShapeName,
)
from sandbox.aihubmix.errors import moderation_blocked
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.given import picture as given_picture
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.paint import Picture
from sandbox.aihubmix.predictions.asks import Ask
from sandbox.aihubmix.predictions.delivery import encoded, in_base64, left_over, publish
from sandbox.aihubmix.predictions.outcomes import LANE, Outcome, outcome
from sandbox.aihubmix.predictions.shapes import SHAPES
from sandbox.aihubmix.streams import hang_up, whole


async def make(gateway: Gateway, intake: Intake, ask: Ask, shape: ShapeName) -> web.StreamResponse:
    """`shape` is what the family is known for."""
    references = tuple([await given_picture(given.value, gateway.files, field=given.name) for given in ask.given])
    job = Job(gateway, intake, ask, references)
    name = _shape(intake, ask.shape or shape)
    return await (job.submit() if name == "polling" else job.answer(name))


def _shape(intake: Intake, known: ShapeName) -> ShapeName:
    forced = intake.conduct.get(AnswerShape)
    if forced is not None:
        return forced.name
    linked = intake.conduct.get(AsLinks) or intake.conduct.get(LinkBehaviour)
    return SHAPES[known].with_links if linked and known in SHAPES else known


class Job:
    def __init__(self, gateway: Gateway, intake: Intake, ask: Ask, references: tuple[bytes, ...]) -> None:
        self._gateway = gateway
        self._intake = intake
        self._ask = ask
        self._references = references

    async def answer(self, shape: ShapeName) -> web.StreamResponse:
        """The pictures themselves."""
        refusal = self._intake.conduct.get(Refuse)
        if refusal and refusal.stage == "input":
            raise moderation_blocked()
        self._gateway.charge(self._intake, self._ask.work(self._references))
        cut = await self._gateway.course(self._intake).unseen()
        if refusal:
            raise moderation_blocked()
        pictures = left_over(self._intake, self._ask.pictures(self._references))
        if shape == "raw":
            return await _raw(self._intake, pictures, cut=cut)
        found = SHAPES[shape]
        rows = [await self._row(picture, linked=found.linked) for picture in pictures]
        return await whole(self._intake, found.body(rows), cut=cut)

    async def submit(self) -> web.StreamResponse:
        """A task, to be asked for at `/v1/tasks` or at the polling address."""
        gateway, intake = self._gateway, self._intake
        gateway.charge(intake, self._ask.work(self._references))
        number = secrets.token_hex(16)
        task_id = f"api.us1.bfl.{number}"
        polling_url = f"{gateway.url}/bfl/v1/get_result?id={number}"
        cut = intake.conduct.get(CutStream) is not None
        if not cut:  # nobody learns the name of a task whose only mention was cut
            gateway.tasks.open(task_id, LANE, intake, gateway.course(intake), self._outcome)
        return await whole(intake, {"output": [{"polling_url": polling_url, "taskId": task_id}]}, cut=cut)

    async def _outcome(self) -> Outcome:
        pictures = left_over(self._intake, self._ask.pictures(self._references))
        links = [publish(self._gateway, self._intake, picture) for picture in pictures]
        return outcome(self._intake, pictures, links)

    async def _row(self, picture: Picture, *, linked: bool) -> str:
        if linked:
            return publish(self._gateway, self._intake, picture)
        return await in_base64(self._intake, picture)


async def _raw(intake: Intake, pictures: list[Picture], *, cut: bool) -> web.StreamResponse:
    data, mime = await encoded(intake, pictures[0]) if pictures else (b"", "image/png")
    headers = {"Content-Type": mime, "X-Request-ID": intake.request_id}
    if not cut:
        return web.Response(body=data, headers=headers)
    response = web.StreamResponse(headers=headers | {"Content-Length": str(len(data))})
    await response.prepare(intake.request)
    await response.write(data[: len(data) // 2])
    hang_up(intake.request)
    return response

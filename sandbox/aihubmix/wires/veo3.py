"""`veo-3` over chat completions: a transcript that ends in an mp4, and work that outlives its stream."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from aiohttp import web

from sandbox.aihubmix.behaviours import (
    CutStream,
    Dialect,
    Fewer,
    JsonInsteadOfStream,
    LinkBehaviour,
    Prose,
    Refuse,
    Retries,
    TaskFailure,
    WrongBytes,
)
from sandbox.aihubmix.chat_asks import Ask, read_ask
from sandbox.aihubmix.completions import Teller, completion
from sandbox.aihubmix.dialects import BY_LANGUAGE
from sandbox.aihubmix.film import Film
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerCall, Work
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import EventStream, Hangup, whole
from sandbox.aihubmix.tasks import Task
from sandbox.aihubmix.veo3_job import LANE, FilmBeat, Job
from sandbox.aihubmix.veo3_report import Links, Report, Run

MODELS = (Model("veo-3", PerCall(Decimal("0.41")), "video,llm"),)
_SECONDS = 8
_POLICY = "Generation failed due to content policy violation"


async def _complete(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = await read_ask(intake.body, gateway.files, 1)
    gateway.charge(intake, _work(intake))
    task = _begin(gateway, intake, ask)
    job: Job = task.outcome
    if intake.body.get("stream") is True and not intake.conduct.get(JsonInsteadOfStream):
        return await _stream(intake, task, job)
    await task.ended.wait()
    content = "".join(beat.text for beat in job.told)
    return await whole(intake, completion(intake, content), cut=bool(intake.conduct.get(CutStream)))


def _work(intake: Intake) -> Work:  # a call costs the same whatever it asks for
    return Work(1)


def _begin(gateway: Gateway, intake: Intake, ask: Ask) -> Task:
    final = _film(ask)
    fate = intake.conduct.get(LinkBehaviour) or intake.conduct.get(WrongBytes)
    retries = intake.conduct.get(Retries)
    run = Run(
        task_id=str(uuid.uuid4()),
        origin=gateway.url,
        prompt=ask.prompt,
        from_frame=bool(ask.references),
        retries=retries.n if retries else 0,
        preview=_links(
            gateway, gateway.files.publish(replace(final, width=final.width // 2, height=final.height // 2))
        ),
        final=_links(gateway, gateway.files.publish(final, fate)),
    )
    job = Job(intake.body, run.preview[0], run.final[0], error=_error(intake))
    course = gateway.course(intake)
    course.spared()
    beats = _beats(intake, Report(run, _dialect(intake)))
    task = gateway.tasks.begin(run.task_id, LANE, intake, lambda task: job.work(task, course, beats))
    task.outcome = job
    return task


def _film(ask: Ask) -> Film:
    width, height = (720, 1280) if ask.ratio == "9:16" else (1280, 720)
    frame = ask.references[-1] if ask.references else None
    return Film(ask.subject, 0, width, height, _SECONDS, first_frame=frame)


def _links(gateway: Gateway, paths: tuple[str, str]) -> Links:
    return gateway.url + paths[0], gateway.url + paths[1]


def _error(intake: Intake) -> str:
    failure = intake.conduct.get(TaskFailure)
    return failure.message if failure else _POLICY if intake.conduct.get(Refuse) else "No video was generated"


def _dialect(intake: Intake) -> Dialect:
    refusal = intake.conduct.get(Refuse)
    return intake.conduct.get(Dialect) or Dialect(BY_LANGUAGE[refusal.language] if refusal else "english")


def _beats(intake: Intake, report: Report) -> Iterator[FilmBeat]:
    conduct = intake.conduct
    prose, refusal, failure = conduct.get(Prose), conduct.get(Refuse), conduct.get(TaskFailure)
    if prose:
        beats = iter([FilmBeat("prose", prose.text, "failed", gated=True)])
    elif refusal:
        beats = report.failure(f"{refusal.stage}_moderation", late=refusal.stage == "output")
    elif failure:
        beats = report.failure(failure.message, late=True)
    else:
        fewer = conduct.get(Fewer)
        beats = report.success(empty=bool(fewer and fewer.n < 1))
    if _dialect(intake).crlf:
        return (replace(beat, text=beat.text.replace("\n", "\r\n")) for beat in beats)
    return beats


async def _stream(intake: Intake, task: Task, job: Job) -> web.StreamResponse:
    cut = intake.conduct.get(CutStream)
    async with EventStream(intake) as stream:
        teller = Teller(intake, stream)
        await teller.open()
        previous = "head"
        async for beat in job.follow(task):
            if cut and beat.stage != previous == cut.after:
                raise Hangup
            await teller.tell(beat.text)
            previous = beat.stage
        if cut and previous == cut.after:
            raise Hangup
        await teller.close()
    return stream.response


ROUTES = (Route("POST", "/v1/chat/completions", _complete, frozenset(["veo-3"]), work=_work, lasting=True),)

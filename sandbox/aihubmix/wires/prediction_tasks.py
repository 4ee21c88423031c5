"""`/v1/tasks/{id}` and the maker's own polling address, for predictions that were answered with a task."""

import orjson
from aiohttp import web

from sandbox.aihubmix.behaviours import LateTask
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.predictions.outcomes import LANE, not_found, told
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.tasks import Task

_REGION = "api.us1.bfl."


async def _by_id(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    task_id = intake.request.match_info["task"]
    return await _look_up(gateway.tasks.get(task_id, LANE), task_id)


async def _poll(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    number = intake.received.query.get("id", "")
    return await _look_up(gateway.tasks.get(_REGION + number, LANE), number)


async def _look_up(task: Task | None, task_id: str) -> web.StreamResponse:
    if task is None:
        return _answer(404, not_found(task_id))
    late = task.intake.conduct.get(LateTask)
    if late and task.looked_up < late.looks:
        task.look()
        return _answer(late.status, not_found(task_id))
    trouble = task.trouble()
    if trouble is not None:
        return _answer(*trouble)
    return _answer(200, await told(task, task_id))


def _answer(status: int, body: Json | str) -> web.Response:
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html")
    return web.Response(status=status, body=orjson.dumps(body), headers={"Content-Type": "application/json"})


ROUTES = (
    Route("GET", "/v1/tasks/{task}", _by_id),
    Route("GET", "/bfl/v1/get_result", _poll, keyed=False, plain_file=True),
)

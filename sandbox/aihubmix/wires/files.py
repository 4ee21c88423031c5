"""The CDN behind the links, and the task pages of the mirrors that print them. Nothing here takes a key."""

import orjson
from aiohttp import web

from sandbox.aihubmix import veo3_source
from sandbox.aihubmix.delivery import deliver
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.polls import troubled
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.veo3_job import LANE


async def _file(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    stored = gateway.files.get(intake.request.rel_url.raw_path)
    if stored is None:
        return web.Response(status=404, text="<html><h1>404 Not Found</h1></html>", content_type="text/html")
    return await deliver(intake, stored)


async def _download(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    answer = await _file(gateway, intake)
    if answer.status == 200 and not answer.prepared:
        answer.headers["Content-Disposition"] = f'attachment; filename="{intake.request.path.rpartition("/")[2]}"'
    return answer


async def _task_page(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    task = intake.request.match_info["task"]
    return web.Response(text=f"<!doctype html><title>{task}</title><p>Task {task}</p>", content_type="text/html")


async def _task_source(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    task_id = intake.request.match_info["task"]
    film = gateway.tasks.get(task_id, LANE)
    if film is None:
        body = {"id": task_id, "status": "completed", "running": False}
    elif (trouble := troubled(film)) is not None:
        return trouble
    else:
        body = veo3_source.page(film)
    return web.Response(body=orjson.dumps(body), headers={"Content-Type": "application/json"})


ROUTES = (
    Route("GET", "/cdn/download/{name:.+}", _download, keyed=False, plain_file=True),
    Route("GET", "/cdn/{name:.+}", _file, keyed=False, plain_file=True),
    Route("GET", "/vg-assets/{name:.+}", _file, keyed=False, plain_file=True),
    Route("GET", "/web/{task}", _task_page, keyed=False, plain_file=True),
    Route("GET", "/source/{task}", _task_source, keyed=False, plain_file=True),
)

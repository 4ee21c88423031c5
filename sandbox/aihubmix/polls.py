"""Looking up a task that may be in trouble."""

import orjson
from aiohttp import web

from sandbox.aihubmix.tasks import Task


def troubled(task: Task) -> web.Response | None:
    """The scripted bad answer to this look-up, if it is its turn; it counts as a look-up."""
    trouble = task.trouble()
    if trouble is None:
        return None
    task.looked_up += 1
    code, body = trouble
    if isinstance(body, str):
        return web.Response(status=code, text=body)
    return web.Response(status=code, body=orjson.dumps(body), headers={"Content-Type": "application/json"})

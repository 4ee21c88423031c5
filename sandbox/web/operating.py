"""The drawer's routes: each does one thing the operator can do, and answers with what is seen then."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.web.answers import reply
from sandbox.web.operator import Operator

Json = dict[str, Any]
_Deed = Callable[[Json], Awaitable[None]]


def routes(operator: Operator) -> list[web.RouteDef]:
    """`/operator` shows, `/wire` inspects, the others do."""

    async def seen(_: web.Request) -> web.Response:
        return reply(await operator.seen())

    async def wire(request: web.Request) -> web.Response:
        return reply({"requests": operator.wire(request.query["message"])})

    def does(deed: _Deed) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def done(request: web.Request) -> web.Response:
            await deed(await request.json())
            return await seen(request)

        return done

    async def fault(body: Json) -> None:
        operator.switch(body["name"], on=bool(body["on"]))

    async def speed(body: Json) -> None:
        operator.hurry(body["speed"])

    async def restart(body: Json) -> None:
        await operator.restart_bot(hard=bool(body["hard"]))

    async def gateway(body: Json) -> None:
        await operator.connect(real=bool(body["real"]))

    deeds = (fault, speed, restart, gateway)
    return [
        web.get("/operator", seen),
        web.get("/wire", wire),
        *(web.post(f"/{deed.__name__}", does(deed)) for deed in deeds),
    ]

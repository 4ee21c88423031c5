"""The HTTP server on its loopback port."""

from collections import defaultdict
from decimal import Decimal
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.aihubmix import wires
from sandbox.aihubmix.door import FAREWELL, Door
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.routing import Route

_MEBIBYTE = 1024 * 1024


class FakeAiHubMix(Gateway):
    """The gateway, open inside `async with`."""

    def __init__(self, *, pace: float = 0.0, port: int = 0, balance: Decimal = Decimal(50)) -> None:
        """`pace` is the seconds between two signs of life of a running job; port 0 takes any free one."""
        super().__init__(models=wires.models(), pace=pace, balance=balance)
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        # A handler whose client has left would otherwise stand at the gate until the end.
        self._runner = web.AppRunner(self._app(), handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self.tasks.close()
        await self._runner.cleanup()

    def _app(self) -> web.Application:
        sharing: dict[tuple[str, str], list[Route]] = defaultdict(list)
        for route in wires.routes():
            sharing[route.method, route.path].append(route)
        app = web.Application(client_max_size=64 * _MEBIBYTE)
        app.on_response_prepare.append(_say_farewell)
        for (method, path), routes in sharing.items():
            app.router.add_route(method, path, Door(self, routes).enter)
        app.router.add_route("*", "/{anything:.*}", Door(self, []).enter)
        return app


async def _say_farewell(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(request.get(FAREWELL, {}))

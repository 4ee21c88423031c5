"""What happens to a request on every wire: memory, key, model, scripted trouble, error answers."""

import secrets
from collections.abc import Sequence
from contextlib import suppress

import orjson
from aiohttp import web

from sandbox.aihubmix.behaviours import Conduct, DropConnection, Gone, Status
from sandbox.aihubmix.errors import (
    Answered,
    as_native,
    gateway_error,
    incorrect_model_id,
    model_retired,
    not_found,
)
from sandbox.aihubmix.farewell import farewell
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake, google_key, new_request_id, presented_key, receive
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import Hangup, hang_up

FAREWELL = web.RequestKey("farewell", dict[str, str])
"""The headers by which every answer for a deprecated model announces its end."""


class Door:
    """Stands before the wires that share one path."""

    def __init__(self, gateway: Gateway, routes: Sequence[Route]) -> None:
        self._gateway = gateway
        self._routes = routes

    async def enter(self, request: web.Request) -> web.StreamResponse:
        received = await receive(request)
        self._gateway.requests.append(received)
        paid = any(route.work for route in self._routes) and self._key_fault(request) is None
        conduct = self._gateway.conduct() if paid else Conduct()
        intake = Intake(request, received, new_request_id(), conduct)
        try:
            return await self._serve(intake)
        except Hangup:
            return hang_up(request)
        except Answered as answered:
            answer = as_native(answered) if any(route.native for route in self._routes) else answered
            if answer.malformed:
                self._gateway.violations.append(f"{request.method} {request.path}: {_sentence(answer.body)}")
            return _answer(intake, answer.status, answer.body)

    async def _serve(self, intake: Intake) -> web.StreamResponse:
        if not self._routes:
            self._gateway.violations.append(f"{intake.request.method} {intake.request.path}: no such route")
            raise not_found(intake.request.method, intake.request.path)
        gone = self._gateway.withdrawn
        if instead := gone.get(intake.request.path) or gone.get(self._routes[0].path):
            return _answer(intake, instead.code, instead.body, dict(instead.headers))
        if any(route.keyed for route in self._routes):
            fault = self._key_fault(intake.request)
            if fault is not None:
                raise fault
        if self._routes[0].plain_file and presented_key(intake.request) == self._gateway.key:
            self._gateway.leaked_keys.append(intake.request.path)
        await self._gateway.course(intake).passed("start")
        return await self._conduct(intake)

    async def _conduct(self, intake: Intake) -> web.StreamResponse:
        """Scripted trouble that looks the same on every wire, else the wire's own answer."""
        drop, status = intake.conduct.get(DropConnection), intake.conduct.get(Status)
        if intake.conduct.get(Gone):
            raise gateway_error(410, f"The model {intake.model} has been removed.", "model_removed")
        if (drop and drop.charged) or (status and status.charged):
            await self._issue(intake)
        if drop:
            return hang_up(intake.request)
        if status:
            return _answer(intake, status.code, status.body, dict(status.headers))
        answer = await self._route(intake).serve(self._gateway, intake)
        return hang_up(intake.request) if intake.lost else answer

    async def _issue(self, intake: Intake) -> None:
        """Executes, or at least charges, a request whose answer will not be seen."""
        route = self._route(intake)
        assert route.work is not None
        if route.lasting:
            with suppress(Hangup):
                await route.serve(self._gateway, intake)
        else:
            self._gateway.charge(intake, route.work(intake))

    def _route(self, intake: Intake) -> Route:
        model = self._gateway.models.get(intake.model)
        if model is not None and model.retire_stage == "retired":
            raise model_retired(model.id, model.successor)
        if model is not None and model.retire_stage:
            intake.request[FAREWELL] = farewell(model)
        for route in self._routes:
            if self._serves(route, intake.model):
                return route
        if model is not None:
            text = f"This model does not support the legacy protocol of {intake.request.path}."
            raise gateway_error(400, text, "protocol_not_supported", malformed=True)
        raise incorrect_model_id()

    def _serves(self, route: Route, model: str) -> bool:
        if route.models is None or model in route.models:
            return True
        return route.newcomers and model in self._gateway.newcomers

    def _key_fault(self, request: web.Request) -> Answered | None:
        key = google_key(request) if any(route.google for route in self._routes) else presented_key(request)
        if not key:
            return gateway_error(401, "no key provided")
        if not secrets.compare_digest(key.encode(), self._gateway.key.encode()):
            return gateway_error(401, f"Unauthorized – access token is invalid or expired. key({key[-6:]})")
        return None


def _sentence(body: Json) -> str:
    return str(body["error"]["message"]).removesuffix(" (tid: {tid})")


def _answer(
    intake: Intake, status: int, body: Json | str | None, headers: dict[str, str] | None = None
) -> web.Response:
    text = body if isinstance(body, str) else "" if body is None else orjson.dumps(body).decode()
    filled = text.replace("{tid}", intake.request_id).replace("{model}", intake.model)
    kind = {"Content-Type": "application/json"} if isinstance(body, dict) else {}
    return web.Response(
        status=status, body=filled.encode(), headers={"X-Request-ID": intake.request_id} | kind | (headers or {})
    )

"""The REST surface: from an HTTP request to a route's reply, with everything Discord does on the way."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from sandbox.discord.cdn import Upload
from sandbox.discord.payload import Json, decode, encode
from sandbox.discord.record import Exchange, Fault, SentFile
from sandbox.discord.refusals import Problem, Refusal, invalid_form, unauthorized
from sandbox.discord.routes import ROUTES, Handler
from sandbox.discord.service import Call, Reply, Service

if TYPE_CHECKING:
    from sandbox.discord.validation import Validator

PREFIX = "/api/v10"
_FILE_FIELD = re.compile(r"files\[(\d+)\]")
_ALWAYS = {"Via": "1.1 google"}  # a 429 without it is taken for a ban by the proxy in front of Discord


@dataclass(frozen=True)
class _Body:
    payload: Any = None
    files: tuple[tuple[str, Upload], ...] = ()

    def numbered(self) -> dict[int, Upload]:
        found: dict[int, Upload] = {}
        for name, upload in self.files:
            if match := _FILE_FIELD.fullmatch(name):
                found[int(match[1])] = upload
            else:
                raise invalid_form(Problem(name, "FILE_FIELD", f"Files are named files[n], not {name!r}."))
        return dict(sorted(found.items()))


class Rest:
    def __init__(self, service: Service, token: str, validator: "Validator | None") -> None:
        self._service = service
        self._token = token
        self._validator = validator

    def add_to(self, app: web.Application) -> None:
        for method, template, handler in ROUTES:
            app.router.add_route(method, PREFIX + template, self._endpoint(template, handler))
        app.router.add_route("*", "/api/{tail:.*}", self._endpoint("", _unknown_route))

    def _endpoint(self, template: str, handler: Handler) -> Any:
        async def endpoint(request: web.Request) -> web.StreamResponse:
            return await self._serve(request, template, handler)

        return endpoint

    async def _serve(self, request: web.Request, template: str, handler: Handler) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        params = dict(request.match_info)
        call = Call(request.method, template, path, params, dict(request.query))
        body = _Body()
        fault = self._service.faults.take(request.method, path)
        headers: dict[str, str] = {}
        try:
            body = await _read(request)
            call = replace(call, payload=body.payload)
            if fault and not fault.after:
                return self._misbehave(request, call, body, fault)
            headers = self._admit(request, call)
            call = replace(call, files=body.numbered())
            reply = await self._answer(call, handler)
        except Refusal as refusal:
            reply = Reply(refusal.status, refusal.body())
            if refusal.is_violation:
                self._service.violations.append(f"{call.method} {template or path}: {refusal}")
        except _Limited as limited:
            reply, headers = Reply(429, limited.body), limited.headers
        except ConnectionError:
            return web.Response(status=499)  # the client has died in the middle of its request, and hears nothing
        except Exception as error:
            self._service.violations.append(f"{call.method} {template or path}: the sandbox broke over it: {error!r}")
            raise
        if fault:
            return self._misbehave(request, call, body, fault)
        if self._validator and template:
            self._report(call, self._validator.response(call.method, template, reply.status, reply.body))
        self._remember(call, body, reply.status, reply.body)
        return _response(reply, headers)

    def _admit(self, request: web.Request, call: Call) -> dict[str, str]:
        by_token = call.template.startswith(("/interactions/", "/webhooks/"))
        if not by_token and request.headers.get("Authorization") != f"Bot {self._token}":
            raise unauthorized()
        verdict = self._service.buckets.take(call.template, call.method, call.params)
        if verdict.retry_after is not None:
            raise _Limited(verdict.body(), verdict.headers)
        return verdict.headers

    async def _answer(self, call: Call, handler: Handler) -> Reply:
        if self._validator and call.template:
            found = self._validator.request(call.method, call.template, call.query, call.payload)
            self._report(call, found.notes)
            if found.problems:
                raise invalid_form(*found.problems)
        return await handler(self._service, call)

    def _report(self, call: Call, notes: list[str]) -> None:
        self._service.violations.extend(f"{call.method} {call.template}: {note}" for note in notes)

    def _misbehave(self, request: web.Request, call: Call, body: _Body, fault: Fault) -> web.StreamResponse:
        if fault.drop:
            self._remember(call, body, None, None)
            if request.transport:
                request.transport.abort()
            return web.Response(status=500)
        self._remember(call, body, fault.status, None)
        answer = fault.body if fault.body is not None else {"message": "The sandbox was told to fail.", "code": 0}
        if isinstance(answer, str):
            return web.Response(status=fault.status, text=answer, headers=_ALWAYS | fault.headers)
        return _response(Reply(fault.status, answer), fault.headers)

    def _remember(self, call: Call, body: _Body, status: int | None, answer: Any) -> None:
        files = tuple(SentFile(name, upload.filename, len(upload.data)) for name, upload in body.files)
        exchange = Exchange(call.method, call.template, call.path, status, call.payload, files, answer)
        self._service.exchanges.append(exchange)


class _Limited(Exception):
    def __init__(self, body: Json, headers: dict[str, str]) -> None:
        super().__init__(body["message"])
        self.body = body
        self.headers = headers


def _response(reply: Reply, headers: dict[str, str]) -> web.Response:
    if reply.status == 204:
        return web.Response(status=204, headers=_ALWAYS | headers)
    # Exactly this content type: a client need not parse anything else, not even with a charset.
    return web.Response(
        status=reply.status, body=encode(reply.body), content_type="application/json", headers=_ALWAYS | headers
    )


async def _read(request: web.Request) -> _Body:
    try:
        if request.content_type.startswith("multipart/"):
            return await _read_multipart(request)
        text = await request.read()
        return _Body(decode(text) if text else None)
    except ValueError as error:
        raise Refusal(400, 50109, "The request body contains invalid JSON.") from error


async def _read_multipart(request: web.Request) -> _Body:
    payload: Any = None
    files: list[tuple[str, Upload]] = []
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            data = await part.read(decode=False)
            if part.name == "payload_json":
                payload = decode(bytes(data))
            else:
                files.append((part.name or "", Upload(part.filename or "unknown", bytes(data))))
    return _Body(payload, tuple(files))


async def _unknown_route(_service: Service, call: Call) -> Reply:
    message = f"The sandbox does not know {call.method} {call.path}."
    raise Refusal(501, 0, message, violation=True)

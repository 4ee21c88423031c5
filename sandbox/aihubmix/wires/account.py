"""Balance, model lists and retirements: what needs no generation."""

import time

import orjson
from aiohttp import web

from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route


def _json(body: Json, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=orjson.dumps(body), headers={"Content-Type": "application/json"} | (headers or {}))


async def _remaining(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    # The field's name is the gateway's own: it holds what is left.
    return _json({"object": "list", "total_usage": float(gateway.balance)})


async def _openai_list(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    created = int(time.time())
    rows = [{"id": model, "object": "model", "created": created, "owned_by": "custom"} for model in gateway.models]
    return _json({"object": "list", "data": rows})


async def _catalogue(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    wanted = intake.received.query.get("type")
    rows = [model.row() for model in gateway.models.values() if wanted is None or wanted in model.types.split(",")]
    etag = f'"{len(rows)}-{wanted}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    if intake.received.headers.get("if-none-match") == etag:
        return web.Response(status=304, headers=headers)
    return _json({"data": rows, "message": "", "success": True}, headers)


async def _retirements(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    going = [model for model in gateway.models.values() if model.retire_stage]
    items = "".join(f"<li>{model.id}: {model.retire_stage}, use {model.successor}</li>" for model in going)
    return web.Response(
        text=f"<!doctype html><title>Model retirements</title><ul>{items}</ul>", content_type="text/html"
    )


ROUTES = (
    Route("GET", "/dashboard/billing/remain", _remaining),
    Route("GET", "/v1/models", _openai_list, keyed=False),
    Route("GET", "/api/v1/models", _catalogue, keyed=False),
    Route("GET", "/models/retirements", _retirements, keyed=False),
)

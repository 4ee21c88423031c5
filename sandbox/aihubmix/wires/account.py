"""Balance and model lists: what needs no generation."""

import time

import orjson
from aiohttp import web

from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model
from sandbox.aihubmix.offers import endpoints, offers
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.tagging import tagged


def _json(body: Json) -> web.Response:
    return web.Response(body=orjson.dumps(body), headers={"Content-Type": "application/json"})


async def _remaining(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    # The field's name is the gateway's own: it holds what is left.
    return _json({"object": "list", "total_usage": float(gateway.balance)})


async def _openai_list(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    created = int(time.time())
    rows = [{"id": model, "object": "model", "created": created, "owned_by": "custom"} for model in gateway.models]
    return _json({"object": "list", "data": rows})


async def _catalogue(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    query = intake.received.query
    models = [model for model in gateway.models.values() if _wanted(gateway, model, query)]
    if query.get("sort_by") == "model_id":
        models.sort(key=lambda model: model.id)
    if query.get("sort_order") == "desc":
        models.reverse()
    body: Json = {"data": [model.row(endpoints(gateway, model.id)) for model in models], "message": "", "success": True}
    return tagged(intake, body)


def _wanted(gateway: Gateway, model: Model, query: dict[str, str]) -> bool:
    kind = query.get("type")
    if kind is not None and kind not in model.types.split(","):
        return False
    return query.get("schema_checked") != "true" or any(offer["schema"] for offer in offers(gateway, model.id))


ROUTES = (
    Route("GET", "/dashboard/billing/remain", _remaining),
    Route("GET", "/v1/models", _openai_list, keyed=False),
    Route("GET", "/api/v1/models", _catalogue, keyed=False),
)

"""Pages about single models and about those that go; none of them takes a key."""

import orjson
from aiohttp import web

from sandbox.aihubmix.errors import gateway_error
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model
from sandbox.aihubmix.offers import endpoints, offers
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.tagging import tagged


async def _schemas(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    model = _model(gateway, intake)
    body: Json = {"data": {"model": model.id, "endpoints": offers(gateway, model.id)}, "message": "", "success": True}
    return tagged(intake, body)


async def _words(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    """There even for a model that is retired."""
    model = _model(gateway, intake)
    lines = [
        f"# {model.id}",
        "",
        f"- Types: {model.types}",
        f"- Pricing: {orjson.dumps(model.price.listed()).decode()}",
        f"- Endpoints: {endpoints(gateway, model.id) or 'none'}",
        f"- Lifecycle: {model.retire_stage or 'active'}",
    ]
    if model.successor:
        lines.append(f"- Successor: {model.successor}")
    return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")


async def _retirements(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    going = [model for model in gateway.models.values() if model.retire_stage]
    items = "".join(f"<li>{model.id}: {model.retire_stage}, use {model.successor}</li>" for model in going)
    return web.Response(
        text=f"<!doctype html><title>Model retirements</title><ul>{items}</ul>", content_type="text/html"
    )


def _model(gateway: Gateway, intake: Intake) -> Model:
    model = gateway.models.get(intake.request.match_info["id"])
    if model is None:
        raise gateway_error(404, "Model not found", "model_not_found")
    return model


ROUTES = (
    Route("GET", "/call/schema/models/{id:.+}/endpoints", _schemas, keyed=False),
    Route("GET", "/model/{id:.+}/llms.txt", _words, keyed=False),
    Route("GET", "/models/retirements", _retirements, keyed=False),
)

"""Where a model can be called, and with which fields, as the wires declare it."""

from collections.abc import Iterator

from sandbox.aihubmix import wires
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route


def offers(gateway: Gateway, model_id: str) -> list[Json]:
    """A JSON schema of the body where the wire has one. Nothing for a model that is retired."""
    return [
        {"method": route.method, "path": route.path, "schema": _schema(gateway, route, model_id)}
        for route in _routes(gateway, model_id)
    ]


def _schema(gateway: Gateway, route: Route, model_id: str) -> Json | None:
    if model_id in gateway.schemas:
        return gateway.schemas[model_id]
    return route.schema(model_id) if route.schema else None


def endpoints(gateway: Gateway, model_id: str) -> str:
    return ",".join(route.path for route in _routes(gateway, model_id))


def _routes(gateway: Gateway, model_id: str) -> Iterator[Route]:
    if gateway.models[model_id].retire_stage == "retired":
        return
    newcomer = model_id in gateway.newcomers
    for route in wires.routes():
        if route.work and ((route.newcomers and newcomer) or model_id in (route.models or ())):
            yield route

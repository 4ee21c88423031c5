"""`/v1/models/{vendor}/{model}/predictions`: one endpoint for all makers, each with fields of its own."""

from aiohttp import web

from sandbox.aihubmix.behaviours import IncorrectModelStatus
from sandbox.aihubmix.errors import incorrect_model_id, model_retired, unknown_parameter, upstream_error
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.predictions.asks import Ask, Family
from sandbox.aihubmix.predictions.families import families, models
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.job import make
from sandbox.aihubmix.routing import Route

MODELS = models()
_FAMILIES = families()
_VENDOR_ALIASES = {"opanai": "openai"}  # a slip of the gateway's own documentation that came to stay


async def _predict(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    family = _family(intake)
    model = gateway.models.get(_name(intake))
    if model is None:
        raise _unknown(intake)
    if model.retire_stage == "retired":
        raise model_retired(model.id, model.successor)
    return await make(gateway, intake, _ask(intake, family), family.shape)


def _name(intake: Intake) -> str:
    return intake.request.match_info["model"]


def _family(intake: Intake) -> Family:
    vendor = intake.request.match_info["vendor"]
    family = _FAMILIES.get(f"{_VENDOR_ALIASES.get(vendor, vendor)}/{_name(intake)}")
    if family is None:
        raise _unknown(intake)
    return family


def _unknown(intake: Intake) -> Exception:
    order = intake.conduct.get(IncorrectModelStatus)
    return incorrect_model_id(order.code) if order else incorrect_model_id()


def _ask(intake: Intake, family: Family) -> Ask:
    outer = Fields(intake.body)
    stranger = next((name for name in intake.body if name != "input"), None)
    if stranger is not None:
        raise unknown_parameter(stranger)
    if not outer.has("input"):
        raise upstream_error("Missing required parameter: 'input'.", "missing_required_parameter", "input")
    return family.read(outer.inner("input"))


def _work(intake: Intake) -> Work:
    return _ask(intake, _family(intake)).work()


ROUTES = (Route("POST", "/v1/models/{vendor}/{model}/predictions", _predict, work=_work),)

"""Answering an interaction, and what its token allows afterwards."""

from sandbox.discord.interactions import DEFERRED, MESSAGE, PONG, UPDATE, Interaction
from sandbox.discord.payload import Json
from sandbox.discord.refusals import Problem, invalid_form
from sandbox.discord.service import Call, Reply, Service

_TRUE = {"1", "true", "True"}


async def callback(service: Service, call: Call) -> Reply:
    known = service.desk.open_for_callback(call.params["interaction_id"], call.params["interaction_token"])
    kind = call.form.get("type")
    if not isinstance(kind, int) or kind == PONG:
        raise invalid_form(Problem("type", "BASE_TYPE_CHOICES", f"{kind!r} does not answer an interaction."))
    await service.desk.respond(known, kind, call.form.get("data") or {}, call.files)
    await service.feed.wake()
    if call.query.get("with_response") not in _TRUE:
        return Reply(204)
    return Reply(body=_callback_json(service, known))


def _callback_json(service: Service, known: Interaction) -> Json:
    interaction: Json = {"id": known.id, "type": known.kind}
    body: Json = {"interaction": interaction}
    if known.original is not None:
        interaction["response_message_id"] = known.original.id
        interaction["response_message_loading"] = known.answer == DEFERRED
        interaction["response_message_ephemeral"] = known.original.only_for is not None
        if known.answer in {MESSAGE, UPDATE}:
            body["resource"] = {"type": known.answer, "message": service.board.render(known.original)}
    return body


def _known(service: Service, call: Call) -> Interaction:
    return service.desk.open_for_webhook(call.params["webhook_id"], call.params["webhook_token"])


async def follow_up(service: Service, call: Call) -> Reply:
    message = await service.desk.follow_up(_known(service, call), call.form, call.files)
    await service.feed.wake()
    if call.query.get("wait") in _TRUE:
        return Reply(body=service.board.render(message))
    return Reply(204)


async def fetch(service: Service, call: Call) -> Reply:
    message = service.desk.message(_known(service, call), call.params.get("message_id", "@original"))
    return Reply(body=service.board.render(message))


async def edit(service: Service, call: Call) -> Reply:
    known = _known(service, call)
    message = service.desk.message(known, call.params.get("message_id", "@original"))
    await service.board.revise(message, known.form(call.form, call.files), service.clock())
    return Reply(body=service.board.render(message))


async def delete(service: Service, call: Call) -> Reply:
    message = service.desk.message(_known(service, call), call.params.get("message_id", "@original"))
    await service.board.remove(message)
    return Reply(204)


_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = _WEBHOOK + "/messages/@original"
_FOLLOWUP = _WEBHOOK + "/messages/{message_id}"
ROUTES = (
    ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback),
    ("POST", _WEBHOOK, follow_up),
    ("GET", _ORIGINAL, fetch),
    ("PATCH", _ORIGINAL, edit),
    ("DELETE", _ORIGINAL, delete),
    ("GET", _FOLLOWUP, fetch),
    ("PATCH", _FOLLOWUP, edit),
    ("DELETE", _FOLLOWUP, delete),
)

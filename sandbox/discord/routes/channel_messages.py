"""Messages in channels with the bot's own token."""

from sandbox.discord import permissions, typists
from sandbox.discord.attachments import Form
from sandbox.discord.interactions import reference_to
from sandbox.discord.messages import REGULAR, REPLY, Message
from sandbox.discord.payload import Json
from sandbox.discord.refusals import (
    Problem,
    closed_to_messages,
    invalid_form,
    missing_permissions,
    no_mutual_guilds,
    not_the_author,
    unknown_message,
)
from sandbox.discord.service import Call, Reply, Service
from sandbox.discord.shapes import bot_permissions
from sandbox.discord.world import Channel, User

NONCE_SECONDS = 5 * 60


def _message(service: Service, call: Call, channel: Channel) -> Message:
    message = service.board.get(call.params["message_id"], channel)
    if message is None or message.only_for is not None:
        raise unknown_message()
    return message


def _rendered(service: Service, message: Message) -> Json:
    return service.board.render(message, hide=service.hides_content)


def _form(service: Service, call: Call, channel: Channel) -> Form:
    return Form(call.form, call.files, service.upload_limit(channel))


async def create(service: Service, call: Call) -> Reply:
    channel = service.writable(call.params["channel_id"])
    allowed = bot_permissions(service.world, channel)
    if channel.recipient:
        _receives(service, channel.recipient)
    for part, needed in ((call.files, "attach_files"), (call.form.get("embeds"), "embed_links")):
        if part and not permissions.has(allowed, needed):
            raise missing_permissions()
    if call.form.get("nonce") is not None and call.form.get("enforce_nonce"):
        since = service.clock() - NONCE_SECONDS
        if repeated := service.board.recent(channel, service.world.bot, str(call.form["nonce"]), since):
            return Reply(body=_rendered(service, repeated))
    reference, extra = _reference(service, call, channel, allowed)
    message = await service.board.post(
        channel,
        service.world.bot,
        _form(service, call, channel),
        service.clock(),
        kind=REPLY if reference else REGULAR,
        reference=reference,
        extra=extra,
    )
    return Reply(body=_rendered(service, message))


def _receives(service: Service, recipient: User) -> None:
    """Whoever brought the application along has agreed to hear from it; others meet the bot in a guild, or not."""
    if not (recipient.id in service.world.installed or service.world.shares_guild(recipient)):
        raise no_mutual_guilds()
    if not recipient.accepts_dms:
        raise closed_to_messages()


def _reference(service: Service, call: Call, channel: Channel, allowed: int) -> tuple[Message | None, Json]:
    asked = call.form.get("message_reference")
    if not asked:
        return None, {}
    if not permissions.has(allowed, "read_message_history"):
        raise missing_permissions()
    target = service.board.get(str(asked.get("message_id")), channel)
    if target is not None and target.only_for is None:
        return target, {"message_reference": reference_to(target)}
    if asked.get("fail_if_not_exists") is False:
        return None, {}
    # Not the client's fault: the message may have been deleted a moment ago.
    raise invalid_form(Problem("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"), violation=False)


async def history(service: Service, call: Call) -> Reply:
    channel = service.channel(call.params["channel_id"])
    if not permissions.has(bot_permissions(service.world, channel), "read_message_history"):
        return Reply(body=[])
    shown = [message for message in service.board.of(channel) if message.only_for is None]
    limit = int(call.query.get("limit", 50))
    if before := call.query.get("before"):
        chosen = [message for message in shown if int(message.id) < int(before)][-limit:]
    elif after := call.query.get("after"):
        chosen = [message for message in shown if int(message.id) > int(after)][:limit]
    elif around := call.query.get("around"):
        before_it = [message for message in shown if int(message.id) < int(around)]
        older = before_it[max(0, len(before_it) - limit // 2) :]
        chosen = older + [message for message in shown if int(message.id) >= int(around)][: limit - len(older)]
    else:
        chosen = shown[-limit:]
    return Reply(body=[_rendered(service, message) for message in reversed(chosen)])


async def fetch(service: Service, call: Call) -> Reply:
    channel = service.channel(call.params["channel_id"], "read_message_history")
    return Reply(body=_rendered(service, _message(service, call, channel)))


async def edit(service: Service, call: Call) -> Reply:
    channel = service.channel(call.params["channel_id"])
    message = _message(service, call, channel)
    if message.author is not service.world.bot:
        raise not_the_author()
    if call.files and not permissions.has(bot_permissions(service.world, channel), "attach_files"):
        raise missing_permissions()
    await service.board.revise(message, _form(service, call, channel), service.clock())
    return Reply(body=_rendered(service, message))


async def delete(service: Service, call: Call) -> Reply:
    channel = service.channel(call.params["channel_id"])
    message = _message(service, call, channel)
    moderates = permissions.has(bot_permissions(service.world, channel), "manage_messages")
    if message.author is not service.world.bot and not (moderates and channel.guild):
        raise missing_permissions()
    await service.board.remove(message)
    return Reply(204)


async def typing(service: Service, call: Call) -> Reply:
    await typists.begin(service, service.writable(call.params["channel_id"]), service.world.bot)
    return Reply(204)


async def react(service: Service, call: Call) -> Reply:
    channel = service.channel(call.params["channel_id"], "read_message_history", "add_reactions")
    await service.board.react(_message(service, call, channel), call.params["emoji_name"], adding=True)
    return Reply(204)


async def unreact(service: Service, call: Call) -> Reply:
    channel = service.channel(call.params["channel_id"])
    await service.board.react(_message(service, call, channel), call.params["emoji_name"], adding=False)
    return Reply(204)


_ALL = "/channels/{channel_id}/messages"
_ONE = _ALL + "/{message_id}"
_REACTION = _ONE + "/reactions/{emoji_name}/@me"
ROUTES = (
    ("POST", _ALL, create),
    ("GET", _ALL, history),
    ("GET", _ONE, fetch),
    ("PATCH", _ONE, edit),
    ("DELETE", _ONE, delete),
    ("POST", "/channels/{channel_id}/typing", typing),
    ("PUT", _REACTION, react),
    ("DELETE", _REACTION, unreact),
)

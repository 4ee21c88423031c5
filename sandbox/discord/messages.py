"""Messages: their records, how they come to be and change, and who is told."""

import asyncio
import time
from dataclasses import dataclass, field

from sandbox.discord import attachments, components, embeds, gateway, permissions, rules, shapes
from sandbox.discord.attachments import Form
from sandbox.discord.cdn import Cdn
from sandbox.discord.feed import Change, Feed, Kind
from sandbox.discord.gateway import Event, Gateway
from sandbox.discord.mentions import Allowed, pinged
from sandbox.discord.payload import Json, copied, objects, timestamp
from sandbox.discord.refusals import archived_thread, empty_message, invalid_form, too_large
from sandbox.discord.snapshots import blacken
from sandbox.discord.snowflakes import Snowflakes
from sandbox.discord.world import Channel, User, World

REGULAR, REPLY, SLASH_RESPONSE, CONTEXT_RESPONSE = 0, 19, 20, 23
SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SUPPRESS_NOTIFICATIONS, HAS_SNAPSHOT = 1 << 2, 1 << 6, 1 << 7, 1 << 12, 1 << 14
_CREATION_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | rules.V2
_EDIT_FLAGS = SUPPRESS_EMBEDS | rules.V2
_SAID = {"content", "embeds", "attachments"}


@dataclass(eq=False)
class Message:
    id: str
    channel: Channel
    author: User
    data: Json
    """As Discord would send it, but with bare CDN addresses and without the message it refers to."""
    only_for: str | None = None
    reference: "Message | None" = None
    deleted: bool = False
    changed: float = 0.0
    """When it was last posted or revised, on the monotonic clock."""
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_from_interaction(self) -> bool:
        return "webhook_id" in self.data

    @property
    def is_loading(self) -> bool:
        return bool(self.data["flags"] & LOADING)


class Board:
    """All messages of all channels."""

    def __init__(self, world: World, ids: Snowflakes, cdn: Cdn, gateway: Gateway, feed: Feed) -> None:
        self._world = world
        self._ids = ids
        self._cdn = cdn
        self._gateway = gateway
        self._feed = feed
        self._messages: dict[str, Message] = {}
        self._by_nonce: dict[tuple[str, str, str], Message] = {}

    def get(self, message_id: str, channel: Channel | None = None) -> Message | None:
        message = self._messages.get(message_id)
        if message is None or message.deleted or (channel and message.channel is not channel):
            return None
        return message

    def of(self, channel: Channel, viewer_id: str | None = None) -> list[Message]:
        """What someone sees in the channel, oldest first."""
        return [
            message
            for message in self._messages.values()
            if message.channel is channel and not message.deleted and message.only_for in {None, viewer_id}
        ]

    def everything(self) -> list[Message]:
        return [message for message in self._messages.values() if not message.deleted]

    def forget_nonces(self) -> None:
        """As happens by itself after some minutes."""
        self._by_nonce.clear()

    def recent(self, channel: Channel, author: User, nonce: str, since: float) -> Message | None:
        """The message an author already sent under this nonce."""
        message = self._by_nonce.get((channel.id, author.id, nonce))
        is_there = message is not None and not message.deleted and message.data["timestamp"] >= timestamp(since)
        return message if is_there else None

    async def post(
        self,
        channel: Channel,
        author: User,
        form: Form,
        now: float,
        *,
        kind: int = REGULAR,
        flags: int = 0,
        only_for: str | None = None,
        reference: Message | None = None,
        extra: Json | None = None,
    ) -> Message:
        if channel.locked:
            raise archived_thread()
        asked: int = form.payload.get("flags") or 0
        data = _blank(channel, author, kind, now) | {"flags": flags | (asked & _CREATION_FLAGS)} | (extra or {})
        data["tts"] = bool(form.payload.get("tts"))
        message = Message("", channel, author, data, only_for, reference)
        if not flags & (LOADING | HAS_SNAPSHOT):
            await self._fill(message, form, new=True)
        message.id = data["id"] = self._ids.next()
        self._messages[message.id] = message
        if "nonce" in data:
            self._by_nonce[channel.id, author.id, str(data["nonce"])] = message
        if channel.archived and only_for is None:  # somebody has something to say in it: the thread is active again
            channel.archived = False
            await self.tell(channel)
        await self._announce("create", message)
        return message

    async def tell(self, channel: Channel) -> None:
        """Tell the bot how a channel stands now."""
        name = "THREAD_UPDATE" if channel.parent else "CHANNEL_UPDATE"
        if self._world.bot_is_in(channel):
            data = shapes.channel_json(channel, self._world.bot)
            await self._gateway.dispatch(Event(name, data, channel.guild_id, gateway.GUILDS))

    async def revise(self, message: Message, form: Form, now: float) -> None:
        """What completes a "thinking" response is its first form, no edit of it: the update comes without the time of
        one, by which bots that log edits tell the two apart. Later ones are edits like any other."""
        if message.channel.archived:
            raise archived_thread()
        async with message.writing:  # storing files takes a moment; two edits must not take turns inside one
            completed = message.is_loading
            flags: int = message.data["flags"] | ((form.payload.get("flags") or 0) & _EDIT_FLAGS)
            await self._fill(message, form, flags=flags & ~LOADING, new=False)
            if not completed and not _only_controls(form, flags):
                message.data["edited_timestamp"] = timestamp(now)
            await self._announce("update", message)

    async def remove(self, message: Message) -> None:
        if message.channel.archived:
            raise archived_thread()
        message.deleted = True
        await self._announce("delete", message)

    async def react(self, message: Message, emoji: str, *, adding: bool) -> None:
        """The bot's own reaction."""
        reactions = [shown for shown in objects(message.data.get("reactions")) if shown["emoji"]["name"] != emoji]
        if adding:
            count: Json = {
                "count": 1,
                "count_details": {"burst": 0, "normal": 1},
                "burst_colors": [],
                "me_burst": False,
            }
            reactions.append(count | {"me": True, "emoji": {"id": None, "name": emoji}})
        message.data["reactions"] = reactions
        await self._feed.publish(Change("update", message.channel.id, self.render(message)))
        event: Json = {"user_id": self._world.bot.id, "channel_id": message.channel.id, "message_id": message.id}
        event |= {"emoji": {"id": None, "name": emoji}, "burst": False, "type": 0}
        name = "MESSAGE_REACTION_ADD" if adding else "MESSAGE_REACTION_REMOVE"
        intent = gateway.GUILD_REACTIONS if message.channel.guild else gateway.DIRECT_REACTIONS
        event |= _place(message.channel)
        await self._gateway.dispatch(Event(name, event, message.channel.guild_id, intent))

    async def _fill(self, message: Message, form: Form, *, new: bool, flags: int | None = None) -> None:
        """Check everything first, then store files, then change the record: a refused edit changes nothing."""
        payload, data = form.payload, message.data
        wanted = data["flags"] if flags is None else flags
        kept, fresh = attachments.sort(form, objects(data["attachments"]))
        filenames = tuple(item["filename"] for item in kept) + tuple(file.filename for file in fresh)
        draft = rules.Draft(payload, wanted, filenames, None if new else data)
        if found := rules.problems(draft):
            raise invalid_form(*found)
        if rules.is_empty(draft):
            raise empty_message()
        if any(len(file.data) > form.upload_limit for file in fresh):
            raise too_large()
        ephemeral = message.only_for is not None
        stored = [await self._cdn.store(file, message.channel.id, ephemeral=ephemeral) for file in fresh]
        data["flags"] = wanted
        data["attachments"] = kept + stored
        self._write(message, payload)
        self._mention(message, form, new=new)

    def _write(self, message: Message, payload: Json) -> None:
        data = message.data

        def media(url: str) -> Json:
            return attachments.media(url, objects(data["attachments"]))

        if "content" in payload:
            data["content"] = payload["content"] or ""
        if "embeds" in payload:
            data["embeds"] = embeds.settled(objects(payload["embeds"]), media)
        if "components" in payload:
            data["components"] = components.settled(objects(payload["components"]), media)
        if payload.get("nonce") is not None:
            data["nonce"] = payload["nonce"]

    def _mention(self, message: Message, form: Form, *, new: bool) -> None:
        if not new and not {"content", "components", "allowed_mentions"} & form.payload.keys():
            return
        allowed = Allowed.read(form.payload.get("allowed_mentions"), interaction=form.interaction)
        replied_to: User | None = None
        if message.data["type"] == REPLY and message.reference and not form.interaction:
            # An interaction's response belongs to a webhook, and a webhook is nobody to ping.
            replied_to = None if message.reference.is_from_interaction else message.reference.author
        text = "\n".join([message.data["content"], *components.texts(message.data["components"])])
        found = pinged(text, allowed, message.channel, self._world, replied_to)
        message.data["mentions"] = [shapes.user_json(user) for user in found.users]
        message.data["mention_roles"] = list(found.roles)
        message.data["mention_everyone"] = found.everyone

    def render(self, message: Message, *, hide: bool = False) -> Json:
        """The message as it is sent now; with ``hide``, without what the bot may not read."""
        data = copied(message.data)
        if hide and not self.may_read(message):
            blacken(data)
        if message.reference is not None:
            gone = message.reference.deleted
            data["referenced_message"] = None if gone else self._referenced(message.reference, hide=hide)
        return self._cdn.signed(data)

    def _referenced(self, message: Message, *, hide: bool) -> Json:
        data = copied(message.data)
        if hide and not self.may_read(message):
            blacken(data)
        return data

    def may_read(self, message: Message) -> bool:
        """Whether the bot sees the content without the privileged intent."""
        bot_id = self._world.bot.id
        mentioned = any(user["id"] == bot_id for user in message.data["mentions"])
        return message.author.id == bot_id or message.channel.recipient is not None or mentioned

    def _bot_hears(self, channel: Channel) -> bool:
        return permissions.has(shapes.bot_permissions(self._world, channel), "view_channel")

    async def _announce(self, kind: Kind, message: Message) -> None:
        message.changed = time.monotonic()
        channel = message.channel
        await self._feed.publish(Change(kind, channel.id, self.render(message), message.only_for))
        if message.only_for is not None or not self._bot_hears(channel):
            return
        intent = gateway.GUILD_MESSAGES if channel.guild else gateway.DIRECT_MESSAGES
        if kind == "delete":
            deleted: Json = {"id": message.id, "channel_id": channel.id} | _place(channel)
            await self._gateway.dispatch(Event("MESSAGE_DELETE", deleted, channel.guild_id, intent))
            return
        around = _place(channel) | self._membership(message)
        full, without = self.render(message) | around, self.render(message, hide=True) | around
        name = f"MESSAGE_{kind.upper()}"
        await self._gateway.dispatch(Event(name, full, channel.guild_id, intent, without))

    def _membership(self, message: Message) -> Json:
        guild = message.channel.guild
        member = guild.members.get(message.author.id) if guild and not message.is_from_interaction else None
        return {"member": shapes.partial_member_json(member)} if member else {}


def _only_controls(form: Form, flags: int) -> bool:
    """Of an edit: Discord's staff says that clients mark whatever was edited, but not if only components were. That
    is from before components could be all of a message; what is said in such a one is taken for words here."""
    return "components" in form.payload and not (_SAID & form.payload.keys() or form.files or flags & rules.V2)


def _place(channel: Channel) -> Json:
    return {"guild_id": channel.guild_id} if channel.guild else {}


def _blank(channel: Channel, author: User, kind: int, now: float) -> Json:
    return {
        "id": "",
        "channel_id": channel.id,
        "author": shapes.user_json(author),
        "type": kind,
        "content": "",
        "timestamp": timestamp(now),
        "edited_timestamp": None,
        "tts": False,
        "pinned": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "flags": 0,
    }

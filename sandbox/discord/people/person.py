"""A person at the keyboard."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sandbox.discord import components, permissions, typists
from sandbox.discord.attachments import Form
from sandbox.discord.cdn import Upload
from sandbox.discord.commands import CHAT_INPUT, MESSAGE
from sandbox.discord.embeds import unfurled
from sandbox.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, reference_to
from sandbox.discord.messages import HAS_SNAPSHOT, REGULAR, REPLY
from sandbox.discord.messages import Message as Posted
from sandbox.discord.payload import Json, objects
from sandbox.discord.people import envelope
from sandbox.discord.people.ask import Ask
from sandbox.discord.people.forms import pick, record, submission
from sandbox.discord.people.offered import NotOfferedByDiscord, Resolved, choose_command, fill_in, visible_command
from sandbox.discord.rules import MAX_CONTENT, MAX_FILES
from sandbox.discord.service import Service
from sandbox.discord.snapshots import forwarded
from sandbox.discord.world import Channel, User

Place = Channel | str | None
"""A channel, its name, or None for the direct messages with the bot."""


REACTION_SECONDS = 0.1


async def _react(since: float) -> None:
    """Nobody presses a button before the bot has heard that its message arrived; only a loopback is that fast."""
    await asyncio.sleep(max(0.0, since + REACTION_SECONDS - time.monotonic()))


class Person:
    def __init__(self, service: Service, user: User) -> None:
        self._service = service
        self.user = user

    def __repr__(self) -> str:
        return f"<Person {self.user.name}>"

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    @property
    def locale(self) -> str:
        return self.user.locale

    @locale.setter
    def locale(self, value: str) -> None:
        self.user.locale = value

    def commands(self, channel: Place = "general", kind: int = CHAT_INPUT) -> list[Json]:
        """What the client lists when the person types a slash, or opens a message's menu with ``kind`` 3."""
        where = self._place(channel)
        own = self._service.commands.of(where.guild_id) if self._service.world.bot_is_in(where) else []
        registered = [*own, *self._service.commands.of(None)]
        names = dict.fromkeys(known["name"] for known in registered if known["type"] == kind)
        listed: list[Json] = []
        for name in names:
            with suppress(NotOfferedByDiscord):
                listed.append(visible_command(self._service, self.user, where, name, kind))
        return listed

    async def slash(
        self, command: str, /, channel: Place = "general", *, options: Mapping[str, Any] | None = None, **values: Any
    ) -> Ask:
        """Send a slash command, subcommands spelled with spaces; ``options`` is for names that clash with Python's."""
        where = self._place(channel)
        name, *words = command.split()
        registered = visible_command(self._service, self.user, where, name, CHAT_INPUT)
        chosen = choose_command(registered, words)
        resolved = self._resolved(where)
        data = chosen.data(await fill_in(chosen.options, {**(options or {}), **values}, resolved))
        if resolved.found:
            data["resolved"] = resolved.found
        return await self._send(where, COMMAND, data, command_kind=CHAT_INPUT)

    async def autocomplete(
        self, command: str, option: str, partial: str, /, channel: Place = "general", **values: Any
    ) -> list[Json]:
        """The choices offered while typing into one option, with the others as filled in so far."""
        where = self._place(channel)
        name, *words = command.split()
        chosen = choose_command(visible_command(self._service, self.user, where, name, CHAT_INPUT), words)
        focused = next((item for item in chosen.options if item["name"] == option), None)
        if focused is None or not focused.get("autocomplete"):
            raise NotOfferedByDiscord(f"option {option!r} of {command!r} does not complete what is typed")
        others = [item | {"required": False} for item in chosen.options if item is not focused]
        filled = await fill_in(others, values, self._resolved(where))
        filled.append({"name": option, "type": focused["type"], "value": partial, "focused": True})
        ask = await self._send(where, AUTOCOMPLETE, chosen.data(filled), command_kind=CHAT_INPUT)
        await ask.acknowledged()
        return ask.choices or []

    async def context_menu(self, command: str, message: Json) -> Ask:
        target = self._message(message)
        where = target.channel
        registered = visible_command(self._service, self.user, where, command, MESSAGE)
        data: Json = {"id": registered["id"], "name": registered["name"], "type": MESSAGE, "target_id": target.id}
        data["resolved"] = {"messages": {target.id: self._service.board.render(target)}}
        return await self._send(where, COMMAND, data, command_kind=MESSAGE)

    async def click(self, message: Json, button: str) -> Ask:
        """Press a button, named by its custom_id or by what is written on it."""
        source = self._message(message)
        found = self._component(source, button, {components.BUTTON})
        await _react(source.changed)
        if "custom_id" not in found:
            raise NotOfferedByDiscord(f"button {button!r} opens a link or a shop; it does not reach the bot")
        data: Json = {"custom_id": found["custom_id"], "component_type": components.BUTTON}
        return await self._send(source.channel, COMPONENT, data, source=source)

    async def choose(self, message: Json, menu: str, values: Sequence[Any]) -> Ask:
        """Choose from a select menu: options by value or label, users, roles and channels by name."""
        source = self._message(message)
        found = self._component(source, menu, components.SELECTS)
        least, most = found["min_values"], found["max_values"]
        if not least <= len(values) <= most:
            raise NotOfferedByDiscord(f"menu {menu!r} takes {least} to {most} values, not {len(values)}")
        resolved = self._resolved(source.channel)
        if found["type"] == components.STRING_SELECT:
            picked = [pick(objects(found["options"]), value, menu) for value in values]
        else:
            picked = [record(found["type"], value, resolved) for value in values]
        data: Json = {"custom_id": found["custom_id"], "component_type": found["type"], "values": picked}
        await _react(source.changed)
        if found["type"] != components.STRING_SELECT:
            data["resolved"] = resolved.found
        return await self._send(source.channel, COMPONENT, data, source=source)

    async def submit_modal(self, ask: Ask, values: Mapping[str, Any]) -> Ask:
        opened = ask.interaction
        if ask.modal is None:
            raise NotOfferedByDiscord("no form is open")
        if opened.person is not self.user:
            raise NotOfferedByDiscord("the form is open on someone else's screen")
        data = await submission(ask.modal, values, self._resolved(opened.channel))
        source = opened.source
        await _react(opened.answered)
        interaction = await envelope.send(
            self._service, self.user, opened.channel, MODAL_SUBMIT, data, source=source, trigger=opened.metadata()
        )
        return Ask(self._service, interaction)

    async def say(
        self, channel: Place, text: str = "", uploads: Sequence[Upload] = (), *, embeds: Sequence[Json] = ()
    ) -> Json:
        """``embeds``: what Discord makes of the links in the text, such as a picture's."""
        return await self._write(self._place(channel), text, uploads, embeds=embeds)

    async def typing(self, channel: Place) -> None:
        """What the client tells while the person types, unless it is a command."""
        where = self._place(channel)
        self._may_write(where)
        await typists.begin(self._service, where, self.user)

    async def edit(self, message: Json, text: str) -> Json:
        """Change one's own message."""
        target = self._message(message)
        if target.author is not self.user:
            raise NotOfferedByDiscord("this message is someone else's")
        payload: Json = {"content": self._with_mentions(text), "allowed_mentions": {"parse": ["users"]}}
        await self._service.board.revise(target, Form(payload), self._service.clock())
        return self._service.board.render(target)

    async def dm(self, text: str = "", uploads: Sequence[Upload] = ()) -> Json:
        return await self.say(None, text, uploads)

    async def reply(self, message: Json, text: str = "", *, ping: bool = True, uploads: Sequence[Upload] = ()) -> Json:
        target = self._message(message)
        if target.only_for is not None:
            raise NotOfferedByDiscord("an ephemeral message cannot be replied to")
        return await self._write(target.channel, text, uploads, reply_to=target, ping=ping)

    async def forward(self, message: Json, channel: Place) -> Json:
        """Without a word: what the client lets one add becomes a message of its own."""
        target, where = self._message(message), self._place(channel)
        self._may_write(where)
        if target.only_for is not None:
            raise NotOfferedByDiscord("an ephemeral message cannot be forwarded")
        posted = await self._service.board.post(
            where,
            self.user,
            Form({}),
            self._service.clock(),
            flags=HAS_SNAPSHOT,
            extra=forwarded(target.channel, target.data),
        )
        return self._service.board.render(posted)

    async def delete(self, message: Json) -> None:
        """Delete one's own message, or with Manage Messages anyone's."""
        target = self._message(message)
        guild = target.channel.guild
        moderates = guild and permissions.has(guild.permissions_of(self.user), "manage_messages")
        if target.author is not self.user and not moderates:
            raise NotOfferedByDiscord("this message is someone else's")
        await self._service.board.remove(target)

    async def _write(
        self,
        channel: Channel,
        text: str,
        uploads: Sequence[Upload],
        *,
        reply_to: Posted | None = None,
        ping: bool = True,
        embeds: Sequence[Json] = (),
    ) -> Json:
        self._may_write(channel)
        limit = envelope.upload_limit(self.user, channel)
        too_long = len(text) > MAX_CONTENT or len(uploads) > MAX_FILES
        if too_long or not (text or uploads) or any(len(upload.data) > limit for upload in uploads):
            raise NotOfferedByDiscord("nothing to send, or too much")
        kinds = ["users", "roles"]
        if channel.guild and permissions.has(channel.guild.permissions_of(self.user), "mention_everyone"):
            kinds.append("everyone")
        payload: Json = {
            "content": self._with_mentions(text),
            "allowed_mentions": {"parse": kinds, "replied_user": ping},
        }
        extra: Json = {"message_reference": reference_to(reply_to)} if reply_to else {}
        if embeds:
            extra["embeds"] = [unfurled(embed) for embed in embeds]
        message = await self._service.board.post(
            channel,
            self.user,
            Form(payload, dict(enumerate(uploads)), limit),
            self._service.clock(),
            kind=REPLY if reply_to else REGULAR,
            reference=reply_to,
            extra=extra,
        )
        return self._service.board.render(message)

    def _with_mentions(self, text: str) -> str:
        """Names after an @ become mentions, as the client completes them."""
        by_name = {user.name: user.id for user in self._service.world.users.values()}

        def mention(match: re.Match[str]) -> str:
            return f"<@{by_name[match[1]]}>" if match[1] in by_name else match[0]

        return re.sub(r"(?<!<)@(\w+)", mention, text)

    def _place(self, channel: Place) -> Channel:
        world = self._service.world
        if channel is None:
            met = self.user.id in {*world.direct, *world.installed} or world.shares_guild(self.user)
            if not met:
                raise NotOfferedByDiscord(f"{self.user.name} has never met the bot")
            return world.direct_channel(self.user)
        where = world.channel(channel) if isinstance(channel, str) else channel
        if where.guild and self.user.id not in where.guild.members:
            raise NotOfferedByDiscord(f"{self.user.name} is not a member of {where.guild.name}")
        if where.people and self.user not in where.people:
            raise NotOfferedByDiscord(f"{self.user.name} is not in {where.name}")
        return where

    def _may_write(self, channel: Channel) -> None:
        """In a locked thread only those who manage threads, and for them the sandbox has no use."""
        if channel.locked:
            raise NotOfferedByDiscord(f"{channel.name} is locked")
        if channel.guild and not permissions.has(channel.guild.permissions_of(self.user, channel), channel.speech):
            raise NotOfferedByDiscord(f"{self.user.name} may not write in {channel.name}")

    def _resolved(self, channel: Channel) -> Resolved:
        return Resolved(self._service, self.user, channel, envelope.upload_limit(self.user, channel))

    def _message(self, message: Json) -> Posted:
        found = self._service.board.get(message["id"])
        if found is None or found.only_for not in {None, self.user.id}:
            raise NotOfferedByDiscord(f"{self.user.name} sees no message {message['id']}")
        return found

    def _component(self, message: Posted, name: str, wanted: set[int]) -> Json:
        found = components.find(message.data["components"], name)
        if found is None or found["type"] not in wanted:
            shown = [
                item.get("label") or item.get("custom_id") for item in components.usable(message.data["components"])
            ]
            raise NotOfferedByDiscord(f"the message has no {name!r}, only {shown}")
        if found.get("disabled"):
            raise NotOfferedByDiscord(f"{name!r} is greyed out")
        return found

    async def _send(
        self, channel: Channel, kind: int, data: Json, *, command_kind: int = 0, source: Posted | None = None
    ) -> Ask:
        interaction = await envelope.send(
            self._service, self.user, channel, kind, data, command_kind=command_kind, source=source
        )
        return Ask(self._service, interaction)

"""What Discord's client offers a person: commands they can see, options they can fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sandbox.discord import permissions, shapes
from sandbox.discord.cdn import Upload
from sandbox.discord.commands import GROUP, SUBCOMMAND
from sandbox.discord.payload import Json, objects
from sandbox.discord.service import Service
from sandbox.discord.world import Channel, Role, User

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 9, 10, 11
IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2
FOR_GUILDS, FOR_USERS = 0, 1
_TYPES: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


class NotOfferedByDiscord(Exception):
    """The person could not have done this: Discord's client would not let them. The test is wrong, not the bot."""


@dataclass
class Resolved:
    """The records an interaction's ids stand for, collected while its options are filled in."""

    service: Service
    person: User
    channel: Channel
    upload_limit: int
    found: Json = field(default_factory=dict[str, Any])

    def _add(self, kind: str, key: str, record: Json) -> str:
        self.found.setdefault(kind, {})[key] = record
        return key

    async def attachment(self, upload: Upload) -> str:
        if len(upload.data) > self.upload_limit:
            raise NotOfferedByDiscord(f"{upload.filename!r} is larger than the {self.upload_limit} bytes allowed here")
        stored = await self.service.cdn.store(upload, self.channel.id, ephemeral=True)
        return self._add("attachments", stored["id"], self.service.cdn.signed(stored))

    def user(self, chosen: User | str) -> str:
        user = chosen if isinstance(chosen, User) else self.service.world.user(chosen)
        guild = self.channel.guild
        if guild and (member := guild.members.get(user.id)):
            allowed = guild.permissions_of(user, self.channel)
            self._add("members", user.id, shapes.resolved_member_json(member, allowed))
        return self._add("users", user.id, shapes.user_json(user))

    def role(self, chosen: Role | str) -> str:
        roles = self.channel.guild.roles if self.channel.guild else []
        for role in roles:
            if chosen in (role, role.name):
                return self._add("roles", role.id, shapes.role_json(role))
        raise NotOfferedByDiscord(f"there is no role {chosen!r} here")

    def channel_option(self, chosen: Channel | str) -> str:
        channel = chosen if isinstance(chosen, Channel) else self.service.world.channel(chosen)
        allowed = channel.guild.permissions_of(self.person, channel) if channel.guild else 0
        return self._add("channels", channel.id, shapes.resolved_channel_json(channel, allowed))


def visible_command(service: Service, person: User, channel: Channel, name: str, kind: int) -> Json:
    here = channel.guild_id if service.world.bot_is_in(channel) else None
    command = service.commands.find(name, kind, here)
    if command is None:
        known = sorted(known["name"] for known in service.commands.of(None) if known["type"] == kind)
        raise NotOfferedByDiscord(f"no command {name!r} is registered, only {known}")
    _offered_in(service, person, channel, command)
    needed = command["default_member_permissions"]
    if needed is not None and channel.guild and service.world.bot_is_in(channel):
        has = channel.guild.permissions_of(person, channel)
        enough = has & int(needed) == int(needed) if int(needed) else permissions.has(has, "administrator")
        if not enough:
            raise NotOfferedByDiscord(f"{person.name} lacks the permissions that {name!r} asks for")
    return command


def _offered_in(service: Service, person: User, channel: Channel, command: Json) -> None:
    contexts = cast("list[int] | None", command["contexts"])
    context = IN_GUILD if channel.guild else IN_BOT_DM if channel.recipient else IN_PRIVATE
    if contexts is not None and context not in contexts:
        raise NotOfferedByDiscord(f"{command['name']!r} is not offered in this kind of channel")
    installs = cast("list[int]", command["integration_types"])
    through_guild = FOR_GUILDS in installs and service.world.bot_is_in(channel)
    through_person = FOR_USERS in installs and person.id in service.world.installed
    if not (through_guild or through_person):
        raise NotOfferedByDiscord(f"{command['name']!r} is not installed where {person.name} is")


@dataclass(frozen=True)
class Chosen:
    """A command, the subcommands on the way, and the options a person may fill in there."""

    command: Json
    way: tuple[Json, ...]

    @property
    def options(self) -> list[Json]:
        return objects((self.way[-1] if self.way else self.command).get("options"))

    def data(self, filled: list[Json]) -> Json:
        for step in reversed(self.way):
            filled = [{"name": step["name"], "type": step["type"], "options": filled}]
        shape: Json = {"id": self.command["id"], "name": self.command["name"], "type": self.command["type"]}
        if filled:
            shape["options"] = filled
        return shape | ({"guild_id": self.command["guild_id"]} if "guild_id" in self.command else {})


def choose_command(command: Json, words: list[str]) -> Chosen:
    way: list[Json] = []
    place = command
    for word in words:
        named = [item for item in objects(place.get("options")) if item["name"] == word]
        if not named or named[0]["type"] not in {SUBCOMMAND, GROUP}:
            raise NotOfferedByDiscord(f"{place['name']!r} has no subcommand {word!r}")
        place = named[0]
        way.append(place)
    if any(item["type"] in {SUBCOMMAND, GROUP} for item in objects(place.get("options"))):
        raise NotOfferedByDiscord(f"{place['name']!r} needs a subcommand")
    return Chosen(command, tuple(way))


async def fill_in(options: list[Json], values: Mapping[str, Any], resolved: Resolved) -> list[Json]:
    """The options as Discord sends them, refusing whatever its client would not have accepted."""
    known = {option["name"] for option in options}
    if strangers := values.keys() - known:
        raise NotOfferedByDiscord(f"no option is called {sorted(strangers)}, only {sorted(known)}")
    filled: list[Json] = []
    for option in options:
        value = values.get(option["name"])
        if value is None:
            if option.get("required"):
                raise NotOfferedByDiscord(f"option {option['name']!r} is required")
            continue
        sent = await _value(option, value, resolved)
        filled.append({"name": option["name"], "type": option["type"], "value": sent})
    return filled


async def _value(option: Json, value: Any, resolved: Resolved) -> Any:
    match option["type"]:
        case 6:
            return resolved.user(value)
        case 7:
            return resolved.channel_option(value)
        case 8:
            return resolved.role(value)
        case 9:
            return resolved.role(value) if isinstance(value, Role) else resolved.user(value)
        case 11:
            if not isinstance(value, Upload):
                raise NotOfferedByDiscord(f"option {option['name']!r} takes a file")
            return await resolved.attachment(value)
        case kind:
            return _plain_value(option, value, _TYPES[kind])


def _plain_value(option: Json, value: Any, types: tuple[type, ...]) -> Any:
    name = option["name"]
    if choices := objects(option.get("choices")):
        for choice in choices:
            if value in (choice["value"], choice["name"]):
                return choice["value"]
        raise NotOfferedByDiscord(f"option {name!r} has no choice {value!r}")
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise NotOfferedByDiscord(f"option {name!r} does not take {value!r}")
    if isinstance(value, str):
        _check_range(name, len(value), option.get("min_length"), option.get("max_length") or 6000, "characters")
    elif not isinstance(value, bool):
        _check_range(name, value, option.get("min_value"), option.get("max_value"), "as its value")
    return value


def _check_range(name: str, size: float, least: float | None, most: float | None, unit: str) -> None:
    if (least is not None and size < least) or (most is not None and size > most):
        raise NotOfferedByDiscord(f"option {name!r} takes {least or 0} to {most} {unit}, not {size}")

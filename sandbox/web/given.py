"""What the page names and only the sandbox has: files by the token they were kept under, people and places by id."""

import secrets
from collections.abc import Callable
from typing import Any, cast

from sandbox.discord import Channel, Role, Upload, World

_KEPT = 64


class Given:
    """Keeps files until they are used, and finds records."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._uploads: dict[str, Upload] = {}
        self._kinds: dict[str, Callable[[str], Any]] = {
            "$upload": self._uploads.__getitem__,
            "$user": world.users.__getitem__,
            "$role": self._role,
            "$channel": self._channel,
        }

    def keep(self, name: str, data: bytes) -> str:
        """The token to name the file by; the last few dozen are kept."""
        token = secrets.token_urlsafe(12)
        self._uploads[token] = Upload(name, data)
        for old in list(self._uploads)[:-_KEPT]:
            del self._uploads[old]
        return token

    def values(self, sent: Any) -> Any:
        """The same with records in the place of `{"$upload": token}`, `{"$user": id}`, `{"$role": id}` and
        `{"$channel": id}`. Raises KeyError where there is none."""
        if isinstance(sent, list):
            return [self.values(item) for item in cast("list[Any]", sent)]
        if not isinstance(sent, dict):
            return sent
        table = cast("dict[str, Any]", sent)
        if len(table) == 1:
            ((kind, name),) = table.items()
            if kind in self._kinds and isinstance(name, str):
                return self._kinds[kind](name)
        return {key: self.values(value) for key, value in table.items()}

    def _role(self, role_id: str) -> Role:
        return {role.id: role for guild in self._world.guilds for role in guild.roles}[role_id]

    def _channel(self, channel_id: str) -> Channel:
        found = self._world.channel_by_id(channel_id)
        if found is None:
            raise KeyError(channel_id)
        return found

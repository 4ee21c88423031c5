"""What the sandbox remembers of the traffic, and the faults it has been told to commit."""

import re
from dataclasses import dataclass, field

from sandbox.discord.payload import Json, child


@dataclass(frozen=True)
class SentFile:
    field: str
    name: str
    size: int


@dataclass(frozen=True)
class Exchange:
    """One REST request and the status it was answered with; None when the connection was dropped instead."""

    method: str
    route: str
    """The template, as in the API's specification: ``/channels/{channel_id}/messages``."""
    path: str
    status: int | None
    payload: Json | list[Json] | None = None
    files: tuple[SentFile, ...] = ()
    answer: Json | list[Json] | None = None

    def concerns(self, message_id: str) -> bool:
        """Whether it names that message or was answered with it; reading apart."""
        if self.method == "GET":
            return False
        answer = self.answer if isinstance(self.answer, dict) else {}
        made = child(child(answer, "resource"), "message").get("id")  # what an interaction's first answer came to
        return message_id in {answer.get("id"), made, *self.path.split("/")}


@dataclass
class Fault:
    method: str
    path: re.Pattern[str]
    status: int
    times: int
    body: Json | str | None = None
    drop: bool = False
    after: bool = False
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        """Nothing that was planned happens any more."""
        self._planned.clear()

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self._planned:
            if fault.method in {method, "*"} and fault.path.search(path):
                fault.times -= 1
                if fault.times <= 0:
                    self._planned.remove(fault)
                return fault
        return None

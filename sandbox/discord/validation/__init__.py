"""Checks every exchange and event against the published specifications, where they are at hand.

Needs jsonschema_rs, a development dependency, so import it only when there is a reference to check against.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.discord.payload import Json
from sandbox.discord.refusals import Problem
from sandbox.discord.validation.events import Events, load_events
from sandbox.discord.validation.leniencies import forgive_request, forgive_response
from sandbox.discord.validation.openapi import Specification, load_specification


@dataclass(frozen=True)
class Found:
    problems: list[Problem] = field(default_factory=list[Problem])
    """Reasons to refuse the request."""
    notes: list[str] = field(default_factory=list[str])
    """What Discord would let pass but nobody should send, such as a query parameter that does not exist."""


class Validator:
    def __init__(self, reference: Path) -> None:
        self._specification: Specification = load_specification(reference)
        self._events: Events = load_events(reference)

    def request(self, method: str, template: str, query: dict[str, str], payload: Any) -> Found:
        operation = self._specification.operation(method, template)
        if operation is None:
            return Found(notes=["the specification does not have this operation"])
        notes = list(operation.query_problems(query))
        problems: list[Problem] = []
        if payload is not None:
            forgiven = forgive_request(method, template, payload)
            problems = [Problem(where or "_", "SCHEMA", says) for where, says in operation.request_errors(forgiven)]
        return Found(problems, notes)

    def response(self, method: str, template: str, status: int, body: Any) -> list[str]:
        operation = self._specification.operation(method, template)
        if operation is None:
            return []
        errors = operation.response_errors(status, forgive_response(status, body))
        return [f"answer {status} at {where or 'top'}: {says}" for where, says in errors]

    def event(self, name: str, data: Json) -> list[str]:
        return [f"at {where or 'top'}: {says}" for where, says in self._events.errors(name, data)]

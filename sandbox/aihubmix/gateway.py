"""The state behind the wires: key, bill, memory, script and files."""

import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from sandbox.aihubmix.behaviours import Conduct, Orders, Status
from sandbox.aihubmix.course import Course
from sandbox.aihubmix.errors import gateway_error, not_found
from sandbox.aihubmix.files import Files
from sandbox.aihubmix.gate import Gate
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, Price, Work
from sandbox.aihubmix.records import Charge, Json, Received
from sandbox.aihubmix.tasks import Tasks

_NOTICE = 90 * 24 * 3600
"""Seconds between the day a model is deprecated and the day it goes."""


class Gateway:
    def __init__(self, *, models: Mapping[str, Model], pace: float, balance: Decimal) -> None:
        self.models = dict(models)
        self.newcomers: set[str] = set()
        """Models that were launched while the gateway was open."""
        self.async_enabled = True
        """The account's setting without which `/ai/v1` takes no asynchronous pictures."""
        self.pace = pace
        self.balance = balance
        self.key = f"sk-{secrets.token_hex(24)}"
        self.bill: list[Charge] = []
        self.requests: list[Received] = []
        self.violations: list[str] = []
        self.leaked_keys: list[str] = []
        """Paths of plain files that were asked for with our key."""
        self.withdrawn: dict[str, Status] = {}
        """Paths, as they are asked for or as the wires declare them, that are there no longer; what answers instead."""
        self.schemas: dict[str, Json] = {}
        """Model -> the schema of its requests on every lane, where that is not what the lane takes."""
        self.files = Files()
        self.tasks = Tasks()
        self.gate = Gate()
        self.url = ""
        """Set once the server listens."""
        self._script: deque[Orders] = deque()
        self._standing: Orders | None = None

    def will(self, *orders: Orders) -> None:
        """The next paid requests behave so, in order; then the gateway is normal again."""
        self._script.extend(orders)

    def always(self, orders: Orders | None) -> None:
        """Every paid request behaves so, unless the script says otherwise; None ends it."""
        self._standing = orders

    def retire(self, model_id: str, stage: Literal["deprecated", "retired"] = "retired", successor: str = "") -> None:
        """The lists say so at once. A retired model answers no longer; the answers of a deprecated one announce it."""
        model, now = self.models[model_id], int(time.time())
        gone = now if stage == "retired" else now + _NOTICE
        self.models[model_id] = replace(
            model,
            retire_stage=stage,
            successor=successor or model.successor,
            deprecated_at=model.deprecated_at or now,
            retired_at=gone,
        )

    def reprice(self, model_id: str, price: Price) -> None:
        self.models[model_id] = replace(self.models[model_id], price=price)

    def withdraw(self, path: str, answer: Status | None = None) -> None:
        """Whoever asks at that path finds no route, or this."""
        self.withdrawn[path] = answer or Status(404, not_found("POST", path).body)

    def misdescribe(self, model_id: str, schema: Json) -> None:
        """The published schema says this; the lanes take what they took."""
        self.schemas[model_id] = schema

    def launch(self, model: Model) -> None:
        """A model nobody knew; it takes what a current GPT Image takes."""
        self.models[model.id] = model
        self.newcomers.add(model.id)

    def hold(self) -> None:
        """Jobs start, and stop before their pictures are finished."""
        self.gate.hold()

    def let_go(self) -> None:
        """Ends `hold` and every stall."""
        self.gate.let_go()

    @property
    def waiting(self) -> int:
        return self.gate.waiting

    async def reached(self, count: int = 1) -> None:
        """Waits until that many requests are held or stalled."""
        await self.gate.arrivals(count)

    async def cleared(self) -> None:
        """Waits until no request is held or stalled: let go, or left by its client."""
        await self.gate.departures()

    def course(self, intake: Intake) -> Course:
        return Course(intake, self.gate, lambda: self.pace)

    def conduct(self) -> Conduct:
        """How the next paid request behaves; takes it off the script."""
        if self._script:
            return Conduct(self._script.popleft())
        return Conduct() if self._standing is None else Conduct(self._standing)

    def charge(self, intake: Intake, work: Work) -> None:
        """At issue, whatever becomes of it. Refuses what the balance cannot pay: the gateway reserves first."""
        usd = self.models[intake.model].price.usd(work)
        if usd > self.balance:
            text = "Your account balance is insufficient. Please recharge your account to continue using the API."
            raise gateway_error(403, text, "insufficient_user_quota")
        self.balance -= usd
        self.bill.append(Charge(intake.request_id, intake.model, usd, work.n, intake.received.path))

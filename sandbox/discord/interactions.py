"""Interactions: from the event that opens one to the last followup its token allows."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.discord.attachments import Form
from sandbox.discord.cdn import Upload
from sandbox.discord.commands import CHAT_INPUT, GROUP, SUBCOMMAND
from sandbox.discord.messages import (
    CONTEXT_RESPONSE,
    EPHEMERAL,
    LOADING,
    REGULAR,
    REPLY,
    SLASH_RESPONSE,
    Board,
    Message,
)
from sandbox.discord.payload import Json, objects
from sandbox.discord.refusals import (
    Problem,
    already_acknowledged,
    expired_token,
    invalid_form,
    too_many_followups,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from sandbox.discord.rules import modal_problems
from sandbox.discord.shapes import user_json
from sandbox.discord.world import Channel, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
ACK_SECONDS, TOKEN_SECONDS, MAX_CHOICES, MAX_FOLLOWUPS = 3.0, 15 * 60.0, 25, 5
_ANSWERS = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED},
}


@dataclass(eq=False)
class Interaction:
    id: str
    token: str
    kind: int
    person: User
    channel: Channel
    opened: float
    event: Json
    command_kind: int = 0
    source: Message | None = None
    """The message whose component was used."""
    upload_limit: int = 10 * 1024 * 1024
    acknowledged: float | None = None
    answer: int = 0
    answered: float = 0.0
    """When that took effect, on the monotonic clock."""
    original: Message | None = None
    followups: list[Message] = field(default_factory=list[Message])
    modal: Json | None = None
    choices: list[Json] | None = None
    trigger: Json | None = None
    """For a submitted modal, the metadata of the interaction that opened it."""
    hushed: bool = False
    """Only the person may see what is answered: the guild does not let them bring applications along."""
    dead: bool = False
    """The first answer came too late: Discord has told the person and thrown the token away."""

    def form(self, payload: Json, files: dict[int, Upload]) -> Form:
        return Form(payload, files, self.upload_limit, interaction=True)

    @property
    def owners(self) -> Json:
        return self.event["authorizing_integration_owners"]

    @property
    def is_user_installed(self) -> bool:
        """Whether the application is here only because somebody brought it along."""
        return "0" not in self.owners

    def metadata(self, original: Message | None = None) -> Json:
        shape: Json = {"id": self.id, "type": self.kind, "user": user_json(self.person)}
        shape["authorizing_integration_owners"] = self.owners
        if original is not None:
            shape["original_response_message_id"] = original.id
        if self.kind == COMPONENT and self.source:
            shape["interacted_message_id"] = self.source.id
        if self.kind == COMMAND and (target := self.event["data"].get("target_id")):
            shape["target_message_id"] = target
        if self.kind == MODAL_SUBMIT:
            shape["triggering_interaction_metadata"] = self.trigger
        return shape


class Desk:
    """Keeps the interactions and applies what a client answers to them."""

    def __init__(
        self, application: User, board: Board, clock: Callable[[], float], report: Callable[[str], None]
    ) -> None:
        self._application = application
        self._board = board
        self._clock = clock
        self._report = report
        self._by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> None:
        self._by_token[interaction.token] = interaction

    @property
    def unanswered(self) -> list[Interaction]:
        return [known for known in self._by_token.values() if known.acknowledged is None]

    def open_for_callback(self, interaction_id: str, token: str) -> Interaction:
        known = self._by_token.get(token)
        if known is None or known.id != interaction_id or known.dead:
            raise unknown_interaction()
        if known.acknowledged is not None:
            raise already_acknowledged()
        late = self._clock() - known.opened
        if late > ACK_SECONDS:
            known.dead = True
            self._report(f"late acknowledgement: interaction {known.id} was answered after {late:.2f} s, allowed are 3")
            raise unknown_interaction()
        return known

    def open_for_webhook(self, application_id: str, token: str) -> Interaction:
        known = self._by_token.get(token)
        if known is None or known.dead or application_id != self._application.id:
            raise unknown_webhook()
        if self._clock() - known.opened > TOKEN_SECONDS:
            raise expired_token()
        if known.acknowledged is None:
            raise unknown_webhook()
        return known

    async def respond(self, known: Interaction, kind: int, data: Json, files: dict[int, Upload]) -> None:
        allowed = _ANSWERS[known.kind] | ({UPDATE, DEFERRED_UPDATE} if known.source else set[int]())
        if kind not in allowed:
            raise invalid_form(
                Problem("type", "INTERACTION_RESPONSE_TYPE", f"Type {kind} does not answer this interaction.")
            )
        # Claimed before the first await, so that of two callbacks in flight one is refused.
        known.acknowledged = self._clock()
        try:
            await self._apply(known, kind, data, files)
        except BaseException:
            known.acknowledged = None  # a refused callback may be tried again
            raise
        known.answer = kind
        known.answered = time.monotonic()

    async def _apply(self, known: Interaction, kind: int, data: Json, files: dict[int, Upload]) -> None:
        match kind:
            case 4 | 5:
                known.original = await self._respond_with_message(known, kind, data, files)
            case 7 if known.source:
                await self._board.revise(known.source, known.form(data, files), self._clock())
                known.original = known.source
            case 8:
                known.choices = _checked_choices(data)
            case 9:
                if problems := modal_problems(data):
                    raise invalid_form(*problems)
                known.modal = data
            case _:
                known.original = known.source

    async def _respond_with_message(
        self, known: Interaction, kind: int, data: Json, files: dict[int, Upload]
    ) -> Message:
        asked: int = (data.get("flags") or 0) | (EPHEMERAL if known.hushed else 0)
        flags = (asked & EPHEMERAL) | (LOADING if kind == DEFERRED else 0)
        if kind == DEFERRED and (asked & ~EPHEMERAL or data.keys() - {"flags"}):
            raise invalid_form(Problem("data", "DEFERRED_DATA", "A deferred response carries only the EPHEMERAL flag."))
        if known.kind == COMMAND:
            message_kind = SLASH_RESPONSE if known.command_kind == CHAT_INPUT else CONTEXT_RESPONSE
        else:
            message_kind = REPLY if known.source else REGULAR
        return await self._post(known, known.form(data, files), flags, message_kind, known.source)

    async def _post(self, known: Interaction, form: Form, flags: int, kind: int, reference: Message | None) -> Message:
        extra: Json = {
            "application_id": self._application.id,
            "webhook_id": self._application.id,
            "interaction_metadata": known.metadata(known.original),
        }
        if known.kind == COMMAND:
            name = _full_name(known.event["data"])
            extra["interaction"] = {"id": known.id, "type": COMMAND, "name": name, "user": user_json(known.person)}
        if reference is not None:
            extra["message_reference"] = reference_to(reference)
        only_for = known.person.id if flags & EPHEMERAL else None
        return await self._board.post(
            known.channel,
            self._application,
            form,
            self._clock(),
            kind=kind,
            flags=flags,
            only_for=only_for,
            reference=reference,
            extra=extra,
        )

    async def follow_up(self, known: Interaction, payload: Json, files: dict[int, Upload]) -> Message:
        """The first followup after a defer completes the loading message, unless that was deleted."""
        original = known.original
        if known.answer == DEFERRED and original and original.is_loading and not original.deleted:
            await self._board.revise(original, known.form(payload, files), self._clock())
            return original
        if known.is_user_installed and len(known.followups) >= MAX_FOLLOWUPS:
            raise too_many_followups()
        flags = EPHEMERAL if known.hushed else (payload.get("flags") or 0) & EPHEMERAL
        reference = original if original and not original.deleted else None
        kind = REPLY if reference else 0
        message = await self._post(known, known.form(payload, files), flags, kind, reference)
        known.followups.append(message)
        return message

    def message(self, known: Interaction, name: str) -> Message:
        """One of the messages a token gives access to: ``@original`` or a followup's id."""
        candidates = [known.original] if name == "@original" else [known.original, known.source, *known.followups]
        for message in candidates:
            if message and not message.deleted and name in {"@original", message.id}:
                return message
        raise unknown_message()


def _full_name(data: Json) -> str:
    """Of a command, with its subcommands."""
    inner = next((option for option in objects(data.get("options")) if option["type"] in {SUBCOMMAND, GROUP}), None)
    return f"{data['name']} {_full_name(inner)}" if inner else data["name"]


def reference_to(message: Message) -> Json:
    shape: Json = {"type": 0, "channel_id": message.channel.id, "message_id": message.id}
    return shape | ({"guild_id": message.channel.guild_id} if message.channel.guild else {})


def _checked_choices(data: Json) -> list[Json]:
    choices = objects(data.get("choices"))
    if len(choices) > MAX_CHOICES:
        raise invalid_form(Problem("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."))
    for position, choice in enumerate(choices):
        value = choice.get("value")
        if not 1 <= len(str(choice.get("name") or "")) <= 100 or (isinstance(value, str) and len(value) > 100):
            raise invalid_form(Problem(f"data.choices.{position}", "BASE_TYPE_BAD_LENGTH", "Must be 1-100 in length."))
    return choices

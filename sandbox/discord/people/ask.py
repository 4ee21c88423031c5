"""What a person sees come back after using a command, a button or a form."""

from collections.abc import Callable

from sandbox.discord.interactions import Interaction
from sandbox.discord.messages import Message
from sandbox.discord.payload import Json
from sandbox.discord.service import Service


class Ask:
    def __init__(self, service: Service, interaction: Interaction) -> None:
        self._service = service
        self.interaction = interaction
        self.id = interaction.id
        self.token = interaction.token

    def __repr__(self) -> str:
        return f"<Ask {self.id} by {self.interaction.person.name}>"

    @property
    def ack_seconds(self) -> float | None:
        """How long the first answer took, by the sandbox's clock."""
        answered = self.interaction.acknowledged
        return None if answered is None else answered - self.interaction.opened

    @property
    def response(self) -> Json | None:
        """The original response as it stands; None while there is none and after it was deleted."""
        return self._shown(self.interaction.original)

    @property
    def followups(self) -> list[Json]:
        shown = (self._shown(message) for message in self.interaction.followups)
        return [message for message in shown if message is not None]

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal

    @property
    def choices(self) -> list[Json] | None:
        return self.interaction.choices

    def _shown(self, message: Message | None) -> Json | None:
        return None if message is None or message.deleted else self._service.board.render(message)

    async def acknowledged(self, timeout: float = 3) -> None:  # noqa: ASYNC109 - reads better in a test
        """Wait until the callback has arrived and taken effect; TimeoutError when it does not."""
        await self._service.feed.until(lambda: self.interaction.answer, timeout)

    async def until(self, predicate: Callable[[Json], object], timeout: float = 5) -> Json:  # noqa: ASYNC109
        """The original response or a followup that fits, now or later."""
        found: list[Json] = []

        def look() -> bool:
            shown = [self.response, *self.followups]
            found.extend(message for message in shown if message and predicate(message))
            return bool(found)

        await self._service.feed.until(look, timeout)
        return found[0]

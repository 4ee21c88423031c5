"""The desk: where a job shows. The studio knows it by this contract; `bot.ui.delivery` is the one at Discord."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.errors import AtelierError
from bot.jobs.queue import Outlook
from bot.jobs.rows import Job
from bot.jobs.showings import Showing
from bot.media.assets import Asset
from bot.provider.wire import Progress, Queued


@dataclass(frozen=True, slots=True)
class Charged:
    """What the member reads under a result. `available` is the balance once the job is closed. Credits."""

    cost: int
    available: int


class Desk(Protocol):
    """What is said of a job, from its acceptance to its end."""

    def adopt(self, job: Job) -> None:
        """The job runs in this process from now on; what is said of others is not shown."""
        ...

    def progress(self, job: Job, shown: Queued | Progress) -> None:
        """Never waits."""
        ...

    def expect(self, job: Job, outlook: Outlook) -> None:
        """When it is likely to be done. Never waits."""
        ...

    def preview(self, job: Job, picture: bytes, mime: str) -> None:
        """Never waits."""
        ...

    def moved(self, outlooks: Mapping[str, Outlook]) -> None:
        """By the id of a job, of all that wait. Never waits."""
        ...

    async def deliver(self, job: Job, assets: list[Asset], charged: Charged) -> Showing:
        """Post the result and say where.

        Raises DeliveryFailed when every way is closed for now, ResultGone when there is nothing to post, and anything
        else when it is not known whether it was posted.
        """
        ...

    async def delivered(self, job: Job) -> Showing | None:
        """The message that shows the result already, if one does: asked before a delivery is repeated."""
        ...

    async def tidy(self, job: Job, result_id: int | None) -> None:
        """The result is there and paid for: the progress message may go. Raises when that is worth another try."""
        ...

    async def take_down(self, job_id: str, shown: Showing) -> bool:
        """Remove a message that shows a result; False when it is out of reach for good. Raises DeliveryFailed when that
        is worth another try."""
        ...

    async def fail(self, job: Job, error: AtelierError) -> None:
        """Say why there is no result. Raises when that is worth another try."""
        ...

    async def canceled(self, job: Job, cost: int) -> None:
        """Say that the job was stopped, and what it cost. Raises when that is worth another try."""
        ...

    async def alert(self, error: AtelierError) -> None:
        """Tell the operator of something only they can mend. Raises nothing."""
        ...

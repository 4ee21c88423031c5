"""The operator of a stage: who sees its books and bill, and restarts its bot."""

from sandbox.web.operator import NotNow, Operator
from tests.stage import Stage


class Host:
    """Where the stage's bot runs: in the same process, so that there is no plug to pull."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def restart(self, *, hard: bool) -> None:
        if hard:
            raise NotNow("Not on a stage.")
        await self._stage.restart()

    async def connect(self, *, real: bool) -> None:
        raise NotNow("Not on a stage.")


def operator_of(stage: Stage) -> Operator:
    """For the page's drawer."""
    return Operator(stage.discord, stage.gateway, stage.settings.data_dir / "atelier.db", Host(stage))

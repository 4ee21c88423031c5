"""Telling the operator: a direct message to the application's owner, not more than one an hour of a kind."""

import logging
import time
from collections.abc import Callable

import discord

from bot import locales
from bot.errors import AtelierError, BadCredentials, OperatorOutOfFunds, SpendingCeiling
from bot.ui import TROUBLE

log = logging.getLogger(__name__)

QUIET = 3600.0  # seconds
TOLD: tuple[type[AtelierError], ...] = (OperatorOutOfFunds, BadCredentials, SpendingCeiling)


class Alerts:
    """Remembers what was said when."""

    def __init__(self, client: discord.Client, *, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._now = now
        self._said: dict[type[AtelierError], float] = {}

    async def send(self, error: AtelierError) -> None:
        """Nothing for errors that mend themselves. Raises nothing: the log has said it already."""
        if not isinstance(error, TOLD):
            return
        last = self._said.get(type(error))
        if last is not None and self._now() - last < QUIET:
            return
        self._said[type(error)] = self._now()
        try:
            application = await self._client.application_info()
            owner = application.team.owner_id if application.team else application.owner.id
            channel = await self._client.create_dm(discord.Object(owner or application.owner.id))
            await channel.send(locales.text(locales.DEFAULT, f"alerts.{type(error).__name__}", detail=str(error)[:500]))
        except TROUBLE as refusal:
            log.warning("the owner cannot be told: %s", refusal)

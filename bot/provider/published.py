"""Reading the schemas that the gateway publishes, a few at a time, and again only when they have changed."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from bot.catalog.schemas import Endpoint, endpoints
from bot.errors import ProviderError
from bot.provider.client import Client

log = logging.getLogger(__name__)

AT_ONCE = 4


class Published:
    """Nobody depends on them: what cannot be read is left out."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._read: dict[str, tuple[Sequence[Endpoint], str]] = {}

    async def of(self, models: Iterable[str]) -> Mapping[str, Sequence[Endpoint]]:
        """By the gateway's name of the model."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(model: str) -> Sequence[Endpoint] | None:
            async with gate:
                return await self._of(model)

        names = list(dict.fromkeys(models))
        found = dict(zip(names, await asyncio.gather(*map(one, names)), strict=True))
        return {model: read for model, read in found.items() if read is not None}

    async def _of(self, model: str) -> Sequence[Endpoint] | None:
        known, tag = self._read.get(model, (None, ""))
        try:
            changed = await self._client.public(f"/call/schema/models/{quote(model)}/endpoints", tag)
        except ProviderError as error:
            log.debug("no schema of %s: %s", model, error)
            return None
        if changed is None:
            return known
        body, tag = changed
        self._read[model] = endpoints(body), tag
        return self._read[model][0]

"""What `bot.endpoints` asks of a running bot."""

import asyncio
import logging

import sqlalchemy as sa

from bot.bot import Atelier
from bot.db.store import Store
from bot.endpoints import Probes
from bot.jobs import measures

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds for one read


def probes(bot: Atelier) -> Probes:
    """Of this bot, once it has its services."""

    async def numbers() -> bytes:
        services, metrics = bot.services, bot.services.metrics
        metrics.balance(services.upkeep.remaining)
        try:
            async with asyncio.timeout(PATIENCE):
                metrics.queue(await services.store.read(measures.load))
        except Exception as error:  # noqa: BLE001  # all other numbers are right
            log.warning("the queue cannot be counted: %s: %s", type(error).__name__, error)
        return await asyncio.to_thread(metrics.exposition)

    return Probes(lambda: not bot.is_closed(), lambda: missing(bot), numbers)


async def missing(bot: Atelier) -> list[str]:
    """Of: discord, jobs (the last process's are not taken over), database, writer, and stopping; nothing when all is
    well."""
    studio, store = bot.services.studio, bot.services.store
    wrong = {
        "discord": not bot.connected,
        "jobs": not studio.begun,
        "database": not await _answers(store),
        "writer": not store.writing,
        "stopping": studio.stopping,
    }
    return [name for name, so in wrong.items() if so]


async def _answers(store: Store) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await store.read(_one) == 1
    except Exception as error:  # noqa: BLE001  # whatever it is, it does not answer
        log.warning("the database does not answer: %s: %s", type(error).__name__, error)
        return False


def _one(conn: sa.Connection) -> int | None:
    return conn.scalar(sa.select(1))

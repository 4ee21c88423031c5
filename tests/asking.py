"""Asking a bot over HTTP, as an operator's tools do."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.bot import Atelier
from bot.endpoints import endpoints
from bot.probes import probes

Sample = tuple[str, frozenset[tuple[str, str]]]


class Numbers(dict[Sample, float]):
    """What `/metrics` said."""

    def of(self, name: str, **labels: str) -> float:
        return self.get((name, frozenset(labels.items())), 0.0)

    @property
    def labels(self) -> set[str]:
        """All values of all labels."""
        return {value for _, labels in self for _, value in labels}


class Asked:
    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self._base = base
        self._session = session

    async def ready(self) -> tuple[int, list[str]]:
        async with self._session.get(f"{self._base}/readyz") as answer:
            said: dict[str, Any] = await answer.json()
            assert said["ready"] is (answer.status == 200)
            return answer.status, said["missing"]

    async def numbers(self) -> Numbers:
        async with self._session.get(f"{self._base}/metrics") as answer:
            assert answer.status == 200
            assert answer.content_type == "text/plain"
            families = text_string_to_metric_families(await answer.text())
        return Numbers(
            {
                (sample.name, frozenset(sample.labels.items())): sample.value
                for family in families
                for sample in family.samples
            }
        )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@asynccontextmanager
async def asked_at(port: int) -> AsyncGenerator[Asked]:
    async with aiohttp.ClientSession() as session:
        yield Asked(f"http://127.0.0.1:{port}", session)


@asynccontextmanager
async def asking(bot: Atelier) -> AsyncGenerator[Asked]:
    """While the context lasts the bot answers."""
    port = free_port()
    async with endpoints(port, probes(bot), None), asked_at(port) as asked:
        yield asked

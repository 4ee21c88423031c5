"""Both sandboxes, in which bots come, are cut off and come again; and what must hold once all is over."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import proposals, refusals
from bot.credits.audit import audit
from bot.db.tables import FINISHED, expense, job, wallet
from bot.jobs import rows
from bot.jobs.rows import Job
from sandbox.aihubmix import FakeAiHubMix
from sandbox.discord import FakeDiscord, Limits, Person, World
from tests.chaos.births import LONGEST, Life, Zygote

LOADING = 128  # flag of "thinking..."
TRANSLATOR = "gpt-4o-mini"


@dataclass
class Site:
    """What a test sees and may touch. `folder` is the bots' DATA_DIR."""

    discord: FakeDiscord
    gateway: FakeAiHubMix
    zygote: Zygote
    folder: Path

    @property
    def ada(self) -> Person:
        return self.discord.person("Ada")

    async def bot(self, cut: int = 0, *, seconds: int = LONGEST, **settings: Any) -> Life:
        """A new process, its power cut at that step."""
        usual: dict[str, Any] = {
            "discord_token": self.discord.token,
            "aihubmix_api_key": self.gateway.key,
            "aihubmix_base_url": self.gateway.url,
            "aihubmix_fallback_urls": [],
            "discord_api_url": self.discord.api_url,
            "discord_gateway_url": self.discord.gateway_url,
            "data_dir": str(self.folder),
            "metrics_port": 0,
            "stop_grace": 8,
            "new_member_grant": 1_000_000,
        }
        return await self.zygote.born({**usual, **settings}, cut=cut, seconds=seconds)

    def read(self, operation: Callable[[sa.Connection], Any]) -> Any:
        """From the database, as another process sees it."""
        engine = sa.create_engine(f"sqlite:///{self.folder / 'atelier.db'}", poolclass=sa.NullPool)
        with engine.connect() as conn:
            return operation(conn)

    def jobs(self) -> list[Job]:
        def every(conn: sa.Connection) -> list[Job]:
            found = [rows.load(conn, id_) for id_ in conn.scalars(sa.select(job.c.id).order_by(job.c.id)).all()]
            return [known for known in found if known]

        return self.read(every)

    def bill(self) -> int:
        """Paid requests, translations not counted."""
        return sum(charge.model != TRANSLATOR for charge in self.gateway.bill)

    async def ended(self, least: int = 0) -> None:
        """Until there are so many jobs and all have ended."""
        async with asyncio.timeout(8):
            while len(jobs := self.jobs()) < least or any(known.state not in FINISHED for known in jobs):  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # a row of the database has no event

    async def unless_cut(self, life: Life, work: Awaitable[Any]) -> None:
        """What a member does, for as long as there is a bot."""
        doing = asyncio.ensure_future(work)
        await asyncio.wait({doing, life.ended}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)

    # -- what must hold

    def books_are_right(self) -> None:
        assert self.read(audit) == []
        held = self.read(lambda conn: conn.scalar(sa.select(sa.func.sum(wallet.c.held + wallet.c.daily_held))))
        assert not held, "a hold is open"
        charged = self.read(_charged)
        for known in self.jobs():
            assert charged.get(f"job:{known.id}", 0) == (known.cost or 0), "the books name what the member paid"

    def files_are_right(self) -> None:
        """On disk is what the rows name and nothing else; an unanswered question keeps its pictures for an hour."""
        jobs = self.jobs()
        known = {asset.path for one in jobs for asset in self.read(lambda conn, one=one: rows.assets_of(conn, one.id))}
        refused = {one.id for one in jobs if self.read(lambda conn, one=one: refusals.load(conn, one.id))}
        wanted = [one for one in jobs if one.state in {"succeeded", "lost"} or one.id in refused]
        kept = {reference.path for one in wanted for reference in one.request.files()}
        for question in self.read(proposals.every_id):
            (order, *_) = self.read(lambda conn, question=question: proposals.proposed(conn, question))
            kept |= {reference.path for reference in order.request.files()}
        found = {
            path.relative_to(self.folder).as_posix()
            for kind in ("results", "references", "previews", "spool")
            for path in (self.folder / kind).rglob("*")
            if path.is_file()
        }
        assert found == known | kept

    def shown(self) -> list[dict[str, Any]]:
        """All that Ada sees."""
        return [*self.discord.messages("general", self.ada), *self.discord.direct_messages(self.ada)]


def _charged(conn: sa.Connection) -> dict[str, int]:
    return {row.key: row.charged for row in conn.execute(sa.select(expense.c.key, expense.c.charged))}


def results_of(job_id: str, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that show what a job has made; number 0 is a preview."""
    named = re.compile(rf"{job_id}-[1-9]")
    return [shown for shown in messages if any(named.search(file["filename"]) for file in shown["attachments"])]


@asynccontextmanager
async def site(zygote: Zygote, folder: Path) -> AsyncGenerator[Site]:
    """Whatever either sandbox would refuse is a failure of the test."""
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord, FakeAiHubMix() as gateway:
        built = Site(discord, gateway, zygote, folder)
        yield built
        assert discord.violations == []
        assert gateway.violations == []

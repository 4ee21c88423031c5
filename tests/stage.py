"""A stage: sandbox Discord, sandbox gateway, and the real bot connected to both over real HTTP and WebSocket."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr

from bot.bot import Atelier
from bot.composition import compose
from bot.credits import ledger
from bot.credits.audit import audit
from bot.credits.ledger import Account, Balance
from bot.db.tables import job
from bot.jobs import finding, rows, showings
from bot.provider.health import Health
from bot.provider.retry import Retry
from bot.settings import Settings
from sandbox.aihubmix import FakeAiHubMix
from sandbox.discord import Ask, FakeDiscord, Limits, Person, World
from sandbox.discord.payload import timestamp


class _Notebook(logging.Handler):
    """Every line as it would be written, tracebacks included, before any scrubbing."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._formatter = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self._formatter.format(record)} {record.__dict__}")


@contextmanager
def everything_logged() -> Generator[list[str]]:
    """What the bot writes meanwhile."""
    notebook, logger = _Notebook(), logging.getLogger("bot")
    before = logger.level
    logger.addHandler(notebook)
    logger.setLevel(logging.DEBUG)
    try:
        yield notebook.lines
    finally:
        logger.removeHandler(notebook)
        logger.setLevel(before)


def no_secrets(built: "Stage", log: list[str]) -> None:
    """The keys are in no log line, no file on disk, no stored row and nothing that was said to Discord."""
    said = "\n".join(str(exchange.payload) for exchange in built.discord.exchanges)
    asked = "\n".join(f"{sent.path}?{sent.query}" for sent in built.gateway.requests)
    kept = b"\n".join(path.read_bytes() for path in built.settings.data_dir.rglob("*") if path.is_file())
    for secret in (built.gateway.key, built.discord.token):
        assert not [line for line in log if secret in line]
        assert secret not in said
        assert secret not in asked
        assert secret.encode() not in kept


QUESTION = "confirm:"  # begins the custom ids of the buttons that ask whether the price is right
LOADING = 128  # flag of "thinking..."
PATIENT = 10_000  # failures in a row; tests of what happens after a few say so
SWIFT = Retry(attempts=3, first=0.01, longest=0.05)


@dataclass
class Stage:
    """What a test sees and may touch."""

    discord: FakeDiscord
    gateway: FakeAiHubMix
    bot: Atelier
    settings: Settings
    world: World
    running: AsyncExitStack
    confirmed: dict[str, Ask] = field(default_factory=dict[str, Ask])
    """Command -> the press of the button that said yes to its price."""

    def person(self, name: str) -> Person:
        return self.discord.person(name)

    def account(self, name: str) -> Account:
        return Account(int(self.world.guild.id), int(self.person(name).id))

    async def balance(self, name: str) -> Balance:
        return await self.bot.services.store.read(ledger.balance, self.account(name))

    async def jobs(self) -> list[rows.Job]:
        def every(conn: Any) -> list[rows.Job]:
            ids = conn.scalars(job.select().with_only_columns(job.c.id).order_by(job.c.id)).all()
            return [found for id_ in ids if (found := rows.load(conn, id_))]

        return await self.bot.services.store.read(every)

    async def imagine(
        self, who: str = "Ada", *, channel: str | None = "general", options: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """What `/imagine` ends in, as that person sees it: the result, or why there is none."""
        ask = await self.person(who).slash("imagine", channel=channel, options={**(options or {}), **more})
        return await self.outcome(ask)

    async def outcome(self, ask: Ask) -> dict[str, Any]:
        """Wait until a command has said its last word, saying yes where it asks whether the price is right. Jobs end
        after that: the stage waits for them at its end."""
        if ask.id not in self.confirmed:
            said = await self._said(lambda: self._last_words(ask))
            if QUESTION not in str(said["components"]):
                return said
            await self.confirm(ask)
        pressed = self.confirmed[ask.id]
        return await self._said(lambda: pressed.followups or self._last_words(ask, asked=True))

    async def confirm(self, ask: Ask) -> Ask:
        """Say yes to what a command asks: that the price is right."""
        pressed = self.confirmed[ask.id] = await answered(self.discord, ask, "yes")
        return pressed

    async def _said(self, words: Callable[[], list[dict[str, Any]]]) -> dict[str, Any]:
        found: list[dict[str, Any]] = []

        def look() -> bool:
            found.extend(words())
            return bool(found)

        await self.discord.service.feed.until(look, 8)
        return found[0]

    def _last_words(self, ask: Ask, *, asked: bool = False) -> list[dict[str, Any]]:
        if ask.followups:
            return ask.followups
        response = ask.response
        if response is not None:
            shown = str(response["components"])
            waiting = response["flags"] & LOADING or "cancel:" in shown  # progress can be canceled
            waiting = waiting or (asked and QUESTION in shown)
            return [] if waiting else [response]
        if ask.interaction.original is None:
            return []
        shown = self.discord.messages(ask.interaction.channel)
        mention = f"<@{ask.interaction.person.id}>"
        return [
            message for message in reversed(shown) if mention in message["content"] and int(message["id"]) > int(ask.id)
        ]

    async def restart(self) -> None:
        """The bot's process ends as it is and another one takes over."""
        await self.bot.services.studio.stop(0)
        await self.running.aclose()
        self.bot = await self.running.enter_async_context(connected(self.settings))

    def calls(self, part: str) -> int:
        """How many requests to the gateway have that in their path."""
        return sum(part in request.path for request in self.gateway.requests)

    async def until(self, true: Callable[[], Awaitable[bool]], seconds: float = 8) -> None:
        """Until something has become so that nothing tells of."""
        async with asyncio.timeout(seconds):
            while not await true():  # noqa: ASYNC110  # a row of the database has no event
                await asyncio.sleep(0.005)

    async def age(self, job_id: str, days: int) -> None:
        """As if it had been made so many days ago, and its messages posted then."""
        past = days * 24 * 3600
        for message_id in [shown.message_id for shown in await self.bot.services.store.read(showings.of, job_id)]:
            posted = self.discord.service.board.get(str(message_id))
            assert posted is not None
            posted.data["timestamp"] = timestamp(self.discord.service.clock() - past)

        def older(conn: Any) -> None:
            times = (job.c.created_at, job.c.ready_at, job.c.finished_at, job.c.issued_at)
            conn.execute(
                job.update().where(job.c.id == job_id).values({time.name: time - past * 1000 for time in times})
            )

        await self.bot.services.store.write(older)

    async def idle(self) -> None:
        """Until no job runs."""
        async with asyncio.timeout(40):  # a test that failed may have left the gateway's gate closed
            await self.bot.services.studio.engine.idle()

    async def settled(self) -> None:
        """Nothing is lost: the books are right, no hold is open, every file on disk has its row."""
        await self.idle()
        store = self.bot.services.store
        assert await store.read(audit) == []
        assert not await store.read(finding.unfinished)
        for job_ in await self.jobs():
            assert job_.state in {"succeeded", "failed", "canceled", "lost"}
        await self._no_orphans()

    async def _no_orphans(self) -> None:
        deleted = await self._deleted()
        known = {
            asset.path
            for job_ in await self.jobs()
            for asset in await self.bot.services.store.read(rows.assets_of, job_.id)
        }
        kept = {
            reference.path
            for job_ in await self.jobs()
            if job_.state == "succeeded" or await self.bot.services.store.read(rows.assets_of, job_.id)
            for reference in job_.request.files()
            if not reference.jobs & deleted
        }
        root = self.settings.data_dir
        found = {
            path.relative_to(root).as_posix()
            for kind in ("results", "references", "previews", "spool", "outgoing")
            for path in (root / kind).rglob("*")
            if path.is_file()
        }
        offered = await self._for_a_successor()
        extra, missing = found - offered - known - kept, (known | kept) - offered - found
        assert not extra, "files that are nobody's"
        assert not missing

    async def _deleted(self) -> set[str]:
        """Jobs whose files are gone, and all copies of them, whoever works with what was made of them."""
        gone = sa.select(job.c.id).where(job.c.deleted_at.is_not(None))
        return await self.bot.services.store.read(lambda conn: set(conn.scalars(gone)))

    async def _for_a_successor(self) -> set[str]:
        """Pictures of jobs whose model has gone, or that were lost: kept while a button offers the same request."""

        def gone(conn: Any) -> set[str]:
            offered = [
                job.c.outcome.startswith(f"errors.{key}") for key in ("model_retired", "job_lost", "content_rejected")
            ]
            ids = conn.scalars(sa.select(job.c.id).where(sa.or_(*offered))).all()
            found = [rows.load(conn, id_) for id_ in ids]
            return {reference.path for job_ in found if job_ for reference in job_.request.files()}

        return await self.bot.services.store.read(gone)


async def answered(discord: FakeDiscord, ask: Ask, said: str) -> Ask:
    """Press `yes` or `no` when a command asks whether the price is right."""
    asked = await ask.until(lambda message: QUESTION in str(message["components"]))
    button = next(custom_id for custom_id in custom_ids(asked) if custom_id.endswith(f":{said}"))
    return await discord.person(ask.interaction.person.name).click(asked, button)


def custom_ids(message: dict[str, Any]) -> list[str]:
    """Of all its buttons and menus."""
    return [item["custom_id"] for row in message["components"] for item in row["components"]]


def settings_for(discord: FakeDiscord, gateway: FakeAiHubMix, data_dir: Path, **options: Any) -> Settings:
    defaults: dict[str, Any] = {
        "discord_token": SecretStr(discord.token),
        "aihubmix_api_key": SecretStr(gateway.key),
        "aihubmix_base_url": gateway.url,
        "aihubmix_fallback_urls": (),
        "discord_api_url": discord.api_url,
        "discord_gateway_url": discord.gateway_url,
        "data_dir": data_dir,
        "metrics_port": 0,
        "stop_grace": 0,
    }
    return Settings(**{**defaults, **options})


@asynccontextmanager
async def connected(settings: Settings, retry: Retry = SWIFT, health: Health | None = None) -> AsyncGenerator[Atelier]:
    """The bot, ready; disconnected and closed at the end, even when it died."""
    async with compose(
        settings,
        retry=retry,
        health=health or Health(most=PATIENT),
        poll_pace=0.005,
        patience=(0.01, 0.02),
        backoff=(0.05,),
        guild_ready_timeout=0.05,
    ) as bot:
        await bot.login(settings.discord_token.get_secret_value())
        connection = asyncio.create_task(bot.connect())
        ready = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait({connection, ready}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        if connection.done():
            connection.result()
        await ready
        await bot.services.studio.start()
        try:
            yield bot
        finally:
            await bot.services.studio.stop(0)
            await bot.close()
            await connection


@asynccontextmanager
async def stage(
    data_dir: Path,
    reference: Path | None,
    *,
    limits: Limits | None = None,
    world: World | None = None,
    pace: float = 0.0,
    retry: Retry = SWIFT,
    health: Health | None = None,
    fallback_to_gateway: bool = False,
    **options: Any,
) -> AsyncGenerator[Stage]:
    """Everything Discord would refuse, and everything the gateway would, is a failure of the test."""
    async with AsyncExitStack() as stack:
        world = world or World.small()
        discord = await stack.enter_async_context(
            FakeDiscord(world, limits=limits or Limits.none(), reference=reference)
        )
        gateway = await stack.enter_async_context(FakeAiHubMix(pace=pace))
        if fallback_to_gateway:
            options["aihubmix_fallback_urls"] = (gateway.url,)
        settings = settings_for(discord, gateway, data_dir, **options)
        running = await stack.enter_async_context(AsyncExitStack())
        bot = await running.enter_async_context(connected(settings, retry, health))
        built = Stage(discord, gateway, bot, settings, world, running)
        with everything_logged() as log:
            yield built
            await built.settled()
        no_secrets(built, log)
        assert built.discord.violations == []
        assert built.gateway.violations == []
        assert built.gateway.leaked_keys == []

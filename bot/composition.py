"""Putting the bot together: everything that has to be opened, in order, and closed again."""

import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from bot import deletion, proposals
from bot.bot import Atelier, pointed_at, walk_extensions
from bot.credits.books import Ceilings
from bot.db.migrations import upgrade
from bot.db.sole import sole_user
from bot.db.store import Store
from bot.diary import Diary
from bot.jobs import finding
from bot.jobs.local import BACKOFF, Local
from bot.jobs.queue import Limits
from bot.metrics import Metrics
from bot.prompt_help import PromptHelp
from bot.prompts.chat import Chat
from bot.provider.health import Health
from bot.provider.retry import Retry
from bot.rules import Rules
from bot.services import Services
from bot.settings import Settings
from bot.studio import Studio
from bot.transactions import Policy
from bot.ui.delivery import PATIENCE, DiscordDesk
from bot.ui.remedies import Remedies
from bot.upkeep import Upkeep
from bot.whisperers import Whisperers, whisperers
from bot.workshop import check_defaults, rate, tables, workshop

HOUR = 3600 * 1000  # milliseconds


def clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def policy(settings: Settings) -> Policy:
    """The operator's limits and ceilings."""
    limits = Limits(
        member=settings.max_running_per_member,
        server=settings.max_running_per_server,
        model=settings.max_running_per_model,
        waiting=settings.max_waiting_per_member,
        weights=settings.server_weights,
    )
    return Policy(limits, Ceilings(settings.usd_per_day, settings.usd_per_month), settings.timezone)


def _prompt_help(settings: Settings, chat: Chat, store: Store, studio: Studio, desk: DiscordDesk) -> PromptHelp:
    return PromptHelp(
        chat,
        store,
        studio.diary,
        studio.policy,
        models={
            "describe": settings.describe_model,
            "enhance": settings.enhance_model,
            "rewrite": settings.rewrite_model,
        },
        per_day=settings.help_per_day,
        alert=desk.alert,
        now=studio.now,
    )


@asynccontextmanager
async def compose(
    settings: Settings,
    *,
    retry: Retry | None = None,
    health: Health | None = None,
    poll_pace: float | None = None,
    patience: tuple[float, ...] = PATIENCE,
    backoff: tuple[float, ...] = BACKOFF,
    guild_ready_timeout: float = 2.0,
) -> AsyncGenerator[Atelier]:
    """The whole bot, opened and wired up, not yet logged in. Raises StartupError."""
    catalog = tables(settings)
    check_defaults(settings, catalog)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store(settings.database))
        stack.enter_context(sole_user(settings.data_dir))
        await store.write(upgrade)
        shop = await stack.enter_async_context(
            workshop(settings, catalog, settings.data_dir, retry=retry, health=health, pace=poll_pace)
        )
        files = shop.files
        await files.sweep(await store.read(finding.every_id) | await store.read(proposals.every_id))
        await files.remove(await store.read(deletion.copies_left))
        metrics = Metrics()
        await stack.enter_async_context(metrics.loop_watched())
        studio = Studio(
            store,
            catalog,
            shop.making,
            files,
            Local(backoff),
            Diary(catalog, metrics, clock, prompts=settings.log_prompts),
            rate=rate(settings),
            policy=policy(settings),
            usual=Rules.usual(settings),
            personal_grant=settings.personal_grant,
            keep=settings.undelivered_hours * HOUR,
            english=shop.translation.english,
            look_again=shop.lifecycle.look_again,
            now=clock,
        )
        stack.enter_context(pointed_at(settings.discord_api_url, settings.discord_gateway_url))
        bot = Atelier(
            walk_extensions("cogs"),
            state_dir=settings.data_dir,
            message_content=settings.message_content_intent,
            guild_ready_timeout=guild_ready_timeout,
            trace=metrics.trace(),
        )
        desk = DiscordDesk(
            bot,
            catalog,
            files,
            rules=studio.rules,
            public_url=settings.public_url,
            now=studio.now,
            patience=patience,
        )
        studio.desk = desk
        prompt_help = _prompt_help(settings, shop.chat, store, studio, desk)
        desk.remedies = Remedies(bot, studio.rules, prompt_help)
        upkeep = Upkeep(store, catalog, files, shop.client, shop.health, desk, studio.now)
        bot.services = Services(
            settings,
            store,
            catalog,
            files,
            studio,
            desk,
            shop.client,
            shop.lifecycle,
            shop.health,
            upkeep,
            metrics,
            prompt_help,
            Whisperers(await store.read(whisperers)),
        )
        await stack.enter_async_context(bot)
        stack.push_async_callback(studio.stop, settings.stop_grace)
        yield bot

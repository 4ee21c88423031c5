"""What it takes to make something, opened together: for the bot, and for the command line without Discord."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.catalog import Catalog
from bot.credits.pricing import Rate
from bot.errors import StartupError
from bot.lifecycle import Lifecycle
from bot.making import Making, Means
from bot.media.assets import MIB, Files
from bot.media.download import Downloads
from bot.prompts.chat import Chat
from bot.prompts.translation import Translation
from bot.provider.client import Client
from bot.provider.health import Health
from bot.provider.retry import Retry
from bot.provider.wires import verify
from bot.settings import GatewaySettings, PlainSettings, Settings

_DEFAULTS = ("DEFAULT_IMAGE_MODEL", "DEFAULT_EDIT_MODEL", "DEFAULT_VIDEO_MODEL", "DEFAULT_ANIMATE_MODEL")


@dataclass(frozen=True, slots=True)
class Workshop:
    """Everything between a request and its files."""

    client: Client
    files: Files
    making: Making
    translation: Translation
    chat: Chat
    lifecycle: Lifecycle
    health: Health


def tables(settings: PlainSettings) -> Catalog:
    """The catalog, with the operator's own tables. Raises StartupError."""
    folder = settings.model_tables
    if settings.models_dir and not folder.is_dir():
        raise StartupError(f"MODELS_DIR {folder} is no folder: name one that has tables, or leave it out.")
    catalog = Catalog.load(folder)
    verify(catalog, settings.model_wires if isinstance(settings, GatewaySettings) else {})
    return catalog


def check_defaults(settings: Settings, catalog: Catalog) -> None:
    """Raise StartupError when a default model is not there, or not of that use."""
    for name, (purpose, model) in zip(_DEFAULTS, settings.default_models.items(), strict=True):
        fitting = [spec.id for spec in catalog if spec.serves(purpose)]
        if fitting and model not in fitting:
            raise StartupError(f"{name} is {model!r}; choose one of: {', '.join(fitting)}.")


def rate(settings: PlainSettings) -> Rate:
    """The operator's."""
    return Rate(settings.credit_usd, settings.markup)


@asynccontextmanager
async def workshop(
    settings: GatewaySettings,
    catalog: Catalog,
    root: Path,
    *,
    retry: Retry | None = None,
    health: Health | None = None,
    pace: float | None = None,
) -> AsyncGenerator[Workshop]:
    """Opened and wired up; files are kept below `root`."""
    async with AsyncExitStack() as stack:
        downloads = await stack.enter_async_context(Downloads(settings.trusted_origins))
        client = await stack.enter_async_context(
            Client(
                settings.aihubmix_base_url,
                settings.aihubmix_api_key.get_secret_value(),
                fallback_urls=settings.aihubmix_fallback_urls,
                tasks_url=settings.tasks_url,
                app_code=settings.aihubmix_app_code,
            )
        )
        files = Files(
            root,
            downloads,
            max_result=settings.max_result_mib * MIB,
            max_reference=settings.max_reference_mib * MIB,
            max_megapixels=settings.max_megapixels,
        )
        health = health or Health()
        means = Means(client, files, settings.model_wires, retry or Retry(), health, pace or settings.poll_pace)
        yield Workshop(
            client,
            files,
            Making(means, longest=settings.job_timeout),
            Translation(client, settings.translation_model),
            Chat(client),
            Lifecycle(client, catalog),
            health,
        )

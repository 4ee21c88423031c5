"""What a cog may reach."""

from dataclasses import dataclass, field

from bot.catalog.catalog import Catalog
from bot.db.store import Store
from bot.lifecycle import Lifecycle
from bot.media.assets import Files
from bot.metrics import Metrics
from bot.prompt_help import PromptHelp
from bot.provider.client import Client
from bot.provider.health import Health
from bot.settings import Settings
from bot.studio import Studio
from bot.ui.delivery import DiscordDesk
from bot.ui.handed import Handed
from bot.ui.pressing import Presses
from bot.upkeep import Upkeep
from bot.whisperers import Whisperers


@dataclass(frozen=True, slots=True)
class Services:
    """Built by `bot.composition`, carried by the bot."""

    settings: Settings
    store: Store
    catalog: Catalog
    files: Files
    studio: Studio
    desk: DiscordDesk
    client: Client
    lifecycle: Lifecycle
    health: Health
    upkeep: Upkeep
    metrics: Metrics
    prompt_help: PromptHelp
    whisperers: Whisperers
    presses: Presses = field(default_factory=Presses)
    handed: Handed = field(default_factory=Handed)

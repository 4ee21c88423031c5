"""What the operator sets. Read once, in `bot.cli`; `.env.example` and its comments are generated from here."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _http_url(url: str) -> str:
    parts = urlsplit(url)
    try:
        right = parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname and parts.port != 0
    except ValueError:  # the port is no port
        right = False
    if not right:
        raise ValueError(f"{url!r} is not an address like https://example.org")
    return url.rstrip("/")


def _url_or_empty(url: str) -> str:
    return _http_url(url) if url else ""


_timezones = cache(available_timezones)  # it walks through the system's files, and every rule of a server asks


def _timezone(name: str) -> str:
    if name not in _timezones():
        raise ValueError(f"{name!r} is no time zone like Europe/Berlin")
    return name


Timezone = Annotated[str, AfterValidator(_timezone)]
Editable = Literal["own", "results", "anyone"]
Credits = Annotated[int, Field(ge=0, le=1_000_000_000)]
Url = Annotated[str, AfterValidator(_http_url)]
OptionalUrl = Annotated[str, AfterValidator(_url_or_empty)]


GATEWAY = "https://aihubmix.com"
TASKS = "https://api.aihubmix.com"  # the only host whose task look-ups are documented


class PlainSettings(BaseSettings):
    """What can be used without any key. Every setting is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True, env_ignore_empty=True)

    aihubmix_base_url: Url = GATEWAY
    """Where the gateway is."""

    data_dir: Path = Path("data")
    """Folder for the database, references and results."""

    database_url: str = ""
    """Default: the file atelier.db in DATA_DIR. Another file: sqlite:///path/to/file.db."""

    models_dir: str = ""
    """Folder with tables (*.toml) of further models, or in place of shipped ones. Default: models in DATA_DIR."""

    credit_usd: Annotated[Decimal, Field(gt=0)] = Decimal("0.001")
    """What one credit is worth at the gateway's prices, in US dollars."""

    markup: Annotated[Decimal, Field(ge=0)] = Decimal("1.0")
    """Factor between the gateway's price and the member's."""

    @property
    def model_tables(self) -> Path:
        """The folder of MODELS_DIR, default filled in."""
        return Path(self.models_dir) if self.models_dir else self.data_dir / "models"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL, default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'atelier.db'}"


class GatewaySettings(PlainSettings):
    """What it takes to make something, without Discord."""

    aihubmix_api_key: SecretStr
    """The key of your AiHubMix account; give it a spending limit there."""

    aihubmix_fallback_urls: tuple[Url, ...] = ("https://api.inferera.com",)
    """Hosts to use when the gateway cannot be connected to at all, as a JSON list like ["https://example.org"]."""

    aihubmix_tasks_url: OptionalUrl = ""
    """Where the gateway's tasks are looked up. Empty: its own host for that, or AIHUBMIX_BASE_URL when you set that."""

    aihubmix_app_code: str = ""
    """Attribution code from the gateway's app store (a discount); empty sends none."""

    translation_model: str = "gpt-4o-mini"
    """Chat model that puts prompts into English for models that know nothing else. Empty: they are sent as they are."""

    image_moderation: Literal["", "auto", "low"] = ""
    """How strictly models that offer it filter: auto or low. Empty: the gateway's own default."""

    model_wires: dict[str, str] = {}
    """JSON object from model id to the wire to use for it, when the catalog's first choice does not work for you."""

    max_reference_mib: Annotated[int, Field(ge=1)] = 20
    """Largest picture a member may attach, in MiB."""

    max_result_mib: Annotated[int, Field(ge=1)] = 100
    """Largest result that is downloaded, in MiB."""

    max_megapixels: Annotated[int, Field(ge=1)] = 50
    """Pictures with more pixels are refused before they are decoded."""

    job_timeout: Annotated[int, Field(ge=1)] = 1800
    """Seconds after which any generation is given up; a model's own limit may be shorter."""

    poll_pace: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Factor on the time between two looks at a task of the gateway, such as a video: below 1 it is seen sooner that it
    is done, for more requests."""

    @property
    def tasks_url(self) -> str:
        """The host for looking tasks up, default filled in: the public gateway has one of its own for that."""
        return self.aihubmix_tasks_url or (TASKS if self.aihubmix_base_url == GATEWAY else self.aihubmix_base_url)

    @property
    def trusted_origins(self) -> frozenset[tuple[str, int]]:
        """Host and port of the base addresses: what may be downloaded from although it is private (sandbox, proxy)."""
        urls = (self.aihubmix_base_url, self.tasks_url, *self.aihubmix_fallback_urls)
        return frozenset(origin(url) for url in urls if url)


class Settings(GatewaySettings):
    """All there is: what the bot runs with."""

    discord_token: SecretStr
    """The bot's token: Discord developer portal, your application, Bot, Reset Token."""

    public_url: OptionalUrl = ""
    """Address under which members reach METRICS_PORT; set it to link files that Discord refuses. Empty: no links."""

    discord_api_url: OptionalUrl = ""
    """Empty for the real Discord; the sandbox sets it."""

    discord_gateway_url: OptionalUrl = ""
    """Empty for the real Discord; the sandbox sets it."""

    message_content_intent: bool = False
    """Ask Discord for the privileged message-content intent; it must be switched on in the portal as well."""

    default_image_model: str = "gpt-image-2"
    """Model for a picture from words when neither member nor server has chosen one."""

    default_edit_model: str = "gpt-image-2"
    """Model for a picture from pictures, likewise."""

    default_video_model: str = "doubao-seedance-2-0-fast-260128"
    """Model for a video from words, likewise."""

    default_animate_model: str = "doubao-seedance-2-0-fast-260128"
    """Model for a video from a picture, likewise."""

    describe_model: str = "gpt-4o-mini"
    """Chat model that sees pictures and writes prompts for them (/describe). Empty switches it off."""

    enhance_model: str = "gpt-4o-mini"
    """Chat model that makes richer prompts (/imagine with enhance). Empty switches it off."""

    rewrite_model: str = "gpt-4o-mini"
    """Chat model that words a refused prompt more safely. Empty switches it off."""

    help_per_day: Annotated[int, Field(ge=0)] = 30
    """How often a member may have prompts described, enhanced or reworded on one day; you pay for it. 0 switches all
    of it off."""

    allowed_servers: tuple[int, ...] = ()
    """JSON list of the ids of servers the bot serves; empty: every server it is invited to. Each spends your key."""

    new_member_grant: Credits = 100
    """Credits every member of a server starts with; the default model makes about a dozen pictures of 100. This and
    the next nine are defaults: a server's managers may change them with /server."""

    daily_allowance: Credits = 0
    """Credits every member has for each day besides; they do not pile up."""

    pool_open: bool = False
    """Whether members may spend the server's pool once their own credits have ended."""

    pool_daily_share: Credits = 100
    """Credits of the pool that one member may spend on one day."""

    gifts_daily_limit: Credits = 500
    """Credits a member may give away on one day; 0: no gifts."""

    confirm_above: Credits = 300
    """Requests that cost more credits than this are confirmed first; videos always are."""

    timezone: Timezone = "UTC"
    """Whose midnight begins a day, as an IANA name like Europe/Berlin."""

    editable: Editable = "anyone"
    """Whose pictures a member may have changed, besides what they attach: own (their own results), results (anybody's,
    made by the bot), anyone (every picture in the channel)."""

    plain_replies: bool = True
    """Whether a plain reply to a result changes it; else only one that mentions the bot."""

    file_metadata: bool = True
    """Whether posted files say in their metadata what they were made of: prompt, model, seed, job, date."""

    personal_grant: Credits = 0
    """Credits somebody starts with who uses the bot outside servers and is on none that has it. All others spend
    their server's credits there."""

    usd_per_day: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    """US dollars the gateway may bill on one day before new requests are declined; 0: no ceiling."""

    usd_per_month: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    """US dollars the gateway may bill in one month, likewise."""

    max_running_per_member: Annotated[int, Field(ge=1)] = 2
    """Jobs of one member that may run at the same time; more wait in the queue."""

    max_running_per_server: Annotated[int, Field(ge=1)] = 10
    """Jobs of one server that may run at the same time."""

    max_running_per_model: Annotated[int, Field(ge=1)] = 10
    """Jobs of one model that may run at the same time."""

    server_weights: dict[int, Annotated[float, Field(gt=0)]] = {}
    """JSON object from a server's id to its share of the queue, as a factor; servers that are not named have 1."""

    max_waiting_per_member: Annotated[int, Field(ge=1)] = 25
    """Unfinished jobs one member may have, running ones included."""

    max_batch: Annotated[int, Field(ge=1, le=40)] = 12
    """Requests that the choices in one prompt may come to, like the two of {red,blue} fox; 1: no choices."""

    undelivered_hours: Annotated[int, Field(ge=1)] = 24
    """Hours for which a result that Discord takes in no form is kept and tried again, and offered by /jobs."""

    stop_grace: Annotated[int, Field(ge=0)] = 300
    """Seconds a stop signal leaves jobs to finish that a restart would lose; all others wait for it."""

    log_format: Literal["text", "json"] = "text"
    """text for people, json for log collectors."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least severity that is logged."""

    log_prompts: bool = False
    """Whether the line of an accepted job has the member's prompt. By default no line quotes what a member asked for;
    tell your members before you switch this on."""

    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 9464
    """Port of /healthz, /readyz and /metrics, and of linked files when PUBLIC_URL is set, on all interfaces; 0 switches
    it off. Let a public proxy pass on /files alone."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if bool(self.discord_api_url) != bool(self.discord_gateway_url):
            raise ValueError("DISCORD_API_URL and DISCORD_GATEWAY_URL are set together or not at all")
        return self

    @property
    def default_models(self) -> dict[str, str]:
        """Purpose -> model, as `bot.preferences` names purposes."""
        return {
            "imagine": self.default_image_model,
            "edit": self.default_edit_model,
            "video": self.default_video_model,
            "animate": self.default_animate_model,
        }

    @property
    def trusted_origins(self) -> frozenset[tuple[str, int]]:
        """Discord's as well."""
        own = super().trusted_origins
        return own | {origin(self.discord_api_url)} if self.discord_api_url else own


def origin(url: str) -> tuple[str, int]:
    """Host and port of an address, the scheme's default port filled in."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or (443 if parts.scheme in {"https", "wss"} else 80)

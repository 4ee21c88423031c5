"""What `doctor` asks the gateway."""

import time
from email.utils import parsedate_to_datetime

import aiohttp

from bot.catalog.catalog import Catalog
from bot.cli._finding import Finding
from bot.errors import BadCredentials, OperatorOutOfFunds, ProviderError
from bot.lifecycle import Lifecycle
from bot.provider.client import Client
from bot.provider.shapes import table, tables, text
from bot.provider.wire import Call
from bot.settings import GatewaySettings, Settings

PUBLIC = "/v1/models"  # answers without a key on every host
MOST_SECONDS = 30
MOST_NAMED = 8


async def key(client: Client) -> Finding:
    """Whether it is taken, and what it may still spend."""
    try:
        left = await client.remaining_usd()
    except OperatorOutOfFunds:
        return Finding("key", "bad", "the balance is empty", "recharge your AiHubMix account")
    except BadCredentials as error:
        remedy = "create a key in your AiHubMix account and put it into AIHUBMIX_API_KEY"
        return Finding("key", "bad", f"the gateway refuses it ({error})", remedy)
    except ProviderError as error:
        return Finding("key", "bad", f"the gateway does not say ({error})", "check the network and AIHUBMIX_BASE_URL")
    if left is None:
        remedy = "give the key a limit: without one the bot cannot see what is left"
        return Finding("key", "odd", "taken; it has no limit of its own", remedy)
    if left < 1:
        return Finding("key", "odd" if left else "bad", f"taken; US${left:.2f} left", "recharge your AiHubMix account")
    return Finding("key", "good", f"taken; US${left:.2f} left")


async def hosts(session: aiohttp.ClientSession, settings: GatewaySettings) -> list[Finding]:
    """Whether each host answers, and how the first one's clock and ours agree."""
    roles = {settings.aihubmix_base_url: "gateway"}
    for host in settings.aihubmix_fallback_urls:
        roles.setdefault(host, "fallback")
    roles.setdefault(settings.tasks_url, "tasks")
    found: list[Finding] = []
    for host, role in roles.items():
        found += await _host(session, host, role)
    return found


async def _host(session: aiohttp.ClientSession, host: str, role: str) -> list[Finding]:
    try:
        async with session.get(host + PUBLIC, allow_redirects=False) as response:
            status, date = response.status, response.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        why = str(error) or type(error).__name__
        if role == "fallback":
            remedy = "no harm while the gateway answers; see AIHUBMIX_FALLBACK_URLS"
            return [Finding(role, "odd", f"{host} cannot be reached ({why})", remedy)]
        name = "AIHUBMIX_TASKS_URL" if role == "tasks" else "AIHUBMIX_BASE_URL"
        return [Finding(role, "bad", f"{host} cannot be reached ({why})", f"check the network and {name}")]
    good = status < 500
    here = Finding(role, "good" if good else "odd", f"{host} answers" if good else f"{host} answers HTTP {status}")
    return [here, _clock(date)] if role == "gateway" else [here]


def _clock(date: str) -> Finding:
    try:
        off = time.time() - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return Finding("clock", "unknown", "the gateway does not tell the time")
    if abs(off) > MOST_SECONDS:
        said = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the gateway's"
        return Finding("clock", "odd", said, "let the system set its clock from the network (NTP)")
    return Finding("clock", "good", "agrees with the gateway's")


async def offered(client: Client, catalog: Catalog, settings: GatewaySettings) -> Finding:
    """Which models of the catalog the key may use."""
    try:
        listed = tables(table(await client.whole(Call(PUBLIC, method="GET"))).get("data"))
    except ProviderError as error:
        return Finding("models", "unknown", f"the gateway does not list them ({error})")
    usable = {text(row.get("id")) for row in listed}
    absent = [spec.id for spec in catalog if spec.wire_model not in usable]
    said = f"the key may use {len(catalog) - len(absent)} of the {len(catalog)} in the catalog"
    if not absent:
        return Finding("models", "good", said)
    defaults = set(settings.default_models.values()) if isinstance(settings, Settings) else set[str]()
    bad = len(absent) == len(catalog) or defaults & set(absent)
    remedy = (
        "allow them for the key, or choose other defaults" if bad else "no harm; allow them for the key to use them"
    )
    return Finding("models", "bad" if bad else "odd", f"{said}, not {_named(absent)}", remedy)


async def staying(lifecycle: Lifecycle, catalog: Catalog, settings: GatewaySettings) -> list[Finding]:
    """Which of them have gone or are going."""
    if not await lifecycle.refresh():
        return [Finding("lifecycle", "unknown", "the gateway's lists cannot be read")]
    found: list[Finding] = []
    defaults = set(settings.default_models.values()) if isinstance(settings, Settings) else set[str]()
    for spec in catalog:
        status = catalog.status(spec.id)
        if not status.stage:
            continue
        used = spec.id in defaults
        remedy = f"use {status.successor}" if status.successor else "use another"
        if used:
            remedy += " as default (DEFAULT_..._MODEL)"
        how = "bad" if used and status.stage == "retired" else "odd"
        found.append(Finding("lifecycle", how, f"{spec.id} is {status.stage}", remedy))
    return found or [Finding("lifecycle", "good", "no model of the catalog is going")]


async def agreeing(lifecycle: Lifecycle) -> Finding:
    """Whether what the tables offer is what the gateway's schemas take."""
    found = await lifecycle.compare()
    if not found.compared:
        return Finding("schemas", "unknown", "the gateway publishes none for these models, or they cannot be read")
    if not found.doubts:
        return Finding("schemas", "good", f"the tables agree with those of {found.compared} models")
    said = f"{len(found.doubts)} doubts in those of {found.compared} models: {_named(found.doubts, '; ')}"
    return Finding("schemas", "odd", said, "no harm while these work; else correct the table (MODELS_DIR)")


def _named(models: list[str], between: str = ", ") -> str:
    more = len(models) - MOST_NAMED
    return between.join(models[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

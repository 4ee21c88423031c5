"""`doctor`: whether everything the bot needs is there, one line each."""

import asyncio
import sys
from collections.abc import AsyncGenerator

import aiohttp
import click

from bot import log
from bot.cli import _environment
from bot.cli._discord_checks import discord_checks
from bot.cli._finding import Finding
from bot.cli._gateway_checks import agreeing, hosts, key, offered, staying
from bot.cli._lane_checks import lanes
from bot.cli._local_checks import database, disk
from bot.errors import StartupError
from bot.lifecycle import Lifecycle
from bot.provider.client import Client
from bot.settings import GatewaySettings, PlainSettings, Settings
from bot.workshop import check_defaults, tables

SECONDS = 15  # for any answer
FAILED = 1


@click.command("doctor")
def doctor() -> None:
    """Check token, key, balance, clock, disk, database, hosts, lanes and models. Changes nothing and costs nothing.

    Ends with 1 when something is wrong that keeps the bot from working.
    """
    settings = _settings()
    _environment.quiet(settings)
    sys.exit(FAILED if asyncio.run(_report(settings)) else 0)


async def _report(settings: PlainSettings) -> bool:
    """Whether anything essential is wrong."""
    secrets, wrong = _environment.secrets_of(settings), False
    async for finding in _findings(settings):
        click.echo(log.scrub(" ".join(str(finding).split()), secrets))
        wrong = wrong or finding.how == "bad"
    return wrong


def _settings() -> PlainSettings:
    """As many of them as can be read."""
    for kind in (Settings, GatewaySettings):
        try:
            return _environment.read(kind)
        except StartupError:
            continue
    return _environment.read(PlainSettings)


async def _findings(settings: PlainSettings) -> AsyncGenerator[Finding]:
    yield _complete()
    yield disk(settings)
    yield await database(settings)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        if isinstance(settings, Settings):
            for finding in await discord_checks(session, settings):
                yield finding
        else:
            yield Finding("token", "unknown", "not looked at, settings are missing")
        if not isinstance(settings, GatewaySettings):
            yield Finding("gateway", "unknown", "not looked at, settings are missing")
            return
        reached = True
        for finding in await hosts(session, settings):
            reached = reached and (finding.what, finding.how) != ("gateway", "bad")
            yield finding
        async for finding in _with_key(settings, reached=reached):
            yield finding


def _complete() -> Finding:
    try:
        _environment.read(Settings)
    except StartupError as error:
        return Finding("settings", "bad", str(error))
    return Finding("settings", "good", "all there")


async def _with_key(settings: GatewaySettings, *, reached: bool) -> AsyncGenerator[Finding]:
    secret = settings.aihubmix_api_key.get_secret_value()
    async with Client(settings.aihubmix_base_url, secret, silence=SECONDS) as client:
        yield await key(client)
        try:
            catalog = tables(settings)
            if isinstance(settings, Settings):
                check_defaults(settings, catalog)
        except StartupError as error:
            yield Finding("tables", "bad", str(error))
            return
        for finding in await lanes(client, catalog, settings) if reached else ():
            yield finding
        yield await offered(client, catalog, settings)
        lifecycle = Lifecycle(client, catalog)
        for finding in await staying(lifecycle, catalog, settings):
            yield finding
        yield await agreeing(lifecycle)


COMMAND = doctor

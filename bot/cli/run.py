"""`run`: the bot."""

import asyncio
import gc
import logging
import signal
import sys
from contextlib import AsyncExitStack

import click
import discord
from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.bot import Atelier
from bot.cli import _environment
from bot.composition import compose
from bot.endpoints import endpoints
from bot.errors import BadCredentials, OperatorOutOfFunds, ProviderError, StartupError
from bot.probes import probes
from bot.provider.client import Client
from bot.settings import Settings
from bot.ui import TROUBLE


async def check_gateway(client: Client) -> None:
    """Whether the gateway is there and takes the key. Raises StartupError."""
    try:
        await client.remaining_usd()
    except OperatorOutOfFunds:
        return  # members will hear "out of service", the owner why; the bot itself can run
    except BadCredentials as error:
        raise StartupError(
            f"The gateway refuses AIHUBMIX_API_KEY ({error}): create a new key in your AiHubMix account."
        ) from error
    except ProviderError as error:
        raise StartupError(
            f"The gateway cannot be reached ({error}): check the network and AIHUBMIX_BASE_URL."
        ) from error


async def serve(settings: Settings) -> None:
    """Run until a stop signal, or until Discord closes the door. Raises StartupError."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(compose(settings))
        await check_gateway(bot.services.client)
        await stack.enter_async_context(bot.services.lifecycle.followed())
        await stack.enter_async_context(bot.services.upkeep.kept())
        try:
            await stack.enter_async_context(
                endpoints(
                    settings.metrics_port,
                    probes(bot),
                    bot.services.files if settings.public_url else None,
                )
            )
        except OSError as error:
            raise StartupError(
                f"Port {settings.metrics_port} is taken ({error.strerror}): set METRICS_PORT to another, or to 0."
            ) from error
        await _login(bot, settings)
        connection = asyncio.create_task(bot.connect())
        ready = asyncio.create_task(_begin(bot))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({connection, stop, ready}, return_when=asyncio.FIRST_COMPLETED)
        if ready.done():
            ready.result()  # jobs of the last run that cannot be taken over are no state to go on in
            await asyncio.wait({connection, stop}, return_when=asyncio.FIRST_COMPLETED)
        for task in (ready, stop):
            task.cancel()
        if connection.done():
            _explain(connection)
            return
        await bot.services.studio.stop(settings.stop_grace)
        await bot.close()
        connection.cancel()  # while Discord is away it sleeps for minutes between two tries
        await asyncio.gather(connection, ready, stop, return_exceptions=True)


async def _begin(bot: Atelier) -> None:
    await bot.wait_until_told_of_all()
    try:
        await bot.services.studio.start()
    except SQLAlchemyError as error:
        raise StartupError(f"The jobs of the last run cannot be read: {error}") from error
    set_aside()


def set_aside() -> None:
    """What is there once the bot is up stays until it ends: looking through all of it for garbage again and again would
    stop the event loop for a tenth of a second each time."""
    gc.collect()
    gc.freeze()


async def _login(bot: Atelier, settings: Settings) -> None:
    try:
        await bot.login(settings.discord_token.get_secret_value())
    except discord.LoginFailure as error:
        raise StartupError(
            "Discord refuses DISCORD_TOKEN: copy the bot's token anew from the developer portal "
            "(your application, Bot, Reset Token)."
        ) from error
    except TROUBLE as error:
        raise StartupError(f"Discord cannot be reached ({error}): check the network.") from error


def _explain(connection: "asyncio.Task[None]") -> None:
    try:
        connection.result()
    except discord.PrivilegedIntentsRequired as error:
        raise StartupError(
            "Discord does not grant the message-content intent: switch it on in the developer portal "
            "(your application, Bot, Privileged Gateway Intents), or set MESSAGE_CONTENT_INTENT=false."
        ) from error
    except (discord.ConnectionClosed, discord.GatewayNotFound) as error:
        raise StartupError(f"Discord closed the connection for good ({error}): check DISCORD_TOKEN.") from error


@click.command("run")
def run() -> None:
    """Run the bot, configured by the environment and .env."""
    settings = _environment.read(Settings)
    log.setup(settings.log_format, settings.log_level, _environment.secrets_of(settings))
    try:
        asyncio.run(serve(settings))
    except StartupError:
        raise
    except Exception:  # not left to Python, whose traceback nobody has scrubbed
        logging.getLogger(__name__).critical("the bot broke", exc_info=True)
        sys.exit(1)


COMMAND = run

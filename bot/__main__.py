"""Command line. The environment is read here and nowhere else; `bot.composition` puts the bot together."""

import asyncio
import signal
import sys
import urllib.request
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.error import URLError

import click
import discord
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import __version__, log
from bot.bot import Atelier
from bot.composition import compose
from bot.credits.audit import audit, extent
from bot.db.store import Store
from bot.endpoints import endpoints
from bot.errors import BadCredentials, OperatorOutOfFunds, ProviderError, StartupError
from bot.provider.client import Client
from bot.settings import Settings
from bot.ui import TROUBLE

TRY_DEMO = "Or try `make demo`, which needs no keys."


def read_settings() -> Settings:
    """From the environment and `.env`. Raises StartupError that names every setting to mend."""
    try:
        return Settings(_env_file=".env")  # pyright: ignore[reportCallIssue]  # required ones come from the environment
    except ValidationError as error:
        wrong = "; ".join(_complaint(item["loc"], item["type"], item["msg"]) for item in error.errors())
        raise StartupError(f"{wrong}. Put it into .env (see .env.example).") from None
    except SettingsError as error:
        name = str(error).partition('"')[2].partition('"')[0].upper()
        raise StartupError(f"{name} must be JSON, like its example in .env.example.") from None
    except UnicodeDecodeError:
        raise StartupError("The file .env is not UTF-8 text: save it as that.") from None


def _complaint(place: tuple[int | str, ...], kind: str, message: str) -> str:
    name = "_".join(str(part) for part in place[:1]).upper()
    if kind == "missing":
        return f"{name} is not set"
    return f"{name}: {message.removeprefix('Value error, ')}" if name else message.removeprefix("Value error, ")


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
        try:
            await stack.enter_async_context(
                endpoints(
                    settings.metrics_port,
                    lambda: not bot.is_closed(),
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
    await bot.wait_until_ready()
    try:
        await bot.services.studio.start()
    except SQLAlchemyError as error:
        raise StartupError(f"The jobs of the last run cannot be read: {error}") from error


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


@click.group()
@click.version_option(__version__, prog_name="atelier")
def cli() -> None:
    """Atelier, the AI image studio for Discord servers."""


@cli.command()
def run() -> None:
    """Run the bot, configured by the environment and .env."""
    settings = read_settings()
    secrets = (settings.discord_token.get_secret_value(), settings.aihubmix_api_key.get_secret_value())
    log.setup(settings.log_format, settings.log_level, secrets)
    asyncio.run(serve(settings))


def _ledger_file(settings: Settings) -> str:
    path = make_url(settings.database).database or ""
    if not Path(path).is_file():
        raise StartupError(f"There is no database at {path}: name the right DATA_DIR or DATABASE_URL.")
    return path


@cli.command()
def health() -> None:
    """Ask the running bot whether it lives; the container's health check."""
    port = read_settings().metrics_port
    if not port:
        click.echo("METRICS_PORT is 0: nothing to ask.")
        return
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            click.echo(answer.read().decode())
    except (URLError, OSError) as error:
        raise StartupError(f"The bot does not answer on METRICS_PORT {port}: {error}") from error


@cli.group()
def ledger() -> None:
    """Look after the credits."""


@ledger.command("audit")
def audit_command() -> None:
    """Recompute every balance from the entries and compare; ends with 1 when something is wrong. Changes nothing."""
    settings = read_settings()
    path = _ledger_file(settings)

    async def check() -> tuple[list[str], str]:
        async with Store(settings.database) as store:
            return await store.read(audit), await store.read(extent)

    try:
        found, looked_at = asyncio.run(check())
    except SQLAlchemyError as error:
        raise StartupError(
            f"{path} is not this version's database: start the bot once to bring it up to date."
        ) from error
    for line in found:
        click.echo(line)
    click.echo(f"{path}: {looked_at}. {f'{len(found)} discrepancies.' if found else 'The books are right.'}")
    sys.exit(1 if found else 0)


def main() -> None:
    """The entry point: a StartupError is one sentence and an exit code, never a traceback."""
    try:
        cli()
    except StartupError as error:
        hint = f" {TRY_DEMO}" if sys.argv[1:2] == ["run"] else ""
        click.echo(f"atelier: {error}{hint}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()

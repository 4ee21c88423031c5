"""The demo: starts everything, asks for a picture as a member would, and opens a page on which one goes on."""

import asyncio
import tempfile
import textwrap
from collections.abc import Awaitable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.aihubmix import FakeAiHubMix
from sandbox.botprocess import BotDied, BotProcess
from sandbox.discord import Ask, Change, FakeDiscord, NotOfferedByDiscord, World
from sandbox.discord.messages import LOADING
from sandbox.discord.payload import child
from sandbox.narrator import Narrator, say
from sandbox.web.operator import NotNow, Operator
from sandbox.web.page import Page

CHANNEL = "general"
PACE = 0.3  # seconds between the gateway's signs of life: slow enough to watch
LOOKS = 0.1  # of the time there usually is between two looks at a film: it is quicker here
START_SECONDS = 30
PICTURE_SECONDS = 1200


class DemoFailed(Exception):
    """One sentence on why there is no picture."""


@dataclass(frozen=True)
class Options:
    """`real`: the settings of the real gateway, its key among them; empty: it is not to be had. `is_real`: begin there.
    `output`: the folder of the first picture."""

    prompt: str
    once: bool
    real: Mapping[str, str]
    is_real: bool
    model: str
    port: int
    output: Path


async def demo(options: Options) -> None:
    """Run until the first picture (`once`) or until it is interrupted. Raises DemoFailed."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(FakeDiscord(_world()))
        gateway = await stack.enter_async_context(FakeAiHubMix(pace=PACE))
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="atelier-demo-"))
        say(f"Starting the sandbox Discord, {'' if options.is_real else 'the sandbox gateway '}and the bot ...")
        host = _Host(discord, gateway, options.real, Path(data), real_first=options.is_real)
        bot = await stack.enter_async_context(host.bot)
        try:
            await bot.until(discord.wait_until_connected(START_SECONDS), START_SECONDS)
            await stack.enter_async_context(Narrator(discord, "Ada"))
            if options.once:
                return await bot.until(_first_picture(discord, options), PICTURE_SECONDS)
            database = Path(data) / "data" / "atelier.db"
            operator = Operator(discord, gateway, database, host, has_key=bool(options.real), real=options.is_real)
            page = await stack.enter_async_context(Page(discord, CHANNEL, port=options.port, operator=operator))
            say(f"The channel is live at {page.url}  (Ctrl-C ends it)\n")
            try:
                await bot.until(_first_picture(discord, options), PICTURE_SECONDS)
            except DemoFailed as error:
                say(str(error))
            say(f"\nGo on at {page.url}")
            await bot.ended()
        except BotDied as error:
            raise DemoFailed(f"the bot ended by itself:\n{error}") from error
        except TimeoutError as error:
            raise DemoFailed("the bot did not answer in time; its last words were:\n" + bot.last_words()) from error


class _Host:
    """Runs the bot between the sandbox Discord and one of the gateways."""

    def __init__(
        self, discord: FakeDiscord, gateway: FakeAiHubMix, real: Mapping[str, str], data: Path, *, real_first: bool
    ) -> None:
        self._discord = discord
        place = {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
        }
        sandbox = {
            "AIHUBMIX_API_KEY": gateway.key,
            "AIHUBMIX_BASE_URL": gateway.url,
            "AIHUBMIX_FALLBACK_URLS": "[]",
            "POLL_PACE": str(LOOKS),
        }
        self._settings = {False: {**place, **sandbox}, True: {**place, **real}}
        """By whether the gateway is the real one."""
        self.bot = BotProcess(self._settings[real_first], data)

    async def restart(self, *, hard: bool) -> None:
        """As `Host`."""
        await self._again(hard=hard)

    async def connect(self, *, real: bool) -> None:
        """As `Host`; where the bot does not take it, everything is as it was."""
        await self._again(environment=self._settings[real])

    async def _again(self, **how: Any) -> None:
        def arrival() -> Awaitable[None]:
            return self._discord.wait_until_connected(START_SECONDS, beyond=self._discord.sessions)

        try:
            await self.bot.restart(arrival, **how)
        except BotDied as error:
            raise NotNow(f"The bot did not start: {str(error).splitlines()[-1]}") from error
        except TimeoutError as error:
            raise NotNow("The bot was started and has not come up yet.") from error


def _world() -> World:
    """One of each kind of place: channels, a thread, direct messages, and a group to which Ada brings the bot along."""
    world = World.small()
    world.add_thread("sketches", world.channel("gallery"))
    world.add_private_channel("Friends", world.user("Ada"), world.user("Ben"), world.user("Olga"))
    world.install(world.user("Ada"))
    return world


async def _first_picture(discord: FakeDiscord, options: Options) -> None:
    """As Ada; the picture is saved once the channel shows it."""
    ada = discord.person("Ada")
    model = options.model or ("" if options.is_real else "gpt-4o-image-vip")
    chosen: dict[str, Any] = {"model": model} if model else {}
    typed = " ".join(f"{name}:{value}" for name, value in {"prompt": options.prompt, **chosen}.items())
    say(f"Ada types  /imagine {textwrap.shorten(typed, 200, placeholder=' …')}\n")
    changes = discord.changes(ada)
    try:
        ask = await ada.slash("imagine", channel=CHANNEL, prompt=options.prompt, **chosen)
    except NotOfferedByDiscord as error:
        raise DemoFailed(str(error)) from error
    result = await anext(change.message async for change in changes if _is_last_word(change, ask))
    if not result["attachments"]:
        raise DemoFailed("there is no picture; the channel says why.")
    for attachment in result["attachments"]:
        path = options.output / attachment["filename"]
        await asyncio.to_thread(_save, path, await discord.cdn_bytes(attachment["url"]))
        say(f"\nSaved {path}")


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _is_last_word(change: Change, ask: Ask) -> bool:
    """The result, or a refusal: what the bot says to that command without "thinking..." and without a Cancel button.
    A picture is a message of its own, which mentions who asked."""
    message: dict[str, Any] = change.message
    if change.kind == "delete" or not message["author"].get("bot") or message["flags"] & LOADING:
        return False
    rows: list[dict[str, Any]] = message["components"]
    labels = {control.get("label") for row in rows for control in row.get("components", ())}
    if child(message, "interaction_metadata").get("id") == ask.id:
        return "Cancel" not in labels
    return bool(message["attachments"]) and f"<@{ask.interaction.person.id}>" in message["content"]

"""The demo: starts everything, asks for a picture as a member would, and tells what the channel shows."""

import asyncio
import re
import tempfile
import textwrap
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sandbox.aihubmix import FakeAiHubMix
from sandbox.botprocess import BotDied, BotProcess
from sandbox.discord import Change, FakeDiscord, NotOfferedByDiscord, World
from sandbox.web.operator import Operator
from sandbox.web.page import Page

OUTPUT = Path("demo-output")
CHANNEL = "general"
PACE = 0.3  # seconds between the gateway's signs of life: slow enough to watch
START_SECONDS = 30
PICTURE_SECONDS = 1200
LOADING = 128  # flag of "thinking..."


class DemoFailed(Exception):
    """One sentence on why there is no picture."""


@dataclass(frozen=True)
class Options:
    """`real_key`: use the real gateway with it; empty: the sandbox one."""

    prompt: str
    once: bool
    real_key: str
    model: str
    port: int


async def demo(options: Options) -> None:
    """Run until the first picture (`once`) or until it is interrupted. Raises DemoFailed."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(FakeDiscord(_world()))
        gateway = None if options.real_key else await stack.enter_async_context(FakeAiHubMix(pace=PACE))
        environment = {
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            **_gateway(gateway, options.real_key),
        }
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="atelier-demo-"))
        _say(f"Starting the sandbox Discord, {'' if options.real_key else 'the sandbox gateway '}and the bot ...")
        bot = await stack.enter_async_context(BotProcess(environment, Path(data)))
        try:
            await bot.until(discord.wait_until_connected(START_SECONDS), START_SECONDS)
            operator = Operator(discord, gateway, Path(data) / "data" / "atelier.db", bot.restart)
            page = await stack.enter_async_context(Page(discord, CHANNEL, port=options.port, operator=operator))
            async with _Narrator(discord) as narrator:
                model = options.model or ("" if options.real_key else "gpt-4o-image-vip")
                await bot.until(_first_picture(discord, narrator, options.prompt, model), PICTURE_SECONDS)
                if options.once:
                    return
                _say(f"\nThe channel is live at {page.url}  (Ctrl-C ends it)")
                await bot.ended()
        except BotDied as error:
            raise DemoFailed(f"the bot ended by itself:\n{error}") from error
        except TimeoutError as error:
            raise DemoFailed("the bot did not answer in time; its last words were:\n" + bot.last_words()) from error


def _world() -> World:
    """One of each kind of place: channels, a thread, direct messages, and a group to which Ada brings the bot along."""
    world = World.small()
    world.add_thread("sketches", world.channel("gallery"))
    world.add_private_channel("Friends", world.user("Ada"), world.user("Ben"), world.user("Olga"))
    world.install(world.user("Ada"))
    return world


def _gateway(gateway: FakeAiHubMix | None, real_key: str) -> dict[str, str]:
    if gateway is None:
        return {"AIHUBMIX_API_KEY": real_key}
    return {
        "AIHUBMIX_API_KEY": gateway.key,
        "AIHUBMIX_BASE_URL": gateway.url,
        "AIHUBMIX_FALLBACK_URLS": "[]",
    }


async def _first_picture(discord: FakeDiscord, narrator: "_Narrator", prompt: str, model: str) -> None:
    """As Ada; the picture is saved once the channel shows it."""
    ada = discord.person("Ada")
    chosen: dict[str, Any] = {"model": model} if model else {}
    typed = " ".join(f"{name}:{value}" for name, value in {"prompt": prompt, **chosen}.items())
    _say(f"Ada types  /imagine {textwrap.shorten(typed, 200, placeholder=' …')}\n")
    try:
        await ada.slash("imagine", channel=CHANNEL, prompt=prompt, **chosen)
    except NotOfferedByDiscord as error:
        raise DemoFailed(str(error)) from error
    result = await narrator.last_word
    if not result["attachments"]:
        raise DemoFailed("there is no picture; the channel says why.")
    for attachment in result["attachments"]:
        path = OUTPUT / attachment["filename"]
        await asyncio.to_thread(_save, path, await discord.cdn_bytes(attachment["url"]))
        _say(f"\nSaved {path}")


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


class _Narrator:
    """Prints every change of the channel as Ada sees it, while its context lasts."""

    def __init__(self, discord: FakeDiscord) -> None:
        self._discord = discord
        self._told: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        self.last_word: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._narrate())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        self.last_word.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _narrate(self) -> None:
        async for change in self._discord.changes(self._discord.person("Ada")):
            text = _shown(change)
            if text and self._told.get(change.message["id"]) != text:
                self._told[change.message["id"]] = text
                _say(text)
            if _is_last_word(change) and not self.last_word.done():
                self.last_word.set_result(change.message)


def _is_last_word(change: Change) -> bool:
    """The result, or a refusal: what the bot says without "thinking..." and without a Cancel button."""
    message: dict[str, Any] = change.message
    said = change.kind != "delete" and message["author"].get("bot")
    rows: list[dict[str, Any]] = message["components"]
    labels = {control.get("label") for row in rows for control in row.get("components", ())}
    return bool(said and not message["flags"] & LOADING and "Cancel" not in labels)


def _shown(change: Change) -> str:
    message: dict[str, Any] = change.message
    if change.kind == "delete":
        return ""
    if message["flags"] & LOADING:
        return "  … Atelier is thinking"
    mark = "✎" if change.kind == "update" else "●"
    lines = [line for line in message["content"].splitlines() if not line.startswith("-# ")]
    names = [attachment["filename"] for attachment in message["attachments"]]
    text = "  ".join(line.removeprefix("> ").replace("`", "").replace("**", "") for line in lines)
    shown = re.sub(r"\\(.)", r"\1", re.sub(r"<@\d+>", "@Ada", text))  # nobody else is here
    return f"  {mark} {shown}" + (f"  [{', '.join(names)}]" if names else "")


def _say(line: str) -> None:
    print(line, flush=True)

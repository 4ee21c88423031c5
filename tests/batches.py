"""Asking for several at once, and looking at what comes of it."""

from typing import Any

from sandbox.discord import Ask
from tests.stage import QUESTION, Stage

PICTURE, SEVERAL, VIDEO = "gpt-4o-image", "gpt-image-2", "doubao-seedance-2-0-fast-260128"  # the first costs 5 credits
FOXES = "a {red,blue,green} fox"


async def question(stage: Stage, command: str = "imagine", **options: Any) -> tuple[Ask, dict[str, Any]]:
    options = {"prompt": FOXES, "model": PICTURE, **options}
    ask = await stage.person("Ada").slash(command, channel="general", options=options)
    return ask, await ask.until(lambda message: QUESTION in str(message["components"]))


async def refusal(stage: Stage, command: str = "imagine", **options: Any) -> str:
    options = {"prompt": FOXES, "model": PICTURE, **options}
    ask = await stage.person("Ada").slash(command, channel="general", options=options)
    return (await ask.until(lambda message: message["content"] and not message["flags"] & 128))["content"]


def results(stage: Stage, channel: str = "general") -> list[dict[str, Any]]:
    return [
        message
        for message in stage.discord.messages(channel)
        if message["attachments"] and "cancel:" not in str(message["components"])
    ]


def files(stage: Stage) -> list[str]:
    return [path.name for path in (stage.settings.data_dir / "references").rglob("*") if path.is_file()]


async def posted(stage: Stage, count: int) -> list[dict[str, Any]]:
    """So many results, and nothing else left to see."""
    await stage.discord.service.feed.until(lambda: len(results(stage)) >= count, 8)
    await stage.idle()
    return results(stage)


async def nothing_was_made(stage: Stage) -> None:
    assert await stage.jobs() == []
    balance = await stage.balance("Ada")
    assert balance.held == 0
    assert not stage.gateway.bill
    assert files(stage) == []

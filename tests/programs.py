"""The bot as the operator starts it: a process with an environment."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.aihubmix import FakeAiHubMix
from sandbox.discord import FakeDiscord

REPOSITORY = Path(__file__).parents[1]


def environment(discord: FakeDiscord, gateway: FakeAiHubMix) -> dict[str, str]:
    """What connects a bot process to both sandboxes."""
    return {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
        "AIHUBMIX_API_KEY": gateway.key,
        "AIHUBMIX_BASE_URL": gateway.url,
        "AIHUBMIX_FALLBACK_URLS": "[]",
        "METRICS_PORT": "0",
    }


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


async def program(*arguments: str, folder: Path, settings: Mapping[str, str] = {}, seconds: float = 9) -> Ended:
    """Run `python` with these arguments to its end, in `folder`, with no settings but these."""
    base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env={**base, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        out, err = await process.communicate()
        raise AssertionError(f"no end within {seconds} s: {out.decode()} {err.decode()}") from None
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())

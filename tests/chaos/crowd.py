"""Many members in several servers who ask, say yes, cancel, and ask again when nothing answers."""

import asyncio
import contextlib
import itertools
import random
from dataclasses import dataclass, field
from typing import Any

from sandbox.discord import Ask, NotOfferedByDiscord, Person, World
from tests.chaos.site import LOADING, Site
from tests.stage import QUESTION, custom_ids

SERVERS, EACH = 3, 6  # servers, and members of each
PATIENCE = 4.0  # seconds until a member takes a request for lost, and asks for something else
MODELS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("imagine", "gpt-4o-image", {}),
    ("imagine", "gpt-4o-image", {}),
    ("imagine", "gpt-image-2", {}),
    ("imagine", "gpt-image-2", {"count": 2}),
    ("imagine", "flux-kontext-max", {}),
    ("imagine", "flux-kontext-max", {}),
    ("imagine", "qwen-image-3.0", {}),
    ("imagine", "imagen-4.0-ultra-generate-001", {"count": 2}),
    ("imagine", "gpt-4o-image", {"private": True}),
    ("video", "minimax-h3", {}),
    ("video", "veo-3", {}),
)
CALLS = {"imagen-4.0-ultra-generate-001": 2}
"""How many paid requests a request for two pictures takes, where that is not one."""


def populated() -> World:
    """Several servers with a channel and members of their own."""
    world = World.small()
    for server in range(SERVERS):
        guild = world.guild if server == 0 else world.add_guild(f"Studio {server}", world.application.owner)
        world.add_channel(f"room-{server}", guild)
        for member in range(EACH):
            world.add_member(f"member-{server}-{member}", guild=guild)
    return world


@dataclass
class Crowd:
    """`gather` lets everybody ask until `enough` is set."""

    site: Site
    chance: random.Random
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def gather(self) -> None:
        people = [(server, f"member-{server}-{member}") for server in range(SERVERS) for member in range(EACH)]
        await asyncio.gather(*(self._member(server, name) for server, name in people))

    async def _member(self, server: int, name: str) -> None:
        person = self.site.discord.person(name)
        while not self.enough.is_set():
            with contextlib.suppress(TimeoutError):
                await self._request(person, f"room-{server}")

    async def _request(self, person: Person, channel: str) -> None:
        command, model, options = self.chance.choice(MODELS)
        prompt = f"a red fox no. {next(self.numbers)} in the snow"
        try:
            ask = await person.slash(command, channel=channel, options={"prompt": prompt, "model": model, **options})
        except NotOfferedByDiscord:
            await asyncio.sleep(0.05)  # the commands are not there yet
            return
        shown = await ask.until(_said_something, PATIENCE)
        if question := [name for name in custom_ids(shown) if name.startswith(QUESTION)]:
            await person.click(shown, self.chance.choice([question[0]] * 9 + [question[-1]]))
        elif self.chance.random() < 0.1 and (buttons := custom_ids(shown)):
            await self._cancel(person, await person.click(shown, buttons[0]))
        await self.site.discord.service.feed.until(lambda: _over(ask), PATIENCE)

    async def _cancel(self, person: Person, pressed: Ask) -> None:
        said = await pressed.until(_said_something, PATIENCE)
        for name in custom_ids(said):
            if name.endswith(":sure"):
                await person.click(said, name)


def _said_something(message: dict[str, Any]) -> bool:
    return not message["flags"] & LOADING and bool(message["content"])


def _over(ask: Ask) -> bool:
    """Its message has gone, or shows no button any more."""
    if ask.interaction.original is None:
        return bool(ask.followups)
    return ask.response is None or not (ask.response["flags"] & LOADING or ask.response["components"])

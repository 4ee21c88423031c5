"""What Ada does while the bot may die at any moment."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.aihubmix.behaviours import Refuse
from sandbox.discord import Ask
from tests.chaos.site import LOADING, Site
from tests.pictures import attached
from tests.stage import QUESTION, custom_ids

PROMPT = "a red fox in the snow"  # so plainly English that nothing is translated


@dataclass(frozen=True)
class Flow:
    """One request, what is done with it, and how many paid requests it takes."""

    model: str
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    command: str = "imagine"
    picture: bool = False
    written: bool = False
    """By a plain message, with a picture."""
    cancels: bool = False
    refused: bool = False
    """The model says no the first time."""
    calls: int = 1
    jobs: int = 1
    """That are asked about together, each with so many paid requests."""
    found_again: bool = False
    """The gateway's list names a task whose name was lost."""

    @property
    def private(self) -> bool:
        return bool(self.options.get("private"))

    async def begin(self, site: Site) -> None:
        """From the command to the end of the job."""
        if self.cancels:
            site.gateway.hold()
        if self.refused:
            site.gateway.will(Refuse())
        if self.written:
            await site.ada.say("general", f"@Atelier {PROMPT}", [attached()])
            await site.ended(1)
            return
        picture = {"image": attached()} if self.picture else {}
        options = {"prompt": PROMPT, "model": self.model, **self.options, **picture}
        await site.ada.slash(self.command, channel="general", options=options)
        if self.command == "video" or self.jobs > 1:
            await site.discord.service.feed.until(lambda: button(site, QUESTION), 8)
            await self.confirm(site)
        if self.cancels:
            await self._cancel(site)
        await site.ended(self.jobs)

    async def confirm(self, site: Site) -> None:
        """Say yes to what the bot asks, if it asks."""
        if asked := button(site, QUESTION):
            await site.ada.click(*asked)

    async def _cancel(self, site: Site) -> None:
        await site.discord.service.feed.until(lambda: button(site, "cancel:"), 8)
        await site.gateway.reached()
        shown = button(site, "cancel:")
        assert shown
        said = await answer(await site.ada.click(*shown))
        sure = next(name for name in custom_ids(said) if name.endswith(":sure"))
        await answer(await site.ada.click(said, sure))


def button(site: Site, beginning: str) -> tuple[dict[str, Any], str] | None:
    """The first such button that Ada sees, and its message."""
    return next(
        ((message, name) for message in site.shown() for name in custom_ids(message) if name.startswith(beginning)),
        None,
    )


async def answer(ask: Ask) -> dict[str, Any]:
    return await ask.until(lambda message: not message["flags"] & LOADING and message["content"])


FLOWS = {
    "streamed": Flow("gpt-4o-image"),
    "json": Flow("gpt-image-2"),
    "task": Flow("flux-kontext-max"),
    "task-asked-first": Flow("minimax-h3", command="video", found_again=True),
    "streamed-film": Flow("veo-3", command="video"),
    "several-calls": Flow("imagen-4.0-ultra-generate-001", {"count": 2}, calls=2),
    "canceled": Flow("gpt-4o-image", cancels=True),
    "private": Flow("gpt-4o-image", {"private": True}),
    "written": Flow("gpt-image-2", written=True),
    "batch": Flow("gpt-4o-image", {"prompt": "a {red,green} fox in the snow"}, picture=True, jobs=2),
    "refused": Flow("gpt-4o-image", picture=True, refused=True),
    "with-a-picture": Flow("gpt-4o-image", picture=True),
}

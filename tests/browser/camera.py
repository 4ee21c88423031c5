"""The camera: the bot on a stage, the page before it, and what is kept of it."""

import io
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser.host import operator_of
from tests.browser.screen import OpenScreen, Screen
from tests.conftest import OpenStage
from tests.stage import Stage

KEPT = Path(__file__).parents[2] / "docs" / "screens"
MOST = 150_000  # bytes a screen
FOX = "a fox in the snow at sunrise"
PROGRESSING = "GPT-4o Image VIP"  # its transcript tells percents
_STILL = """
Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {
    get() { return () => this.resolvedOptions().hour ? "10:24 AM" : "11/26/26"; },
});
Intl.RelativeTimeFormat.prototype.format = (amount) => amount < 0 ? "5 seconds ago" : "in 20 seconds";
"""


@dataclass(frozen=True)
class Camera:
    open_stage: OpenStage
    open_screen: OpenScreen
    folder: Path

    @asynccontextmanager
    async def scene(
        self, *, width: int = 1000, height: int = 700, page: Mapping[str, Any] = {}, **settings: Any
    ) -> AsyncGenerator[tuple[Stage, Screen]]:
        """The bot, and the page on which it is photographed as Ada sees it; the clock stands still there. `page`: what
        else its window has."""
        settings, size = {"new_member_grant": 2000, **settings}, {"width": width, "height": height}
        async with (
            self.open_stage(**settings) as stage,
            self.open_screen(stage.discord, operator=operator_of(stage), viewport=size, **page) as screen,
        ):
            await screen.window.add_init_script(_STILL)
            await screen.window.reload()
            await screen.settled()
            yield stage, screen

    async def shoot(self, screen: Screen, name: str, *, hovering: bool = False) -> None:
        """What is seen, as a small PNG, without the pointer unless `hovering`."""
        if not hovering:
            await screen.window.mouse.move(600, 24)
        await screen.pictures_loaded()
        with Image.open(io.BytesIO(await screen.window.screenshot())) as seen:
            picture = seen.convert("RGB")
        path = self.folder / f"{name}.png"
        picture.save(path, optimize=True)
        if path.stat().st_size > MOST:
            picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size < MOST


def folder(thrown_away: Path) -> Path:
    """Where the pictures go: `make screens` keeps them."""
    return KEPT if os.environ.get("SCREENS") else thrown_away


async def first_result(screen: Screen, prompt: str = FOX, **options: str) -> None:
    """Ada asks, and the result is there."""
    await screen.command("imagine", prompt=prompt, **{"model": PROGRESSING, **options})
    await screen.message("credits left").locator(".gallery img").first.wait_for()

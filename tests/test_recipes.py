"""The recipes of the documentation, followed to the letter."""

import re
import textwrap
from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog import catalog as catalog_module
from bot.provider import wires as bot_wires
from sandbox.aihubmix import wires as sandbox_wires
from sandbox.aihubmix.behaviours import Prose, Refuse
from sandbox.aihubmix.models import Model, PerImage
from tests.conftest import OpenStage

DOCS = Path(__file__).parents[1] / "docs"


def blocks(page: str, language: str) -> list[str]:
    """The examples of a page."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(text) for _, text in found]


@pytest.fixture
def more_wires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Folders whose modules count as wires of the bot and of the sandbox."""
    mine, twins = tmp_path / "bot_wires", tmp_path / "sandbox_wires"
    for folder, package in ((mine, bot_wires), (twins, sandbox_wires)):
        folder.mkdir()
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    bot_wires.wires.cache_clear()
    return mine, twins


@pytest.fixture(autouse=True)
def forget_wires() -> None:
    bot_wires.wires.cache_clear()


async def test_a_model_is_added_by_its_table(open_stage: OpenStage, tmp_path: Path) -> None:
    (table,) = blocks("add-a-model.md", "toml")
    (tmp_path / "acme.toml").write_text(table)
    async with open_stage(models_dir=str(tmp_path)) as stage:
        stage.gateway.launch(Model("flying-brush-3", PerImage(Decimal("0.02"))))
        result = await stage.imagine(prompt="a fox", model="Flying Brush 3", aspect="3:2", quality="high")
        assert "Flying Brush 3 · 1536×1024 · 20 credits" in result["content"]


async def test_a_wire_is_added_by_two_files_and_a_table(
    open_stage: OpenStage, tmp_path: Path, more_wires: tuple[Path, Path]
) -> None:
    mine, twin = blocks("add-a-wire.md", "python")
    (table,) = blocks("add-a-wire.md", "toml")
    (more_wires[0] / "postcard.py").write_text(mine)
    (more_wires[1] / "postcard.py").write_text(twin)
    models = tmp_path / "models"
    models.mkdir()
    (models / "acme.toml").write_text(table)
    async with open_stage(models_dir=str(models)) as stage:
        result = await stage.imagine(prompt="a fox", model="postcard-1")
        assert "Postcard · 640×480 · 10 credits" in result["content"]
        assert "Wish you were here" in result["content"]
        stage.gateway.will(Prose("No card today."))
        assert "No card today" in (await stage.imagine(prompt="a fox", model="postcard-1"))["content"]
        stage.gateway.will(Refuse())
        assert "The model refused this" in (await stage.imagine(prompt="a fox", model="postcard-1"))["content"]
    assert catalog_module.Catalog.load().has("gpt-image-2")

"""The files around the code say what is true."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
README = (ROOT / "README.md").read_text()


def names(text: str) -> set[str]:
    return {re.split(r"[\[<>=~ ;]", line)[0].lower().replace(".", "-").replace("_", "-") for line in text.split("\n")}


def test_one_version_everywhere() -> None:
    assert PROJECT["project"]["version"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-|--)(i|index|extra|find|trusted)", text, re.MULTILINE)
    for block in re.split(r"\n(?=\S)", text):
        assert "==" not in block.split("\n")[0] or "--hash=sha256:" in block, block


def test_the_locks_hold_every_dependency_and_the_smaller_one_no_tools() -> None:
    small, large = (names((ROOT / lock).read_text()) for lock in ("requirements.lock", "requirements-dev.lock"))
    needed = names("\n".join(PROJECT["project"]["dependencies"]))
    tools = names("\n".join(PROJECT["project"]["optional-dependencies"]["dev"]))
    assert needed <= small <= large
    assert tools <= large
    assert not tools & small


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "design.md").read_text().partition("## Dependencies")[2].lower().replace(".", "-")
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    for name in names("\n".join(wanted)):
        assert name in reasons, name


def test_no_lock_that_records_addresses_is_kept() -> None:
    assert not any((ROOT / name).exists() for name in ("uv.lock", "package-lock.json", "pylock.toml"))


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    assert len(README.splitlines()) <= 150
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_every_make_target_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"make ([\w-]+)", README)) - {"one"}
    assert targets >= {"demo", "run", "check", "test"}
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_ci_calls_the_readmes_commands_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make (.*)$", script, re.MULTILINE) == ["check", "test", "test-browser"]


def test_every_setting_is_in_the_example_with_its_explanation() -> None:
    example = (ROOT / ".env.example").read_text()
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert re.search(rf"^# .+\n#?{name.upper()}=", example, re.MULTILINE), name


def test_the_image_holds_the_product_only() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(\S+)", dockerfile, re.MULTILINE)
    assert copied == ["requirements.lock", "bot", "cogs"]
    assert re.search(r"^USER (?!root)", dockerfile, re.MULTILINE)
    assert "HEALTHCHECK" in dockerfile
    assert dockerfile.count("FROM ") == 2
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    assert kept[0] == "*"

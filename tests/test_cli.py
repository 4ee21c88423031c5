"""The operator's command line, as real processes."""

import json
import re
import time
import tomllib
from collections.abc import AsyncGenerator
from decimal import Decimal
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from bot.catalog.catalog import Catalog
from bot.cli import cli
from bot.provider.wires import wires
from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import Status
from sandbox.aihubmix.models import Model, PerImage
from sandbox.botprocess import BotProcess
from sandbox.discord import FakeDiscord, World
from tests.pictures import png
from tests.programs import Ended, environment, program

OFFLINE = {"AIHUBMIX_BASE_URL": "http://127.0.0.1:9"}
KEY = "sk-not-a-real-key-0123456789"


@pytest.fixture
async def gateway() -> AsyncGenerator[FakeAiHubMix]:
    async with FakeAiHubMix() as opened:
        yield opened


def reach(gateway: FakeAiHubMix) -> dict[str, str]:
    """What it takes without Discord."""
    return {"AIHUBMIX_API_KEY": gateway.key, "AIHUBMIX_BASE_URL": gateway.url, "AIHUBMIX_FALLBACK_URLS": "[]"}


async def atelier(*arguments: str, folder: Path, settings: dict[str, str]) -> Ended:
    ended = await program("-m", "bot", *arguments, folder=folder, settings=settings)
    assert "Traceback" not in ended.err + ended.out
    for name in ("AIHUBMIX_API_KEY", "DISCORD_TOKEN"):
        secret = settings.get(name)
        assert not secret or secret not in ended.err + ended.out
    return ended


async def test_every_command_explains_itself(tmp_path: Path) -> None:
    listed = await atelier("--help", folder=tmp_path, settings={})
    for name in ("doctor", "generate", "health", "ledger", "models", "run"):
        assert re.search(rf"^  {name} ", listed.out, re.MULTILINE)
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.help
    unknown = await atelier("sing", folder=tmp_path, settings={})
    assert unknown.code == 2


def inside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# -- models


async def test_models_needs_no_settings_and_no_network(tmp_path: Path) -> None:
    for arguments, settings in ((("models", "--offline"), {}), (("models",), OFFLINE)):
        ended = await atelier(*arguments, folder=tmp_path, settings=settings)
        assert ended.code == 0
        header, *lines = ended.out.splitlines()
        assert [line.split()[0] for line in lines] == [spec.id for spec in Catalog.load()]
        place = header.index("STATUS")
        assert all(line[place:].startswith("offered  ") for line in lines), "the columns stand below each other"


async def test_models_says_what_there_is_for_programs(tmp_path: Path, gateway: FakeAiHubMix) -> None:
    gateway.retire("gpt-image-1", successor="gpt-image-2")
    ended = await atelier("models", "--json", folder=tmp_path, settings={"AIHUBMIX_BASE_URL": gateway.url})
    found = {model["id"]: model for model in json.loads(ended.out)}
    assert set(found) == {spec.id for spec in Catalog.load()}
    assert found["gpt-image-1"]["status"] == "retired"
    assert found["gpt-image-1"]["successor"] == "gpt-image-2"
    model = found["gpt-image-2"]
    assert (model["medium"], model["wires"][0], model["references"], model["count"]) == ("image", "images", 16, 10)
    assert model["price"] == {"from_usd": "0.006", "from_credits": 6, "per": "image"}
    only = await atelier(
        "models", "--json", "--offline", "--medium", "video", folder=tmp_path, settings={"CREDIT_USD": "0.01"}
    )
    assert [model["id"] for model in json.loads(only.out)] == [s.id for s in Catalog.load() if s.medium == "video"]


async def test_models_new_prints_tables_that_work(tmp_path: Path, gateway: FakeAiHubMix) -> None:
    gateway.launch(Model("gpt-image-9", PerImage(Decimal("0.03"))))
    settings = reach(gateway)
    ended = await atelier("models", "--new", "--medium", "image", folder=tmp_path, settings=settings)
    tables = tomllib.loads(ended.out)
    assert (tables["gpt-image-9"]["wires"], tables["gpt-image-9"]["max_count"]) == (["images"], 10)
    assert tables["gpt-image-9"]["qualities"]
    assert not tables.keys() & {spec.id for spec in Catalog.load()}
    (tmp_path / "data" / "models").mkdir(parents=True)
    (tmp_path / "data" / "models" / "new.toml").write_text(ended.out)
    made = await atelier(
        "generate", "--model", "gpt-image-9", "--prompt", "a fox", "-o", "out", folder=tmp_path, settings=settings
    )
    assert made.out.splitlines()[-1] == "US$0.03 = 30 credits"
    again = await atelier("models", "--new", "--medium", "image", folder=tmp_path, settings=settings)
    assert again.out == "# Every listed model has its table.\n"


async def test_models_new_without_the_lists_is_one_sentence(tmp_path: Path) -> None:
    ended = await atelier("models", "--new", folder=tmp_path, settings=OFFLINE)
    assert ended.code != 0
    assert "atelier: The gateway's lists cannot be read" in ended.err


async def test_a_bad_table_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data" / "models").mkdir(parents=True)
    (tmp_path / "data" / "models" / "bad.toml").write_text("[m]\ntitle = 3")
    ended = await atelier("models", "--offline", folder=tmp_path, settings={})
    assert ended.code == 78
    assert ended.err.startswith("atelier: bad.toml: the table of m is not valid: ")


# -- generate


def generated(ended: Ended, folder: Path) -> list[Image.Image]:
    *names, _cost = ended.out.splitlines()
    pictures: list[Image.Image] = []
    for name in names:
        with Image.open(folder / name) as image:
            image.load()
            pictures.append(image)
    return pictures


async def test_generate_writes_files_and_says_what_they_cost(tmp_path: Path, gateway: FakeAiHubMix) -> None:
    settings = reach(gateway) | {"CREDIT_USD": "0.0001"}
    ended = await atelier(
        *("generate", "--model", "GPT Image 2", "--prompt", "a fox", "--count", "2", "--aspect", "3:2"),
        *("--quality", "low", "-o", "made/here"),
        folder=tmp_path,
        settings=settings,
    )
    assert (ended.code, [picture.size for picture in generated(ended, tmp_path)]) == (0, [(1536, 1024)] * 2)
    assert re.fullmatch(r"US\$0\.0\d+ = \d{3} credits", ended.out.splitlines()[-1])
    assert set(ended.err.splitlines()) <= {f"GPT Image 2: {stage}" for stage in ("queued", "generating", "finishing")}
    assert ended.err
    assert inside(tmp_path / "made" / "here") == {Path(line).name for line in ended.out.splitlines()[:-1]}, (
        "nothing else is left behind"
    )
    assert not (tmp_path / "data").exists(), "no database"
    assert gateway.violations == []


async def test_generate_costs_what_the_gateway_takes(tmp_path: Path, gateway: FakeAiHubMix) -> None:
    ended = await atelier(
        "generate", "--model", "gpt-image-2", "--prompt", "a fox", folder=tmp_path, settings=reach(gateway)
    )
    (charge,) = gateway.bill
    assert ended.out.splitlines()[-1] == f"US${charge.usd.normalize():f} = 6 credits"


async def test_generate_prepares_pictures_and_masks(tmp_path: Path, gateway: FakeAiHubMix) -> None:
    Image.new("RGB", (5000, 400), "red").save(tmp_path / "wide.bmp")
    hole = Image.new("RGBA", (5000, 400), "red")
    hole.paste((0, 0, 0, 0), (0, 0, 100, 100))
    hole.save(tmp_path / "mask.png")
    (tmp_path / "mine.toml").write_text(MASKABLE)
    ended = await atelier(
        *("generate", "--model", "gpt-image-1-mini", "--prompt", "redder", "--image", "wide.bmp", "--mask", "mask.png"),
        folder=tmp_path,
        settings=reach(gateway) | {"MODELS_DIR": str(tmp_path)},
    )
    assert len(generated(ended, tmp_path)) == 1
    assert (
        "To suit the model, what you attached was converted to another format, made smaller." in ended.err.splitlines()
    )
    sent = gateway.requests[-1]
    assert sent.path == "/v1/images/edits"
    assert {file.name for file in sent.files} == {"image[]", "mask"} or {file.name for file in sent.files} == {
        "image",
        "mask",
    }


async def test_generate_says_nothing_of_pictures_that_went_as_they_were(tmp_path: Path, gateway: FakeAiHubMix) -> None:
    (tmp_path / "a.png").write_bytes(png(64, 64))
    ended = await atelier(
        *("generate", "--model", "gpt-image-2", "--prompt", "redder", "--image", "a.png"),
        folder=tmp_path,
        settings=reach(gateway),
    )
    assert ended.code == 0
    assert "To suit the model" not in ended.err + ended.out


MASKABLE = """
[gpt-image-1-mini]
title = "Mini"
maker = "OpenAI"
summary = "Small."
wires = ["images"]
max_references = 1
mask = ["images"]
price = { per = "image", usd = "0.03", source = "me" }
"""

REFUSED: dict[str, tuple[list[str], str]] = {
    "no such model": (["--model", "dall-e-9"], "There is no model dall-e-9: "),
    "an empty prompt": (["--prompt", " "], "Please describe the picture"),
    "no such aspect": (["--aspect", "7:1"], "GPT Image 2 cannot do aspect 7:1: choose 1:1"),
    "no such option": (["--option", "style=oil"], "GPT Image 2 has no option style"),
    "no seed": (["--seed", "3"], "GPT Image 2 has no option seed"),
    "no last frame": (["--last-frame", "a.png"], "GPT Image 2 has no option last frame"),
    "no picture": (["--image", "notes.txt"], "notes.txt is not a picture"),
    "an empty picture": (["--image", "empty.png"], "empty.png"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_cannot_be_made_is_one_line(tmp_path: Path, gateway: FakeAiHubMix, what: str) -> None:
    (tmp_path / "a.png").write_bytes(png(64, 64))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    arguments, said = REFUSED[what]
    ended = await atelier(
        *("generate", "--model", "gpt-image-2", "--prompt", "a fox", *arguments),
        folder=tmp_path,
        settings=reach(gateway),
    )
    assert ended.code == 1
    (line,) = ended.err.splitlines()
    assert line.startswith("atelier: ")
    assert said in line
    assert not gateway.bill
    assert inside(tmp_path) == {"a.png", "notes.txt", "empty.png"}


@pytest.mark.parametrize("arguments", [["--option", "style"], ["--image", "nowhere.png"], ["--count", "0"]])
async def test_what_is_no_argument_is_said_before_anything_is_sent(
    tmp_path: Path, gateway: FakeAiHubMix, arguments: list[str]
) -> None:
    ended = await atelier(
        *("generate", "--model", "gpt-image-2", "--prompt", "a", *arguments), folder=tmp_path, settings=reach(gateway)
    )
    assert ended.code == 2
    assert arguments[0] in ended.err
    assert not gateway.requests


FAILING: dict[str, tuple[Any, str]] = {
    "no funds": (statuses.insufficient_user_quota(), "the balance at the gateway is empty"),
    "a size": (statuses.size_not_supported(), "The image service did not accept this"),
    "a successor": (statuses.model_retired(), "This model is not offered any more"),
}


@pytest.mark.parametrize("what", FAILING)
async def test_what_the_gateway_refuses_is_one_line(tmp_path: Path, gateway: FakeAiHubMix, what: str) -> None:
    orders, said = FAILING[what]
    gateway.will(orders)
    ended = await atelier(
        "generate", "--model", "gpt-image-2", "--prompt", "a fox", folder=tmp_path, settings=reach(gateway)
    )
    assert ended.code == 1
    (line,) = [line for line in ended.err.splitlines() if line.startswith("atelier: ")]
    assert said in line
    assert not inside(tmp_path)


async def test_generate_asks_for_the_key_only(tmp_path: Path) -> None:
    ended = await atelier("generate", "--model", "gpt-image-2", "--prompt", "a fox", folder=tmp_path, settings={})
    assert ended.code == 78
    assert ended.err.startswith("atelier: AIHUBMIX_API_KEY is not set. ")
    assert "DISCORD_TOKEN" not in ended.err


async def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path, gateway: FakeAiHubMix) -> None:
    ended = await atelier(
        *("generate", "--model", "gpt-image-2", "--prompt", "a fox", "-o", "/dev/null/x"),
        folder=tmp_path,
        settings=reach(gateway),
    )
    assert ended.code == 78
    assert "name another with -o" in ended.err


# -- doctor


def signs(ended: Ended) -> dict[str, str]:
    """What was checked -> its sign; the last one of several."""
    return {line[2:].partition(":")[0]: line[0] for line in ended.out.splitlines()}


def line(ended: Ended, what: str) -> str:
    return next(line for line in ended.out.splitlines() if line[2:].startswith(f"{what}:"))


@pytest.fixture
async def around(gateway: FakeAiHubMix) -> AsyncGenerator[dict[str, str]]:
    async with FakeDiscord(World.small()) as discord:
        yield environment(discord, gateway)


async def test_doctor_finds_nothing_where_all_is_well(tmp_path: Path, around: dict[str, str]) -> None:
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert ended.code == 0
    assert {sign for what, sign in signs(ended).items() if what != "lifecycle"} == {"✓"}, ended.out
    checked = ["settings", "disk", "database", "token", "intents", "gateway", "clock", "key", "lanes", "models"]
    assert list(signs(ended)) == [*checked, "lifecycle", "schemas"]
    assert not inside(tmp_path), "it changes nothing"


async def test_doctor_looks_into_a_database_in_use(tmp_path: Path, around: dict[str, str], gateway: Any) -> None:
    async with FakeDiscord(World.small()) as discord:
        settings = environment(discord, gateway) | {"DATA_DIR": str(tmp_path / "data")}
        async with BotProcess(settings, tmp_path) as bot:
            await bot.until(discord.wait_until_connected(8), 9)
            ended = await atelier("doctor", folder=tmp_path, settings=settings)
    assert ended.code == 0
    assert "current, and the books are right: 0 wallets" in line(ended, "database")


ILL: dict[str, tuple[dict[str, str], str, str, int]] = {
    "a rejected token": ({"DISCORD_TOKEN": "wrong.token.here"}, "token", "Discord refuses DISCORD_TOKEN", 1),
    "a strange token": ({"DISCORD_TOKEN": "wrong\ntoken"}, "token", "DISCORD_TOKEN is no token", 1),
    "no Discord": ({"DISCORD_API_URL": "http://127.0.0.1:9/api"}, "token", "cannot be reached", 1),
    "a missing intent": ({"MESSAGE_CONTENT_INTENT": "true"}, "intents", "MESSAGE_CONTENT_INTENT=false", 1),
    "a rejected key": ({"AIHUBMIX_API_KEY": KEY}, "key", "create a key", 1),
    "no gateway": (OFFLINE, "gateway", "check the network and AIHUBMIX_BASE_URL", 1),
    "no fallback": ({"AIHUBMIX_FALLBACK_URLS": '["http://127.0.0.1:9"]'}, "fallback", "no harm", 0),
    "no tasks": ({"AIHUBMIX_TASKS_URL": "http://127.0.0.1:9"}, "tasks", "AIHUBMIX_TASKS_URL", 1),
    "no disk": ({"DATA_DIR": "/proc"}, "disk", "let DATA_DIR name a folder", 1),
    "another database": ({"DATABASE_URL": "sqlite:///other.db"}, "database", "file is not a database", 1),
    "no database address": ({"DATABASE_URL": "garbage"}, "database", "sqlite:///path/to/file.db", 1),
    "an unset token": ({"DISCORD_TOKEN": ""}, "settings", "DISCORD_TOKEN is not set", 1),
    "an unset key": ({"AIHUBMIX_API_KEY": ""}, "settings", "AIHUBMIX_API_KEY is not set", 1),
    "a bad table": ({"MODELS_DIR": "nowhere"}, "tables", "MODELS_DIR nowhere is no folder", 1),
}


@pytest.mark.parametrize("what", ILL)
async def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path, around: dict[str, str], what: str) -> None:
    (tmp_path / "other.db").write_text("no database at all, " * 100)
    change, check, said, code = ILL[what]
    ended = await atelier("doctor", folder=tmp_path, settings=around | change)
    assert said in line(ended, check)
    assert line(ended, check)[0] in ("✗" if code else "!")
    assert ended.code == code, ended.out


async def test_doctor_without_any_settings_still_looks(tmp_path: Path) -> None:
    ended = await atelier("doctor", folder=tmp_path, settings={})
    assert ended.code == 1
    assert "DISCORD_TOKEN is not set" in line(ended, "settings")
    assert {"disk", "database"} <= signs(ended).keys()
    assert line(ended, "token").startswith("?")


async def test_doctor_asks_each_lane_so_that_nobody_can_be_billed(
    tmp_path: Path, around: dict[str, str], gateway: FakeAiHubMix
) -> None:
    gateway.always(statuses.insufficient_user_quota())  # a paid request would take it
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert all(name in line(ended, "lanes") for name in wires())
    probes = [sent for sent in gateway.requests if sent.method == "POST"]
    assert len({sent.path for sent in probes}) > len(wires())
    for sent in probes:
        assert not {"authorization", "x-goog-api-key", "api-key"} & sent.headers.keys()
        assert not sent.query
        assert sent.json == {}
    assert (gateway.bill, gateway.violations) == ([], [])


ALONE = sum(spec.wires == ("unified",) for spec in Catalog.load())
PAGE = Status(200, "<html></html>", {"Content-Type": "text/html"})
LANES: dict[str, tuple[str, Status | None, str, int]] = {
    "another wire": ("/v1/images/edits", None, "! lanes: images: /v1/images/edits is not there (HTTP 404) -> ", 0),
    "no other wire": ("/ai/v1/images/generations", None, f"AIHUBMIX_BASE_URL; {ALONE} models have no other wire", 0),
    "a page": ("/ai/v1/videos", PAGE, "unified_videos: /ai/v1/videos is not there (HTTP 200, a web page)", 0),
    "trouble": ("/v1/chat/completions", statuses.html_502(), "is not there (HTTP 502, a web page)", 0),
    "gone": ("/ideogram/v1/ideogram-v3/remix", Status(410), "/ideogram/v1/{model}/remix is not there (HTTP 410)", 0),
    "a default's": ("/v1/videos", None, "✗ lanes: videos: /v1/videos is not there (HTTP 404) -> check", 1),
}


@pytest.mark.parametrize("what", LANES)
async def test_doctor_finds_lanes_that_are_not_there(
    tmp_path: Path, around: dict[str, str], gateway: FakeAiHubMix, what: str
) -> None:
    path, answer, said, code = LANES[what]
    gateway.withdraw(path, answer)
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert said in ended.out
    assert ended.code == code


@pytest.mark.parametrize("status", [400, 401, 403, 405])
async def test_doctor_takes_any_refusal_for_a_lane_that_is_there(
    tmp_path: Path, around: dict[str, str], gateway: FakeAiHubMix, status: int
) -> None:
    gateway.withdraw("/v1/videos", Status(status, {"error": {"message": "no"}}))
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert line(ended, "lanes")[0] == "✓"


async def test_doctor_names_tables_that_the_schemas_contradict(
    tmp_path: Path, around: dict[str, str], gateway: FakeAiHubMix
) -> None:
    gateway.misdescribe("minimax-h3", {"properties": {"resolution": {"enum": ["768P"]}}})
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert "minimax-h3 (unified_videos): resolution cannot be 1080P -> no" in line(ended, "schemas")
    assert (ended.code, signs(ended)["schemas"]) == (0, "!")
    gateway.withdraw("/call/schema/models/{id:.+}/endpoints")
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert (ended.code, signs(ended)["schemas"]) == (0, "?")


async def test_doctor_names_models_that_go(tmp_path: Path, around: dict[str, str], gateway: FakeAiHubMix) -> None:
    gateway.retire("gpt-4o-image", "deprecated", "gpt-image-2")
    odd = await atelier("doctor", folder=tmp_path, settings=around)
    assert (odd.code, signs(odd)["lifecycle"]) == (0, "!")
    assert "gpt-4o-image is deprecated -> use gpt-image-2" in odd.out
    gateway.retire("gpt-image-2", successor="gpt-image-2.5-flare")
    bad = await atelier("doctor", folder=tmp_path, settings=around)
    assert bad.code == 1
    assert "✗ lifecycle: gpt-image-2 is retired -> use gpt-image-2.5-flare as default" in bad.out


async def test_doctor_names_models_the_key_may_not_use(
    tmp_path: Path, around: dict[str, str], gateway: FakeAiHubMix
) -> None:
    del gateway.models["gpt-image-1"]
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert (ended.code, signs(ended)["models"]) == (0, "!")
    assert "not gpt-image-1 -> " in line(ended, "models")
    del gateway.models["gpt-image-2"]
    ended = await atelier("doctor", folder=tmp_path, settings=around)
    assert (ended.code, signs(ended)["models"]) == (1, "✗")


@pytest.mark.parametrize(("left", "sign"), [(-1, "!"), (0, "✗"), (0.5, "!"), (20, "✓")])
async def test_doctor_reads_balance_and_clock(tmp_path: Path, around: dict[str, str], left: float, sign: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        body: dict[str, Any] = {"total_usage": left} if request.path.endswith("remain") else {"data": []}
        return web.json_response(body, headers={"Date": formatdate(time.time() - 120, usegmt=True)})

    app = web.Application()
    app.router.add_get("/{anything:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ended = await atelier("doctor", folder=tmp_path, settings=around | {"AIHUBMIX_BASE_URL": url})
    finally:
        await runner.cleanup()
    assert signs(ended)["key"] == sign
    assert re.search(r"^! clock: 1\d\d s ahead of the gateway's -> ", ended.out, re.MULTILINE)
    assert signs(ended)["models"] == "✗", "the key may use none"

"""The sandbox's page without a browser: what is served, and what is refused."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from sandbox.discord import FakeDiscord, Limits, World
from sandbox.web.page import STATIC, Page
from sandbox.web.stream import FIRST, SLICE

FILES = sorted(STATIC.iterdir())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]


@pytest.fixture
async def discord() -> AsyncGenerator[FakeDiscord]:
    async with FakeDiscord(World.small(), limits=Limits.none()) as opened:
        yield opened


@pytest.fixture
async def client(discord: FakeDiscord) -> AsyncGenerator[aiohttp.ClientSession]:
    async with Page(discord, "general") as page, aiohttp.ClientSession(page.url) as session:
        yield session


async def post(client: aiohttp.ClientSession, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    async with client.post(path, json=body) as response:
        return response.status, await response.json()


def test_the_whole_page_is_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 150_000


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_text_never_becomes_markup_or_script(path: Path) -> None:
    code = path.read_text()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc"):
        assert way not in code
    assert len(code.splitlines()) <= 300


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_is_there_that_another_one_needs(path: Path) -> None:
    needed = re.findall(r'from "/([\w.]+)"', path.read_text())
    assert set(needed) <= {script.name for script in SCRIPTS}


async def test_files_come_with_a_policy_and_nothing_else_is_served(client: aiohttp.ClientSession) -> None:
    page = (STATIC / "index.html").read_text()
    for name in ["", *re.findall(r'(?:href|src)="/([^"]+)"', page)]:
        async with client.get(f"/{name}") as response:
            assert response.status == 200, name
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
    for name in ("page.py", "..%2Fpage.py", "%2e%2e/page.py", "nothing.js", "static"):
        async with client.get(f"/{name}") as response:
            assert response.status == 404, name


async def test_only_the_page_s_own_script_can_ask(client: aiohttp.ClientSession) -> None:
    for path, kind in {"/say": "text/plain", "/upload?name=a": "multipart/form-data"}.items():
        async with client.post(path, data=b"{}", headers={"Content-Type": kind}) as response:
            assert response.status == 415


@pytest.mark.parametrize("path", ["/", "/app.js", "/world", "/nothing.js", "/say"])
async def test_it_answers_only_to_this_machine_s_own_names(client: aiohttp.ClientSession, path: str) -> None:
    method = "POST" if path == "/say" else "GET"
    for host in (
        "example.org",
        "example.org:80",
        "127.0.0.1.example.org",
        "localhost.",
        "10.0.0.1",
        "a@localhost",
        "[::2]",
        "",
    ):
        async with client.request(method, path, headers={"Host": host}) as response:
            assert response.status == 403, host
            assert "answers only to 127.0.0.1" in (await response.json())["error"]
    for host in ("127.0.0.1", "localhost:1", "LOCALHOST", "[::1]", "[::1]:8080"):
        async with client.request(method, path, headers={"Host": host}) as response:
            assert response.status != 403, host


async def test_what_a_client_would_not_do_is_a_sentence(discord: FakeDiscord, client: aiohttp.ClientSession) -> None:
    here = {"who": "Ada", "channel": discord.world.channel("general").id}
    assert await post(client, "/say", **here, text="", uploads=[]) == (400, {"error": "nothing to send, or too much"})
    status, body = await post(client, "/slash", **here, command="fly", options={})
    assert (status, body["error"]) == (400, "no command 'fly' is registered, only []")
    for wrong in ({"who": "Nobody"}, {"channel": "7"}, {"uploads": [{"$upload": "unknown"}]}):
        status, body = await post(client, "/say", **{**here, "text": "a", "uploads": [], **wrong})
        assert status == 400
        assert body["error"]
    assert discord.messages("general") == []


async def test_nobody_follows_what_they_cannot_see(discord: FakeDiscord, client: aiohttp.ClientSession) -> None:
    theirs = discord.world.direct_channel(discord.person("Ben").user)
    async with client.get("/events", params={"who": "Ada", "channel": theirs.id}) as response:
        assert response.status == 400


async def test_a_long_channel_comes_in_slices_newest_first(discord: FakeDiscord, client: aiohttp.ClientSession) -> None:
    ben = discord.person("Ben")
    for number in range(FIRST + 2 * SLICE + 7):
        await ben.say("general", str(number))
    general = discord.world.channel("general").id
    slices: list[dict[str, Any]] = []
    async with client.get("/events", params={"who": "Ada", "channel": general}) as response:
        async for line in response.content:
            if line.startswith(b"data: "):
                slices.append(orjson.loads(line.removeprefix(b"data: ")))
                if not slices[-1]["more"]:
                    break
    assert [one["kind"] for one in slices] == ["all", "older", "older", "older"]
    assert [len(one["messages"]) for one in slices] == [FIRST, SLICE, SLICE, 7]
    assert [message for one in slices[::-1] for message in one["messages"]] == discord.messages("general")


async def test_a_file_is_sent_once_it_was_kept(discord: FakeDiscord, client: aiohttp.ClientSession) -> None:
    here = {"who": "Ada", "channel": discord.world.channel("general").id}
    kind = {"Content-Type": "application/octet-stream"}
    async with client.post("/upload", params={"name": "fox.txt"}, data=b"fur", headers=kind) as response:
        token = (await response.json())["upload"]
    status, _ = await post(client, "/say", **here, text="", uploads=[{"$upload": token}])
    assert status == 200
    (message,) = discord.messages("general")
    assert [one["filename"] for one in message["attachments"]] == ["fox.txt"]
    assert await discord.cdn_bytes(message["attachments"][0]["url"]) == b"fur"

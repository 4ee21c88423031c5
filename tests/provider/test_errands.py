"""The client's other errands: pages for anybody, knocking, files behind the key, and tasks on several hosts."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web

from bot.catalog.catalog import Catalog
from bot.errors import AddressRefused, DownloadFailed, InvalidRequest, ProviderDown, ProviderError, TaskUnknown
from bot.media.requests import GenerationRequest
from bot.provider import client as clients
from bot.provider import receiving
from bot.provider.client import Client
from bot.provider.published import Published
from bot.provider.spool import Spool
from bot.provider.unstreamed import Unstreamed
from bot.provider.wire import Call, Event, File, Link, Part
from bot.provider.wires import wires

NOBODY = "http://127.0.0.1:9"
SPEC = Catalog.load()["flux-kontext-max"]
REQUEST = GenerationRequest(model=SPEC.id, prompt="a fox")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncGenerator[str]:
    """A host that answers everything this way."""
    runner = web.AppRunner(app := web.Application())
    app.router.add_route("*", "/{path:.*}", handler)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def answering(status: int = 200, **options: Any) -> Handler:
    async def handle(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, **options)

    return handle


async def test_a_public_page_is_read_without_the_key_and_once() -> None:
    async def page(request: web.Request) -> web.StreamResponse:
        assert "Authorization" not in request.headers
        if request.headers.get("If-None-Match") == "1":
            return web.Response(status=304)
        return web.json_response({"a": 1}, headers={"ETag": "1"})

    async with serving(page) as url, Client(url, "sk-x") as client:
        assert await client.public("/x") == ({"a": 1}, "1")
        assert await client.public("/x", "1") is None


@pytest.mark.parametrize(("answer", "said"), [({"status": 500}, "HTTP 500"), ({"text": "<html>"}, "no JSON")])
async def test_a_public_page_that_is_none(answer: dict[str, Any], said: str) -> None:
    async with serving(answering(**answer)) as url, Client(url, "") as client:
        with pytest.raises(ProviderDown, match=said):
            await client.public("/x")


async def test_what_cannot_be_reached_is_said() -> None:
    async with Client(NOBODY, "sk-x") as client:
        with pytest.raises(ProviderDown, match="cannot read"):
            await client.public("/x")
        assert "cannot be reached" in await client.knock("/x")
        with pytest.raises(DownloadFailed):
            await client.save(Link("/file"), Path("never"), 10)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 401}, ""),
        ({"status": 404}, "is not there (HTTP 404)"),
        ({"status": 200}, "is not there (HTTP 200)"),
        ({"status": 403, "text": "<html>", "content_type": "text/html"}, "is not there (HTTP 403, a web page)"),
    ],
)
async def test_a_lane_is_there_when_it_refuses_what_has_no_key(answer: dict[str, Any], why: str) -> None:
    async with serving(answering(**answer)) as url, Client(url, "sk-x") as client:
        assert await client.knock("/v1/x") == why


@pytest.mark.parametrize(("body", "left"), [({"total_usage": 4.5}, Decimal("4.5")), ({"total_usage": -1}, None)])
async def test_a_key_may_have_no_limit(body: Any, left: Decimal | None) -> None:
    async def balance(_: web.Request) -> web.StreamResponse:
        return web.json_response(body)

    async with serving(balance) as url, Client(url, "sk-x") as client:
        assert await client.remaining_usd() == left


@pytest.mark.parametrize(
    ("text", "said"), [("{}", "no balance"), ('{"total_usage": "much"}', "no balance"), ("x", "no JSON")]
)
async def test_a_balance_that_is_none(text: str, said: str) -> None:
    async with serving(answering(text=text)) as url, Client(url, "sk-x") as client:
        with pytest.raises(ProviderDown, match=said):
            await client.remaining_usd()


async def test_a_file_behind_the_key_is_saved(tmp_path: Path) -> None:
    async with serving(answering(body=b"x" * 10)) as url, Client(url, "sk-x") as client:
        await client.save(Link("/file"), tmp_path / "a", 10)
        assert (tmp_path / "a").read_bytes() == b"x" * 10
        await client.save(Link(f"{url}/file", auth="bearer"), tmp_path / "b", 10)
        with pytest.raises(DownloadFailed, match="more than 9 bytes"):
            await client.save(Link("/file"), tmp_path / "c", 9)
        with pytest.raises(AddressRefused):
            await client.save(Link("https://example.org/file", auth="bearer"), tmp_path / "d", 10)


@pytest.mark.parametrize(("answer", "said"), [({"status": 403}, "HTTP 403"), ({"body": b""}, "an empty file")])
async def test_a_file_that_is_none(answer: dict[str, Any], said: str, tmp_path: Path) -> None:
    async with serving(answering(**answer)) as url, Client(url, "sk-x") as client:
        with pytest.raises(DownloadFailed, match=said):
            await client.save(Link("/file"), tmp_path / "a", 10)


def nothing_else(_: Call, __: ProviderError) -> Call | None:
    return None


def reader() -> Any:
    return wires()["images"].reader(Catalog.load()["gpt-image-1"], REQUEST)


async def looked(client: Client, tmp_path: Path) -> list[Event]:
    call = Call("/v1/tasks/t", method="GET", host="tasks")
    return [event async for event in client.look(call, reader(), Spool(tmp_path))]


async def test_a_task_is_looked_up_on_every_host_until_one_knows_it(tmp_path: Path) -> None:
    known = answering(text='{"data": [{"url": "https://example.org/a.png"}]}', content_type="application/json")
    async with serving(answering(404)) as nothing, serving(known) as url:
        async with Client(NOBODY, "sk-x", fallback_urls=(url,), tasks_url=nothing) as client:
            assert await looked(client, tmp_path)
        async with Client(nothing, "sk-x", tasks_url=NOBODY) as client:
            with pytest.raises(TaskUnknown):
                await looked(client, tmp_path)


async def test_no_refusal_of_a_look_ends_what_is_paid(tmp_path: Path) -> None:
    async with serving(answering(400)) as url, Client(url, "sk-x") as client:
        with pytest.raises(ProviderDown):
            await looked(client, tmp_path)


async def test_the_next_host_is_tried_only_when_nothing_was_sent(tmp_path: Path) -> None:
    known = answering(text='{"data": [{"url": "https://example.org/a.png"}]}', content_type="application/json")
    call = Call("/v1/x", json={})
    async with serving(known) as url, Client(NOBODY, "sk-x", fallback_urls=(url,)) as client:
        assert [event async for event in client.answer(call, reader(), Spool(tmp_path), nothing_else)]
    async with Client(NOBODY, "sk-x") as client:
        with pytest.raises(clients.NotSent):
            _ = [event async for event in client.answer(call, reader(), Spool(tmp_path), nothing_else)]


async def test_another_form_is_sent_once_the_first_is_refused(tmp_path: Path) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/old":
            return web.json_response(
                {"error": {"message": "unknown parameter: x", "code": "invalid_request"}}, status=400
            )
        return web.json_response({"data": [{"url": "https://example.org/a.png"}]})

    async with serving(handle) as url, Client(url, "sk-x") as client:
        old, new = Call("/old", json={}), Call("/new", json={})
        assert [event async for event in client.answer(old, reader(), Spool(tmp_path), lambda _, __: new)]
        with pytest.raises(InvalidRequest):
            _ = [event async for event in client.answer(old, reader(), Spool(tmp_path), nothing_else)]


async def test_a_schema_that_cannot_be_read_is_left_out_and_one_that_is_known_is_kept() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if "bad" in request.path:
            return web.Response(status=500)
        if request.headers.get("If-None-Match"):
            return web.Response(status=304)
        return web.json_response({"endpoints": []}, headers={"ETag": "1"})

    async with serving(handle) as url, Client(url, "") as client:
        published = Published(client)
        first = await published.of(["good", "bad", "good"])
        assert list(first) == ["good"]
        assert await published.of(["good", "bad"]) == first


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


async def test_a_body_that_is_a_file_itself_goes_to_disk(tmp_path: Path) -> None:
    class Kept(Unstreamed):
        def read(self, body: Any) -> list[Event]:
            self.body = body
            return []

    kept, spool = Kept(), Spool(tmp_path)
    async with serving(answering(body=b"png", content_type="image/png")) as url, Client(url, "sk-x") as client:
        assert [event async for event in client.answer(Call("/x"), kept, spool, nothing_else)] == []
    assert kept.body["mime"] == "image/png"
    assert contents(tmp_path) == [b"png"]


async def test_of_a_long_complaint_the_beginning_is_enough(tmp_path: Path) -> None:
    body = b" " * (receiving.LONGEST_COMPLAINT + 1)
    async with serving(answering(500, body=body)) as url, Client(url, "sk-x") as client:
        with pytest.raises(ProviderDown):
            _ = [event async for event in client.answer(Call("/x"), reader(), Spool(tmp_path), nothing_else)]


async def test_an_answer_that_never_said_how_long_it_is_ends_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b" " * 2000)
        return response

    monkeypatch.setattr(receiving, "LARGEST_ANSWER", 1000)
    async with serving(endless) as url, Client(url, "sk-x") as client:
        with pytest.raises(ProviderDown, match="more than 1000 bytes"):
            _ = [event async for event in client.answer(Call("/x"), reader(), Spool(tmp_path), nothing_else)]


async def test_a_form_carries_files_beside_its_words(tmp_path: Path) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form["image"]
        assert isinstance(file, web.FileField)
        assert (form["prompt"], file.filename, file.content_type) == ("a fox", "a.png", "image/png")
        return web.json_response({"data": [{"url": "https://example.org/a.png"}]})

    parts = (Part("prompt", "a fox"), Part("image", File("a.png", "image/png", b"png")))
    async with serving(handle) as url, Client(url, "sk-x") as client:
        call = Call("/x", parts=parts)
        assert [event async for event in client.answer(call, reader(), Spool(tmp_path), nothing_else)]


async def test_a_long_piece_of_an_answer_is_looked_through_elsewhere(tmp_path: Path) -> None:
    body = {"words": " " * 2**18, "data": [1]}
    async with serving(answering(text=orjson.dumps(body).decode(), content_type="application/json")) as url:
        spool = Spool(tmp_path)
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            assert await receiving.whole(response, spool) == body

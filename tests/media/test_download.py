"""Downloads go where they may and nowhere else."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.errors import AddressRefused, DownloadFailed
from bot.media.download import Downloads, public

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(handler: Handler) -> AsyncGenerator[tuple[str, Downloads]]:
    """A loopback host the downloads trust, as they would trust the sandbox."""
    app = web.Application()
    app.router.add_get("/{tail:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port: int = runner.addresses[0][1]
    async with Downloads(frozenset({("127.0.0.1", port)}), seconds=1) as downloads:
        yield f"http://127.0.0.1:{port}", downloads
    await runner.cleanup()


async def good(_: web.Request) -> web.Response:
    return web.Response(body=b"x" * 1000)


async def test_a_file_is_written_whole(tmp_path: Path) -> None:
    async with served(good) as (base, downloads):
        await downloads.fetch(f"{base}/a?sig=1", tmp_path / "a", 1000)
    assert (tmp_path / "a").read_bytes() == b"x" * 1000


async def unannounced(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"x" * 1000)
    return response


async def missing(_: web.Request) -> web.Response:
    return web.Response(status=403)


async def empty(_: web.Request) -> web.Response:
    return web.Response()


async def endless(_: web.Request) -> web.Response:
    raise web.HTTPFound("/again")


async def inwards(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"http://127.0.0.1:{(request.url.port or 0) + 1}/secret")


async def dropped(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b"x" * 100)
    assert request.transport
    request.transport.close()
    return response


@pytest.mark.parametrize("handler", [good, unannounced, missing, empty, endless, inwards, dropped])
async def test_a_failed_download_leaves_no_file(tmp_path: Path, handler: Handler) -> None:
    async with served(handler) as (base, downloads):
        with pytest.raises(DownloadFailed):
            await downloads.fetch(f"{base}/a", tmp_path / "a", 999)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://localhost/x",
        "http://[::1]/x",
        "http://[::ffff:10.0.0.1]/x",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1/",
        "http://0.0.0.0:80/",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "//example.org/x",
        "http:///x",
    ],
)
async def test_addresses_that_are_not_public_are_refused(tmp_path: Path, url: str) -> None:
    async with Downloads(frozenset()) as downloads:
        with pytest.raises(AddressRefused):
            await downloads.fetch(url, tmp_path / "a", 999)


@pytest.mark.parametrize("url", ["http://2130706433/", "http://0x7f.1/", "http://127.1/"])
async def test_numbers_in_disguise_are_refused_too(tmp_path: Path, url: str) -> None:
    async with Downloads(frozenset({("127.0.0.1", 80)})) as downloads:
        with pytest.raises(DownloadFailed):
            await downloads.fetch(url, tmp_path / "a", 999)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("224.0.0.1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::808:808", True),
        ("::127.0.0.1", False),
        ("::1", False),
    ],
)
def test_what_counts_as_public(address: str, expected: bool) -> None:
    assert public(address) is expected


async def test_trust_is_for_one_host_and_port_only(tmp_path: Path) -> None:
    async with served(good) as (base, _), Downloads(frozenset({("127.0.0.1", 1)})) as downloads:
        with pytest.raises(AddressRefused):
            await downloads.fetch(f"{base}/a", tmp_path / "a", 9999)

"""The files behind the links, and what can be wrong with them."""

import io

import pytest
from aiohttp import ClientSession
from PIL import Image

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import Behaviour, ExpiredLink, RedirectLink, SlowLink, WrongBytes

from .transcripts import tell


async def _link(http: ClientSession, gateway: FakeAiHubMix, behaviour: Behaviour | None = None) -> str:
    if behaviour is not None:
        gateway.will(behaviour)
    return (await tell(http)).links[0]


async def test_the_same_link_gives_the_same_bytes(
    http: ClientSession, gateway: FakeAiHubMix, web: ClientSession
) -> None:
    link = await _link(http, gateway)
    async with web.get(link) as first, web.get(link.replace("/cdn/", "/cdn/download/")) as second:
        assert await first.read() == await second.read()
        assert second.headers["Content-Disposition"].startswith("attachment")
    assert not gateway.leaked_keys


async def test_a_key_sent_to_a_file_is_noticed(http: ClientSession, gateway: FakeAiHubMix) -> None:
    link = await _link(http, gateway)
    async with http.get(link.removeprefix(gateway.url)) as response:
        assert response.status == 200
    assert gateway.leaked_keys == [link.removeprefix(gateway.url)]


async def test_a_file_that_never_was(web: ClientSession, gateway: FakeAiHubMix) -> None:
    async with web.get(f"{gateway.url}/cdn/20250623/nothing.png") as response:
        assert response.status == 404


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_an_expired_link(http: ClientSession, gateway: FakeAiHubMix, web: ClientSession, status: int) -> None:
    link = await _link(http, gateway, ExpiredLink(status))
    async with web.get(link) as response:
        assert response.status == status


async def test_a_link_that_leads_elsewhere(http: ClientSession, gateway: FakeAiHubMix, web: ClientSession) -> None:
    link = await _link(http, gateway, RedirectLink("http://169.254.169.254/latest/meta-data"))
    async with web.get(link, allow_redirects=False) as response:
        assert response.status == 302
        assert response.headers["Location"] == "http://169.254.169.254/latest/meta-data"


async def test_a_slow_link_still_arrives(http: ClientSession, gateway: FakeAiHubMix, web: ClientSession) -> None:
    link = await _link(http, gateway, SlowLink(seconds=0.02, pieces=4))
    async with web.get(link.replace("/cdn/", "/cdn/download/")) as response:
        Image.open(io.BytesIO(await response.read())).load()


async def _wrong(
    http: ClientSession, gateway: FakeAiHubMix, web: ClientSession, order: WrongBytes
) -> tuple[bytes, str]:
    async with web.get(await _link(http, gateway, order)) as response:
        return await response.read(), response.content_type


async def test_wrong_bytes(http: ClientSession, gateway: FakeAiHubMix, web: ClientSession) -> None:
    html, mime = await _wrong(http, gateway, web, WrongBytes("html"))
    assert (html[:9], mime) == (b"<!doctype", "text/html")
    truncated, _ = await _wrong(http, gateway, web, WrongBytes("truncated"))
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(truncated)).load()
    good, mime = await _wrong(http, gateway, web, WrongBytes("wrong_mime"))
    assert (Image.open(io.BytesIO(good)).format, mime) == ("PNG", "text/plain")
    disguised, mime = await _wrong(http, gateway, web, WrongBytes("disguised"))
    assert (Image.open(io.BytesIO(disguised)).format, mime) == ("JPEG", "image/png")
    assert await _wrong(http, gateway, web, WrongBytes("empty")) == (b"", "image/png")


async def test_a_bomb_is_small_until_it_is_opened(
    http: ClientSession, gateway: FakeAiHubMix, web: ClientSession
) -> None:
    bomb, mime = await _wrong(http, gateway, web, WrongBytes("bomb"))
    assert mime == "image/png"
    assert len(bomb) < 100_000
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(bomb))

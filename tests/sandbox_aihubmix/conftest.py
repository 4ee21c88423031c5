import io
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI
from PIL import Image

from sandbox.aihubmix import FakeAiHubMix


@pytest.fixture
async def gateway() -> AsyncIterator[FakeAiHubMix]:
    async with FakeAiHubMix() as opened:
        yield opened


@pytest.fixture
async def client(gateway: FakeAiHubMix) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=f"{gateway.url}/v1", api_key=gateway.key, max_retries=0) as opened:
        yield opened


@pytest.fixture
async def http(gateway: FakeAiHubMix) -> AsyncIterator[ClientSession]:
    """Knows the gateway and the key, as a client written by hand does."""
    async with ClientSession(gateway.url, headers={"Authorization": f"Bearer {gateway.key}"}) as session:
        yield session


@pytest.fixture
async def web() -> AsyncIterator[ClientSession]:
    """Knows nothing; follows links."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def png() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def mask() -> bytes:
    out = io.BytesIO()
    cover = Image.new("RGBA", (256, 256), (0, 0, 0, 255))
    cover.paste((0, 0, 0, 0), (0, 0, 256, 128))
    cover.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
async def google(gateway: FakeAiHubMix) -> AsyncIterator[ClientSession]:
    """Shows the key as Google's lane expects it."""
    async with ClientSession(gateway.url, headers={"x-goog-api-key": gateway.key}) as session:
        yield session

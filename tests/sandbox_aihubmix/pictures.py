"""What the tests of the picture wires share: asking for predictions, and looking at what came."""

import base64
import io
from collections.abc import Iterator
from typing import Any, cast

from aiohttp import ClientSession
from PIL import Image, ImageOps

Answer = tuple[int, dict[str, Any]]


async def predict(http: ClientSession, path: str, **fields: Any) -> Answer:
    async with http.post(f"/v1/models/{path}/predictions", json={"input": {"prompt": "a cat"} | fields}) as response:
        return response.status, await response.json()


async def made(web: ClientSession, body: object) -> list[Image.Image]:
    """Every picture of an answer, behind a link or in base64, whatever its shape."""
    return [await _opened(web, text) for text in _texts(body)]


def links(body: object) -> list[str]:
    return [text for text in _texts(body) if text.startswith("http")]


def data_url(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def flipped(png: bytes) -> bytes:
    """Another picture of the same size."""
    out = io.BytesIO()
    ImageOps.flip(opened(png)).save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


async def _opened(web: ClientSession, text: str) -> Image.Image:
    if not text.startswith("http"):
        return opened(base64.b64decode(text))
    async with web.get(text) as response:
        assert response.status == 200
        return opened(await response.read())


def _texts(body: object) -> Iterator[str]:
    if isinstance(body, str) and len(body) > 60:
        yield body
    if isinstance(body, dict):
        for value in cast("dict[str, object]", body).values():
            yield from _texts(value)
    if isinstance(body, list):
        for value in cast("list[object]", body):
            yield from _texts(value)

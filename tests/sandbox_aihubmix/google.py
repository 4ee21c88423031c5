"""Asking on Google's lane with nothing but an HTTP client."""

import base64
import io
from typing import Any

from aiohttp import ClientSession
from PIL import Image

Answer = tuple[int, dict[str, Any]]
BASE = "/gemini/v1beta/models"


def opened(b64: str) -> Image.Image:
    image = Image.open(io.BytesIO(base64.b64decode(b64, validate=True)))
    image.load()
    return image


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def post(google: ClientSession, path: str, body: dict[str, Any]) -> Answer:
    async with google.post(f"{BASE}/{path}", json=body) as response:
        return response.status, await response.json()


async def get(google: ClientSession, path: str) -> Answer:
    async with google.get(path) as response:
        return response.status, await response.json()

"""What a test wants to know about a video, a link and a task."""

import io
from dataclasses import dataclass
from typing import Any

import av
from aiohttp import ClientSession


@dataclass(frozen=True)
class Seen:
    size: tuple[int, int]
    seconds: float
    codec: str


def seen(data: bytes) -> Seen:
    opened: Any = av.open(io.BytesIO(data))
    with opened as container:
        stream = container.streams.video[0]
        frames = sum(1 for _ in container.decode(stream))
        return Seen((stream.width, stream.height), frames / float(stream.average_rate), stream.codec_context.name)


async def fetched(web: ClientSession, url: str) -> Seen:
    async with web.get(url) as response:
        assert response.status == 200
        assert response.content_type == "video/mp4"
        return seen(await response.read())

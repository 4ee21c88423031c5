"""Asking for a transcript with nothing but an HTTP client."""

import re
from dataclasses import dataclass

import orjson
from aiohttp import ClientPayloadError, ClientResponse, ClientSession

PICTURE = re.compile(r"!\[([^\]]*)\]\((http[^)]+)\)")


@dataclass(frozen=True)
class Told:
    text: str
    events: list[str]
    writes: list[bytes]
    whole: bool
    """False when the connection was cut."""

    @property
    def links(self) -> list[str]:
        return [link for _, link in PICTURE.findall(self.text)]


def body(prompt: str = "a red fox, 2:3", *, stream: bool = True, model: str = "gpt-4o-image-vip") -> dict[str, object]:
    return {"model": model, "stream": stream, "messages": [{"role": "user", "content": prompt}]}


async def read(response: ClientResponse) -> Told:
    writes: list[bytes] = []
    whole = True
    try:
        async for chunk, _ in response.content.iter_chunks():
            writes.append(chunk)
    except ClientPayloadError:
        whole = False
    return Told(text_of(b"".join(writes)), events_of(b"".join(writes)), writes, whole)


def events_of(stream: bytes) -> list[str]:
    """The events that have arrived whole."""
    return [event.decode().removeprefix("data: ") for event in stream.split(b"\n\n")[:-1]]


def text_of(stream: bytes) -> str:
    deltas = [orjson.loads(event)["choices"] for event in events_of(stream) if event != "[DONE]"]
    return "".join(choices[0]["delta"].get("content", "") for choices in deltas if choices)


async def tell(http: ClientSession, prompt: str = "a red fox, 2:3", model: str = "gpt-4o-image-vip") -> Told:
    async with http.post("/v1/chat/completions", json=body(prompt, model=model)) as response:
        assert response.content_type == "text/event-stream"
        return await read(response)

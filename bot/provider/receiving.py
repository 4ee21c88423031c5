"""What comes back on a connection, turned into a reader's events. Large payloads never are in memory whole."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import aiohttp
import orjson

from bot.errors import ProviderDown
from bot.provider.spool import Diverter, Spool
from bot.provider.sse import Decoder
from bot.provider.wire import Event, Reader

log = logging.getLogger(__name__)

LONGEST_COMPLAINT = 2**20
LARGEST_ANSWER = 256 * 2**20
_SMALL = 2**14  # bytes that are looked through faster than a thread is woken


async def streamed(response: aiohttp.ClientResponse, reader: Reader, spool: Spool) -> AsyncGenerator[Event]:
    """A stream of server-sent events."""
    decoder, cut = Decoder(), False
    try:
        async for text in _diverted(response, spool):
            for sent in decoder.feed(text):
                for event in reader.feed(sent):
                    yield event
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        log.info("the stream broke off: %s: %s", type(error).__name__, error)
        cut = True
    for event in reader.end(cut=cut):
        yield event


async def whole(response: aiohttp.ClientResponse, spool: Spool) -> Any:
    """The JSON of an answer, or the word for a body that is a file itself."""
    if response.content_type.startswith(("image/", "video/")):
        return {"bytes": await _file(response, spool), "mime": response.content_type}
    text = bytearray()
    async for piece in _diverted(response, spool):
        text += piece
    try:
        return await asyncio.to_thread(orjson.loads, text)
    except orjson.JSONDecodeError as error:
        raise ProviderDown(f"HTTP {response.status} with {response.content_type} instead of JSON") from error


async def complaint(response: aiohttp.ClientResponse, limit: int = LONGEST_COMPLAINT) -> bytes:
    """A short answer; nobody needs more of a long one."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        body += chunk
        if len(body) > limit:
            break
    return bytes(body)


async def _diverted(response: aiohttp.ClientResponse, spool: Spool) -> AsyncIterator[bytes]:
    """The answer's text without its long base64."""
    diverter = Diverter(spool)
    try:
        async for chunk in _pieces(response):
            if len(chunk) <= _SMALL:
                yield diverter.feed(chunk)
            else:
                yield await asyncio.to_thread(diverter.feed, chunk)
    finally:
        rest = diverter.end()
    yield rest


async def _file(response: aiohttp.ClientResponse, spool: Spool) -> str:
    word, path = spool.new()
    with path.open("wb") as file:
        async for chunk in _pieces(response):
            await asyncio.to_thread(file.write, chunk)
    return word


async def _pieces(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    if (response.content_length or 0) > LARGEST_ANSWER:
        raise ProviderDown(f"an answer of {response.content_length} bytes")
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise ProviderDown(f"an answer of more than {LARGEST_ANSWER} bytes")
        yield chunk

"""The provider client: all HTTP to the gateway, and the key. It knows no model and no reply format."""

import asyncio
import io
import logging
from collections.abc import AsyncGenerator, Sequence
from decimal import Decimal, InvalidOperation
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from bot.errors import BadCredentials, InvalidRequest, ProviderDown
from bot.provider.failures import dissect, meaning
from bot.provider.sse import Decoder
from bot.provider.wire import Call, Event, File, Reader

log = logging.getLogger(__name__)

CONNECT_SECONDS = 15
SILENCE_SECONDS = 300  # a stream or a slow picture may say nothing for minutes
LONGEST_COMPLAINT = 2**20
LARGEST_ANSWER = 256 * 2**20


class NotSent(ProviderDown):
    """No connection came about, so no byte of the request can have arrived."""


class Client:
    """`async with Client(...)`; then `answer(call, reader)` gives a call's events."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        fallback_urls: Sequence[str] = (),
        app_code: str = "",
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._hosts = (base_url.rstrip("/"), *(url.rstrip("/") for url in fallback_urls))
        self._key = key
        self._app_code = app_code
        self._silence = silence

    async def __aenter__(self) -> Self:
        # A kept-alive connection that the other side just closed would make a paid request fail for nothing.
        connector = aiohttp.TCPConnector(force_close=True, limit=0)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=self._silence)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._session.close()

    async def answer(self, call: Call, lean: Call | None, reader: Reader) -> AsyncGenerator[Event]:
        """Send the call and give its events; the last one is Finished. Raises ProviderErrors.

        It is sent again only when no connection came about, to the next host; and once as `lean`, when the gateway
        complains of an optional field. Whether to try again after ProviderBusy is the caller's to decide.
        """
        hosts = list(self._hosts)
        while True:
            begun = False
            try:
                async for event in self._once(hosts[0], call, reader):
                    begun = True
                    yield event
            except NotSent:
                if len(hosts) == 1:
                    raise
                log.warning("cannot connect to %s, trying %s", hosts.pop(0), hosts[0])
            except InvalidRequest as error:
                if begun or lean is None or error.field is None or not _has(call, error.field, lean):
                    raise
                log.info("the gateway does not take %r, sending without optional fields", error.field)
                call, lean = lean, None
            else:
                return

    async def remaining_usd(self) -> Decimal | None:
        """What the operator's key may still spend; None for a key without limit. Raises ProviderErrors."""
        body = await self._whole(self._hosts[0], Call("/dashboard/billing/remain", method="GET"))
        try:
            amount = Decimal(str(body["total_usage"]))
        except (KeyError, TypeError, InvalidOperation) as error:
            raise ProviderDown(f"no balance in the gateway's answer: {body!r:.200}") from error
        return None if amount < 0 else amount

    async def _once(self, host: str, call: Call, reader: Reader) -> AsyncGenerator[Event]:
        try:
            async with await self._send(host, call) as response:
                if response.status >= 400:
                    raise meaning(dissect(response.status, response.headers, await _complaint(response)))
                if response.content_type == "text/event-stream":
                    async for event in _streamed(response, reader):
                        yield event
                else:
                    for event in reader.read(await _body(response)):
                        yield event
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"cannot connect to {host}: {error}") from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise ProviderDown(f"{type(error).__name__}: {error}") from error

    async def _whole(self, host: str, call: Call) -> Any:
        try:
            async with await self._send(host, call) as response:
                body = await _complaint(response)
                if response.status >= 400:
                    raise meaning(dissect(response.status, response.headers, body))
                return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ProviderDown(f"no JSON from {call.path}") from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise ProviderDown(f"cannot reach {host}: {error}") from error

    async def _send(self, host: str, call: Call) -> Any:
        headers = dict(self._authorization(call))
        if self._app_code:
            headers["APP-Code"] = self._app_code
        data: Any = None
        if call.json is not None:
            data = io.BytesIO(await asyncio.to_thread(orjson.dumps, call.json))
            headers["Content-Type"] = "application/json"
        elif call.parts:
            data = _form(call)
        # A redirect would carry the key to wherever it points.
        return self._session.request(call.method, host + call.path, data=data, headers=headers, allow_redirects=False)

    def _authorization(self, call: Call) -> dict[str, str]:
        if not self._key:
            raise BadCredentials("no key is set")
        match call.auth:
            case "bearer":
                return {"Authorization": f"Bearer {self._key}"}
            case "x-goog-api-key":
                return {"x-goog-api-key": self._key}
            case "api-key":
                return {"Api-Key": self._key}


async def _streamed(response: aiohttp.ClientResponse, reader: Reader) -> AsyncGenerator[Event]:
    decoder, cut, size = Decoder(), False, 0
    try:
        async for chunk in response.content.iter_any():
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise ProviderDown(f"a stream of more than {LARGEST_ANSWER} bytes")
            for sent in decoder.feed(chunk):
                for event in reader.feed(sent):
                    yield event
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        log.info("the stream broke off: %s: %s", type(error).__name__, error)
        cut = True
    for event in reader.end(cut=cut):
        yield event


async def _complaint(response: aiohttp.ClientResponse) -> bytes:
    """A short answer; nobody needs more of a long one."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        body += chunk
        if len(body) > LONGEST_COMPLAINT:
            break
    return bytes(body)


async def _body(response: aiohttp.ClientResponse) -> Any:
    """The JSON of an answer that may be megabytes of base64: parsed off the loop, the bytes dropped right after."""
    if (response.content_length or 0) > LARGEST_ANSWER:
        raise ProviderDown(f"an answer of {response.content_length} bytes")
    chunks = bytearray()
    async for chunk in response.content.iter_any():
        chunks += chunk
        if len(chunks) > LARGEST_ANSWER:
            raise ProviderDown(f"an answer of more than {LARGEST_ANSWER} bytes")
    try:
        return await asyncio.to_thread(orjson.loads, chunks)
    except orjson.JSONDecodeError as error:
        raise ProviderDown(f"HTTP {response.status} with {response.content_type} instead of JSON") from error


def _form(call: Call) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for part in call.parts:
        if isinstance(part.value, File):
            form.add_field(
                part.name, io.BytesIO(part.value.data), filename=part.value.name, content_type=part.value.mime
            )
        else:
            form.add_field(part.name, part.value)
    return form


def _has(call: Call, field: str, lean: Call) -> bool:
    """Whether the complaint is about a field that the lean call leaves out."""

    def names(sent: Call) -> set[str]:
        return set(sent.json or ()) | {part.name for part in sent.parts}

    return field in names(call) - names(lean)

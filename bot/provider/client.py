"""The provider client: all HTTP to the gateway, and the key. It knows no model and no reply format."""

import asyncio
import io
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from bot.errors import (
    AddressRefused,
    BadCredentials,
    DownloadFailed,
    InvalidRequest,
    ProviderDown,
    ProviderError,
    TaskUnknown,
    WrongWire,
)
from bot.provider.failures import dissect, meaning
from bot.provider.receiving import complaint, streamed, whole
from bot.provider.spool import Spool
from bot.provider.wire import Auth, Call, Event, File, Link, Reader
from bot.settings import origin

log = logging.getLogger(__name__)

CONNECT_SECONDS = 15
PUBLIC_SECONDS = 20  # for a whole page that anybody may see
LARGEST_PAGE = 16 * 2**20
SILENCE_SECONDS = 900  # a stream or a slow picture may say nothing for many minutes

Instead = Callable[[Call, ProviderError], Call | None]


class NotSent(ProviderDown):
    """No connection came about, so no byte of the request can have arrived."""

    executed = False


class Client:
    """`async with Client(...)`; then `answer(call, ...)` gives a call's events."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        fallback_urls: Sequence[str] = (),
        tasks_url: str = "",
        app_code: str = "",
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._hosts = (base_url.rstrip("/"), *(url.rstrip("/") for url in fallback_urls))
        self._tasks_hosts = (tasks_url.rstrip("/") or self._hosts[0], *self._hosts)
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

    async def answer(self, call: Call, reader: Reader, spool: Spool, instead: Instead) -> AsyncGenerator[Event]:
        """Send the call and give its events. Raises ProviderErrors.

        It is sent again only when no connection came about, to the next host; and in another form that `instead`
        gives, when the gateway has refused the form of it. Whether to try again after ProviderBusy is the caller's.
        """
        hosts = list(self._hosts)
        while True:
            begun = False
            try:
                async for event in self._events(hosts[0], call, reader, spool):
                    begun = True
                    yield event
            except NotSent:
                if len(hosts) == 1:
                    raise
                log.warning("cannot connect to %s, trying %s", hosts.pop(0), hosts[0])
            except (InvalidRequest, WrongWire) as error:
                other = None if begun else instead(call, error)
                if other is None:
                    raise
                log.info("the gateway does not take this form of %s (%s), sending another", call.path, error)
                call = other
            else:
                return

    async def look(self, call: Call, reader: Reader, spool: Spool) -> AsyncGenerator[Event]:
        """Look a task up: a GET, which any host may answer. Raises TaskUnknown when none knows it."""
        hosts = list(dict.fromkeys(self._tasks_hosts if call.host == "tasks" else self._hosts))
        while True:
            try:
                async for event in self._events(hosts[0], call, reader, spool):
                    yield event
            except (NotSent, TaskUnknown) as error:
                if len(hosts) == 1:
                    raise
                log.info("no task at %s: %s", hosts.pop(0), error)
            else:
                return

    async def whole(self, call: Call) -> Any:
        """The JSON of a small answer: a list, a balance, a few words. Raises ProviderErrors."""
        try:
            async with self._send(self._hosts[0], call, await _packed(call)) as response:
                body = await complaint(response)
                if response.status >= 400:
                    raise meaning(dissect(response.status, response.headers, body))
                return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ProviderDown(f"no JSON from {call.path}") from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise ProviderDown(f"cannot reach {self._hosts[0]}: {error}") from error

    async def public(self, path: str, tag: str = "") -> tuple[Any, str] | None:
        """The JSON of a page that needs no key, so that none is sent, and its tag; None when it is still what `tag`
        stands for. Raises ProviderErrors."""
        headers = {"If-None-Match": tag} if tag else {}
        timeout = aiohttp.ClientTimeout(total=PUBLIC_SECONDS)
        try:
            async with self._session.get(
                self._hosts[0] + path, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                body = await complaint(response, LARGEST_PAGE)
                if response.status == 304:
                    return None
                if response.status != 200:
                    raise ProviderDown(f"HTTP {response.status} from {path}")
                return await asyncio.to_thread(orjson.loads, body), response.headers.get("ETag", "")
        except orjson.JSONDecodeError as error:
            raise ProviderDown(f"no JSON from {path}") from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise ProviderDown(f"cannot read {path}: {error or type(error).__name__}") from error

    async def knock(self, path: str) -> str:
        """Why there is no lane at that path; empty when there is one.

        Asked as a generation asks, because only so is a missing address told from one that merely takes no other
        method; but without a key, so that there is no account, and without a model or a prompt, so that there is no
        work: nobody can be billed for it, and an address that is there refuses that.
        """
        timeout = aiohttp.ClientTimeout(total=PUBLIC_SECONDS)
        try:
            async with self._session.post(
                self._hosts[0] + path, json={}, timeout=timeout, allow_redirects=False
            ) as response:
                status, page = response.status, response.content_type == "text/html"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return f"cannot be reached ({error or type(error).__name__})"
        if 400 <= status < 500 and status not in {404, 410} and not page:
            return ""
        return f"is not there (HTTP {status}{', a web page' if page else ''})"

    async def remaining_usd(self) -> Decimal | None:
        """What the operator's key may still spend; None for a key without limit. Raises ProviderErrors."""
        body = await self.whole(Call("/dashboard/billing/remain", method="GET"))
        try:
            amount = Decimal(str(body["total_usage"]))
        except (KeyError, TypeError, InvalidOperation) as error:
            raise ProviderDown(f"no balance in the gateway's answer: {body!r:.200}") from error
        return None if amount < 0 else amount

    async def save(self, link: Link, path: Path, limit: int) -> None:
        """Write a file that only our key opens into `path`, at most `limit` bytes. Raises DownloadFailed, and may leave
        half a file then. The key is shown to the gateway's own hosts and to nobody else.
        """
        url = self._hosts[0] + link.url if link.url.startswith("/") else link.url
        if origin(url) not in {origin(host) for host in (*self._hosts, *self._tasks_hosts)}:
            raise AddressRefused(f"a file behind our key that is not the gateway's: {origin(url)}")
        headers = self._authorization(link.auth or "bearer")
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status != 200:
                    raise DownloadFailed(f"HTTP {response.status} for a finished file")
                await _saved(response, path, limit)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise DownloadFailed(f"{type(error).__name__}: {error}") from error

    async def _events(self, host: str, call: Call, reader: Reader, spool: Spool) -> AsyncGenerator[Event]:
        try:
            async with self._send(host, call, await _packed(call)) as response:
                if response.status in {404, 410} and call.method == "GET":
                    raise TaskUnknown(dissect(response.status, response.headers, await complaint(response)).detail)
                if response.status >= 400:
                    failure = dissect(response.status, response.headers, await complaint(response))
                    # A look costs nothing, and what is looked for is paid: no refusal of the look ends it.
                    error = ProviderDown(failure.detail) if call.method == "GET" else meaning(failure)
                    error.executed = response.status >= 500 and error.executed
                    raise error
                if response.content_type == "text/event-stream":
                    async for event in streamed(response, reader, spool):
                        yield event
                else:
                    for event in reader.read(await whole(response, spool)):
                        yield event
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"cannot connect to {host}: {error}") from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise ProviderDown(f"{type(error).__name__}: {error}") from error

    def _send(self, host: str, call: Call, data: Any) -> Any:
        headers = self._authorization(call.auth)
        if self._app_code:
            headers["APP-Code"] = self._app_code
        if call.json is not None:
            headers["Content-Type"] = "application/json"
        # A redirect would carry the key to wherever it points.
        return self._session.request(call.method, host + call.path, data=data, headers=headers, allow_redirects=False)

    def _authorization(self, auth: Auth) -> dict[str, str]:
        if not self._key:
            raise BadCredentials("no key is set")
        shown: dict[Auth, dict[str, str]] = {
            "bearer": {"Authorization": f"Bearer {self._key}"},
            "x-goog-api-key": {"x-goog-api-key": self._key},
            "api-key": {"Api-Key": self._key},
        }
        return shown[auth]


async def _packed(call: Call) -> Any:
    """The body to send. The JSON of pictures is long: it is written in a thread."""
    if call.json is not None:
        return io.BytesIO(await asyncio.to_thread(orjson.dumps, call.json))
    if not call.parts:
        return None
    form = aiohttp.FormData(default_to_multipart=True)
    for part in call.parts:
        if isinstance(part.value, File):
            file = io.BytesIO(part.value.data)
            form.add_field(part.name, file, filename=part.value.name, content_type=part.value.mime)
        else:
            form.add_field(part.name, part.value)
    return form


async def _saved(response: aiohttp.ClientResponse, path: Path, limit: int) -> None:
    written = 0
    with path.open("wb") as file:
        async for chunk in response.content.iter_any():
            written += len(chunk)
            if written > limit:
                break
            await asyncio.to_thread(file.write, chunk)
    if not 0 < written <= limit:
        raise DownloadFailed(f"more than {limit} bytes" if written else "an empty file")

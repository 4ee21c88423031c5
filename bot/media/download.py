"""Fetching what a link leads to, without going where the bot must not go.

Only http and https, only public addresses after resolution (also on every redirect, also IPv6 and IPv4 in IPv6), and
besides those the very host and port of the configured base addresses. The key is never sent. Streamed to disk, capped
in size and time.
"""

import ipaddress
import socket
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
import aiohttp.abc

from bot.errors import AddressRefused, DownloadFailed
from bot.media.threads import in_thread
from bot.settings import origin

REDIRECTS = 5
SECONDS = 120
CHUNK = 2**18
_EMBEDDING = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet's."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.is_site_local:
            return False
        if inner := ip.ipv4_mapped or ip.sixtofour or _embedded(ip):
            ip = inner
    return ip.is_global and not ip.is_multicast


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address in the last four bytes of a NAT64 or an IPv4-compatible address."""
    return ipaddress.IPv4Address(ip.packed[12:]) if any(ip in network for network in _EMBEDDING) else None


class _PublicResolver(aiohttp.abc.AbstractResolver):
    """Resolves a name and keeps the public addresses; the connection is made to exactly what was checked."""

    def __init__(self, trusted: frozenset[tuple[str, int]]) -> None:
        self._trusted = trusted
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[aiohttp.abc.ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if (host.lower(), port) in self._trusted:
            return found
        if not all(public(answer["host"]) for answer in found):
            raise AddressRefused(f"{host} resolves to an address that is not public")
        return found

    async def close(self) -> None:
        await self._resolver.close()


class Downloads:
    """`async with Downloads(trusted)`; `trusted` are (host, port) pairs that may be private."""

    def __init__(self, trusted: frozenset[tuple[str, int]], *, seconds: float = SECONDS) -> None:
        self._trusted = trusted
        self._seconds = seconds

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(resolver=_PublicResolver(self._trusted), limit=32)
        timeout = aiohttp.ClientTimeout(total=self._seconds, sock_connect=15)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._session.close()

    async def fetch(self, url: str, path: Path, limit: int) -> None:
        """Write what `url` leads to into `path`, at most `limit` bytes. Raises DownloadFailed; leaves no half file."""
        try:
            for _ in range(REDIRECTS + 1):
                onward = await self._hop(url, path, limit)
                if onward is None:
                    return
                url = urljoin(url, onward)
        except (aiohttp.ClientError, TimeoutError, ConnectionError, ValueError) as error:
            raise DownloadFailed(f"{type(error).__name__} at {_place(url)}: {error}") from error
        raise DownloadFailed(f"more than {REDIRECTS} redirects, the last to {_place(url)}")

    async def _hop(self, url: str, path: Path, limit: int) -> str | None:
        """One request: the file is written, or the address to go on to is returned."""
        self._check(url)
        async with self._session.get(url, allow_redirects=False) as response:
            if response.status in {301, 302, 303, 307, 308} and (onward := response.headers.get("Location")):
                return onward
            if response.status != 200:
                raise DownloadFailed(f"HTTP {response.status} from {_place(url)}")
            if (response.content_length or 0) > limit:
                raise DownloadFailed(f"{response.content_length} bytes at {_place(url)}, {limit} are the most")
            await _save(response, path, limit)
        return None

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise AddressRefused(f"not an http address: {_place(url)}")
        try:
            literal = public(parts.hostname)  # the resolver is not asked about addresses that are numbers already
        except ValueError:
            return
        if not literal and origin(url) not in self._trusted:
            raise AddressRefused(f"{parts.hostname} is not a public address")


async def _save(response: aiohttp.ClientResponse, path: Path, limit: int) -> None:
    """Piece by piece; no handle stays open between pieces, so that none is left behind by a cancellation."""
    written = 0
    try:
        await in_thread(path.write_bytes, b"")
        async for chunk in response.content.iter_chunked(CHUNK):
            written += len(chunk)
            if written > limit:
                break
            await in_thread(_append, path, chunk)
    except BaseException:  # cancellation included: half a file is no file
        _remove(path)
        raise
    if not 0 < written <= limit:
        _remove(path)
        raise DownloadFailed(f"more than {limit} bytes" if written else "an empty file")


def _append(path: Path, chunk: bytes) -> None:
    with path.open("ab") as file:
        file.write(chunk)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _place(url: str) -> str:
    """An address for the log, without its query: that is where signatures are."""
    return urlsplit(url)._replace(query="", fragment="").geturl()

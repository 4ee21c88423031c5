"""The CDN: keeps every uploaded file and serves it under signed addresses that expire.

Records keep bare addresses; they are signed when a record is sent, as Discord does, so a stored address goes stale.
"""

import asyncio
import hashlib
import hmac
import io
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from aiohttp import web
from PIL import Image, UnidentifiedImageError

from sandbox.discord.payload import Json, decode, encode, walk
from sandbox.discord.snowflakes import Snowflakes

LIFE = 24 * 3600
_ALIGNMENT = 3600
"""Within the hour a file keeps its address, so that two views of one message are equal."""
_SECRET = b"signs the addresses of the sandbox's own files"
_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF", "application/pdf"),
    (8, b"WAVE", "audio/x-wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
)


@dataclass(frozen=True)
class Upload:
    """A file on its way to Discord, from a person or from the bot."""

    filename: str
    data: bytes
    description: str | None = None

    @property
    def content_type(self) -> str | None:
        """By content where it is known: clients upload everything as application/octet-stream."""
        for offset, magic, name in _SIGNATURES:
            if self.data[offset : offset + len(magic)] == magic:
                return name
        return mimetypes.guess_type(self.filename)[0]


class Cdn:
    def __init__(self, ids: Snowflakes, clock: Callable[[], float]) -> None:
        self.base = ""
        """Where the server listens; known once it is open."""
        self._ids = ids
        self._clock = clock
        self._files: dict[str, Upload] = {}

    async def store(self, upload: Upload, channel_id: str, *, ephemeral: bool = False) -> Json:
        """Keep the file and return its attachment object, with a bare address."""
        attachment_id = self._ids.next()
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"/{folder}/{channel_id}/{attachment_id}/{upload.filename}"
        self._files[path] = upload
        url = self.base + quote(path)
        shape: Json = {"id": attachment_id, "filename": upload.filename, "size": len(upload.data)}
        shape |= {"url": url, "proxy_url": url}
        if content_type := upload.content_type:
            shape["content_type"] = content_type
        if content_type and content_type.startswith("image/"):
            shape |= await asyncio.to_thread(_dimensions, upload.data)
        if upload.description:
            shape["description"] = upload.description
        if ephemeral:
            shape["ephemeral"] = True
        return shape

    def signed(self, record: Json) -> Json:
        """A copy of the record in which every address of ours carries a signature that is good from now."""
        written = encode(record)
        copy: Json = decode(written)
        if self.base.encode() in written:  # most messages have no file, and they are shown over and over
            for item in walk(copy):
                for key in ("url", "proxy_url", "icon_url", "proxy_icon_url"):
                    if isinstance(url := item.get(key), str) and url.startswith(self.base + "/"):
                        item[key] = self._sign(url)
        return copy

    def _sign(self, url: str) -> str:
        issued = int(self._clock()) // _ALIGNMENT * _ALIGNMENT
        bare = url.partition("?")[0]
        query = f"ex={issued + LIFE:x}&is={issued:x}"
        return f"{bare}?{query}&hm={self._seal(unquote(urlsplit(bare).path), query)}"

    @staticmethod
    def _seal(path: str, query: str) -> str:
        return hmac.new(_SECRET, f"{path}?{query}".encode(), hashlib.sha256).hexdigest()

    def _is_good(self, path: str, query: dict[str, list[str]]) -> bool:
        expires, issued, seal = (query.get(key, [""])[0] for key in ("ex", "is", "hm"))
        if not hmac.compare_digest(seal.encode(), self._seal(path, f"ex={expires}&is={issued}").encode()):
            return False
        return int(expires, 16) > self._clock()

    def is_mine(self, url: str) -> bool:
        return unquote(urlsplit(url).path) in self._files and url.startswith(self.base + "/")

    def read(self, url: str) -> bytes:
        """What is stored at an address, whether its signature is still good or not."""
        return self._files[unquote(urlsplit(url).path)].data

    async def serve(self, request: web.Request) -> web.Response:
        upload = self._files.get(request.path)
        if upload is None or not self._is_good(request.path, parse_qs(request.query_string)):
            return web.Response(status=404, text="This content is no longer available.")
        content_type = upload.content_type or "application/octet-stream"
        return _part(request, upload.data, content_type)


def _part(request: web.Request, data: bytes, content_type: str) -> web.Response:
    """All of it, or the range that a player asks for: without ranges no browser can seek."""
    headers = {"Accept-Ranges": "bytes"}
    if "Range" not in request.headers:
        return web.Response(body=data, content_type=content_type, headers=headers)
    try:
        start, end, _ = request.http_range.indices(len(data))
    except ValueError:
        start = end = 0
    if start >= end:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
    return web.Response(status=206, body=data[start:end], content_type=content_type, headers=headers)


def _dimensions(data: bytes) -> Json:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return {"width": image.width, "height": image.height}
    except (UnidentifiedImageError, OSError):
        return {}

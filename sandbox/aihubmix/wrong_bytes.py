"""Files that are not what they should be."""

import asyncio
import struct
import zlib
from dataclasses import replace

from sandbox.aihubmix.behaviours import WrongBytes
from sandbox.aihubmix.film import Film, shoot
from sandbox.aihubmix.paint import Picture, paint

_HTML = b"<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
_BOMB_SIDE = 20_000


async def spoil(order: WrongBytes, picture: Picture | Film) -> tuple[bytes, str]:
    """The bytes in place of a file, and the media type that the CDN claims for them."""
    match order.kind:
        case "html":
            return _HTML, "text/html"
        case "truncated":
            whole = await _whole(picture)
            return whole[: len(whole) // 2], picture.mime
        case "bomb":
            return await asyncio.to_thread(_bomb), "image/png"
        case "wrong_mime":
            return await _whole(picture), "text/plain"
        case "disguised":
            still = _still(picture)
            return await paint(replace(still, format="jpeg")), "image/png"
        case "empty":
            return b"", picture.mime


async def _whole(made: Picture | Film) -> bytes:
    return await (shoot(made) if isinstance(made, Film) else paint(made))


def _still(made: Picture | Film) -> Picture:
    return Picture(made.prompt, made.seed, made.width, made.height) if isinstance(made, Film) else made


def _bomb() -> bytes:
    """A PNG of some ten thousand bytes that unfolds to 400 million pixels."""
    header = struct.pack(">IIBBBBB", _BOMB_SIDE, _BOMB_SIDE, 1, 0, 0, 0, 0)
    row = bytes(1 + _BOMB_SIDE // 8)
    packer = zlib.compressobj(9)
    rows = b"".join([*(packer.compress(row) for _ in range(_BOMB_SIDE)), packer.flush()])
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

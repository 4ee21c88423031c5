"""Metadata put into files whose pixels stay as they are: new pieces between the old ones, copied from disk to disk.

All of it blocks: call it in a thread.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from bot.media.frames import MP4, TROUBLE, WEBM
from bot.media.marks import Marks
from bot.media.remuxing import remux

Span = tuple[int, int]
"""Where something stands in the file, from and to."""
Piece = bytes | Span
_STEP = 2**20
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_PARAMETERS, _XMP = b"parameters", b"XML:com.adobe.xmp"
_KEYWORD = 80  # bytes at the most, with the zero behind it
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_JPEG_EXIF = b"Exif\0\0"
_SEGMENT = 65_533  # bytes of a JPEG's segment
_MOST_HEADERS = 2**24  # bytes before a JPEG's first scan
_CUT = 1500  # characters of a prompt that go into a segment with whatever else there is
_VP8X_XMP, _VP8X_ALPHA = 0x04, 0x10
_GIF_XMP = b"\x21\xff\x0bXMP DataXMP"
_GIF_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\0"  # leads a reader of blocks to the packet's end
_MP4_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def mark(path: Path, target: Path, mime: str, marks: Marks) -> bool:
    """Write the file with what is known of it to `target`. False, and no file, when it is not built as it should be.

    Raises OSError.
    """
    marks = marks.clean()
    if mime in {MP4, WEBM}:
        return _video(path, target, mime, marks)
    look = _LOOKS.get(mime)
    with path.open("rb") as file:
        try:
            pieces = look(file, path.stat().st_size, marks) if look else None
        except (struct.error, IndexError, ValueError):
            pieces = None
        if pieces is None:
            return False
        _write(file, target, pieces)
    return True


def marked_video(target: Path, mime: str, marks: Marks) -> None:
    """Put at the end of a video of ours what its container has no tags for. Raises OSError."""
    packet = marks.clean().xmp() if mime == MP4 else None
    if packet:
        with target.open("ab") as file:
            file.write(struct.pack(">I", 24 + len(packet)) + b"uuid" + _MP4_XMP + packet)


def _video(path: Path, target: Path, mime: str, marks: Marks) -> bool:
    try:
        if not remux(path, target, mime, marks.tags()):
            return False
    except TROUBLE:
        target.unlink(missing_ok=True)
        return False
    marked_video(target, mime, marks)
    return True


def _write(file: BinaryIO, target: Path, pieces: list[Piece]) -> None:
    with target.open("wb") as made:
        for piece in pieces:
            if isinstance(piece, bytes):
                made.write(piece)
                continue
            start, end = piece
            file.seek(start)
            while start < end:
                data = file.read(min(_STEP, end - start))
                if not data:
                    raise OSError("the file has become shorter")
                made.write(data)
                start += len(data)


def _at(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)


def _png(file: BinaryIO, size: int, marks: Marks) -> list[Piece] | None:
    """Behind the header; what had the same names is gone, for a reader would have to choose."""
    if _at(file, 0, 16)[:16] != _PNG + b"\0\0\0\rIHDR":
        return None
    kept: list[Span] = []
    former, at, name = b"", 33, b"IHDR"
    while name != b"IEND":
        length, name = struct.unpack(">I4s", _at(file, at, 8))
        end = at + 12 + length
        if end > size:
            return None
        keyword, _, rest = _at(file, at + 8, min(length, _KEYWORD)).partition(b"\0")
        ours = name in _PNG_TEXTS and keyword in {_PARAMETERS, _XMP}
        if ours and keyword == _XMP:
            if former or rest[:2] != b"\0\0":  # a packed one; nobody writes it so
                return None
            former = _at(file, at + 8, length).split(b"\0", 5)[5]
        if not ours:
            kept.append((at, end))
        at = end
    packet = marks.xmp(former) or former
    return [
        (0, 33),
        _png_text(_PARAMETERS, marks.parameters()),
        _png_chunk(b"iTXt", _XMP + b"\0\0\0\0\0" + packet),
        *_joined(kept),
        (at, size),
    ]


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours as one: a picture may have thousands of chunks."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _png_text(keyword: bytes, text: str) -> bytes:
    """The older kind where that can write it: more programs read it."""
    try:
        return _png_chunk(b"tEXt", keyword + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _png_chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text.encode())


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _jpeg(file: BinaryIO, size: int, marks: Marks) -> list[Piece] | None:
    """Behind the segments that have to come first: JFIF's and EXIF's."""
    if _at(file, 0, 2) != b"\xff\xd8":
        return None
    first: list[Span] = [(0, 2)]
    then: list[Span] = []
    former, at = b"", 2
    while (code := _marker(file, at)) != 0xDA:  # where the pixels begin
        end = at + 2 + struct.unpack(">H", _at(file, at + 2, 2))[0]
        if code is None or end > min(size, _MOST_HEADERS):
            return None
        body = _at(file, at + 4, len(_JPEG_XMP))
        if code == 0xE1 and body == _JPEG_XMP:
            former = former or _at(file, at + 4 + len(_JPEG_XMP), end - at - 4 - len(_JPEG_XMP))
        elif not then and (code == 0xE0 or (code == 0xE1 and body.startswith(_JPEG_EXIF))):
            first.append((at, end))
        else:
            then.append((at, end))
        at = end
    most = _SEGMENT - len(_JPEG_XMP)
    packets = (marks.xmp(former), marks.cut(_CUT).xmp(former), former)
    packet = next((packet for packet in packets if packet and len(packet) <= most), None)
    if packet is None:
        return None
    segment = b"\xff\xe1" + struct.pack(">H", 2 + len(_JPEG_XMP) + len(packet)) + _JPEG_XMP + packet
    return [*first, segment, *_joined([*then, (at, size)])]


def _marker(file: BinaryIO, at: int) -> int | None:
    """None where none stands, or one without a length."""
    found = _at(file, at, 2)
    alone = len(found) < 2 or found[0] != 0xFF or found[1] in {0x00, 0x01, *range(0xD0, 0xDA), 0xFF}
    return None if alone else found[1]


def _webp(file: BinaryIO, size: int, marks: Marks) -> list[Piece] | None:
    """In the extended form, which the simple one becomes by a header."""
    head = _at(file, 0, 30)
    end = 8 + int.from_bytes(head[4:8], "little")
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or end > size:
        return None
    kept: list[Span] = []
    former, at = b"", 12
    while at + 8 <= end:
        name, length = struct.unpack("<4sI", _at(file, at, 8))
        after = at + 8 + length + length % 2
        if after > end:
            return None
        if name == b"XMP ":
            former = former or _at(file, at + 8, length)
        elif name != b"VP8X":
            kept.append((at, after))
        at = after
    header = _extended(head)
    if header is None or at != end:
        return None
    packet = marks.xmp(former) or former
    added = [b"VP8X" + struct.pack("<I", 10) + header, b"XMP " + struct.pack("<I", len(packet)) + _even(packet)]
    length = 4 + sum(map(len, added)) + sum(after - before for before, after in kept)
    return [b"RIFF" + struct.pack("<I", length) + b"WEBP", added[0], *_joined(kept), added[1], (end, size)]


def _even(data: bytes) -> bytes:
    return data + b"\0" * (len(data) % 2)


def _extended(head: bytes) -> bytes | None:
    """The ten bytes of VP8X, with the flag of XMP: kept, or of what the first chunk says."""
    name = head[12:16]
    if name == b"VP8X":
        return bytes([head[20] | _VP8X_XMP]) + head[21:30]
    if name == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", head[26:30]))
        return _vp8x(0, width, height)
    if name == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        alpha = _VP8X_ALPHA if bits >> 28 & 1 else 0
        return _vp8x(alpha, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return None


def _vp8x(flags: int, width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes([flags | _VP8X_XMP, 0, 0, 0]) + sides


def _gif(file: BinaryIO, size: int, marks: Marks) -> list[Piece] | None:
    """Before the end: readers want the word on loops to be the first."""
    if _at(file, 0, 6) not in {b"GIF87a", b"GIF89a"} or size < 14 or _at(file, size - 1, 1) != b";":
        return None
    packet = marks.xmp()
    return None if packet is None else [b"GIF89a", (6, size - 1), _GIF_XMP + packet + _GIF_TRAILER, b";"]


_LOOKS: Mapping[str, Callable[[BinaryIO, int, Marks], list[Piece] | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/gif": _gif,
}

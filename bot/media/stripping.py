"""Metadata cut out of files whose pixels stay as they are: EXIF, places, previews, comments, whatever is appended."""

import re
from collections.abc import Callable, Mapping

_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # in a scan FF is escaped by 00, or begins a restart marker
_SOI, _EOI, _SOS, _APP0, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
_PICTURE = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xDE)}) - {0xC8}  # frames, scans and their tables
_PLAIN_JFIF = 16  # bytes of an APP0 without a preview
_WEBP_CHUNKS = frozenset({b"VP8X", b"ALPH", b"VP8 ", b"VP8L"})
_WEBP_METADATA = 0x20 | 0x08 | 0x04  # ICC profile, EXIF, XMP, in the flags of VP8X


def jpeg(data: bytes) -> bytes | None:
    """The first picture alone, with what it takes to decode it; None when the file is not built as it should be."""
    if data[:2] != bytes([0xFF, _SOI]):
        return None
    kept = [data[:2]]
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if data[at : at + 1] != b"\xff" or at + 1 >= len(data):
            return None
        code = data[at + 1]
        if code == _EOI:
            return b"".join([*kept, data[at : at + 2]])
        length = int.from_bytes(data[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(data):
            return None
        if code == _SOS:
            found = _SCAN_END.search(data, end)
            end = found.start() if found else len(data)
        if code in _PICTURE or _colours(code, data[at:end]):
            kept.append(data[at:end])
        at = end


def _colours(code: int, segment: bytes) -> bool:
    """Whether an application's segment says how to read the colours, and no more."""
    if code == _APP0:
        return segment[4:9] == b"JFIF\0" and len(segment) == _PLAIN_JFIF + 2
    return code == _APP14 and segment[4:9] == b"Adobe"


def webp(data: bytes) -> bytes | None:
    """A still picture; None when the file is not built as it should be."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    kept: list[bytes] = []
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    while at + 8 <= min(end, len(data)):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        if len(body) != size:
            return None
        if name == b"VP8X" and size:
            body = bytes([body[0] & ~_WEBP_METADATA]) + body[1:]
        if name in _WEBP_CHUNKS:
            kept.append(name + size.to_bytes(4, "little") + body + b"\0" * (size % 2))
        at += 8 + size + size % 2
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


STRIPPERS: Mapping[str, Callable[[bytes], bytes | None]] = {"image/jpeg": jpeg, "image/webp": webp}

"""Reading videos with PyAV: a container, its first frame, what it says of itself. All of it blocks."""

import math
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError
from PIL import Image

PYAV: Any = av  # its own types are half unknown: whatever comes from it is Any
TROUBLE = (
    FFmpegError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    MemoryError,
)
"""What it raises at bytes that are not as they should be."""

MP4, WEBM = "video/mp4", "video/webm"
MOST_PIXELS = 8192 * 4608  # of a frame
SLACK = 0.5  # seconds by which a container may promise more than it holds; besides that, a twentieth
_FORMATS = {MP4: "mov", WEBM: "matroska"}
_STILL = frozenset({b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MATROSKA = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"
_COVER = 0x400  # AV_DISPOSITION_ATTACHED_PIC: music may carry a picture of its album


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What the bytes say, whatever name or header they came with."""

    mime: str
    width: int
    height: int
    seconds: float
    fps: float
    """Zero when the file does not say."""
    has_audio: bool


def sniff(path: Path) -> str | None:
    """The media type by the first bytes; None when these are no video's."""
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp" and head[8:12] not in _STILL:
        return MP4
    return WEBM if head.startswith(_MATROSKA) and b"webm" in head else None


@contextmanager
def opened(path: Path) -> Generator[Any]:
    """A container to read.

    Only what the first bytes promise is tried, and only through this one file: some of FFmpeg's formats are lists of
    other files and addresses to open.
    """
    mime = sniff(path)
    if mime is None:
        raise ValueError("no video's first bytes")
    if mime == WEBM and _cut_short(path):
        raise ValueError("less than the segment's length")
    with path.open("rb") as file, PYAV.open(file, format=_FORMATS[mime], options=_frugal()) as container:
        yield container


def _frugal() -> dict[str, str]:
    """A stream may hold other frames than its container says, and change their size on the way."""
    return {"max_pixels": str(MOST_PIXELS)}


def _cut_short(path: Path) -> bool:
    """Whether a WebM lacks its end: FFmpeg does not mind, where it comes at the end of a packet."""
    with path.open("rb") as file:
        head = file.read(128)
    length, start = _varint(head, 4)  # of the header; then come the segment's four bytes, and its own length
    at = start + length
    if head[at : at + 4] != _SEGMENT:
        return False
    length, start = _varint(head, at + 4)
    unknown = length == (1 << 7 * (start - at - 4)) - 1  # of a recording that was not to end
    return not unknown and start + length > path.stat().st_size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """An EBML number and where it ends: as many bytes as the first one has leading zeros, and one."""
    size = 9 - data[at].bit_length()
    return int.from_bytes(data[at : at + size]) & ((1 << 7 * size) - 1), at + size


def picture_stream(container: Any) -> Any:
    """The one that shows, made ready to be decoded frugally."""
    streams = [stream for stream in container.streams.video if not int(stream.disposition) & _COVER]
    if not streams:
        raise ValueError("nothing to see")
    context = streams[0].codec_context
    if not 0 < context.width * context.height <= MOST_PIXELS:
        raise ValueError(f"frames of {context.width}×{context.height}")
    context.options = _frugal()
    context.thread_count = 1
    return streams[0]


def first_frame(container: Any, stream: Any) -> Any:
    """Decoded from the first packets."""
    for packet in container.demux(stream):
        for frame in packet.decode():
            return frame
    raise ValueError("no frame")


def picture(frame: Any) -> Image.Image:
    """A frame as it is to be looked at."""
    image: Image.Image = frame.to_image()
    return image.rotate(frame.rotation, expand=True) if frame.rotation % 360 else image


def facts(path: Path) -> VideoFacts:
    """Decode the first frame and read on to the end. Raises what is in TROUBLE."""
    with opened(path) as container:
        stream = picture_stream(container)
        frame = first_frame(container, stream)
        width, height = (frame.height, frame.width) if frame.rotation % 180 else (frame.width, frame.height)
        promised = (container.duration or 0) / PYAV.time_base
        fps = float(stream.average_rate or stream.guessed_rate or 0)
        has_audio = bool(container.streams.audio)
    with opened(path) as container:
        seconds = _seconds(container)
    if promised - seconds > SLACK + promised / 20:
        raise ValueError(f"{seconds:.2f} s of {promised:.2f} s")
    return VideoFacts(sniff(path) or MP4, width, height, round(seconds, 3), round(fps, 3), has_audio)


def _seconds(container: Any) -> float:
    """From the first packet to the end of the last one, every packet read and none of them broken."""
    begin, end = math.inf, 0.0
    for packet in container.demux():
        if packet.is_corrupt:
            raise ValueError("a broken packet")
        if packet.pts is not None and packet.size:
            at = float(packet.pts * packet.time_base)
            begin = min(begin, at)
            end = max(end, at + float((packet.duration or 0) * packet.time_base))
    if not 0 <= max(0.0, begin) < end:
        raise ValueError("no duration")
    return end - max(0.0, begin)

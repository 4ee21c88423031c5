"""A video's streams in a new container, as they are: for its tags, and for a beginning that plays before the end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.media import frames
from bot.media.frames import MP4, PYAV, WEBM, opened

CONTAINERS: Mapping[str, tuple[str, dict[str, str]]] = {
    MP4: ("mp4", {"movflags": "faststart"}),
    WEBM: ("webm", {}),
}
_PLAYED = {"video", "audio"}
_NEAR = 0.1  # seconds by which a length may be told otherwise, besides the last frame's: not every container has it


def remux(path: Path, target: Path, mime: str, tags: Mapping[str, str]) -> bool:
    """Packet by packet to `target`, with tags. False, and no file, where something would be lost: a subtitle, a cover.

    Raises what is in `frames.TROUBLE`.
    """
    form, options = CONTAINERS[mime]
    with opened(path) as source:
        if any(stream.type not in _PLAYED for stream in source.streams) or len(source.streams.video) != 1:
            return False
        with PYAV.open(str(target), "w", format=form, options=options) as made:
            made.metadata.update({**source.metadata, **tags})
            copies = {stream.index: made.add_stream_from_template(stream) for stream in source.streams}
            _copy(source, made, copies)
    if _same(path, target):
        return True
    target.unlink()
    return False


def _copy(source: Any, made: Any, copies: Mapping[int, Any]) -> None:
    for packet in source.demux():
        if packet.dts is not None:  # the last one of each stream is empty
            packet.stream = copies[packet.stream.index]
            made.mux(packet)


def _same(path: Path, target: Path) -> bool:
    """Whether it is what it was, as far as can be told in passing."""
    before, after = frames.facts(path), frames.facts(target)
    near = _NEAR + (1 / before.fps if before.fps else 0)
    return (
        abs(before.seconds - after.seconds) <= near
        and (before.mime, before.width, before.height, before.has_audio)
        == (after.mime, after.width, after.height, after.has_audio)
    )  # fmt: skip

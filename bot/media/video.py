"""Videos: what they are, how they begin, and making them smaller. All of it blocks: call it in a thread."""

from pathlib import Path

from bot.errors import NotAVideo
from bot.media import frames
from bot.media.frames import MP4, TROUBLE, WEBM, VideoFacts
from bot.media.packing import lossy, pack
from bot.media.transcoding import planned, write

SUFFIXES = {MP4: "mp4", WEBM: "webm"}
TRIES = 2
_STRICTER = 0.9  # the second try aims below what the first one overshot by


def inspect(path: Path, name: str) -> VideoFacts:
    """Decode the first frame and read on to the end. Raises NotAVideo."""
    try:
        return frames.facts(path)
    except TROUBLE as error:
        raise NotAVideo(f"{type(error).__name__}: {error}", name=name) from error


def poster(path: Path, limit: int) -> tuple[bytes, str]:
    """The first frame as a picture of at most `limit` bytes, and its mime type. Raises NotAVideo."""
    try:
        with frames.opened(path) as container:
            frame = frames.first_frame(container, frames.picture_stream(container))
            packed = pack(frames.picture(frame), lossy("image/jpeg"), limit)
    except TROUBLE as error:
        raise NotAVideo(f"{type(error).__name__}: {error}", name=path.name) from error
    return packed.data, packed.mime


def fit(path: Path, limit: int, target: Path) -> bool:
    """Write the video again in at most `limit` bytes, smaller first, then with fewer bits. Raises NotAVideo.

    False, and no file, when it would not be worth looking at.
    """
    facts = inspect(path, path.name)
    aim = float(limit)
    for _ in range(TRIES):
        plan = planned(facts, aim)
        if plan is None:
            break
        try:
            write(path, target, plan)
        except TROUBLE as error:
            target.unlink(missing_ok=True)
            raise NotAVideo(f"{type(error).__name__}: {error}", name=path.name) from error
        size = target.stat().st_size
        if size <= limit:
            return True
        aim *= limit / size * _STRICTER
    target.unlink(missing_ok=True)
    return False

"""Videos: what they are, how they begin, and making them smaller. All of it blocks: call it in a thread."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.errors import NotAVideo
from bot.media import frames
from bot.media.frames import MP4, TROUBLE, WEBM, VideoFacts
from bot.media.packing import lossy, pack
from bot.media.transcoding import planned, write

SUFFIXES = {MP4: "mp4", WEBM: "webm"}
TRIES = 2
_PLAYED = frozenset({"h264", "av1", "libdav1d", "libaom-av1", "vp8", "vp9", "libvpx", "libvpx-vp9"})
_SHOWN = frozenset({"yuv420p", "yuvj420p", "yuva420p"})
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


def plays(path: Path) -> bool:
    """Whether every client shows it where it is posted: some know neither HEVC nor more than eight bits."""
    try:
        with frames.opened(path) as container:
            context = frames.picture_stream(container).codec_context
            return context.name in _PLAYED and context.pix_fmt in _SHOWN
    except TROUBLE:
        return False


def fit(
    path: Path,
    limit: int,
    target: Path,
    *,
    told: Callable[[int], None] = lambda percent: None,
    tags: Mapping[str, str] | None = None,
) -> bool:
    """Write the video again in at most `limit` bytes, smaller first, then with fewer bits. Raises NotAVideo.

    `told` hears of the share that is done, 0 to 100, often, and may end it by raising. False, and no file, when it
    would not be worth looking at.
    """
    try:
        done = _fit(path, limit, target, told, tags or {})
    except TROUBLE as error:
        target.unlink(missing_ok=True)
        raise NotAVideo(f"{type(error).__name__}: {error}", name=path.name) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if not done:
        target.unlink(missing_ok=True)
    return done


def _fit(path: Path, limit: int, target: Path, told: Callable[[int], None], tags: Mapping[str, str]) -> bool:
    facts = inspect(path, path.name)

    def heard(second: float) -> None:
        told(min(100, max(0, round(100 * second / facts.seconds))))

    aim = float(limit)
    for _ in range(TRIES):
        plan = planned(facts, aim)
        if plan is None:
            break
        write(path, target, plan, heard, tags)
        size = target.stat().st_size
        if size <= limit:
            return True
        aim *= limit / size * _STRICTER
    return False

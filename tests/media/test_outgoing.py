"""What is sent: copies on disk below the limit, made once, with metadata where there is room; nothing stays behind."""

import asyncio
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from bot.errors import BadAttachment
from bot.media import video
from bot.media.assets import SUFFIXES, Asset, Files
from bot.media.download import Downloads
from bot.media.marks import Marks
from bot.media.outgoing import Outbox, Outgoing
from bot.media.threads import in_halting_thread
from tests.media.samples import film, noise, packed, quarters

_AV: Any = av
JOB = "01JOB"
MARKS = Marks("a fox", "m", JOB, "2026-11-26T18:41:29+00:00")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path, Downloads(frozenset()), max_result=1, max_reference=1, max_megapixels=20)


def kept(files: Files, data: bytes, mime: str, number: int = 1) -> Asset:
    """As a result lies on disk."""
    path = files.at(f"results/{JOB}/{number}.{SUFFIXES[mime]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Asset(number, path.relative_to(files.root).as_posix(), mime, 1, 1, len(data), "")


def quiet(_: int) -> None:
    """Nobody listens."""


def going_out(files: Files) -> list[str]:
    return sorted(path.name for path in (files.root / "outgoing").rglob("*") if path.is_file())


async def test_without_metadata_what_fits_goes_out_as_it_is(files: Files) -> None:
    asset = kept(files, packed(quarters(), "PNG"), "image/png")
    sent = await Outbox(files).fitted(JOB, asset, asset.size, None, quiet)
    assert sent == Outgoing(files.at(asset.path), "image/png")


async def test_metadata_goes_into_a_copy(files: Files) -> None:
    data = packed(quarters(), "PNG")
    asset = kept(files, data, "image/png")
    box = Outbox(files)
    sent = await box.fitted(JOB, asset, 100_000, MARKS, quiet)
    assert sent
    assert b"a fox" in sent.path.read_bytes()
    assert files.at(asset.path).read_bytes() == data
    await box.sent(JOB)
    assert going_out(files) == []
    assert files.at(asset.path).exists()


async def test_what_only_just_fits_goes_without_metadata(files: Files) -> None:
    asset = kept(files, packed(quarters(), "PNG"), "image/png")
    sent = await Outbox(files).fitted(JOB, asset, asset.size + 20, MARKS, quiet)
    assert sent
    assert sent.path == files.at(asset.path)
    assert going_out(files) == []


@pytest.mark.parametrize("words", ["a fox", "&" * 4000])
async def test_a_picture_made_to_fit_has_metadata_and_fits(files: Files, words: str) -> None:
    asset = kept(files, packed(noise(700, 700), "PNG"), "image/png")
    limit = asset.size // 2
    sent = await Outbox(files).fitted(JOB, asset, limit, Marks(words, "m", JOB, "d"), quiet)
    assert sent
    data = sent.path.read_bytes()
    assert len(data) <= limit
    assert b"x:xmpmeta" in data
    with Image.open(sent.path) as image:
        image.load()
        assert (image.size, sent.mime) == ((700, 700), "image/webp" if image.format == "WEBP" else "image/jpeg")


@pytest.mark.parametrize("words", ["a fox", "&" * 4000])
async def test_a_video_made_to_fit_tells_how_far_it_is_and_has_metadata(
    files: Files, tmp_path: Path, words: str
) -> None:
    data = film(tmp_path / "film", size=(480, 320), seconds=2, rate=16, noisy=True).read_bytes()
    asset, heard = kept(files, data, "video/mp4"), list[int]()
    loop = threading.get_ident()

    def told(percent: int) -> None:
        assert threading.get_ident() == loop
        heard.append(percent)

    limit = asset.size * 2 // 3
    sent = await Outbox(files).fitted(JOB, asset, limit, Marks(words, "m", JOB, "d"), told)
    assert sent
    assert sent.changes == ("video",)
    assert sent.path.stat().st_size <= limit
    assert sum(later < earlier for earlier, later in pairwise(heard)) <= 1, "it may have to begin once more"
    assert all(earlier != later for earlier, later in pairwise(heard))
    assert heard[0] <= 5
    assert heard[-1] >= 90
    assert len(heard) > 10
    with _AV.open(str(sent.path)) as container:
        assert ("a fox" if "fox" in words else "&" * 4000) in container.metadata.get("comment", words)
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which files have been written by the transcoder."""
    written: list[Path] = []
    write = video.write

    def noted(path: Path, target: Path, *rest: Any) -> None:
        written.append(target)
        write(path, target, *rest)

    monkeypatch.setattr(video, "write", noted)
    return written


async def test_a_video_is_written_once_for_each_limit(files: Files, tmp_path: Path, writes: list[Path]) -> None:
    data = film(tmp_path / "film", size=(320, 240), noisy=True).read_bytes()
    asset, box = kept(files, data, "video/mp4"), Outbox(files)
    first = await box.fitted(JOB, asset, asset.size // 2, None, quiet)
    assert first is await box.fitted(JOB, asset, asset.size // 2, None, quiet)
    once = len(writes)
    assert await box.fitted(JOB, asset, asset.size // 3, None, quiet) != first
    assert len(writes) > once
    assert await box.fitted(JOB, asset, 2000, None, quiet) is None
    tried = len(writes)
    assert await box.fitted(JOB, asset, 2000, None, quiet) is None
    assert len(writes) == tried, "that it cannot be done is known as well"


async def test_a_webm_that_fits_is_left_as_it_is(files: Files, tmp_path: Path, writes: list[Path]) -> None:
    asset = kept(files, film(tmp_path / "film", "webm").read_bytes(), "video/webm")
    sent = await Outbox(files).fitted(JOB, asset, 10**6, MARKS, quiet)
    assert sent
    assert (sent.mime, sent.changes, writes) == ("video/webm", (), [])


def foreign_film(path: Path) -> Path:
    """Of a kind that some clients do not show."""
    with _AV.open(str(path), "w", format="mp4") as made:
        stream = made.add_stream("mpeg4", rate=8)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 64, 48, "yuv420p", 200_000
        for _ in range(8):
            made.mux(stream.encode(_AV.VideoFrame.from_image(noise(64, 48))))
        made.mux(stream.encode(None))
    return path


async def test_a_video_that_not_every_client_shows_is_written_again(files: Files, tmp_path: Path) -> None:
    asset = kept(files, foreign_film(tmp_path / "film").read_bytes(), "video/mp4")
    sent = await Outbox(files).fitted(JOB, asset, 10**7, None, quiet)
    assert sent
    assert sent.changes == ("video",)
    assert video.plays(sent.path)
    assert not video.plays(files.at(asset.path))


@pytest.mark.parametrize("mime", ["video/mp4", "image/png"])
async def test_a_result_that_was_lost_says_so(files: Files, mime: str) -> None:
    asset = kept(files, b"something", mime)
    files.at(asset.path).write_bytes(b"gone")
    with pytest.raises(BadAttachment):
        await Outbox(files).fitted(JOB, asset, 1000, MARKS, quiet)


async def test_a_poster_is_a_picture_with_metadata(files: Files, tmp_path: Path) -> None:
    asset = kept(files, film(tmp_path / "film", size=(320, 240), noisy=True).read_bytes(), "video/mp4", 2)
    poster = await Outbox(files).poster(JOB, asset, 30_000, MARKS)
    with Image.open(poster.path) as image:
        assert (image.format, poster.mime, image.width / image.height) == (
            "JPEG",
            "image/jpeg",
            pytest.approx(4 / 3, abs=0.02),
        )
    assert poster.path.stat().st_size <= 30_000
    assert b"a fox" in poster.path.read_bytes()


async def test_whoever_stops_waiting_stops_the_work(files: Files, tmp_path: Path) -> None:
    data = film(tmp_path / "film", size=(480, 320), seconds=3, rate=16, noisy=True).read_bytes()
    asset, begun = kept(files, data, "video/mp4"), asyncio.Event()
    work = asyncio.create_task(Outbox(files).fitted(JOB, asset, asset.size // 2, None, lambda _: begun.set()))
    await begun.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert going_out(files) == [], "half a file is none"


async def test_work_nobody_waits_for_has_ended_when_the_waiting_has() -> None:
    ended, begun = threading.Event(), threading.Event()

    def work(halted: threading.Event) -> None:
        begun.set()
        halted.wait(5)
        ended.set()

    task = asyncio.create_task(in_halting_thread(work))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_the_next_process_removes_what_was_about_to_be_sent(files: Files) -> None:
    for kind in ("outgoing", "previews", "results"):
        path = files.at(f"{kind}/{JOB}/1")
        path.parent.mkdir(parents=True)
        path.write_bytes(b"1")
    await files.sweep({JOB})
    assert sorted(path.parts[-3] for path in files.root.rglob("1")) == ["results"]

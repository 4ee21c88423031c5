"""Videos: told by their bytes, refused when they cannot be played to their end, made to fit."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.errors import NotAVideo
from bot.media import frames, video
from bot.media.frames import VideoFacts
from bot.media.transcoding import planned
from tests.media.samples import film, moving, packed, quarters


@pytest.mark.parametrize(("form", "mime"), [("mp4", "video/mp4"), ("mov", "video/mp4"), ("webm", "video/webm")])
@pytest.mark.parametrize("sound", [False, True])
def test_the_bytes_say_what_it_is(tmp_path: Path, form: str, mime: str, sound: bool) -> None:
    facts = video.inspect(film(tmp_path / "lies.txt", form, seconds=2, sound=sound), "lies.txt")
    assert (facts.mime, facts.width, facts.height, facts.fps, facts.has_audio) == (mime, 64, 48, 8, sound)
    assert facts.seconds == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(("form", "options"), [("mp4", {}), ("mp4", {"movflags": "faststart"}), ("webm", {})])
def test_half_a_video_is_none(tmp_path: Path, form: str, options: dict[str, Any], share: float) -> None:
    path = film(tmp_path / "1", form, sound=True, noisy=True, **options)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(NotAVideo) as refused:
        video.inspect(path, "a.mp4")
    assert refused.value.params == {"name": "a.mp4"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><html></html>",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"\0\0\0\x18ftypisom\0\0\0\0isom",
        b"\x1a\x45\xdf\xa3\x84webm",
        packed(quarters(), "PNG"),
        moving("GIF"),
        packed(quarters(), "HEIF"),
        moving("AVIF"),
    ],
    ids=["empty", "html", "playlist", "concat", "mp4 magic", "webm magic", "png", "gif", "heic", "moving avif"],
)
def test_anything_else_is_no_video(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "1"
    path.write_bytes(data)
    with pytest.raises(NotAVideo):
        video.inspect(path, "a.mp4")


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_sound_alone_is_no_video(tmp_path: Path, form: str) -> None:
    path = film(tmp_path / "1", form, sound=True, pictures=False)
    with pytest.raises(NotAVideo, match="nothing to see"):
        video.inspect(path, "a.mp4")


def test_a_video_whose_pictures_are_broken_is_none(tmp_path: Path) -> None:
    path = film(tmp_path / "1", noisy=True)
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start : start + 5000] = b"\xff" * 5000
    path.write_bytes(data)
    with pytest.raises(NotAVideo):
        video.inspect(path, "a.mp4")


def test_frames_of_too_many_pixels_are_not_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "1")
    monkeypatch.setattr(frames, "MOST_PIXELS", 64 * 48 - 1)
    with pytest.raises(NotAVideo):
        video.inspect(path, "a.mp4")


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_the_poster_is_the_first_frame(tmp_path: Path, form: str) -> None:
    data, mime = video.poster(film(tmp_path / "1", form), 20_000)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size, mime) == ("JPEG", (64, 48), "image/jpeg")
        found: Any = image.getpixel((32, 24))
    assert found[0] > 200
    assert max(found[1:]) < 60


def test_a_poster_fits(tmp_path: Path) -> None:
    data, _ = video.poster(film(tmp_path / "1", size=(640, 480), seconds=0.25, noisy=True), 9000)
    assert len(data) <= 9000


def test_of_no_video_there_is_no_poster(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b"no video")
    with pytest.raises(NotAVideo):
        video.poster(tmp_path / "1", 9000)


@pytest.mark.parametrize("form", ["mp4", "webm"])
@pytest.mark.parametrize("sound", [False, True])
@pytest.mark.parametrize("share", [2, 8])
def test_a_large_video_is_made_to_fit(tmp_path: Path, form: str, sound: bool, share: int) -> None:
    path = film(tmp_path / "1", form, seconds=2, size=(480, 320), rate=16, sound=sound, noisy=True)
    before = video.inspect(path, "1")
    limit = path.stat().st_size // share
    target = tmp_path / "2"
    assert video.fit(path, limit, target)
    assert target.stat().st_size <= limit
    after = video.inspect(target, "2")
    assert (after.mime, after.has_audio) == ("video/mp4", sound)
    assert after.seconds == pytest.approx(before.seconds, abs=0.2)
    assert after.fps == pytest.approx(16, abs=0.5)
    assert after.width <= 480
    assert after.width / after.height == pytest.approx(1.5, abs=0.05)
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "it plays before it has arrived"


def test_what_cannot_fit_leaves_no_file(tmp_path: Path) -> None:
    path = film(tmp_path / "1", seconds=2, size=(480, 320), noisy=True)
    assert not video.fit(path, 5000, tmp_path / "2")
    assert [file.name for file in tmp_path.iterdir()] == ["1"]


def test_what_breaks_on_the_way_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "1")

    def broken(path: Path, target: Path, *_: object) -> None:
        target.write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(video, "write", broken)
    with pytest.raises(NotAVideo, match="no space left"):
        video.fit(path, 50_000, tmp_path / "2")
    assert [file.name for file in tmp_path.iterdir()] == ["1"]


FULL_HD = VideoFacts("video/mp4", 1920, 1080, 8, 30, True)


def test_pictures_become_smaller_before_they_become_worse() -> None:
    plans = [plan for limit in (50, 10, 5, 2, 1) if (plan := planned(FULL_HD, limit * 2**20))]
    assert len(plans) == 5
    assert (plans[0].width, plans[0].height) == (1920, 1080)
    assert [plan.width for plan in plans] == sorted((plan.width for plan in plans), reverse=True)
    assert all(plan.width % 2 == plan.height % 2 == 0 for plan in plans)
    spent = [plan.video_bits / (plan.width * plan.height) for plan in plans if plan.width < 1920]
    assert max(spent) == pytest.approx(min(spent), rel=0.02)
    assert planned(FULL_HD, 50_000) is None

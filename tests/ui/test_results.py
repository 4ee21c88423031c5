"""What a result looks like, and how its files get through."""

import errno
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import discord
import pytest

from bot import locales
from bot.desk import Charged
from bot.errors import DeliveryFailed, NotAVideo, ResultGone
from bot.jobs.rows import Job
from bot.media import outgoing, video
from bot.media.assets import Asset, Files
from bot.media.download import Downloads
from bot.media.requests import GenerationRequest, Reference
from bot.rules import Rules
from bot.settings import Settings
from bot.ui import results
from bot.ui.posting import Posting, Way
from bot.ui.texts import fitted_text
from tests.jobs.test_rows import a_job
from tests.media.samples import film, noise, packed, quarters

PICTURE = Asset(1, "results/x/1.png", "image/png", 8, 8, 99, "0" * 64)
FILM = Asset(2, "results/x/2.mp4", "video/mp4", 64, 48, 99, "0" * 64, 7.96)
CHARGED = Charged(5, 95)


def asking(**request: Any) -> Job:
    return replace(a_job(1), request=GenerationRequest(model="m", prompt="a fox", **request))


def titled(_: str) -> str:
    return "M"


def test_a_video_says_how_long_it_is() -> None:
    said = results.content(asking(medium="video", count=1), titled, [FILM], CHARGED, [])
    assert said.splitlines()[-1] == "M · 64×48 · 8 s · 5 credits · 95 credits left"


def test_a_picture_says_what_it_always_said() -> None:
    said = results.content(asking(), titled, [PICTURE], CHARGED, [])
    assert said.splitlines()[-1] == "M · 8×8 · 5 credits · 95 credits left"


def test_fewer_videos_than_asked_for_are_called_videos() -> None:
    assert "1 of 2 videos came" in results.content(asking(medium="video", count=2), titled, [FILM], CHARGED, [])
    assert "1 of 2 pictures came" in results.content(asking(count=2), titled, [PICTURE], CHARGED, [])


@pytest.mark.parametrize("locale", list(locales.catalogues()))
def test_a_member_reads_what_was_done_to_the_pictures_once(locale: str) -> None:
    every = ("converted", "shrunk", "recompressed", "first_frame", "flattened")
    given = Reference(path="x", mime="image/png", width=8, height=8, size=1, changes=every)
    job = replace(asking(references=(given, given)), locale=locale)
    line = results.content(job, titled, [PICTURE], CHARGED, []).splitlines()[-1]
    assert line.startswith("-# ")
    assert all(line.count(locales.text(locale, f"changes.{change}")) == 1 for change in every)


@pytest.mark.parametrize(("mime", "name", "alt"), [
    ("video/mp4", "m-{}-1.mp4", "AI video: a fox"),
    ("video/webm", "m-{}-1.webm", "AI video: a fox"),
    ("image/png", "m-{}-1.png", "AI picture: a fox"),
])  # fmt: skip
def test_files_are_named_and_described(mime: str, name: str, alt: str) -> None:
    upload = results.upload(asking(), 1, 1, b"", mime)
    assert (upload.name, upload.alt) == (name.format(a_job(1).id), alt)


@pytest.mark.parametrize("locale", list(locales.catalogues()))
def test_a_screen_reader_hears_what_kind_of_file_it_is(locale: str) -> None:
    job = replace(asking(), locale=locale)
    alts = [
        results.upload(job, 1, 1, b"", "image/png").alt,
        results.upload(job, 0, 1, b"", "image/png").alt,
        results.upload(job, 1, 1, b"", "video/mp4").alt,
        results.upload(job, 1, 1, b"", "image/jpeg", poster=True).alt,
        results.upload(job, 2, 3, b"", "image/jpeg", poster=True).alt,
    ]
    assert len(set(alts)) == 5
    assert all("a fox" in alt for alt in alts)


@pytest.mark.parametrize("locale", list(locales.catalogues()))
def test_what_was_done_for_discord_is_said_once(locale: str) -> None:
    line = fitted_text(locale, ["webp", "smaller", "webp", "still"])
    assert line.count("WebP") == 1
    assert all(line.count(locales.text(locale, f"fitted.{change}")) == 1 for change in ("webp", "smaller", "still"))


def test_a_file_says_what_was_asked_for() -> None:
    given = Reference(path="x", mime="image/png", width=8, height=8, size=1)
    marks = results.marks(asking(seed=7, negative="rain", references=(given,)))
    assert (marks.prompt, marks.negative, marks.model, marks.seed) == ("a fox", "rain", "m", 7)
    assert (marks.job, marks.composite) == (a_job(1).id, True)
    assert datetime.fromisoformat(marks.date).timestamp() == asking().created_at // 1000
    assert b"compositeWithTrainedAlgorithmicMedia" in (marks.xmp() or b"")


class Channel:
    """Takes messages whose files are below the limit, like Discord."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.refused = 0
        self.taken: list[tuple[str, list[discord.File]]] = []

    async def send(self, content: str, files: list[discord.File], view: object) -> discord.Message:
        sizes = [len(file.fp.read()) for file in files]
        for file in files:
            file.close()  # as discord.py does, whatever comes of it
        if any(size > self.most for size in sizes):
            self.refused += 1
            raise discord.HTTPException(cast("Any", TooLarge()), "too large")
        self.taken.append((content, files))
        return cast("discord.Message", self)


class TooLarge:
    status, reason = 413, "Payload Too Large"


async def usual(_: int) -> Rules:
    """Nobody's in particular."""
    keys: dict[str, Any] = {"discord_token": "a", "aihubmix_api_key": "b"}
    return Rules.usual(Settings(**keys))


Post = Callable[..., Any]


@pytest.fixture
def posted(tmp_path: Path) -> Post:
    """Post a film of noise, and perhaps a picture along with it."""

    async def run(channel: Channel, limit: int, *, public_url: str = "", picture: bytes | bool = False) -> object:
        (tmp_path / "results").mkdir(exist_ok=True)
        path = film(tmp_path / "results" / "2.mp4", size=(320, 240), noisy=True)
        assets = [replace(FILM, path="results/2.mp4", size=path.stat().st_size)]
        if picture:
            size = (tmp_path / "results" / "1.png").write_bytes(
                picture if isinstance(picture, bytes) else packed(noise(300, 300), "PNG")
            )
            assets.insert(0, replace(PICTURE, path="results/1.png", size=size))
        files = Files(tmp_path, Downloads(frozenset()), max_result=1, max_reference=1, max_megapixels=1)
        posting = Posting(cast("Any", None), files, public_url, usual)
        return await posting.post(Way(channel.send, limit), asking(medium="video"), assets, " ".join)

    return run


async def test_a_video_is_posted_as_a_file_with_its_alt_text(posted: Post) -> None:
    channel = Channel(2**20)
    assert await posted(channel, 2**20, picture=True) is not None
    [(_, files)] = channel.taken
    assert [file.filename.rpartition(".")[2] for file in files] == ["png", "mp4"]
    assert files[1].description == "AI video 2 of 2: a fox"


async def test_a_video_larger_than_the_limit_is_made_smaller(posted: Post) -> None:
    channel = Channel(150_000)
    assert await posted(channel, 150_000) is not None
    assert channel.refused == 0
    assert len(channel.taken[0][1]) == 1


async def test_a_limit_that_was_not_true_is_halved(posted: Post) -> None:
    channel = Channel(150_000)
    assert await posted(channel, 2**20) is not None
    assert channel.refused in {1, 2}
    assert len(channel.taken[0][1]) == 1


async def test_a_video_too_long_for_the_limit_becomes_a_link(posted: Post) -> None:
    channel = Channel(3000)
    assert await posted(channel, 3000, public_url="https://atelier.example") is not None
    ((said, uploads),) = channel.taken
    assert re.fullmatch(rf"https://atelier\.example/files/{a_job(1).id}/[0-9a-f]{{32}}/2\.mp4", said)
    (poster,) = uploads
    assert (poster.filename, poster.description) == (
        f"m-{a_job(1).id}-2-poster.jpg",
        "First frame of an AI video: a fox",
    )
    assert channel.refused == 0


async def test_without_an_address_that_way_is_closed(posted: Post) -> None:
    channel = Channel(3000)
    assert await posted(channel, 3000) is None
    assert channel.taken == []


async def test_a_video_that_is_gone_cannot_be_delivered(tmp_path: Path) -> None:
    files = Files(tmp_path, Downloads(frozenset()), max_result=1, max_reference=1, max_megapixels=1)
    with pytest.raises(DeliveryFailed):
        await Posting(cast("Any", None), files, "", usual).post(Way(Channel(9).send, 9), asking(), [FILM], " ".join)


async def test_a_disk_that_is_full_loses_no_result(posted: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *_: object, **__: object) -> None:
        raise NotAVideo("no space", name=path.name) from OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(video, "fit", full)
    with pytest.raises(DeliveryFailed) as kept:
        await posted(Channel(150_000), 150_000)
    assert not isinstance(kept.value, ResultGone), "which would be the end of it"


async def test_a_disk_that_is_full_keeps_no_file_from_being_posted(
    posted: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(outgoing, "mark", full)
    channel = Channel(2**20)
    assert await posted(channel, 2**20, picture=True) is not None
    assert len(channel.taken[0][1]) == 2


async def test_a_picture_goes_beside_the_link_to_a_video(posted: Post) -> None:
    channel, small = Channel(3000), packed(quarters(), "PNG")
    assert await posted(channel, 3000, picture=small, public_url="https://atelier.example") is not None
    ((said, files),) = channel.taken
    assert [file.filename.rpartition(f"{a_job(1).id}-")[2] for file in files] == ["1.png", "2-poster.jpg"]
    assert said.count("https://") == 1


async def test_where_no_poster_is_taken_the_link_goes_alone(posted: Post) -> None:
    channel = Channel(100)
    assert await posted(channel, 3000, public_url="https://atelier.example") is not None
    ((said, files),) = channel.taken
    assert (said.count("https://"), files) == (1, [])

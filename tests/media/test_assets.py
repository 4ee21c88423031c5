"""Files on disk: members' pictures as models take them, results as they came, pictures and videos alike."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from PIL import Image

from bot.errors import DownloadFailed, NotAPicture
from bot.media.assets import MIB, Asset, Files
from bot.media.requests import Reference
from bot.media.uploads import Needs
from tests.media.samples import film, moving, packed, quarters
from tests.media.test_download import served

JOB = "01JOB"


@asynccontextmanager
async def serving(root: Path, data: bytes) -> AsyncGenerator[tuple[str, Files]]:
    """Files below `root`, and a link to the bytes."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=data, content_type="image/png")

    async with served(handler) as (base, downloads):
        limits = {"max_result": 9 * MIB, "max_reference": MIB, "max_megapixels": 1}
        yield f"{base}/a.png", Files(root, downloads, **limits)


def on_disk(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize(("form", "mime"), [("mp4", "video/mp4"), ("webm", "video/webm")])
@pytest.mark.parametrize("inline", [False, True])
async def test_a_video_is_kept_whatever_it_is_called(tmp_path: Path, form: str, mime: str, inline: bool) -> None:
    data = film(tmp_path / "film", form, seconds=1.5, sound=True).read_bytes()
    async with serving(tmp_path / "data", data) as (url, files):
        encoded = base64.b64encode(data).decode()
        asset = await (files.keep_base64(JOB, 1, encoded) if inline else files.keep_link(JOB, 1, url))
    assert (asset.path, asset.mime, asset.width, asset.height) == (f"results/{JOB}/1.{form}", mime, 64, 48)
    assert asset.seconds == pytest.approx(1.5, abs=0.15)
    assert files.at(asset.path).read_bytes() == data
    assert asset.size == len(data)


async def test_a_picture_has_no_length(tmp_path: Path) -> None:
    async with serving(tmp_path, moving("GIF")) as (url, files):
        asset = await files.keep_link(JOB, 1, url)
    assert (asset.path, asset.mime, asset.seconds) == (f"results/{JOB}/1.gif", "image/gif", 0)


async def test_half_a_video_is_no_result(tmp_path: Path) -> None:
    data = film(tmp_path / "film", noisy=True).read_bytes()
    async with serving(tmp_path / "data", data[: len(data) // 2]) as (url, files):
        with pytest.raises(DownloadFailed, match="no usable file"):
            await files.keep_link(JOB, 1, url)
    assert on_disk(tmp_path / "data") == []


async def kept_film(files: Files, url: str) -> tuple[Asset, bytes]:
    asset = await files.keep_link(JOB, 1, url)
    return asset, files.at(asset.path).read_bytes()


async def test_a_reference_is_kept_as_the_model_needs_it(tmp_path: Path) -> None:
    data = packed(quarters(800, 400), "HEIF")
    async with serving(tmp_path, data) as (url, files):
        needs = Needs(formats=frozenset({"image/webp"}), longest_side=200)
        kept = await files.keep_reference(JOB, 1, url=url, name="a.heic", size=len(data), needs=needs)
        usual = await files.keep_reference(JOB, 2, url=url, name="a.heic", size=len(data))
    assert (kept.mime, kept.width, kept.height, kept.changes) == ("image/webp", 200, 100, ("converted", "shrunk"))
    assert (usual.mime, usual.width, usual.height, usual.changes) == ("image/jpeg", 800, 400, ("converted",))
    with Image.open(files.at(kept.path)) as image:
        assert (image.format, image.size) == ("WEBP", (200, 100))
    assert files.at(kept.path).stat().st_size == kept.size


async def test_a_video_is_no_reference(tmp_path: Path) -> None:
    data = film(tmp_path / "film").read_bytes()
    async with serving(tmp_path / "data", data) as (url, files):
        with pytest.raises(NotAPicture):
            await files.keep_reference(JOB, 1, url=url, name="a.mp4", size=len(data))


def test_references_from_before_are_still_read() -> None:
    old = '{"path": "references/x/1", "mime": "image/png", "width": 8, "height": 8, "size": 1}'
    assert Reference.model_validate_json(old).changes == ()

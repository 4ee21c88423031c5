"""What members get to see: large files made to fit, how far that is, and what files say of themselves."""

import hashlib
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from bot.jobs import rows
from bot.media import video
from bot.media.assets import Asset
from bot.media.transcoding import Plan
from sandbox.aihubmix.behaviours import Grainy, Padded
from tests.conftest import OpenStage
from tests.stage import Stage
from tests.test_tasks import RICH, asked

_AV: Any = av
MIB = 2**20
FILM = "veo-3.1-fast-generate-preview"
PICTURE = "gpt-image-2"


@dataclass
class Transcoder:
    """The real one, which waits after its first frame until it is let go, or nobody wants it any more."""

    written: list[Path] = field(default_factory=list[Path])
    begun: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write = video.write

        def waiting(path: Path, target: Path, plan: Plan, told: Callable[[float], None], tags: dict[str, str]) -> None:
            self.written.append(target)

            def held(second: float) -> None:
                told(second)
                self.begun.set()
                while not self.go.wait(0.01):
                    told(second)

            write(path, target, plan, held, tags)

        monkeypatch.setattr(video, "write", waiting)


@pytest.fixture
def transcoder(monkeypatch: pytest.MonkeyPatch) -> Transcoder:
    found = Transcoder()
    found.patch(monkeypatch)
    return found


async def assets_of(stage: Stage) -> list[Asset]:
    (job,) = await stage.jobs()
    return await stage.bot.services.store.read(rows.assets_of, job.id)


def untouched(stage: Stage, assets: list[Asset]) -> None:
    """What is on disk is what came, to the last byte."""
    for asset in assets:
        data = stage.bot.services.files.at(asset.path).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (asset.size, asset.sha256)


async def posted(stage: Stage, message: dict[str, Any]) -> list[bytes]:
    return [await stage.discord.cdn_bytes(file["url"]) for file in message["attachments"]]


async def test_large_pictures_are_posted_with_all_their_pixels(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH, confirm_above=RICH) as stage:
        stage.gateway.will(Grainy(2048))
        result = await stage.imagine(prompt="a fox", model=PICTURE, count=2)
        assets = await assets_of(stage)
        assert sum(asset.size for asset in assets) > 25_000_000
        assert all(asset.size > 10 * MIB for asset in assets)
        files = await posted(stage, result)
        assert len(files) == 2
        for data in files:
            assert MIB < len(data) <= 10 * MIB
            with Image.open(io.BytesIO(data)) as image:
                image.load()
                assert (image.size, image.format) == ((2048, 2048), "JPEG")
                assert b"a fox" in image.info["xmp"]
        assert result["content"].count("-# To suit Discord: posted as JPEG. The original is kept.") == 1
        alts = [file["description"] for file in result["attachments"]]
        assert alts == [f"AI picture {number} of 2: a fox" for number in (1, 2)]
        untouched(stage, assets)


async def test_a_large_video_is_posted_and_says_how_far_it_is(open_stage: OpenStage, transcoder: Transcoder) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(Padded(40))
        ask = await asked(stage, FILM, seconds=4)
        pressed = stage.confirmed[ask.id]
        await stage.discord.service.feed.until(lambda: "Making it fit for Discord" in said(stage), 8)
        assert pressed.response is not None
        transcoder.go.set()
        result = await stage.outcome(ask)
        await stage.idle()
        assets = await assets_of(stage)
        assert assets[0].size > 40 * MIB
        (data,) = await posted(stage, result)
        assert len(data) <= 10 * MIB
        with _AV.open(io.BytesIO(data)) as container:
            stream = container.streams.video[0]
            assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
            assert sum(1 for _ in container.decode(video=0)) > 20
            assert "a red fox in the snow" in container.metadata["comment"]
        assert data.index(b"moov") < data.index(b"mdat")
        assert "To suit Discord: video compressed. The original is kept." in result["content"]
        assert result["attachments"][0]["description"].startswith("AI video: ")
        assert len(transcoder.written) == 1
        untouched(stage, assets)


def said(stage: Stage) -> str:
    return "\n".join(message["content"] for message in stage.discord.messages("general"))


async def test_a_way_that_is_closed_costs_no_second_transcode(open_stage: OpenStage, transcoder: Transcoder) -> None:
    transcoder.go.set()
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(Padded(12))
        forbidden = {"code": 50013, "message": "Missing Permissions"}
        stage.discord.fail_next("POST", r"/channels/\d+/messages", 403, body=forbidden)
        result = await stage.outcome(await asked(stage, FILM, seconds=4))
        assert len(result["attachments"]) == 1
        assert result["interaction_metadata"], "the interaction's own message"
        assert len(transcoder.written) == 1


async def test_a_restart_in_the_middle_of_it_leaves_nothing(open_stage: OpenStage, transcoder: Transcoder) -> None:
    async with open_stage(new_member_grant=RICH) as stage:
        stage.gateway.will(Padded(12))
        ask = await asked(stage, FILM, seconds=4)
        await stage.until(begun(transcoder))
        await stage.restart()
        outgoing = stage.settings.data_dir / "outgoing"
        transcoder.go.set()
        result = await stage.outcome(ask)
        assert len(result["attachments"]) == 1
        await stage.idle()
        assert [path for path in outgoing.rglob("*") if path.is_file()] == []
        assert len(stage.gateway.bill) == 1


def begun(transcoder: Transcoder) -> Any:
    async def look() -> bool:
        return transcoder.begun.is_set()

    return look


async def test_beside_the_link_to_a_video_is_its_first_frame(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=RICH, public_url="https://pictures.example") as stage:
        stage.world.guild.upload_limit = 40_000  # the poster is below it, the film is not
        result = await stage.outcome(await asked(stage, FILM, seconds=4))
        await stage.idle()
        (job,) = await stage.jobs()
        assert f"https://pictures.example/files/{job.id}/" in result["content"]
        (poster,) = result["attachments"]
        assert poster["filename"].endswith("-1-poster.jpg")
        assert poster["description"] == "First frame of an AI video: a red fox in the snow"
        (data,) = await posted(stage, result)
        with Image.open(io.BytesIO(data)) as image:
            image.load()


@pytest.mark.parametrize("private", [True, False])
async def test_a_picture_says_what_it_was_made_of(on_stage: Stage, private: bool) -> None:
    result = await on_stage.imagine(prompt='a "fox" 🦊', model=PICTURE, private=private)
    (data,) = await posted(on_stage, result)
    (job,) = await on_stage.jobs()
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        found: str = image.info["parameters"]
    assert found.startswith('a "fox" 🦊\n')
    assert f"Model: {PICTURE}, Job: {job.id}, Date: " in found
    untouched(on_stage, await assets_of(on_stage))


async def test_a_server_may_do_without(on_stage: Stage) -> None:
    shown = await said_to(on_stage, "server set", rule="file_metadata", value="no")
    assert "- Write prompt and model into files: **no** (usually yes)" in shown
    assert await as_it_came(on_stage)


async def said_to(stage: Stage, command: str, **options: object) -> str:
    ask = await stage.person("Mod").slash(command, channel="general", options=options)
    return str((await stage.outcome(ask))["content"])


async def test_an_operator_may_do_without(open_stage: OpenStage) -> None:
    async with open_stage(file_metadata=False) as stage:
        assert await as_it_came(stage)


async def as_it_came(stage: Stage) -> bool:
    """Whether a picture is posted without a word."""
    (data,) = await posted(stage, await stage.imagine(prompt="a fox", model=PICTURE))
    (asset,) = await assets_of(stage)
    return data == stage.bot.services.files.at(asset.path).read_bytes()

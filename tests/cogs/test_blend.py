"""/blend: as many pictures as the most capable models take."""

import pytest

from bot.catalog.catalog import Catalog
from sandbox.discord import Upload
from tests.conftest import OpenStage
from tests.pictures import png

MOST = 16
MODELS = [spec.id for spec in Catalog.load() if spec.max_references == MOST]


def pictures(count: int) -> dict[str, Upload]:
    names = ["image", *(f"image{number}" for number in range(2, count + 1))]
    return {name: Upload(f"{name}.png", png(64, 64)) for name in names}


def test_there_is_room_for_every_picture_a_model_takes() -> None:
    assert max(spec.max_references for spec in Catalog.load()) == MOST


@pytest.mark.parametrize("model", MODELS)
async def test_all_pictures_go_along_in_their_order(open_stage: OpenStage, model: str) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        options = {"prompt": "all of them on one table", "model": model, **pictures(MOST)}
        result = await stage.outcome(await stage.person("Ada").slash("blend", channel="general", options=options))
        assert result["attachments"], result["content"]
        sent = stage.gateway.requests[-1].files
        assert [file.name for file in sent] == ["image[]"] * MOST
        (job,) = await stage.jobs()
        assert [reference.path.rpartition("/")[2].partition(".")[0] for reference in job.request.references] == [
            str(number) for number in range(1, MOST + 1)
        ]


async def test_a_model_that_takes_fewer_says_how_many(open_stage: OpenStage) -> None:
    async with open_stage() as stage:
        options = {"prompt": "both", "model": "qwen-image-edit", **pictures(4)}
        refused = await stage.outcome(await stage.person("Ada").slash("blend", channel="general", options=options))
        assert "takes at most 3 pictures along with the prompt, not 4" in refused["content"]
        assert not stage.gateway.requests

"""The demo, as a newcomer starts it."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.programs import program


@pytest.mark.timeout(60)
async def test_one_picture_is_shown_as_it_comes_and_saved(tmp_path: Path) -> None:
    ended = await program("-m", "sandbox", "--once", "a fox in the snow", folder=tmp_path, seconds=50)
    assert ended.code == 0, ended.err
    assert ended.err == ""
    for sign in ("/imagine prompt:a fox in the snow", "Queued", "%", "9 credits · 91 credits left"):
        assert sign in ended.out
    (saved,) = re.findall(r"Saved (demo-output/\S+\.png)", ended.out)
    with Image.open(io.BytesIO((tmp_path / saved).read_bytes())) as picture:
        assert picture.format == "PNG"
        assert picture.size == (1024, 1024)


async def test_the_real_gateway_needs_a_key(tmp_path: Path) -> None:
    ended = await program("-m", "sandbox", "--gateway", "real", folder=tmp_path)
    assert ended.code == 2
    assert "needs AIHUBMIX_API_KEY" in ended.err


async def test_a_model_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    ended = await program("-m", "sandbox", "--once", "a fox", "--model", "nothing", folder=tmp_path)
    assert ended.code == 1
    assert "There is no model nothing" in ended.out
    assert "the channel says why" in ended.err
    assert "Traceback" not in ended.err

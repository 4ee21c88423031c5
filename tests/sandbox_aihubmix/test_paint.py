"""Pictures are real, repeatable, and small."""

import io
import time

import pytest
from PIL import Image

from sandbox.aihubmix.paint import Format, Picture, readable


@pytest.mark.parametrize("size", [(1024, 1024), (1024, 1536), (16, 16), (4096, 256), (37, 91)])
@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_picture_has_exactly_its_size(size: tuple[int, int], kind: Format) -> None:
    with Image.open(io.BytesIO(Picture("a fox in the snow", 0, *size, format=kind).render())) as image:
        image.load()
        assert image.size == size
        assert image.format == kind.upper()


def test_words_and_seed_decide() -> None:
    first = Picture("a cat by the sea", 1, 256, 256)
    assert first.render() == Picture("a cat by the sea", 1, 256, 256).render()
    assert first.render() != Picture("a cat by the sea", 2, 256, 256).render()
    assert first.render() != Picture("a cat by the lake at night", 1, 256, 256).render()


@pytest.mark.parametrize(
    "prompt",
    [
        "a red fox in the snow",
        "a blue bird over a lake at sunset",
        "a city at night",
        "goldfish",
        "an owl in an autumn forest",
        "小猫飞翔",
        "",
        "x" * 32_000,
    ],
)
def test_files_are_small_and_quick(prompt: str) -> None:
    began = time.process_time()
    assert len(Picture(prompt, 3, 1024, 1024).render()) < 400_000
    # Typically a tenth of this; the bound only catches a painter that has become slow in kind.
    assert time.process_time() - began < 1


def test_what_is_no_picture_is_not_readable() -> None:
    whole = Picture("a", 0, 64, 64).render()
    assert readable(whole)
    assert not readable(whole[: len(whole) // 2])
    assert not readable(b"")

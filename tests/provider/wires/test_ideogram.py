"""The ideogram wire: which address for which pictures, and what comes back."""

from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.errors import ContentRejected, InvalidRequest, NoResult, WrongWire
from bot.media.requests import GenerationRequest, Reference
from bot.provider.wire import Asset, Call, File, Finished, Given, Link, Part
from bot.provider.wires.ideogram import WIRE

SPEC = Catalog.load()["V3"]
FILE = File("reference-1.png", "image/png", b"123")
STYLE = File("reference-2.png", "image/png", b"456")
MASK = File("mask.png", "image/png", b"789")
PICTURE = Reference(path="x", mime="image/png", width=8, height=8, size=1)
USUAL = (Part("prompt", "a fox"), Part("num_images", "1"), Part("rendering_speed", "DEFAULT"))


def call(*files: File, mask: File | None = None, **options: Any) -> Call:
    references = (PICTURE,) * len(files)
    asked = GenerationRequest.model_validate({"model": "V3", "prompt": "a fox", "references": references, **options})
    return WIRE.call(SPEC, asked, Given(references=files, mask=mask))


def test_words_alone_generate() -> None:
    found = call(
        aspect="16:9",
        quality="low",
        count=8,
        seed=12,
        negative="dogs",
        extras={"magic_prompt": "off", "style_type": "design"},
    )
    assert found == Call(
        "/ideogram/v1/ideogram-v3/generate",
        parts=(
            Part("prompt", "a fox"),
            Part("num_images", "8"),
            Part("rendering_speed", "TURBO"),
            Part("negative_prompt", "dogs"),
            Part("aspect_ratio", "16x9"),
            Part("seed", "12"),
            Part("magic_prompt", "OFF"),
            Part("style_type", "DESIGN"),
        ),
        auth="api-key",
    )


def test_a_picture_is_remixed_and_more_of_them_show_the_style() -> None:
    found = call(FILE, STYLE, extras={"image_weight": "70"})
    pictures = (Part("image", FILE), Part("style_reference_images", STYLE))
    assert found.path == "/ideogram/v1/ideogram-v3/remix"
    assert found.parts == (*USUAL, Part("image_weight", "70"), *pictures)


def test_a_mask_makes_it_an_edit() -> None:
    found = call(FILE, mask=MASK, extras={"image_weight": "70"})
    assert found.path == "/ideogram/v1/ideogram-v3/edit"
    assert found.parts == (*USUAL, Part("image", FILE), Part("mask", MASK)), "only a remix has a weight"


def test_a_member_can_ask_for_another_task() -> None:
    replaced = call(FILE, extras={"task": "replace_background"})
    assert replaced.path == "/ideogram/v1/ideogram-v3/replace-background"
    assert replaced.parts == (*USUAL, Part("image", FILE))
    styled = call(FILE, STYLE, extras={"task": "STYLE"})
    assert styled.path == "/ideogram/v1/ideogram-v3/generate"
    assert styled.parts[-2:] == (Part("style_reference_images", FILE), Part("style_reference_images", STYLE))
    assert call(FILE, extras={"task": "remix"}) == call(FILE)


def test_dispensable_fields_are_left_out_once() -> None:
    complaint = InvalidRequest("no", field="seed", reason="no")
    lean = WIRE.instead(SPEC, call(seed=1), complaint)
    assert lean == call()
    assert WIRE.instead(SPEC, call(), complaint) is None
    assert WIRE.instead(SPEC, call(seed=1), WrongWire()) is None


def read(body: Any) -> list[Any]:
    return list(WIRE.reader(SPEC, GenerationRequest(model="V3", prompt="a fox")).read(body))


def item(url: str | None, *, safe: bool = True) -> dict[str, Any]:
    return {"prompt": "a fox", "resolution": "1024x1024", "is_image_safe": safe, "seed": 12345, "url": url}


def test_pictures_held_back_are_dropped() -> None:
    one, two = "https://ideogram.ai/api/images/1", "https://ideogram.ai/api/images/2"
    body = {"created": "2000-01-23T04:56:07Z", "data": [item(one), item(None, safe=False), item(two)]}
    assert read(body) == [Asset(Link(one)), Asset(Link(two)), Finished()]


@pytest.mark.parametrize("held_back", [item(None, safe=False), item("https://x.example/1", safe=False), item(None)])
def test_nothing_but_those_is_a_refusal(held_back: Any) -> None:
    with pytest.raises(ContentRejected) as refused:
        read({"data": [held_back, held_back]})
    assert refused.value.params["stage"] == "output"


@pytest.mark.parametrize("body", [{}, {"data": []}, {"data": None}, None, "text"])
def test_an_answer_without_a_picture_is_no_result(body: Any) -> None:
    with pytest.raises(NoResult):
        read(body)


def test_an_error_may_come_with_a_good_status() -> None:
    with pytest.raises(ContentRejected):
        read({"error": {"message": "Prompt failed the safety check", "code": "content_policy_violation"}})

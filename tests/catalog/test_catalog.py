"""Every model's table, and what requests are refused."""

from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from bot.catalog import catalog as catalog_module
from bot.catalog.catalog import Catalog, check
from bot.catalog.spec import ModelSpec
from bot.errors import (
    PromptMissing,
    PromptTooLong,
    ReferenceMissing,
    RequestRefused,
    StartupError,
    UnknownExtra,
    UnknownModel,
    UnsupportedOption,
)
from bot.media.requests import GenerationRequest, Reference
from bot.provider.wires import verify, wires

CATALOG = Catalog.load()
PICTURE = Reference(path="x", mime="image/png", width=8, height=8, size=1)


def request(spec: ModelSpec, **options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": spec.id, "prompt": "a fox", **options})


def needed(spec: ModelSpec) -> dict[str, Any]:
    """The picture without which the model does nothing."""
    if not spec.needs_reference:
        return {}
    return {"references": (PICTURE,)} if spec.max_references else {"first_frame": PICTURE}


@pytest.mark.parametrize("spec", list(CATALOG), ids=lambda spec: spec.id)
class TestEveryModel:
    def test_names_wires_that_exist(self, spec: ModelSpec) -> None:
        assert set(spec.wires) <= set(wires())

    def test_takes_all_that_its_table_offers(self, spec: ModelSpec) -> None:
        for aspect in ("", *spec.aspects):
            for quality in ("", *spec.qualities):
                options = {"aspect": aspect, "quality": quality, "count": spec.max_count, **needed(spec)}
                check(spec, request(spec, **options))
        for resolution in ("", *spec.resolutions):
            for seconds in spec.resolution_seconds.get(resolution, (0, *spec.seconds)):
                check(spec, request(spec, resolution=resolution, seconds=seconds, **needed(spec)))
        for resolution, lengths in spec.resolution_seconds.items():
            for seconds in set(spec.seconds) - set(lengths):
                with pytest.raises(UnsupportedOption):
                    check(spec, request(spec, resolution=resolution, seconds=seconds, **needed(spec)))
        if spec.max_references:
            check(spec, request(spec, references=(PICTURE,) * spec.max_references))
        check(spec, request(spec, **needed(spec) | dict.fromkeys(spec.frames, PICTURE)))

    def test_takes_the_extras_that_its_table_offers(self, spec: ModelSpec) -> None:
        for name, extra in spec.extras.items():
            files = {"references": (PICTURE,)} if extra.only == "with_references" else needed(spec)
            for value in extra.values or (f"{extra.minimum:g}", f"{extra.maximum:g}"):
                check(spec, request(spec, extras={name: value}, **files))
            with pytest.raises(UnsupportedOption):
                check(spec, request(spec, extras={name: "plaid"}, **files))
        with pytest.raises(UnknownExtra):
            check(spec, request(spec, extras={"colour": "plaid"}, **needed(spec)))

    def test_says_whether_it_needs_a_picture(self, spec: ModelSpec) -> None:
        if not spec.needs_reference:
            check(spec, request(spec))
            return
        assert spec.max_references or spec.frames
        with pytest.raises(ReferenceMissing):
            check(spec, request(spec))

    def test_refuses_a_length_it_does_not_offer(self, spec: ModelSpec) -> None:
        with pytest.raises(UnsupportedOption) as refused:
            check(spec, request(spec, seconds=61))
        assert refused.value.params["option"] == "seconds"

    @pytest.mark.parametrize(
        ("option", "value"),
        [("aspect", "7:1"), ("quality", "ultra"), ("background", "plaid"), ("moderation", "none"), ("count", 11)],
    )
    def test_refuses_what_it_does_not_offer_and_says_what_it_takes(
        self, spec: ModelSpec, option: str, value: object
    ) -> None:
        with pytest.raises(UnsupportedOption) as refused:
            check(spec, request(spec, **{option: value}))
        assert refused.value.params["option"] == option
        assert refused.value.params["model"] == spec.title

    def test_refuses_one_picture_too_many(self, spec: ModelSpec) -> None:
        with pytest.raises(UnsupportedOption, match="references"):
            check(spec, request(spec, references=(PICTURE,) * (spec.max_references + 1)))

    @pytest.mark.parametrize("prompt", ["", "  \n\t "])
    def test_refuses_an_empty_prompt(self, spec: ModelSpec, prompt: str) -> None:
        with pytest.raises(PromptMissing):
            check(spec, request(spec, prompt=prompt))

    def test_refuses_a_prompt_over_its_limit(self, spec: ModelSpec) -> None:
        with pytest.raises(PromptTooLong) as refused:
            check(spec, request(spec, prompt="x" * 4001))
        assert refused.value.params == {"length": 4001, "limit": 4000}

    def test_is_found_by_id_title_and_typing(self, spec: ModelSpec) -> None:
        assert CATALOG[spec.id] is CATALOG[spec.title.upper()] is spec
        assert spec in CATALOG.search(spec.title[:5].lower(), spec.medium)
        assert spec in CATALOG.search(f"{spec.maker} {spec.id[:4]}", spec.medium)


def test_a_first_frame_is_picture_enough_for_a_film_that_begins_with_one() -> None:
    spec = CATALOG["wan2.6-i2v"]
    check(spec, request(spec, first_frame=PICTURE))
    with pytest.raises(UnsupportedOption):
        check(spec, request(spec, first_frame=PICTURE, last_frame=PICTURE))


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownModel, match="DALL·E 3") as refused:
        CATALOG["dall-e-9"]
    assert isinstance(refused.value, RequestRefused)


def test_a_table_with_a_typing_error_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    source = (resources.files("bot.catalog") / "data" / "openai.toml").read_text()
    (data / "openai.toml").write_text(source.replace("max_count", "maxcount", 1))

    def elsewhere(_: str) -> Path:
        return tmp_path

    monkeypatch.setattr(catalog_module.resources, "files", elsewhere)
    with pytest.raises(StartupError, match=r"openai\.toml.*gpt-4o-image-vip[\s\S]*maxcount"):
        Catalog.load()


def test_a_model_in_two_tables_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("a.toml", "b.toml"):
        (data / name).write_text((resources.files("bot.catalog") / "data" / "openai.toml").read_text())

    def elsewhere(_: str) -> Path:
        return tmp_path

    monkeypatch.setattr(catalog_module.resources, "files", elsewhere)
    with pytest.raises(StartupError, match=r"b\.toml: the model gpt-4o-image-vip is in the catalog already"):
        Catalog.load()


def test_a_wire_that_is_not_there_stops_the_start() -> None:
    spec = CATALOG["gpt-image-2"].model_copy(update={"wires": ("telepathy",)})
    with pytest.raises(StartupError, match="telepathy"):
        verify(Catalog({"x": spec}), {})


@pytest.mark.parametrize("override", [{"gpt-image-2": "transcript"}, {"nothing": "images"}])
def test_an_override_must_name_a_wire_the_model_is_offered_in(override: dict[str, str]) -> None:
    with pytest.raises(StartupError, match="MODEL_WIRES"):
        verify(CATALOG, override)


@pytest.mark.parametrize(
    "change",
    [{"default_quality": "best"}, {"default_moderation": "none"}, {"price": {"by_quality": {"best": {"*": "1"}}}}],
)
def test_a_table_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    table = CATALOG["gpt-image-2"].model_dump()
    table["price"] |= change.pop("price", {})
    with pytest.raises(ValueError, match=r"quality|moderation|prices"):
        ModelSpec.model_validate(table | change)


@pytest.mark.parametrize(
    ("model", "only_in"),
    [
        ("gemini-3-pro-image", {"resolution": ["images"]}),
        ("gemini-3-pro-image", {"resolutions": ["gemini"]}),
        ("gemini-3-pro-image", {"resolution": []}),
        ("veo-3.1-generate-preview", {"negative": ["veo"], "people": ["videos"]}),
        ("veo-3.1-generate-preview", {"negative": ["videos"]}),
        ("V3", {"seed": ["predictions"]}),
    ],
    ids=["no such wire", "no such option", "no wire at all", "none for both", "none with pictures", "none with a mask"],
)
def test_an_option_needs_a_wire_that_carries_it(model: str, only_in: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="only_in"):
        ModelSpec.model_validate(CATALOG[model].model_dump() | {"only_in": only_in})


def test_a_request_goes_through_wires_that_leave_nothing_of_it_out() -> None:
    gemini, veo, gpt = (CATALOG[name] for name in ("gemini-3-pro-image", "veo-3.1-generate-preview", "gpt-image-2"))
    assert gemini.wires_for(request(gemini)) == ("gemini", "gemini_chat")
    assert gemini.wires_for(request(gemini, resolution="1K")) == ("gemini", "gemini_chat"), "it makes that anyway"
    assert gemini.wires_for(request(gemini, resolution="4K")) == ("gemini",)
    assert veo.wires_for(request(veo, resolution="1080p", seconds=8)) == ("veo", "videos")
    assert veo.wires_for(request(veo, negative="hats")) == ("veo",)
    assert veo.wires_for(request(veo, extras={"people": "none"})) == ("veo",)
    assert veo.wires_for(request(veo, first_frame=PICTURE)) == ("veo",)
    assert gpt.wires_for(request(gpt, references=(PICTURE,))) == ("images", "unified", "predictions")
    assert gpt.wires_for(request(gpt, references=(PICTURE,), mask=PICTURE)) == ("images",)


def test_sizes_have_to_be_complete() -> None:
    table = CATALOG["wan2.6-t2v"].model_dump()
    del table["lanes"]["videos"]["sizes"]["1080p"]["9:16"]
    with pytest.raises(ValueError, match=r"lanes\.videos\.sizes"):
        ModelSpec.model_validate(table)

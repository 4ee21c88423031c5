"""Every model's table, and what requests are refused."""

from importlib import resources
from pathlib import Path
from typing import Any, cast

import pytest

from bot.catalog import catalog as catalog_module
from bot.catalog.catalog import Catalog, check
from bot.catalog.spec import ModelSpec
from bot.errors import PromptMissing, PromptTooLong, RequestRefused, StartupError, UnknownModel, UnsupportedOption
from bot.making import Means
from bot.media.requests import GenerationRequest, Reference
from bot.provider.wires import verify, wires

CATALOG = Catalog.load()
PICTURE = Reference(path="x", mime="image/png", width=8, height=8, size=1)


def request(spec: ModelSpec, **options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": spec.id, "prompt": "a fox", **options})


@pytest.mark.parametrize("spec", list(CATALOG), ids=lambda spec: spec.id)
class TestEveryModel:
    def test_names_wires_that_exist(self, spec: ModelSpec) -> None:
        assert set(spec.wires) <= set(wires())

    def test_takes_all_that_its_table_offers(self, spec: ModelSpec) -> None:
        needed = (PICTURE,) * spec.needs_reference
        for aspect in ("", *spec.aspects):
            for quality in ("", *spec.qualities):
                asked = request(spec, aspect=aspect, quality=quality, count=spec.max_count, references=needed)
                check(spec, asked)
        check(spec, request(spec, references=(PICTURE,) * spec.max_references))

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


def test_an_unknown_model_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownModel, match="GPT Image 2") as refused:
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


def test_pictures_given_and_made_may_have_a_limit_together() -> None:
    spec = CATALOG["doubao-seedream-4-5-251128"]
    check(spec, request(spec, references=(PICTURE,) * 14))
    check(spec, request(spec, references=(PICTURE,) * 5, count=10))
    with pytest.raises(UnsupportedOption) as refused:
        check(spec, request(spec, references=(PICTURE,) * 6, count=10))
    assert (refused.value.params["option"], refused.value.params["allowed"]) == ("count", 9)


def test_pictures_may_need_other_wires() -> None:
    spec = CATALOG["V3"]
    assert spec.wires_for(references=False) == ("predictions", "ideogram")
    assert spec.wires_for(references=True) == ("ideogram",)
    assert CATALOG["gpt-image-2"].wires_for(references=True) == ("images", "predictions")
    with pytest.raises(ValueError, match="wires_with_references"):
        ModelSpec.model_validate(spec.model_dump() | {"wires_with_references": ("images",)})


@pytest.mark.parametrize(
    ("override", "references", "expected"),
    [
        ("", 0, ["predictions", "ideogram"]),
        ("ideogram", 0, ["ideogram", "predictions"]),
        ("predictions", 1, ["ideogram"]),
        ("ideogram", 1, ["ideogram"]),
    ],
)
def test_the_operator_s_wire_is_used_where_it_can_be(override: str, references: int, expected: list[str]) -> None:
    spec = CATALOG["V3"]
    chosen = {spec.id: override} if override else {}
    means = Means(cast("Any", None), cast("Any", None), chosen, cast("Any", None))
    assert means.wires_of(spec, request(spec, references=(PICTURE,) * references)) == expected

"""All models, read from the tables in `data/`, and the questions a request asks of them."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Self

from pydantic import ValidationError

from bot.catalog.spec import ModelSpec
from bot.errors import PromptMissing, PromptTooLong, StartupError, UnknownModel, UnsupportedOption
from bot.media.requests import GenerationRequest, Medium

PROMPT_LIMIT = 4000  # what /imagine takes; Discord's own limit for a text option is 6,000


class Catalog:
    """Model specs by id, in the order of the tables."""

    def __init__(self, specs: Mapping[str, ModelSpec]) -> None:
        self._specs = dict(specs)

    @classmethod
    def load(cls) -> Self:
        """Read every table. Raises StartupError that names the file, the model and the rule it breaks."""
        specs: dict[str, ModelSpec] = {}
        folder = resources.files("bot.catalog") / "data"
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".toml"):
                for name, table in _tables(file).items():
                    if name in specs:
                        raise StartupError(f"{file.name}: the model {name} is in the catalog already.")
                    specs[name] = _spec(file.name, name, table)
        return cls(specs)

    def __iter__(self) -> Iterator[ModelSpec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)

    def __getitem__(self, model: str) -> ModelSpec:
        """By id, or by title as a person may type it."""
        wanted = model.strip().casefold()
        for spec in self:
            if wanted in {spec.id.casefold(), spec.title.casefold()}:
                return spec
        raise UnknownModel(model=model, known=", ".join(spec.title for spec in self))

    def title(self, model: str) -> str:
        """What members read; the id of a model that has left the catalog, for its jobs are still there."""
        spec = self._specs.get(model)
        return spec.title if spec else model

    def search(self, typed: str, medium: Medium = "image") -> list[ModelSpec]:
        """Models whose id, title or maker have every word typed so far, in any order."""
        words = typed.casefold().split()
        return [
            spec
            for spec in self
            if spec.medium == medium
            and all(word in f"{spec.id} {spec.title} {spec.maker}".casefold() for word in words)
        ]


def _tables(file: Traversable) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"{file.name} is no TOML: {error}.") from error


def _spec(file: str, name: str, table: object) -> ModelSpec:
    if not isinstance(table, dict):
        raise StartupError(f"{file}: {name} stands outside every model's table.")
    try:
        return ModelSpec.model_validate({"id": name, "wire_model": name, **table})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the table'}: {item['msg']}" for item in error.errors())
        raise StartupError(f"{file}: the table of {name} is not valid: {wrong}.") from error


def check(spec: ModelSpec, request: GenerationRequest) -> None:
    """Refuse what the model cannot take, naming what it can. Raises a RequestRefused; costs nothing."""
    if not request.prompt.strip():
        raise PromptMissing
    limit = min(spec.max_prompt, PROMPT_LIMIT)
    if len(request.prompt) > limit:
        raise PromptTooLong(length=len(request.prompt), limit=limit)
    _one_of(spec, "aspect", request.aspect, tuple(spec.aspects))
    _one_of(spec, "quality", request.quality, spec.qualities)
    _one_of(spec, "background", request.background, spec.backgrounds)
    _one_of(spec, "moderation", request.moderation, spec.moderations)
    _at_most(spec, "count", request.count, spec.max_count)
    _at_most(spec, "references", len(request.references), spec.max_references)


def _one_of(spec: ModelSpec, option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value and value not in allowed:
        raise UnsupportedOption(model=spec.title, option=option, value=value, allowed=allowed)


def _at_most(spec: ModelSpec, option: str, value: int, limit: int) -> None:
    if value > limit:
        raise UnsupportedOption(model=spec.title, option=option, value=value, allowed=limit)

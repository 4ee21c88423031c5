"""All models, read from the tables in `data/` and the operator's own, and the questions a request asks of them."""

import logging
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, Self

from pydantic import ValidationError

from bot.catalog.spec import Extra, ModelSpec
from bot.errors import (
    PromptMissing,
    PromptTooLong,
    ReferenceMissing,
    RetiredModel,
    StartupError,
    UnknownExtra,
    UnknownModel,
    UnsupportedOption,
)
from bot.media.requests import GenerationRequest, Medium

log = logging.getLogger(__name__)

MOST_SUGGESTED = 3
MOST_SEED = 2**31 - 1
PROMPT_LIMIT = 4000  # what /imagine takes; Discord's own limit for a text option is 6,000
MOST_SUCCESSIONS = 5


@dataclass(frozen=True, slots=True)
class Status:
    """How the gateway stands by a model. `successor`: its name for what to use instead; may be empty."""

    stage: Literal["", "deprecated", "retired"] = ""
    successor: str = ""


class Catalog:
    """Model specs by id, in the order of the tables.

    Everybody holds the same one: specs never change, but the gateway's news put others into their places.
    """

    def __init__(self, specs: Mapping[str, ModelSpec], files: Mapping[str, str] | None = None) -> None:
        """`files`: id -> name of the table's file."""
        self._specs = dict(specs)
        self._written = dict(specs)
        self._files = dict(files or {})
        self._statuses: dict[str, Status] = {}

    @classmethod
    def load(cls, folder: Traversable | None = None) -> Self:
        """Read every table, and the operator's own in `folder`, which may replace shipped ones.

        Raises StartupError that names the file, the model and the rule it breaks.
        """
        shipped, files = _read(resources.files("bot.catalog") / "data")
        own, own_files = _read(folder) if folder and folder.is_dir() else ({}, {})
        for name in own.keys() & shipped.keys():
            log.info("%s replaces the shipped table of %s", own_files[name], name)
        return cls({**shipped, **own}, {**files, **own_files})

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
        raise UnknownModel(model=model, known=", ".join(self._like(wanted)))

    def file(self, model: str) -> str:
        """Where its table is."""
        return self._files.get(model, "")

    # -- what the gateway says of them

    def written(self, model: str) -> ModelSpec:
        """As its table has it, whatever the gateway has said since. By id."""
        return self._written[model]

    def learn(self, specs: Mapping[str, ModelSpec], statuses: Mapping[str, Status]) -> None:
        """Put new specs into the places of known ones, and note how the gateway stands by models. By id."""
        self._specs |= {name: spec for name, spec in specs.items() if name in self._specs}
        self._statuses |= statuses

    def status(self, model: str) -> Status:
        """By id; of models nothing was heard of, that they are offered."""
        return self._statuses.get(model, Status())

    def offers(self, model: str) -> bool:
        """Whether there is a model of this id that can be asked for."""
        return model in self._specs and self.status(model).stage != "retired"

    def offered(self, model: str) -> ModelSpec:
        """By id or title, for a new request. Raises UnknownModel or RetiredModel."""
        spec = self[model]
        if self.offers(spec.id):
            return spec
        successor = self.successor(spec.id)
        raise RetiredModel(model=spec.title, successor=successor.title if successor else "")

    def successor(self, model: str, named: str = "") -> ModelSpec | None:
        """What can be used instead, if there is a table for it. `named`: what the gateway called it just now."""
        for _ in range(MOST_SUCCESSIONS):  # a successor may have gone as well
            named = named or self.status(model).successor
            found = next((spec for spec in self if named in {spec.id, spec.wire_model}), None)
            if found is None or found.id == model:
                return None
            if self.offers(found.id):
                return found
            model, named = found.id, ""
        return None

    # -- finding them

    def _like(self, wanted: str) -> list[str]:
        """The titles that were most probably meant."""
        titles = {spec.title.casefold(): spec.title for spec in self if self.offers(spec.id)}
        near = get_close_matches(wanted, titles, n=MOST_SUGGESTED, cutoff=0.0)
        return [titles[found] for found in near]

    def has(self, model: str) -> bool:
        """Whether there is a model of this id."""
        return model in self._specs

    def title(self, model: str) -> str:
        """What members read; the id of a model that has left the catalog, for its jobs are still there."""
        spec = self._specs.get(model)
        return spec.title if spec else model

    def search(self, typed: str, medium: Medium = "image") -> list[ModelSpec]:
        """Models to ask for whose id, title or maker have every word typed so far, in any order."""
        words = typed.casefold().split()
        return [
            spec
            for spec in self
            if spec.medium == medium
            and self.offers(spec.id)
            and all(word in f"{spec.id} {spec.title} {spec.maker}".casefold() for word in words)
        ]


def _read(folder: Traversable) -> tuple[dict[str, ModelSpec], dict[str, str]]:
    """Specs and file names, by id."""
    specs: dict[str, ModelSpec] = {}
    files: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            for name, table in _tables(file).items():
                if name in specs:
                    raise StartupError(f"{file.name}: the model {name} is in the catalog already.")
                specs[name], files[name] = _spec(file.name, name, table), file.name
    return specs, files


def _tables(file: Traversable) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"{file.name} is no TOML: {error}.") from error
    except OSError as error:
        raise StartupError(f"{file} cannot be read ({error.strerror}): let this user read it.") from error


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
    _one_of(spec, "aspect", request.aspect, aspects_of(spec, with_references=bool(request.references)))
    _one_of(spec, "quality", request.quality, spec.qualities)
    _one_of(spec, "resolution", request.resolution, spec.resolutions)
    _one_of(spec, "background", request.background, spec.backgrounds)
    _one_of(spec, "moderation", request.moderation, spec.moderations)
    lengths = spec.resolution_seconds.get(request.resolution or spec.default_resolution)
    if lengths or (request.seconds and request.seconds != spec.default_seconds):
        _one_of(spec, "seconds", str(request.seconds or spec.default_seconds), tuple(map(str, lengths or spec.seconds)))
    if request.seed is not None and not spec.seed:
        raise UnsupportedOption(model=spec.title, option="seed", value=request.seed, allowed=())
    if request.seed is not None and not 0 <= request.seed <= MOST_SEED:
        allowed = (f"0 - {MOST_SEED}",)
        raise UnsupportedOption(model=spec.title, option="seed", value=str(request.seed), allowed=allowed)
    if request.negative and not spec.negative:
        raise UnsupportedOption(model=spec.title, option="negative", value=request.negative, allowed=())
    _at_most(spec, "count", request.count, spec.max_count)
    _check_files(spec, request)
    if spec.max_together:
        _at_most(spec, "count", request.count, spec.max_together - len(request.references))
    for name, value in request.extras.items():
        check_extra(spec, name, value, with_references=bool(request.references))


def aspects_of(spec: ModelSpec, *, with_references: bool) -> tuple[str, ...]:
    """Shapes it can make; some models know fewer of them when pictures go along."""
    return (*spec.aspects, *(() if with_references else spec.aspects_without_references))


def extra_value(extra: Extra, value: str) -> Any:
    """What the wire sends for what a member wrote. Raises ValueError when it cannot be that."""
    if extra.values:
        found = next((known for known in extra.values if known.casefold() == value.casefold()), None)
        if found is None:
            raise ValueError(value)
        return extra.sends.get(found, found)
    number = float(value)
    return int(number) if number.is_integer() else number


def check_extra(spec: ModelSpec, name: str, value: str, *, with_references: bool) -> None:
    """Refuse one extra the model cannot take. Raises a RequestRefused."""
    extra = spec.extras.get(name)
    if extra is None:
        raise UnknownExtra(model=spec.title, option=name, allowed=tuple(spec.extras))
    if extra.only and with_references != (extra.only == "with_references"):
        raise UnsupportedOption(model=spec.title, option=name, value=value, allowed=())
    most = extra.maximum
    if with_references and extra.maximum_with_references is not None:
        most = extra.maximum_with_references
    allowed = extra.values or (f"{extra.minimum:g} - {most:g}",)
    try:
        sent = extra_value(extra, value)
    except ValueError:
        raise UnsupportedOption(model=spec.title, option=name, value=value, allowed=allowed) from None
    if not extra.values and not (extra.minimum or 0) <= sent <= (most or 0):
        raise UnsupportedOption(model=spec.title, option=name, value=value, allowed=allowed)


def _check_files(spec: ModelSpec, request: GenerationRequest) -> None:
    _at_most(spec, "references", len(request.references), spec.max_references)
    for name in ("first_frame", "last_frame"):
        if getattr(request, name) and name not in spec.frames:
            raise UnsupportedOption(model=spec.title, option=name, value="", allowed=())
    if request.mask and not spec.mask:
        raise UnsupportedOption(model=spec.title, option="mask", value="", allowed=())
    if request.mask and not request.references:
        raise ReferenceMissing(model=spec.title)
    if spec.needs_reference and not (request.references or request.turns or request.first_frame):
        raise ReferenceMissing(model=spec.title)


def _one_of(spec: ModelSpec, option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value and value not in allowed:
        raise UnsupportedOption(model=spec.title, option=option, value=value, allowed=allowed)


def _at_most(spec: ModelSpec, option: str, value: int, limit: int) -> None:
    if value > limit:
        raise UnsupportedOption(model=spec.title, option=option, value=value, allowed=limit)

"""What a model's table may say. Code asks these fields, never a model's name."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.media.requests import GenerationRequest, Medium

Usd = Annotated[Decimal, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens an answer says it took."""

    text_in: int = 0
    image_in: int = 0
    image_out: int = 0
    text_out: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.text_in + other.text_in,
            self.image_in + other.image_in,
            self.image_out + other.image_out,
            self.text_out + other.text_out,
        )


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class TokenPrices(_Table):
    """US dollars per million tokens."""

    text_in: Usd
    image_in: Usd
    image_out: Usd
    text_out: Usd = Decimal(0)


class Price(_Table):
    """What the gateway takes, in US dollars, before the operator's markup."""

    per: Literal["call", "image", "second"]
    """What the amounts below are for: the whole call, each picture or video, or each second of each video."""
    usd: Usd
    """The amount where neither quality nor aspect changes it; otherwise the most it can be."""
    by_quality: dict[str, dict[str, Usd]] = {}
    """quality (or resolution, of a model without qualities) -> aspect (or `*`) -> amount. The quote; the highest for a
    quality or aspect left to the model."""
    tokens: TokenPrices | None = None
    """With these, what the answer's usage says is charged, up to the quote."""
    source: str
    """Where the amounts come from, for whoever checks them next."""
    listed: Literal["", "image", "second", "call", "tokens"] = ""
    """What the number that the gateway's list gives for this model is for; `tokens`: two, for a million that go in and
    that come out. The amounts above follow it then. Default: the list is not read for prices."""

    @model_validator(mode="after")
    def _comparable(self) -> Self:
        if self.listed == "tokens" and not self.tokens:
            raise ValueError("listed = 'tokens' needs tokens")
        if self.listed not in {"", "tokens"} and (self.tokens or self.by_quality or self.listed != self.per):
            raise ValueError(f"listed = {self.listed!r} needs one flat amount per {self.listed}")
        return self


class Extra(_Table):
    """An option that only some models have; members write it as `name=value`."""

    summary: Annotated[str, Field(max_length=80)]
    """One line on what it does."""
    values: tuple[str, ...] = ()
    """What it may be. Empty: a number within the two bounds below."""
    minimum: float | None = None
    maximum: float | None = None
    maximum_with_references: float | None = None
    """A tighter bound where pictures go along. Default: the same."""
    field: str = ""
    """The wire's name for it. Default: the option's own."""
    sends: dict[str, Any] = {}
    """value -> what is sent for it, where that is not the value itself (such as true for `on`)."""
    only: Literal["", "with_references", "without_references"] = ""
    """When the wire takes it. Default: always."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.values and (self.minimum is None or self.maximum is None):
            raise ValueError("an extra has either values, or both a minimum and a maximum")
        return self


class Lane(_Table):
    """How one wire names what this model takes; an empty name: it is not sent. The defaults are OpenAI's names."""

    path: str = ""
    """What the wire's address needs beyond the model's name, such as `bfl/flux-kontext-max`."""
    prompt: str = "prompt"
    """A dot, in this and all names below, leads into an object: `options.max_images`."""
    count: str = "n"
    other_count: str = ""
    """Another name for `count`, sent when the first is not known, where the documents disagree."""
    several: dict[str, Any] = {}
    """Sent when more than one picture is asked for; with this, the count is sent only then."""
    aspect: str = "size"
    aspects: dict[str, str] = {}
    """Aspect -> what this wire sends for it, where that differs from the model's own table."""
    width: str = ""
    height: str = ""
    """With these two, an aspect that stands for pixels is sent as two numbers instead."""
    between: Literal["x", "*"] = "x"
    """What stands between width and height in a size made from aspect and resolution."""
    quality: str = "quality"
    qualities: dict[str, str] = {}
    """quality -> what is sent for it, where that differs."""
    resolution: str = ""
    """May be the same field as `aspect`: then an aspect is sent in pixels, as many as the resolution has."""
    resolutions: dict[str, str] = {}
    """resolution -> what is sent for it, where that differs."""
    sizes: dict[str, dict[str, str]] = {}
    """resolution -> aspect -> the size in pixels, where `aspect` is a field for both. Without an aspect it is the one
    nearest to the first frame, else the first."""
    background: str = "background"
    moderation: str = "moderation"
    seconds: str = "seconds"
    seconds_as: Literal["number", "text"] = "number"
    seed: str = "seed"
    negative: str = "negative_prompt"
    reference: str = "image"
    """The field for pictures that go along."""
    references_as: Literal["one", "list", "auto"] = "auto"
    """auto: one picture is sent as it is, several as a list."""
    first_frame: str = ""
    """The field for it; its role, where pictures stand in a list."""
    last_frame: str = ""
    extras: dict[str, str] = {}
    """Extra -> this wire's name for it, where that differs; empty: it is not sent."""
    not_with_references: tuple[str, ...] = ()
    """Fields this wire does not take where pictures go along."""
    form: Literal["flat", "input", "content"] = "flat"
    """Where the wire of videos puts things. flat: each in its field. input: words and pictures below `input`, all else
    below `parameters`. content: each in its field, and words and pictures in a list."""
    constants: dict[str, Any] = {}
    """Sent with every request, such as `watermark = false`."""
    tasks_only: bool = False
    """Whether there are tasks only here: an account that may not have any goes on to the model's next wire."""


class ModelSpec(_Table):
    """One model of the catalog."""

    id: str
    """What the operator's settings and the database call it. Unique."""
    title: str
    """What members read."""
    maker: str
    """Who trained it."""
    summary: Annotated[str, Field(max_length=120)]
    """One line on what it is good at."""
    medium: Medium = "image"
    """What it makes."""
    wires: Annotated[tuple[str, ...], Field(min_length=1)]
    """Reply formats it is offered in, the one to use first; each is a module of `bot.provider.wires`."""
    wires_with_references: tuple[str, ...] = ()
    """The same for requests with pictures, where not all of them take any. Default: the same."""
    wire_model: str
    """The gateway's name for it. Default: the table's name."""
    aspects: dict[str, str] = {}
    """Aspect -> what the wire sends for it (a size such as 1536x1024, or the ratio itself). Empty: it decides."""
    aspects_without_references: dict[str, str] = {}
    """More aspects, for when no picture goes along."""
    qualities: tuple[str, ...] = ()
    """What `quality` may be. Empty: the model has no such option."""
    default_quality: str = ""
    """Sent, and quoted, when the member names none."""
    backgrounds: tuple[str, ...] = ()
    """What may be behind the subject, such as `transparent`. Empty: the model has no such option."""
    moderations: tuple[str, ...] = ()
    """What the operator's IMAGE_MODERATION may be for it. Empty: the model has no such option."""
    resolutions: tuple[str, ...] = ()
    """What `resolution` may be, such as `2K` or `720p`. Empty: the model has no such option."""
    default_resolution: str = ""
    """Sent, and quoted, when the member names none."""
    seconds: tuple[int, ...] = ()
    """Lengths a video may have, ascending. Empty: the model has no such option."""
    default_seconds: Annotated[int, Field(ge=0)] = 0
    """Length of a video when the member names none; priced even where it cannot be chosen."""
    resolution_seconds: dict[str, tuple[int, ...]] = {}
    """resolution -> the only lengths it can be made in. Default: all of them."""
    seed: bool = False
    """Whether it takes a seed."""
    negative: bool = False
    """Whether it takes words for what should not be seen."""
    extras: dict[str, Extra] = {}
    """Options only this model and few others have."""
    english_only: bool = False
    """The prompt is translated to English before it is sent."""
    converses: bool = False
    """Whether earlier turns are sent back to it, so that it remembers."""
    max_count: Annotated[int, Field(ge=1, le=10)] = 1
    """Pictures or videos a member can ask for at once."""
    per_call: Annotated[int, Field(ge=0, le=10)] = 0
    """Pictures one call makes; more than that becomes several calls. Default: all of them."""
    max_references: Annotated[int, Field(ge=0)] = 0
    """Pictures it takes along with the prompt."""
    max_together: Annotated[int, Field(ge=0)] = 0
    """Pictures that go along and pictures it makes, taken together. 0: no such limit."""
    needs_reference: bool = False
    """It does nothing without a picture; for a video, the first frame is one."""
    frames: tuple[Literal["first_frame", "last_frame"], ...] = ()
    """Which pictures of its own a video may begin and end with."""
    only_in: dict[str, tuple[str, ...]] = {}
    """`resolution`, `negative`, `seed` or an extra -> the wires that can carry it; a request that has it, and not the
    default, goes through no other. Default: all of them."""
    mask: tuple[str, ...] = ()
    """Wires in which a mask can say what of the first reference is to change. Default: none."""
    mask_form: Literal["transparent", "black"] = "transparent"
    """How a mask marks what is to change: by being transparent there, or by being black on white."""
    reference_side: Annotated[int, Field(ge=0)] = 4096
    """Longest side of a picture that goes along, in pixels; larger ones are made smaller. 0: any."""
    reference_mib: Annotated[int, Field(ge=0)] = 10
    """Size of a picture that goes along, in MiB; larger ones are packed tighter. 0: any."""
    reference_formats: tuple[Literal["png", "jpeg", "webp"], ...] = ("png", "jpeg", "webp")
    """Formats it takes; others are converted."""
    max_prompt: Annotated[int, Field(ge=1)] = 4000
    """Characters."""
    partial_images: Annotated[int, Field(ge=0, le=3)] = 0
    """Unfinished pictures to ask for while it works. Default: it cannot."""
    lanes: dict[str, Lane] = {}
    """wire -> how it names things for this model. Default: OpenAI's names."""
    released: str = ""
    """When its maker brought it out, as YYYY-MM; for lists. Empty: not known."""
    lean_fields: tuple[str, ...] = ()
    """Fields of the request body to leave out when the gateway complains of one of them."""
    timeout: Annotated[int, Field(ge=1)] = 900
    """Seconds from the first attempt to the last file after which the job is given up."""
    price: Price

    @model_validator(mode="after")
    def _defaults_are_on_offer(self) -> Self:
        if self.default_quality and self.default_quality not in self.qualities:
            raise ValueError(f"default_quality {self.default_quality!r} is not one of qualities {self.qualities}")
        if self.default_resolution and self.default_resolution not in self.resolutions:
            raise ValueError(f"default_resolution {self.default_resolution!r} is not one of {self.resolutions}")
        if self.seconds and self.default_seconds not in self.seconds:
            raise ValueError(f"default_seconds {self.default_seconds} is not one of seconds {self.seconds}")
        if not all(self.price.by_quality.values()):
            raise ValueError("price.by_quality has a row without an amount")
        if unknown := self.resolution_seconds.keys() - set(self.resolutions):
            raise ValueError(f"resolution_seconds names {sorted(unknown)}, which are not among resolutions")
        if self.price.per == "second" and not self.default_seconds:
            raise ValueError("a price per second needs default_seconds")
        if unknown := self.price.by_quality.keys() - {*(self.qualities or self.resolutions), "*"}:
            raise ValueError(f"price.by_quality prices {sorted(unknown)}, which are not among qualities")
        return self

    @model_validator(mode="after")
    def _wires_are_named(self) -> Self:
        for name in ("lanes", "wires_with_references", "mask"):
            if unknown := set(getattr(self, name)) - set(self.wires):
                raise ValueError(f"{name} names {sorted(unknown)}, which are not among wires {self.wires}")
        for name, lane in self.lanes.items():
            if lane.sizes and {(row, *sizes) for row, sizes in lane.sizes.items()} != self._shapes():
                raise ValueError(f"lanes.{name}.sizes has to give every aspect a size in every resolution")
        return self

    @model_validator(mode="after")
    def _options_have_wires(self) -> Self:
        options = {"resolution", "negative", "seed", *self.extras}
        if unknown := self.only_in.keys() - options:
            raise ValueError(f"only_in names {sorted(unknown)}, which are not among {sorted(options)}")
        for option, wires in self.only_in.items():
            if unknown := set(wires) - set(self.wires):
                raise ValueError(f"only_in.{option} names {sorted(unknown)}, which are not among wires {self.wires}")
        narrowed = [*self.only_in.values(), *([self.mask] if self.mask else [])]
        if not set(self.wires_with_references or self.wires).intersection(*narrowed):
            raise ValueError("only_in leaves no wire for a request with all that it names")
        return self

    def _shapes(self) -> set[tuple[str, ...]]:
        return {(resolution, *self.aspects) for resolution in self.resolutions or ("",)}

    def wires_for(self, request: GenerationRequest) -> tuple[str, ...]:
        """Reply formats such a request is offered in, the one to use first: those that leave nothing of it out."""
        offered = (any(request.files()) and self.wires_with_references) or self.wires
        carrying = [self.only_in[option] for option in self._chosen(request) if option in self.only_in]
        if request.mask:
            carrying.append(self.mask)
        return tuple(name for name in offered if all(name in wires for wires in carrying))

    def narrowing(self, request: GenerationRequest) -> tuple[str, ...]:
        """What of a request keeps wires from carrying it that could carry the rest."""
        offered = set((any(request.files()) and self.wires_with_references) or self.wires)
        found = [name for name in sorted(self._chosen(request)) if offered - set(self.only_in.get(name, offered))]
        return (*found, *(["mask"] if request.mask and offered - set(self.mask) else []))

    def _chosen(self, request: GenerationRequest) -> set[str]:
        """Options it has that are not the model's default."""
        chosen = set(request.extras)
        if request.resolution not in {"", self.default_resolution}:
            chosen.add("resolution")
        if request.negative:
            chosen.add("negative")
        if request.seed is not None:
            chosen.add("seed")
        return chosen

    def lane(self, wire: str) -> Lane:
        """How that wire names things for this model."""
        return self.lanes.get(wire, _OPENAI)

    def moderation(self, wanted: str) -> str:
        """How strictly it is asked to filter: as the operator wants, where it has the option."""
        return wanted if wanted in self.moderations else ""

    @property
    def loosest(self) -> str:
        """The moderation that refuses least; empty where it has no such option."""
        return "low" if "low" in self.moderations else next(iter(self.moderations), "")

    def serves(self, purpose: str) -> bool:
        """Whether it is of use for one of the purposes of `bot.preferences`."""
        match purpose:
            case "imagine":
                return self.medium == "image" and not self.needs_reference
            case "edit":
                return self.medium == "image" and self.max_references > 0
            case "video":
                return self.medium == "video" and not self.needs_reference
            case _:
                return self.medium == "video" and (self.max_references > 0 or "first_frame" in self.frames)

    def makes(self, count: int) -> int:
        """How many calls `count` pictures take."""
        return -(-count // (self.per_call or count))


_OPENAI = Lane()

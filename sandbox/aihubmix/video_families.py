"""The families of video models behind `/v1/videos`: each has its own idea of a request."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

from sandbox.aihubmix.errors import gateway_error
from sandbox.aihubmix.film_asks import FilmAsk, sized
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.schemas import Fault, Flag, Kind, Listing, Medium, Number, NumberOrText, Record, Text

Frame = Literal["none", "optional", "required", "reference"]
"""`reference`: pictures to go by, and none to begin or end with."""

_RATIOS = Text(("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"))
_CALL: dict[str, Kind] = {"model": Text(), "prompt": Text()}
_ANY_SIZE = Text(pattern=r"[1-9]\d{2,3}x[1-9]\d{2,3}")


@dataclass(frozen=True)
class Family:
    body: Record
    ask: Callable[[Json], FilmAsk]
    """From a body that was checked."""
    frame: Frame = "optional"
    uploads: bool = False
    """Takes a form with a file in place of an address."""
    body_form: Literal["url", "progress"] = "url"
    """Which of the two task objects answers."""

    def read(self, given: Json) -> FilmAsk:
        try:
            self.body.check_fields(given)
        except Fault as fault:
            raise gateway_error(400, fault.sentence, "invalid_request", malformed=True) from None
        ask = self.ask(given)
        pictured = bool(ask.first or ask.last or ask.references)
        if self.frame == "required" and not pictured:
            raise gateway_error(400, "This model needs a first frame.", "invalid_request", malformed=True)
        if self.frame == "reference" and (ask.first or ask.last or not ask.references):
            raise gateway_error(400, "This model needs reference images.", "invalid_request", malformed=True)
        if self.frame == "none" and pictured:
            text = "Reference images are not supported for this model."
            raise gateway_error(400, text, "invalid_request", malformed=True)
        return ask


def _flat_ask(given: Json, seconds: int = 5) -> FilmAsk:
    width, _, height = (given.get("size") or "1280x720").partition("x")
    length = int(given.get("seconds") or seconds)
    return FilmAsk(given["prompt"], length, (int(width), int(height)), given.get("input_reference"))


def veo() -> Family:
    """Seconds are a number, whatever the documents say; a reference is an unknown parameter."""
    sizes = Text(("1280x720", "720x1280", "1920x1080", "1080x1920"))
    body = Record(_CALL | {"seconds": Number(choices=(4, 6, 8)), "size": sizes}, ("model", "prompt"))
    return Family(body, lambda given: _flat_ask(given, seconds=8), "none", uploads=True)


def flat(low: int, high: int, frame: Frame = "optional", body_form: Literal["url", "progress"] = "url") -> Family:
    seconds = NumberOrText(Number(low, high))
    fields = _CALL | {"seconds": seconds, "size": _ANY_SIZE, "input_reference": Medium()}
    return Family(Record(fields, ("model", "prompt")), _flat_ask, frame, uploads=True, body_form=body_form)


def referring(low: int, high: int) -> Family:
    """The plain form, where the picture is one to go by."""

    def ask(given: Json) -> FilmAsk:
        framed = _flat_ask(given)
        return replace(framed, first=None, references=(framed.first,) if framed.first else ())

    return replace(flat(low, high), ask=ask, frame="reference")


def nested(frame: Frame = "optional") -> Family:
    """`input` and `parameters`, with the pictures as `media`."""
    medium = Record({"type": Text(("first_frame", "last_frame", "reference_image")), "url": Text()}, ("type", "url"))
    given = Record({"prompt": Text(), "negative_prompt": Text(), "media": Listing(medium, 9)}, ("prompt",))
    parameters = Record(
        {
            "resolution": Text(("480P", "720P", "1080P")),
            "ratio": _RATIOS,
            "duration": Number(2, 15),
            "prompt_extend": Flag(),
            "watermark": Flag(),
            "seed": Number(0),
        }
    )
    body = Record({"model": Text(), "input": given, "parameters": parameters}, ("model", "input"))
    return Family(body, _nested_ask, frame)


def _nested_ask(given: Json) -> FilmAsk:
    parameters: Json = given.get("parameters") or {}
    rows = cast("list[Json]", given["input"].get("media") or [])
    media = [(str(row["type"]), str(row["url"])) for row in rows]
    return _placed(given["input"]["prompt"], media, parameters, default="720P")


def content_list() -> Family:
    """Words and pictures in one list, each picture with its role."""
    picture = Record({"url": Text()}, ("url",))
    role = Text(("first_frame", "last_frame", "reference_image"))
    part = Record({"type": Text(("text", "image_url")), "text": Text(), "image_url": picture, "role": role}, ("type",))
    fields: dict[str, Kind] = {
        "duration": Number(2, 15),
        "resolution": Text(("480p", "720p", "1080p")),
        "ratio": _RATIOS,
        "content": Listing(part, 16),
        "generate_audio": Flag(),
        "watermark": Flag(),
        "seed": Number(-1),
        "camera_fixed": Flag(),
    }
    return Family(Record(_CALL | fields, ("model",)), _content_ask, body_form="progress")


def _content_ask(given: Json) -> FilmAsk:
    parts = cast("list[Json]", given.get("content") or [])
    words = [str(part.get("text") or "") for part in parts if part["type"] == "text"]
    prompt = given.get("prompt") or " ".join(words)
    if not prompt:
        raise gateway_error(400, "prompt is required", "prompt_missing", malformed=True)
    pictures = [part for part in parts if part["type"] == "image_url"]
    if any("image_url" not in part for part in pictures):
        raise gateway_error(400, "image_url is required", "invalid_request", malformed=True)
    media = [(part.get("role") or "first_frame", part["image_url"]["url"]) for part in pictures]
    return _placed(prompt, media, given, default="720p")


def _placed(prompt: str, media: list[tuple[str, str]], options: Json, *, default: str) -> FilmAsk:
    size = sized(options.get("resolution") or default, options.get("ratio") or "16:9")
    return FilmAsk(
        prompt,
        options.get("duration") or 5,
        size,
        first=next((url for role, url in media if role == "first_frame"), None),
        last=next((url for role, url in media if role == "last_frame"), None),
        references=tuple(url for role, url in media if role == "reference_image"),
        seed=options.get("seed") or 0,
    )

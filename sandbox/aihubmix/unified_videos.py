"""The fields of `/ai/v1/videos`: a closed list for each model."""

from dataclasses import dataclass

from sandbox.aihubmix.errors import native_error
from sandbox.aihubmix.film_asks import FilmAsk, sized
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.schemas import Listing, Number, Record, Text
from sandbox.aihubmix.unified_images import checked


@dataclass(frozen=True)
class Offer:
    resolutions: tuple[str, ...]
    """The first is the default."""
    seconds: tuple[int, int]
    as_message: bool = False
    """Completes with words that hold the address, not with a file."""


OFFERS = {
    "minimax-h3": Offer(("768P", "512P", "1080P"), (4, 15)),
    "doubao-seedance-2-5-260628": Offer(("720p", "480p", "1080p"), (2, 15), as_message=True),
    "kling-v3-omni": Offer(("720p", "1080p"), (3, 15)),
}


def body(model: str) -> Record:
    offer = OFFERS[model]
    url = Record({"url": Text()}, ("url",))
    reference = Record({"type": Text(("image_url", "video_url", "audio_url")), "url": Text()}, ("type", "url"))
    frame = Record({"frame_type": Text(("first_frame", "last_frame")), "image_url": url}, ("frame_type", "image_url"))
    return Record(
        {
            "model": Text(),
            "prompt": Text(),
            "duration": Number(*offer.seconds),
            "aspect_ratio": Text(("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")),
            "resolution": Text(offer.resolutions),
            "seed": Number(0),
            "input_references": Listing(reference, 12),
            "frame_images": Listing(frame, 2),
            "webhook_url": Text(pattern="https?://.+"),
            "webhook_events_filter": Listing(Text(("completed", "failed", "cancelled")), 3),
        },
        ("model", "prompt"),
    )


def read(model: str, given: Json) -> FilmAsk:
    fields = checked(body(model), given)
    references: list[Json] = fields.get("input_references") or []
    given_frames: list[Json] = fields.get("frame_images") or []
    frames: dict[str, str] = {row["frame_type"]: row["image_url"]["url"] for row in given_frames}
    if references and frames:
        text = "Give either `input_references` or `frame_images`."
        raise native_error(400, "unsupported_input_combination", text, malformed=True)
    return FilmAsk(
        fields["prompt"],
        fields.get("duration", 5),
        sized(fields.get("resolution") or OFFERS[model].resolutions[0], fields.get("aspect_ratio") or "16:9"),
        first=frames.get("first_frame"),
        last=frames.get("last_frame"),
        # What moves or sounds does not show in a painted film.
        references=tuple(row["url"] for row in references if row["type"] == "image_url"),
        seed=fields.get("seed", 0),
    )

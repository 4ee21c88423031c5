"""What is asked for when a video is asked for, whatever the form it came in."""

from dataclasses import dataclass

from sandbox.aihubmix.errors import gateway_error
from sandbox.aihubmix.files import Files
from sandbox.aihubmix.film import Film
from sandbox.aihubmix.given import picture
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.paint import readable


@dataclass(frozen=True)
class FilmAsk:
    """The pictures as they were given: addresses, base64, or the bytes of an upload."""

    prompt: str
    seconds: int
    size: tuple[int, int]
    first: object = None
    last: object = None
    references: tuple[object, ...] = ()
    seed: int = 0

    @property
    def work(self) -> Work:
        return Work(1, size=self.size, seconds=self.seconds)


async def filmed(ask: FilmAsk, files: Files) -> Film:
    return Film(
        ask.prompt,
        ask.seed,
        *ask.size,
        ask.seconds,
        first_frame=await _frame(ask.first, files),
        last_frame=await _frame(ask.last, files),
        references=tuple([await picture(one, files, field="reference") for one in ask.references]),
    )


async def _frame(given: object, files: Files) -> bytes | None:
    if given is None:
        return None
    if isinstance(given, bytes):
        if not readable(given):
            raise gateway_error(400, "The reference is no picture", "invalid_media", malformed=True)
        return given
    return await picture(given, files, field="frame")


def sized(resolution: str, ratio: str) -> tuple[int, int]:
    """`720p` names the short side."""
    short = int(resolution.lower().removesuffix("p"))
    across, down = (int(side) for side in ratio.split(":"))
    long = round(short * max(across, down) / min(across, down) / 2) * 2
    return (long, short) if across >= down else (short, long)

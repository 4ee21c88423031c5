"""Writing a video again: H.264 and AAC in an MP4 that begins to play before it has arrived. Frame by frame."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.media.frames import PYAV, VideoFacts, opened, picture, picture_stream

PAYLOAD = 0.92  # share of a file that is not the container's own
BITS_PER_PIXEL = 0.06  # below that a smaller picture looks better than a blurred one
LEAST_BITS = 40_000  # a second: below that nothing is worth looking at
SMALLEST_SIDE = 160  # pixels; below that bits are saved on the quality
AUDIO_BITS = ((600_000, 96_000), (0, 48_000))  # with so many a second in all, so many for the sound
USUAL_RATE, MOST_RATE = 24.0, 60.0  # frames a second: where the file does not say, and where it exaggerates
BUFFER, LONGEST_BUFFER = 0.2, 2.0  # share of the video, seconds
SAMPLES = 48_000  # a second


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make of a video. Bits are a second's; no bits for the sound: silent."""

    width: int
    height: int
    rate: float
    video_bits: int
    audio_bits: int
    buffer_bits: int
    """By how much the encoder may overdraw; of a short video it would never pay back as much as of a long one."""


def planned(facts: VideoFacts, limit: float) -> Plan | None:
    """The best that goes into `limit` bytes; None when that is not worth looking at."""
    bits = limit * 8 * PAYLOAD / facts.seconds
    audio = next(share for least, share in AUDIO_BITS if bits >= least) if facts.has_audio else 0
    if bits - audio < LEAST_BITS:
        return None
    rate = min(facts.fps or USUAL_RATE, MOST_RATE)
    factor = math.sqrt((bits - audio) / (rate * BITS_PER_PIXEL * facts.width * facts.height))
    factor = min(1.0, max(factor, SMALLEST_SIDE / min(facts.width, facts.height)))
    buffer = (bits - audio) * min(LONGEST_BUFFER, facts.seconds * BUFFER)
    return Plan(_even(facts.width * factor), _even(facts.height * factor), rate, int(bits - audio), audio, int(buffer))


def _even(side: float) -> int:
    """H.264 takes no other."""
    return max(2, int(side) // 2 * 2)


def write(path: Path, target: Path, plan: Plan, told: Callable[[float], None], tags: Mapping[str, str]) -> None:
    """Read one, write the other. `told` hears of every frame at which second it shows, and may end it by raising.

    Raises what is in `frames.TROUBLE`.
    """
    with opened(path) as source, PYAV.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as made:
        made.metadata.update(tags)
        streams = [picture_stream(source)]
        encoders = [_video(made, plan, streams[0])]
        if plan.audio_bits:
            streams.append(source.streams.audio[0])
            encoders.append(_audio(made, plan, streams[1]))
        latest: int | None = None
        for packet in source.demux(*streams):
            if packet.stream is not streams[0]:
                _mux(made, encoders[1], packet.decode())
                continue
            for frame in packet.decode():
                if frame.pts is not None and (latest is None or frame.pts > latest):
                    latest = frame.pts
                    told(float(frame.pts * frame.time_base))
                    _mux(made, encoders[0], [_shown(frame, plan)])
        for encoder in encoders:
            made.mux(encoder.encode(None))


def _mux(made: Any, encoder: Any, frames: Any) -> None:
    for frame in frames:
        made.mux(encoder.encode(frame))


def _video(made: Any, plan: Plan, source: Any) -> Any:
    """Bits are spent evenly enough for the sum to come out right; looking ahead takes memory, so it does not far."""
    options = {
        "preset": "veryfast",
        "maxrate": str(plan.video_bits * 5 // 4),
        "bufsize": str(plan.buffer_bits),
        "rc-lookahead": "10",
        "threads": "2",
    }
    stream = made.add_stream("libx264", rate=Fraction(plan.rate).limit_denominator(1001), options=options)
    stream.width, stream.height = plan.width, plan.height
    stream.pix_fmt = "yuv420p"
    stream.bit_rate = plan.video_bits
    stream.codec_context.time_base = source.time_base
    return stream


def _audio(made: Any, plan: Plan, source: Any) -> Any:
    layout = "mono" if source.codec_context.channels == 1 else "stereo"
    stream = made.add_stream("aac", rate=SAMPLES, layout=layout)
    stream.bit_rate = plan.audio_bits
    return stream


def _shown(frame: Any, plan: Plan) -> Any:
    """Of the planned size, upright, and of no kind: the encoder decides what it is."""
    turned = PYAV.VideoFrame.from_image(picture(frame)) if frame.rotation % 360 else frame
    shown = turned.reformat(width=plan.width, height=plan.height, format="yuv420p")
    shown.pts, shown.time_base, shown.pict_type = frame.pts, frame.time_base, 0
    return shown

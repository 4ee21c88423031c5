"""Server-sent events, however the bytes are cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.provider.sse import Decoder
from bot.provider.wire import ServerSentEvent

STREAM = (
    ': keep-alive\n\nevent: image_generation.partial_image\ndata: {"a": "🦊"}\r\n\r\n'
    "data: first\ndata: second\n\nid: 7\ndata:no space\n\nevent: nothing\n\ndata: [DONE]\n\ndata: unfinished"
).encode()
EVENTS = [
    ServerSentEvent("image_generation.partial_image", '{"a": "🦊"}'.encode()),
    ServerSentEvent("", b"first\nsecond"),
    ServerSentEvent("", b"no space"),
    ServerSentEvent("", b"[DONE]"),
]


def decode(chunks: list[bytes]) -> list[ServerSentEvent]:
    decoder = Decoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)]


@given(cuts=st.lists(st.integers(0, len(STREAM))))
def test_any_split_gives_the_same_events(cuts: list[int]) -> None:
    borders = [0, *sorted(cuts), len(STREAM)]
    assert decode([STREAM[a:b] for a, b in pairwise(borders)]) == EVENTS

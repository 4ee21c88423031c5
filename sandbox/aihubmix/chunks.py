"""How a transcript becomes deltas, and the deltas bytes on the line."""

import itertools
import random
from collections.abc import Iterable, Iterator

from sandbox.aihubmix.behaviours import ChunkAs
from sandbox.aihubmix.streams import cut_up

_SMALL = (3, 1, 7, 2, 11, 5, 17, 4)


class Chunking:
    def __init__(self, order: ChunkAs) -> None:
        self._how = order.how
        self._small = itertools.cycle(_SMALL)
        self._random = random.Random(order.seed)

    def deltas(self, text: str) -> Iterator[str]:
        if self._how == "lines":
            yield from text.splitlines(keepends=True)
            return
        at = 0
        while at < len(text):
            size = self._delta_size()
            yield text[at : at + size]
            at += size

    def writes(self, event: bytes) -> Iterable[bytes]:
        """The pieces in which one event leaves; they respect no boundary at all."""
        if self._how == "bytes":
            return cut_up(event, _split_inside_characters(event))
        if self._how == "random":
            return cut_up(event, (self._random.randint(1, 60) for _ in itertools.count()))
        return (event,)

    def _delta_size(self) -> int:
        if self._how == "bytes":
            return 1
        return self._random.randint(1, 24) if self._how == "random" else next(self._small)


def _split_inside_characters(event: bytes) -> Iterator[int]:
    """Sizes that cut after the first byte of every character of more than one byte."""
    last = 0
    for index, byte in enumerate(event, start=1):
        if byte >= 0xC0:
            yield index - last
            last = index

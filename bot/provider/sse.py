"""Server-sent events from bytes as they come."""

from collections.abc import Iterator

from bot.provider.wire import ServerSentEvent


class Decoder:
    """`feed` takes any split of the stream and gives the events that are complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0  # no line end before this: a base64 line of megabytes is not searched again and again
        self._event = ""
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that `chunk` completes."""
        self._buffer += chunk
        while (end := self._buffer.find(b"\n", self._searched)) >= 0:
            line = bytes(self._buffer[:end]).removesuffix(b"\r")
            del self._buffer[: end + 1]
            self._searched = 0
            yield from self._line(line)
        self._searched = len(self._buffer)

    def _line(self, line: bytes) -> Iterator[ServerSentEvent]:
        if not line:
            if self._data:
                yield ServerSentEvent(self._event, b"\n".join(self._data))
            self._event, self._data = "", []
            return
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._event = value.decode("utf-8", "replace")

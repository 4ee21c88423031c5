"""The envelope of chat completions around a transcript: one body, or one delta after another."""

import time

from sandbox.aihubmix.behaviours import ChunkAs
from sandbox.aihubmix.chunks import Chunking
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.streams import EventStream, framed


class Teller:
    """Writes one transcript into an open stream."""

    def __init__(self, intake: Intake, stream: EventStream) -> None:
        self._intake = intake
        self._stream = stream
        self._chunking = Chunking(intake.conduct.get(ChunkAs) or ChunkAs())
        self._stamp = _stamp(intake) | {"object": "chat.completion.chunk"}
        self._told = ""

    async def open(self) -> None:
        await self._send({"role": "assistant", "content": ""})

    async def tell(self, text: str) -> None:
        for delta in self._chunking.deltas(text):
            await self._send({"content": delta})
        self._told += text

    async def close(self) -> None:
        usage = _usage(self._intake, self._told)
        stop: Json = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        match self._intake.body.get("stream_options"):
            case {"include_usage": True}:
                await self._stream.send(self._stamp | stop)
                await self._stream.send(self._stamp | {"object": "", "choices": [], "usage": usage})
            case _:
                await self._stream.send(self._stamp | stop | {"usage": usage})
        await self._stream.send("[DONE]")

    async def _send(self, delta: Json) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": None}
        event = framed(self._stamp | {"choices": [choice]})
        await self._stream.write(*self._chunking.writes(event))


def completion(intake: Intake, content: str) -> Json:
    message = {"role": "assistant", "content": content}
    return _stamp(intake) | {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": _usage(intake, content),
    }


def _stamp(intake: Intake) -> Json:
    return {"id": f"chatcmpl-{intake.request_id}", "created": int(time.time()), "model": intake.model}


def _usage(intake: Intake, content: str) -> Json:
    prompt, written = len(str(intake.body.get("messages"))) // 4 % 4096, len(content) // 4
    return {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}

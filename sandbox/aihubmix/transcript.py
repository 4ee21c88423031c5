"""The markdown in which the reversed image models report their work, a beat at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson

from sandbox.aihubmix.behaviours import Dialect, Refuse
from sandbox.aihubmix.dialects import WORDS, Words
from sandbox.aihubmix.records import Json

Stage = Literal["head", "queue", "generating", "progress", "preview", "done", "result", "failed", "prose"]

RUNNER = "🏃\u200d"
_FENCED = "```json\n{}\n```"
_ANCESTOR_MESSAGE = "Your prompt may violate our content policies."


@dataclass(frozen=True)
class Beat:
    stage: Stage
    text: str
    gated: bool = False
    """`hold` stops a job before this beat."""


@dataclass(frozen=True)
class Result:
    """A finished picture as the transcript shows it."""

    gen_id: str
    link: str
    download: str


@dataclass(frozen=True)
class Task:
    """One run of a reversed model, with everything its transcript mentions."""

    task_id: str
    uuid: str
    origin: str
    prompt: str
    ratio: str
    asked: int
    preview: str
    percents: Sequence[int]
    results: Sequence[Result]


class Transcript:
    def __init__(self, task: Task, dialect: Dialect) -> None:
        self._task = task
        self._dialect = dialect
        self._words: Words = WORDS[dialect.name]

    def success(self) -> Iterator[Beat]:
        words = self._words
        yield from self._opening()
        yield from self._progress(self._task.percents)
        yield Beat("preview", f"[100]({self._task.preview})\n\n")
        yield Beat("done", f"> ✅ {words.done}\n\n\n")
        last = len(self._task.results) - 1
        for index, result in enumerate(self._task.results):
            tail = "" if index == last else "\n\n"
            picture = f"![{self._alt(index, result)}]({result.link})"
            yield Beat("result", f"{picture}\n\n[{words.download}]({result.download}){tail}")

    def failure(self, refusal: Refuse) -> Iterator[Beat]:
        rejected = refusal.stage == "output"
        if rejected:
            yield from self._opening()
            yield from self._progress(self._task.percents)
            yield Beat("progress", "\n\n")
        else:
            yield self._head()
            yield Beat("queue", f">🕐 {self._words.queue}.\n\n")
        yield Beat("failed", self._verdict(refusal, rejected=rejected), gated=True)

    def _opening(self) -> Iterator[Beat]:
        yield self._head()
        yield Beat("queue", f">🕐 {self._words.queue}")
        yield from (Beat("queue", dots) for dots in ("..", "...", "...\n\n"))
        yield Beat("generating", f">⚡ {self._words.generating}")
        yield Beat("generating", "...\n\n")

    def _head(self) -> Beat:
        task = self._task
        head: Json = {"prompt": task.prompt, "ratio": task.ratio}
        if self._words.count_in_head:
            head["n"] = task.asked
        text = orjson.dumps(head, option=orjson.OPT_INDENT_2).decode()
        if not self._dialect.bare_head:
            text = _FENCED.format(text)
        if self._words.task_lines:
            web, source = f"{task.origin}/web/{task.uuid}", f"{task.origin}/source/{task.uuid}"
            text += f"\n\n> ID: `{task.uuid}`\n>[数据预览]({web}) | [原始数据]({source})"
        return Beat("head", text + "\n\n")

    def _progress(self, percents: Sequence[int]) -> Iterator[Beat]:
        yield Beat("progress", f">{RUNNER} {self._words.progress} ")
        for index, percent in enumerate(percents):
            dots = "." * (2 + (percent * 7 + index) % 3)
            styles = {"dots": f"{percent}{dots}", "signs": f"{percent}%{dots}", "stars": f"**{percent}%** "}
            # Two percentages are enough to see that a held job is running.
            yield Beat("progress", styles[self._dialect.percent], gated=index == 2)

    def _alt(self, index: int, result: Result) -> str:
        match self._dialect.alt:
            case "gen":
                return result.gen_id
            case "image":
                return "image"
            case "empty":
                return ""
            case "words":
                return f"{self._task.prompt[:24].replace(']', ' ')} {index + 1}"

    def _verdict(self, refusal: Refuse, *, rejected: bool) -> str:
        words, reason = self._words, f"{refusal.stage}_moderation"
        terminal: Json = {
            "type": "terminal",
            "results_by_frame_index": {},
            "code": "other",
            "is_output_rejection": rejected,
            "task_id": self._task.task_id,
        }
        match refusal.form:
            case "message":
                return f"生成失败: {_ANCESTOR_MESSAGE}"
            case "action":
                return "Generate action failed"
            case "fenced":
                error = {"error": {"code": reason, "message": _ANCESTOR_MESSAGE}}
                return "> 生成失败，错误原因如下\n\n" + _fence(error)
            case "terminal":
                sentences = f"> {words.failed} ❌\n> {words.reason}{words.colon}{reason}"
                return f"{sentences}\n\n\n{_fence(terminal)}"


def _fence(value: Json) -> str:
    return _FENCED.format(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())

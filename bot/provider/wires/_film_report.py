"""The running report of a reverse video model, parsed as it comes.

    ```json {"prompt": ...} ```                              what it understood: skipped, it quotes the member
    > Task ID: `...`
    > [Data Preview](.../web/...) | [Source Data](.../source/...)   where to look when the stream breaks off
    > 🎬 Starting video generation......                     stages, by emoji first, by words second
    > ⚠️ Retrying (0/3)
    > ✅ Preview video generated [📺 Online Preview](a.mp4)  an early version of the film: not the result
    > 🔄 Optimizing video quality....
    > 🎉 High-quality video generated
    [▶️ Watch Online](b.mp4) | [⏬ Download Video](b.mp4)    the result
    > ❌ reason, perhaps with JSON                           or why there is none

Mirrors translate the words; the shape and the emoji stay. A mark counts as soon as it stands in a line, all else once
its line is whole, so what is emitted depends on the characters alone, never on where the chunks were cut.
"""

import re
from collections.abc import Iterator

from bot.errors import ContentRejected, GenerationFailed, NoResult, ProviderDown, ProviderError
from bot.provider.reports import FENCE, PROSE_LIMIT, JsonBlocks, explained, joined, whole, words
from bot.provider.wire import Asset, Event, Finished, Link, Pending, Progress, Queued

LOOK_EVERY = 10.0  # seconds

# The first mark of a line's head decides, so a growing line and a whole one are read alike.
_MARKS = re.compile(
    "(?P<failed>❌)|(?P<queued>[\U0001f550-\U0001f567⏳⌛])|(?P<generating>[🎬🖼🏃⚡🎨])|(?P<finishing>[🔄✅])"
    "|(?P<done>🎉)|(?P<warned>⚠)"
    "|(?P<failed_word>^(?:video )?(?:generation failed|generate action failed|生成失败|生成失敗|생성\\s*실패))",
    re.IGNORECASE,
)
# Words alone count in quoted lines only, where the stages stand; prose may say anything.
_QUOTED_WORDS = re.compile(
    "(?P<finishing>optimi[sz]ing|upscaling|优化|優化|最適化|최적화|otimizando|preview video generated)"
    "|(?P<done>high-quality video generated|高质量视频|高品質)"
    "|(?P<generating>starting video|generating|processing images|开始生成|生成中|생성\\s*중|gerando|generando)"
    "|(?P<queued>task created|waiting|queu|已创建|等待|排队|待機|대기|fila|espera)",
    re.IGNORECASE,
)
_HEAD = 40  # characters in which a mark is looked for
_RETRYING = re.compile(r"\(\s*\d+\s*/\s*\d+\s*\)")
_TASK_ID = re.compile(r"(?<![a-z])ID\b[^:：`]{0,20}[:：]\s*`?([0-9a-z][0-9a-z_-]{5,})", re.IGNORECASE)
_SOURCE = re.compile(r"https?://[^\s()<>\[\]]+/source/([0-9A-Za-z_-]+)")
_WATCH = re.compile(r"\[[^\[\]]*▶[^\[\]]*\]\((https?://[^\s()]+)\)")
_FILM = re.compile(r"https?://[^\s()<>\[\]\"'`|]+\.mp4(?:\?[^\s()<>\[\]\"'`|]*)?", re.IGNORECASE)
_HALF_URL = re.compile(r"https?://[^\s()<>\[\]\"'`|]*$")


class FilmReport:
    """`feed` any split of the report, then `end`."""

    def __init__(self) -> None:
        self._buffer = ""  # the current line as far as it has come
        self._marked = False  # whether its mark has been seen
        self._json = JsonBlocks()
        self._stage = ""
        self._task_id = ""
        self._source = ""
        self._told_task = False
        self._result = ""
        self._films: dict[str, str] = {}
        self._failed = False
        self._failure: list[str] = []
        self._prose: list[str] = []

    @property
    def has_task(self) -> bool:
        """Whether it is known where the task can be looked up."""
        return self._told_task

    @property
    def has_result(self) -> bool:
        """Whether the finished film has been named."""
        return bool(self._result)

    def feed(self, text: str) -> Iterator[Event]:
        """The events these characters complete."""
        self._buffer = joined(self._buffer + text)
        while (end := self._buffer.find("\n")) >= 0:
            line, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
            yield from self._line(line)
        yield from self._mark(self._buffer)

    def end(self, *, cut: bool) -> Iterator[Event]:
        """The film; or why there is none; or nothing, when it was `cut` off from a task that can be looked up."""
        if self._buffer:
            line, self._buffer = self._buffer, ""
            yield from self._line(_HALF_URL.sub("", line) if cut else line)
        waits = cut and self._told_task and not self._failed
        if not self._result and not waits and self._films:
            self._result = list(self._films.values())[-1]
        if self._result:
            yield Asset(Link(self._result))
            yield Finished()
        elif not waits:
            raise self._why(cut=cut)

    # -- lines

    def _line(self, line: str) -> Iterator[Event]:
        """A whole line; a mark that was seen while it grew is not told again."""
        line = line.removesuffix("\r")
        yield from self._mark(line)
        marked, self._marked = self._marked, False
        if self._json.take(line):
            if self._failed and not line.strip().startswith(FENCE):
                self._failure.append(line)
            return
        if _mark(line) == "warned" and _RETRYING.search(line):
            yield from self._enter("retrying")
        elif not marked and not self._failed:
            yield from self._enter(_quoted_stage(line))
        yield from self._task(line)
        self._links(line)
        self._note(line)

    def _mark(self, line: str) -> Iterator[Event]:
        """Lines grow by a dot now and then, for minutes: their mark is told while they do."""
        if self._marked or self._json.may_take(line):
            return
        mark = _mark(line)
        if mark and mark != "warned":
            self._marked = True
            yield from self._enter(mark)

    def _enter(self, stage: str) -> Iterator[Event]:
        if not stage:
            return
        self._failed = stage == "failed"  # after another stage it went on after all
        if self._failed:
            self._failure.clear()
        if self._failed or stage == self._stage:
            return
        self._stage = "generating" if stage == "retrying" else stage
        match stage:
            case "queued":
                yield Queued()
            case "finishing":
                yield Progress("finishing")
            case "done":
                yield Progress("finishing", 100)
            case _:
                yield Progress("generating")

    def _task(self, line: str) -> Iterator[Event]:
        named, source = _TASK_ID.search(line), _SOURCE.search(line)
        if named and line.lstrip().startswith(">"):
            self._task_id = self._task_id or named[1]
        if source and not self._told_task:
            self._told_task = True
            yield Pending(self._task_id or source[1], poll=Link(source[0]), every=LOOK_EVERY)

    def _links(self, line: str) -> None:
        if watch := _WATCH.search(line):
            self._result = watch[1]
        for film in _FILM.finditer(line):
            key = film[0].replace("/cdn/download/", "/cdn/")
            self._films[key] = self._films.pop(key, film[0])

    def _note(self, line: str) -> None:
        """Keep what may have to explain a missing film."""
        said = words(line)
        if self._failed:
            self._failure.append(said)
        elif said and not line.lstrip().startswith(">") and "](http" not in line:
            self._prose.append(said)

    # -- the end

    def _why(self, *, cut: bool) -> ProviderError:
        if cut and not self._failed:
            return ProviderDown("the stream broke off before a film")
        if not self._failure:
            said = whole(" ".join(self._prose))[-PROSE_LIMIT:].strip()
            return NoResult("the answer has no film", said=said)
        text = whole("\n".join(self._failure)).strip()
        why = explained(text)
        reason = why.reason or text.replace("❌", "").strip()[:PROSE_LIMIT]
        if why.rejected:
            return ContentRejected(text, reason=reason, stage="output" if why.output else "input")
        return GenerationFailed(text, reason=reason)


def _mark(line: str) -> str:
    """The stage by the first mark in the line's head, or nothing."""
    mark = _MARKS.search(words(line[: 2 * _HEAD])[:_HEAD])
    return (mark.lastgroup or "").removesuffix("_word") if mark else ""


def _quoted_stage(line: str) -> str:
    """The stage of a whole quoted line that carries no mark."""
    said = _QUOTED_WORDS.search(line) if line.lstrip().startswith(">") else None
    return (said.lastgroup or "") if said else ""

"""The running report of a reverse model, parsed as it comes.

    ```json {"prompt": ..., "ratio": ..., "n": ...} ```      what it understood: skipped, it quotes the member
    > 🕐 Queuing.......                                      stages, by emoji first, by words second
    > 🏃 Progress 7....13..[100](preview link)               numbers as they appear; the link is only a preview
    > ✅ Generation complete
    ![gen_...](result link)  [Click to download](...)        results
    > ❌ Generation failed / reason / fenced JSON            or why there is none

Mirrors translate the words and vary the spacing; the shape and the emoji stay. What is emitted depends on the
characters alone, never on where the chunks were cut: a token counts once the character after it has been seen.
"""

import re
from collections.abc import Iterator

from bot.errors import ContentRejected, NoResult, ProviderDown, ProviderError
from bot.provider.reports import FENCE, PROSE_LIMIT, JsonBlocks, explained, joined, whole, words
from bot.provider.wire import Asset, Event, Finished, Link, Preview, Progress, Queued

# The mark that stands first in a line's head decides: what follows later cannot change it, so a growing line and a
# whole one are read alike.
_MARKS = re.compile(
    "(?P<failed>❌)|(?P<progress>🏃)|(?P<queued>[\U0001f550-\U0001f567⏳⌛])|(?P<generating>[⚡🎨])|(?P<done>✅)"
    "|(?P<failed_word>^(?:generation failed|generate action failed|生成失败|生成失敗|생성\\s*실패|falha na gera))"
    "|(?P<progress_word>^(?:progress|进度|進度|進捗|进展|진행|progreso|fortschritt))",
    re.IGNORECASE,
)
# Words alone count in quoted lines only, where the stages stand; prose may say anything.
_QUOTED_WORDS = re.compile(
    "(?P<queued>queu|waiting|排队|排隊|キュー|待機|대기|fila|espera)"
    "|(?P<generating>generating|生成中|생성\\s*중|gerando|generando)"
    "|(?P<done>complete|完成|完了|완료|conclu)",
    re.IGNORECASE,
)
_HEAD = 40  # characters in which a mark is looked for

# A number with what may still belong to it: more digits, or a decimal part.
_NUMBER = re.compile(r"(\d{1,3})(?:\.\d+)?")
_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\((https?://[^\s()]+)\)")
_LINK_START = re.compile(r"!?\[[^\[\]]*(?:\](?:\([^\s()]*)?)?$|!$")
_IMAGE_PATH = re.compile(r"\.(?:png|jpe?g|webp)(?:\?|$)", re.IGNORECASE)
_DOWNLOAD_WORDS = re.compile(r"download|下载|下載|ダウンロード|다운로드|baixar|descargar|⏬", re.IGNORECASE)


class Report:
    """`feed` any split of the report, then `end`."""

    def __init__(self) -> None:
        self._buffer = ""  # the current line as far as it has come
        self._scanned = 0  # how much of that line has been turned into events
        self._json = JsonBlocks()
        self._percent = -1
        self._stage = ""
        self._on_progress_line = False
        self._results: dict[str, str] = {}
        self._downloads: dict[str, str] = {}
        self._preview = ""
        self._failure: list[str] = []
        self._failed = False
        self._prose: list[str] = []

    @property
    def has_results(self) -> bool:
        """Whether a finished picture has been named."""
        return bool(self._results)

    def feed(self, text: str) -> Iterator[Event]:
        """The events these characters complete."""
        self._buffer = joined(self._buffer + text)
        while (end := self._buffer.find("\n")) >= 0:
            line, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
            yield from self._line(line)
        yield from self._partial_line()

    def end(self, *, cut: bool) -> Iterator[Event]:
        """Results there are, or the reason why there are none."""
        if self._buffer:
            line, self._buffer = self._buffer, ""
            yield from self._line(line)
        if not self._results and not self._failed:
            for url in self._downloads.values() or filter(None, [self._preview]):
                self._results[url] = url
                yield Asset(Link(url))
        if not self._results:
            raise self._why(cut=cut)
        yield Finished()

    # -- lines

    def _line(self, line: str) -> Iterator[Event]:
        """A whole line; the part of it that was looked at while it grew is not looked at again."""
        line = line.removesuffix("\r")
        scanned, self._scanned = self._scanned, 0
        if self._skip_json(line):
            return
        if not self._on_progress_line and not line.startswith(("!", "[")):
            yield from self._enter(_stage(line) or _quoted_stage(line))
        yield from self._tokens(line, scanned, whole=True)
        self._on_progress_line = False
        self._note(line)

    def _partial_line(self) -> Iterator[Event]:
        """Only progress lines and pictures are read while they grow; all else waits for the end of its line."""
        line = self._buffer
        if self._json.may_take(line):
            return
        if not self._on_progress_line and _stage(line) == "progress":
            yield from self._enter("progress")
        if self._on_progress_line or line.startswith(("!", "[")):
            yield from self._tokens(line, self._scanned, whole=False)

    def _skip_json(self, line: str) -> bool:
        """Whether the line belongs to a JSON block. What it says matters only after a failure."""
        if not self._json.take(line):
            return False
        if self._failed and not line.strip().startswith(FENCE):
            self._failure.append(line)
        return True

    def _enter(self, stage: str) -> Iterator[Event]:
        self._on_progress_line = stage == "progress"
        self._failed |= stage == "failed"
        shown = "generating" if stage == "progress" else stage
        if shown in {"", "failed", self._stage}:
            return
        self._stage = shown
        if stage == "queued":
            yield Queued()
        elif stage == "done":
            yield Progress("finishing", 100)
        elif self._percent < 0:
            yield Progress("generating")

    def _tokens(self, line: str, start: int, *, whole: bool) -> Iterator[Event]:
        """Numbers of a progress line and links, from `start` on, in the order they stand."""
        at = start
        while at < len(line):
            link = _LINK.match(line, at)
            number = (
                _NUMBER.match(line, at) if self._on_progress_line and line[at - 1] != "/" else None
            )  # not of 45/100
            if link:
                yield from self._link(*link.groups())
                at = link.end()
            elif not whole and _LINK_START.match(line, at):
                break  # perhaps a link, if more comes
            elif number:
                if not whole and (number.end() == len(line) or line[number.end() :] == "."):
                    break  # perhaps a longer number
                yield from self._at_percent(int(number[1]))
                at = number.end()
            else:
                at += 1
        self._scanned = 0 if whole else at

    def _at_percent(self, percent: int) -> Iterator[Event]:
        if self._percent < percent <= 100:
            self._percent = percent
            yield Progress("generating", percent)

    def _link(self, bang: str, label: str, url: str) -> Iterator[Event]:
        if self._on_progress_line or label.strip() == "100":
            yield from self._at_percent(100)
            if not self._preview:
                self._preview = url
                yield Preview(Link(url))
        elif bang:
            key = url.replace("/cdn/download/", "/cdn/")
            if key not in self._results and url != self._preview:
                self._results[key] = url
                yield Asset(Link(url))
        elif _DOWNLOAD_WORDS.search(label) or "/cdn/download/" in url or _IMAGE_PATH.search(url):
            self._downloads.setdefault(url.replace("/cdn/download/", "/cdn/"), url)

    def _note(self, line: str) -> None:
        """Keep what may have to explain a missing picture."""
        said = words(line)
        if self._failed:
            self._failure.append(line)
        elif said and not line.lstrip().startswith(">") and not _LINK.search(line):
            self._prose.append(said)

    # -- the end

    def _why(self, *, cut: bool) -> ProviderError:
        if not self._failed:
            said = whole(" ".join(self._prose))[-PROSE_LIMIT:].strip()
            if cut:
                return ProviderDown("the stream broke off before a picture")
            return NoResult("the answer has no picture", said=said)
        text = whole("\n".join(self._failure))
        why = explained(text)
        if why.rejected:
            reason = why.reason or text.strip()[:PROSE_LIMIT]
            return ContentRejected(text, reason=reason, stage="output" if why.output else "input")
        return NoResult(text, said=why.reason)


def _stage(line: str) -> str:
    """queued, generating, progress, done, failed, or nothing, by the first mark in the line's head."""
    mark = _MARKS.search(words(line[: 2 * _HEAD])[:_HEAD])
    return (mark.lastgroup or "").removesuffix("_word") if mark else ""


def _quoted_stage(line: str) -> str:
    """The stage of a whole quoted line that carries no mark."""
    said = _QUOTED_WORDS.search(line) if line.lstrip().startswith(">") else None
    return (said.lastgroup or "") if said else ""

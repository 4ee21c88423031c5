"""The markdown in which the reversed video model reports its work, a beat at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import orjson

from sandbox.aihubmix.behaviours import Dialect
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.veo3_job import FilmBeat
from sandbox.aihubmix.veo3_words import FILM_WORDS

Links = tuple[str, str]
"""To look at a file, and to download it."""


@dataclass(frozen=True)
class Run:
    task_id: str
    origin: str
    prompt: str
    from_frame: bool
    retries: int
    preview: Links
    final: Links


class Report:
    def __init__(self, run: Run, dialect: Dialect) -> None:
        self._run = run
        self._dialect = dialect
        self._words = FILM_WORDS[dialect.name]
        self._beat = partial(FilmBeat, retries=run.retries)

    def success(self, *, empty: bool = False) -> Iterator[FilmBeat]:
        """`empty` ends without a video, and without a word about it."""
        yield from self._opening()
        yield from self._filming()
        yield from self._polishing()
        if empty:
            yield self._beat("result", "", "failed")
            return
        words, (look, download) = self._words, self._run.final
        yield self._beat("result", f"> 🎉 {words.done}\n\n", "video_upsampling_completed")
        yield self._beat("result", f"[▶️ {words.watch}]({look}) | [⏬ {words.download}]({download})", "completed")

    def failure(self, reason: str, *, late: bool) -> Iterator[FilmBeat]:
        """`late` is after the film was made."""
        yield from self._opening()
        if late:
            yield from self._filming()
        words = self._words
        sentences = f"> ❌ {words.failed}\n> {words.reason}{words.colon}{reason}"
        yield self._beat("failed", sentences, "failed", gated=not late)

    def _opening(self) -> Iterator[FilmBeat]:
        run, words = self._run, self._words
        asked: Json = {"prompt": run.prompt}
        head = orjson.dumps(asked, option=orjson.OPT_INDENT_2).decode()
        yield FilmBeat("head", (head if self._dialect.bare_head else f"```json\n{head}\n```") + "\n\n", "pending")
        web, source = f"{run.origin}/web/{run.task_id}", f"{run.origin}/source/{run.task_id}"
        lines = [
            words.created,
            f"{words.task_id}{words.colon}`{run.task_id}`",
            f"{words.follow}{words.colon.rstrip()}",
            f"[{words.web}]({web}) | [{words.source}]({source})",
            words.waiting,
        ]
        yield FilmBeat("queue", "".join(f"> {line}\n" for line in lines) + "\n", "prompt_enhancing")
        if run.from_frame:
            yield FilmBeat("queue", f"> 🖼️ {words.processing}", "image_downloading")
            yield FilmBeat("queue", ".\n\n", "image_processing_completed")

    def _filming(self) -> Iterator[FilmBeat]:
        run, words = self._run, self._words
        kind = words.from_frame if run.from_frame else words.from_text
        for attempt in range(run.retries + 1):
            if attempt:
                retrying = f"> ⚠️ {words.retrying} ({attempt - 1}/3)\n\n"
                yield FilmBeat("progress", retrying, "video_generating", attempt)
            yield FilmBeat("progress", f"> {words.kind}{words.colon}{kind}\n", "video_generating", attempt)
            yield FilmBeat("progress", f"> 🎬 {words.starting}", "video_generating", attempt)
            yield FilmBeat("progress", "..........", "video_generating", attempt)
            last = attempt == run.retries
            yield FilmBeat("progress", ".........\n\n", "video_generating", attempt, gated=last)

    def _polishing(self) -> Iterator[FilmBeat]:
        words, (look, download) = self._words, self._run.preview
        if self._run.from_frame:
            links = f"> [📺 {words.preview_link}]({look}) | [⏬ {words.download}]({download})\n\n"
            yield self._beat("preview", f"> ✅ {words.preview}\n", "video_generation_completed")
            yield self._beat("preview", links, "video_generation_completed")
        yield self._beat("preview", f"> 🔄 {words.optimizing}", "video_upsampling")
        yield self._beat("preview", "...............\n\n", "video_upsampling")

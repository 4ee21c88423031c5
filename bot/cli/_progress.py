"""How far a generation is: a bar on a terminal, a line for each step anywhere else."""

import sys
from types import TracebackType
from typing import Self

import click

from bot.provider.wire import Progress, Queued


class Shown:
    """On standard error, so that standard output has the results alone."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._bar = click.progressbar(length=100, label=title, file=sys.stderr, show_eta=False)
        self._terminal = sys.stderr.isatty()
        self._percent = 0
        self._said = ""

    def __enter__(self) -> Self:
        if self._terminal:
            self._bar.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._terminal:
            return
        if error is None:
            self._bar.update(100 - self._percent)
        self._bar.__exit__(kind, error, traceback)

    def progress(self, step: Queued | Progress) -> None:
        """The wire has said something."""
        stage: str = step.stage if isinstance(step, Progress) else "queued"
        percent = step.percent or 0 if isinstance(step, Progress) else 0
        if not self._terminal:
            if stage != self._said:
                click.echo(f"{self._title}: {stage}", err=True)
        elif percent > self._percent:
            self._bar.update(percent - self._percent)
        self._percent, self._said = max(percent, self._percent), stage

"""A progress bar for commands, shown once one has waited for a while."""

from __future__ import annotations

import time
from types import TracebackType

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


class SlowBar:
    """A bar that appears after `after_seconds`, so that quick work stays quiet."""

    def __init__(self, after_seconds: float = 2.0) -> None:
        self._shown_from = time.monotonic() + after_seconds
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()
        )
        self._task = self._progress.add_task("", total=None)
        self._started = False

    def __enter__(self) -> SlowBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._started:
            self._progress.stop()

    def __call__(self, what: str, done: int = 0, total: int | None = None) -> None:
        """Say what is being done, and how much of it is done."""
        self._progress.update(self._task, description=what, completed=done, total=total)
        if not self._started and time.monotonic() >= self._shown_from:
            self._progress.start()
            self._started = True

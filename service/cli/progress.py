"""The progress bar of commands that work on many articles."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as ProgressTask
from rich.text import Text


class _RateColumn(ProgressColumn):
    """Articles a second."""

    def render(self, task: ProgressTask) -> Text:
        return Text("" if task.speed is None else f"{task.speed:.1f}/s")


def bar(shown: bool) -> Progress:
    """Return a bar on standard error that shows how many are done, how fast, and the time that is left."""
    return Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, force_terminal=shown or None),
        disable=not shown,
    )

"""A progress bar on a terminal: rows answered, rows a second and time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(total: Callable[[], int], enabled: bool) -> Iterator[Callable[[int], None]]:
    """Yield a function to call with the number of rows of each part that is answered.

    It does nothing unless ``enabled`` and standard error is a terminal. ``total`` gives about how many rows there are
    to answer; it is called with the first part.
    """
    if not enabled or not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:>9,.0f} a second,")

    columns = (TextColumn("{task.completed:>11,.0f} rows"), BarColumn(None), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def on_rows(rows: int) -> None:
            if bar.tasks[0].total is None:
                bar.update(task, total=total())
            bar.advance(task, rows)

        yield on_rows

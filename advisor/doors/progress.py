"""How far a roster is: rows done, their rate and the time left, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from advisor.doors.options import screen


@contextmanager
def progress(total: Callable[[], int], loud: bool) -> Iterator[Callable[[int], None]]:
    """Give what is told of rows done; ``total`` says about how many there are to do, and is asked at the first."""
    if not loud or not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    _, color = screen(None)
    columns = (TextColumn("{task.completed:>11,.0f} rows"), BarColumn(None), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True, no_color=not color), transient=True) as shown:
        task, began, every = shown.add_task("starting", total=None), time.monotonic(), [0]

        def told(rows: int) -> None:
            done = int(shown.tasks[0].completed) + rows
            every[0] = max(every[0] or total(), done)
            rate = done / max(time.monotonic() - began, 1e-3)
            left = round((every[0] - done) / max(rate, 1))
            said = f"{rate:>9,.0f} a second, {left // 60}:{left % 60:02} left" if left else "writing the results"
            shown.update(task, total=every[0], completed=done, description=said)

        yield told

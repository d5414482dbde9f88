"""The end of a process whose parent is gone, also when the parent was killed and could tell nobody."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import parent_process
from threading import Thread


def on_end_of_parent(action: Callable[[], object]) -> None:
    """Call ``action`` in a thread when the process that started this one ends; nothing if ours began by itself.

    multiprocessing gives each process a pipe that its parent holds open. (Linux's PR_SET_PDEATHSIG would instead
    follow the thread that started the process, which may end long before.)
    """
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        action()

    Thread(target=watch, name="end-with-parent", daemon=True).start()

"""pyarrow in processes of our own, which start sooner without what it would look for."""

from __future__ import annotations

import sys
from typing import Any


class _Hidden:
    """Finds no pandas."""

    @staticmethod
    def find_spec(name: str, *_: Any) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def without_pandas() -> None:
    """Let pyarrow find no pandas: it would be loaded with the first array, and nothing of a roster needs it.

    Only for a process that is ours alone; another may want to hand tables to pandas.
    """
    import pyarrow as pa

    sys.meta_path.insert(0, _Hidden)
    try:
        pa.array([0])  # it looks once, and never again
    finally:
        sys.meta_path.remove(_Hidden)

"""An answer that cannot be taken."""

from __future__ import annotations


class Unreadable(Exception):
    """An answer that cannot be taken; its text is a short sentence for the person, ``nearest`` names they may mean."""

    def __init__(self, sentence: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.nearest = nearest

"""The rulebooks that a server can be asked for, loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from advisor.doors.http.settings import Settings
from advisor.errors import UsageError, listing, nearest
from advisor.files import installed_rulebooks
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook


class Shelf:
    """Rulebooks by their ids; the first is the usual one. Raises RulebookError when one cannot be used."""

    def __init__(self, settings: Settings) -> None:
        folders = [*(Path(folder) for folder in settings.rules), *installed_rulebooks()]
        loaded: dict[str, Rulebook] = {}
        for number, folder in enumerate(folders):
            rulebook = load_rulebook(folder, settings.choices_file if number == 0 else None)
            loaded.setdefault(rulebook.id, rulebook)
        self.rulebooks: Mapping[str, Rulebook] = loaded

    def take(self, id: str | None) -> Rulebook:
        """Give a rulebook, by default the usual one. Raises UsageError when there is none of that id."""
        if id is None:
            return next(iter(self.rulebooks.values()))
        if id not in self.rulebooks:
            raise UsageError(
                f"There is no such rulebook, only: {listing(self.rulebooks)}.{nearest(id, self.rulebooks)}"
            )
        return self.rulebooks[id]

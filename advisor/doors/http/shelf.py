"""The rulebooks that a server can be asked for, loaded once."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

from advisor.advice.advise import advise
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
        self.is_warm = False

    def warm(self) -> None:
        """Make every rulebook ready for its first person, beside the loop that serves."""
        Thread(target=self._warm, name="warming", daemon=True).start()

    def _warm(self) -> None:
        for rulebook in self.rulebooks.values():
            advise({}, rulebook)
        gc.collect()
        gc.freeze()  # what was loaded stays; looking through it for garbage would stop the server for 0.1 s each time
        gc.set_threshold(2_000, 20, 50)  # the command line's threshold lets 0.1 s of work pile up for one request
        self.is_warm = True

    def take(self, id: str | None) -> Rulebook:
        """Give a rulebook, by default the usual one. Raises UsageError when there is none of that id."""
        if id is None:
            return next(iter(self.rulebooks.values()))
        if id not in self.rulebooks:
            raise UsageError(
                f"There is no such rulebook, only: {listing(self.rulebooks)}.{nearest(id, self.rulebooks)}"
            )
        return self.rulebooks[id]


def listed(rulebook: Rulebook) -> dict[str, Any]:
    """Say which rulebook this is, and how much there is in it."""
    counted = ("facts", "levels", "titles", "credentials", "steps", "guidance", "activities", "sources", "assumptions")
    return {
        "id": rulebook.id, "name": rulebook.name, "occupation": rulebook.occupation, "country": rulebook.country,
        "version": rulebook.version, "digest": rulebook.digest, "choices": dict(rulebook.choices),
        "counts": {name: len(getattr(rulebook, name)) for name in counted},
    }  # fmt: skip

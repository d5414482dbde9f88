"""The rulebooks of a server, loaded once."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from advisor.advice.advise import advise
from advisor.errors import UsageError, listing, nearest
from advisor.files import installed_rulebooks
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook

_COUNTED = ("facts", "levels", "titles", "credentials", "steps", "guidance", "activities", "sources", "assumptions")


class Rulebooks:
    """Rulebooks by id: those of ``folders``, the first of which is the usual one, and the installed ones.

    ``choices`` is a file of an institution's readings for the usual one. Raises RulebookError when a rulebook cannot
    be used.
    """

    def __init__(self, folders: tuple[Path, ...], choices: Path | None) -> None:
        loaded: dict[str, Rulebook] = {}
        for number, folder in enumerate((*folders, *installed_rulebooks())):
            rulebook = load_rulebook(folder, choices if number == 0 else None)
            loaded.setdefault(rulebook.id, rulebook)
        self.by_id: Mapping[str, Rulebook] = loaded
        self.are_ready = False

    def prepare(self) -> None:
        """Make every rulebook ready for its first person, in a thread."""
        Thread(target=self._prepare, name="prepare-rulebooks", daemon=True).start()

    def _prepare(self) -> None:
        for rulebook in self.by_id.values():
            advise({}, rulebook)
        gc.collect()
        gc.freeze()  # a collection that goes through the rulebooks would stop the server for 0.1 s each time
        gc.set_threshold(2_000, 20, 50)  # the command line's threshold lets 0.1 s of work pile up for one request
        self.are_ready = True

    def get(self, id: str | None) -> Rulebook:
        """Give a rulebook, by default the usual one. Raises UsageError for an unknown id."""
        if id is None:
            return next(iter(self.by_id.values()))
        if id not in self.by_id:
            raise UsageError(f"There is no such rulebook, only: {listing(self.by_id)}.{nearest(id, self.by_id)}")
        return self.by_id[id]


@dataclass(frozen=True)
class RulebookSummary:
    """Which rulebook this is, and how much there is in it."""

    id: str
    name: str
    occupation: str
    country: str
    version: str
    digest: str
    choices: dict[str, str]
    counts: dict[str, int]

    @classmethod
    def of(cls, rulebook: Rulebook) -> RulebookSummary:
        """Sum up a rulebook."""
        named = {name: getattr(rulebook, name) for name in ("id", "name", "occupation", "country", "version", "digest")}
        counts = {name: len(getattr(rulebook, name)) for name in _COUNTED}
        return cls(**named, choices=dict(rulebook.choices), counts=counts)


@dataclass(frozen=True)
class RulebookList:
    """The rulebooks that can be asked for, the usual one first."""

    rulebooks: tuple[RulebookSummary, ...]

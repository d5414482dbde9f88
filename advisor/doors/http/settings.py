"""What a server was told at its start: which rulebooks, and how much it takes on."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

_VARIABLE = "ADVISOR_SERVE"


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits in bytes and seconds. ``rules`` are folders of rulebooks beside the installed ones."""

    rules: tuple[str, ...] = ()
    choices: str | None = None
    most_bytes: int = 1_000_000
    roster_bytes: int = 100_000_000
    send_seconds: float = 15
    work_seconds: float = 20
    at_once: int = 8
    waiting: int = 1_000

    @property
    def choices_file(self) -> Path | None:
        """Give the file of an institution's readings."""
        return Path(self.choices) if self.choices else None

    def export(self) -> None:
        """Leave the settings in the environment, for the processes of a server with several workers."""
        os.environ[_VARIABLE] = orjson.dumps(asdict(self)).decode()

    @classmethod
    def imported(cls) -> Settings:
        """Take up what ``export`` left; the defaults when it left nothing."""
        told = orjson.loads(os.environ.get(_VARIABLE, "{}"))
        return cls(**{**told, "rules": tuple(told.get("rules", ()))})

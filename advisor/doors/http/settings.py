"""The settings of a server: its rulebooks and its limits.

A setting that the command line does not give is read from the environment: ``ADVISOR_SERVE_`` and its name.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Self

import orjson
from pydantic import Field, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from advisor.errors import UsageError, nearest

_PREFIX = "ADVISOR_SERVE_"
PositiveSeconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Limits(BaseSettings):
    """How much a server takes on, in bytes and seconds; docs/http.md says what each limit is for."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    most_bytes: PositiveInt = 250_000
    roster_bytes: PositiveInt = 100_000_000
    roster_rows: PositiveInt = 2_000_000
    roster_seconds: PositiveSeconds = 1_800
    roster_memory: PositiveInt = 4_000_000_000
    roster_disk: PositiveInt = 4_000_000_000
    rosters: PositiveInt = 40
    rosters_per_client: PositiveInt = 10
    rosters_at_once: PositiveInt = 2
    ahead_bytes: PositiveInt = 100_000_000
    small_bytes: PositiveInt = 2_000
    header_seconds: PositiveSeconds = 10
    send_seconds: PositiveSeconds = 15
    read_seconds: PositiveSeconds = 60
    work_seconds: PositiveSeconds = 20
    stop_seconds: PositiveSeconds = 30
    threads: PositiveInt = 4
    processes: PositiveInt = 2
    process_bytes: PositiveInt = 2_000_000_000
    waiting: PositiveInt = 200
    per_client_waiting: PositiveInt = 20
    at_once: PositiveInt = 1_000
    per_client: PositiveInt = 300


class Settings(Limits):
    """``rules`` are folders of rulebooks beside the installed ones; ``choices`` is a file of an institution's readings.

    ``names`` are those by which people reach the server, besides the loopback ones. A ``quiet`` server logs faults
    alone.
    """

    rules: tuple[Path, ...] = ()
    choices: Path | None = None
    names: tuple[str, ...] = ()
    quiet: bool = False

    @classmethod
    def of(
        cls,
        limits: tuple[str, ...],
        rules: tuple[Path, ...],
        choices: Path | None,
        quiet: bool,
        names: tuple[str, ...] = (),
    ) -> Self:
        """Give the settings of a call; each limit is written NAME=NUMBER. Raises UsageError for one that is wrong."""
        given = dict(limit.partition("=")[::2] for limit in limits)
        known = Limits.model_fields
        for name in given:
            if name not in known:
                raise UsageError(f"There is no limit {name}.{nearest(name, known)} The limits are {', '.join(known)}.")
        try:
            return cls.model_validate({**given, "rules": rules, "choices": choices, "quiet": quiet, "names": names})
        except ValidationError as error:
            name = ".".join(str(part) for part in error.errors()[0]["loc"])
            if name not in known:
                raise UsageError(f"A variable of the environment that begins with {_PREFIX} is wrong.") from None
            kind = "number" if name.endswith("seconds") else "whole number"
            raise UsageError(f"This limit is a {kind} above 0. Write {name}={known[name].default}.") from None

    def export(self) -> None:
        """Write the settings to the environment, where ``Settings()`` of each worker process reads them."""
        for name, value in self.model_dump(mode="json", exclude_none=True).items():
            text = value if isinstance(value, str) else orjson.dumps(value).decode()
            os.environ[f"{_PREFIX}{name.upper()}"] = text

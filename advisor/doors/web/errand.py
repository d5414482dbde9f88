"""What another process does with an uploaded roster, in its folder: look how it can be understood, or answer it.

A hostile file can only bring down this process. It ends by itself when the folder is taken away.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from advisor.doors.web.uploads import Upload
from advisor.errors import AdvisorError
from advisor.roster.arrow import without_pandas
from advisor.roster.headings import COLUMNS, Headings, NoColumns
from advisor.roster.reading import Roster, open_roster

MOST_MEMORY = 4 << 30
MOST_HEADINGS = 200
_BROKEN = "This file cannot be worked on. It may be damaged, or too large for this machine."


def main() -> None:
    """Run the errand that the command names; what comes of it is in the folder afterwards."""
    here = Upload(Path("."))
    without_pandas()
    with suppress(OSError):
        os.nice(5)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    try:
        {"look": look, "answer": answer}[sys.argv[1]](here)
    except AdvisorError as error:
        _tell(here, [problem.message for problem in error.problems])
    except Exception:
        _tell(here, [_BROKEN])
    with suppress(OSError):
        (here.folder / "used").touch()


def _tell(here: Upload, messages: list[str]) -> None:
    with suppress(OSError):  # the folder is gone: nobody wants to know
        here.write("failed", {"messages": messages})


def look(here: Upload) -> None:
    """Find out how the roster is written and which columns it has."""
    told = here.read("job")
    try:
        roster = open_roster(Path(told["file"]), told["name"], told["format"], {})
    except NoColumns as none:
        found = list(dict.fromkeys(none.headings))[:MOST_HEADINGS]
        here.write("understood", {"described": "", "headings": found, "by_column": {}, "rows": None, "mapped": True})
        return
    columns = dict(roster.headings.by_column) if roster.headings else {}
    unused = roster.headings.unused if roster.headings else ()
    headings = list(dict.fromkeys((*columns.values(), *unused)))[:MOST_HEADINGS]
    rows = roster.about_rows() - (roster.format == "csv")
    here.write("understood", {
        "described": roster.described, "headings": headings, "by_column": columns, "rows": max(rows, 0),
        "mapped": roster.headings is not None,
    })  # fmt: skip


def answer(here: Upload) -> None:
    """Answer the roster; write the results in the formats that were chosen, the rejects, and what there is to count."""
    from advisor.doors.http.settings import Settings
    from advisor.doors.http.shelf import Shelf
    from advisor.roster.helpers import helpers, usual_helpers
    from advisor.roster.parts import Parts, whole
    from advisor.roster.run import rejects_of, run_roster
    from advisor.roster.summary import summed
    from advisor.roster.writing import write_whole

    told, wanted = here.read("job"), here.read("run")
    roster = _as_told(told, wanted["mapping"])
    rules = told["rules"]
    shelf = Shelf(Settings(rules=tuple(rules["folders"]), choices=rules["choices"]))
    day = date.fromisoformat(told["day"])
    rulebook, parts = shelf.take(told["rulebook"]).as_of(day), Parts(here.folder / "parts")
    first = here.folder / "results.parquet"  # the fastest to write
    with helpers(usual_helpers(roster.path.stat().st_size)) as others:
        outcome = run_roster(
            roster, rulebook, day, "durable_rules", parts, first, "parquet",
            told=_progress(here, roster.about_rows()), helpers=others,
        )  # fmt: skip
    here.write("progress", {"rows": outcome.summary.read, "of": outcome.summary.read, "writing": True})
    for form in wanted["formats"]:
        write_whole(here.folder / f"results.{form}", form, parts.tables())
    if "parquet" not in wanted["formats"]:
        first.unlink()
    with whole(here.folder / "rejects.csv") as file:
        file.writelines(rejects_of(parts))
    counts = summed(parts.counts())
    parts.end()
    Path(told["file"]).unlink()
    here.write("done", {"counts": counts, "refused": outcome.refused, "remarks": list(outcome.summary.remarks)})


def _as_told(told: dict[str, Any], mapping: dict[str, str] | None) -> Roster:
    """Open the roster with exactly the columns that were chosen."""
    roster = open_roster(Path(told["file"]), told["name"], told["format"], mapping or {})
    if mapping is None or roster.headings is None:
        return roster
    every = (*roster.headings.by_column.values(), *roster.headings.unused)
    chosen = {column: mapping[column] for column in COLUMNS if column in mapping}
    unused = tuple(heading for heading in every if heading not in chosen.values())
    return replace(roster, headings=Headings(chosen, unused))


def _progress(here: Upload, about: int) -> Callable[[int], None]:
    done, last = 0, 0.0

    def told(rows: int) -> None:
        nonlocal done, last
        if not here.has("job.json"):
            sys.exit()  # it was deleted
        done += rows
        if time.monotonic() - last > 0.3:
            last = time.monotonic()
            here.write("progress", {"rows": done, "of": max(about, done), "writing": False})

    return told

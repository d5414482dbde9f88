"""The process of a roster job, in the job's folder: it inspects the uploaded file, or answers the roster.

It is a process of its own so that a hostile file can only bring down this one. It exits when the folder is removed,
when the server ends, and when it needs more rows, time, memory or disk than the settings of the server allow.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

from advisor.doors.http.settings import Limits
from advisor.doors.web.job_store import Job
from advisor.errors import AdvisorError, InputError
from advisor.roster.arrow import without_pandas
from advisor.roster.headings import COLUMNS, NoColumns
from advisor.roster.reading import Roster, open_roster

MOST_HEADINGS = 200
_WATCH_SECONDS = 0.3
_ELSEWHERE = "Split the roster, or use advisor batch on your own machine."
_BROKEN = "This file cannot be worked on. It may be damaged, or too large for this machine."


def main() -> None:
    """Do the task that the command line names; its result is in the folder afterwards."""
    job = Job(Path("."))
    limits = Limits.model_validate(job.read("job")["limits"])
    os.umask(0o077)
    Thread(target=_end_with_server, daemon=True).start()
    Thread(target=_watch, args=(job, limits), daemon=True).start()
    without_pandas()
    with suppress(OSError):
        os.nice(5)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (limits.roster_memory, limits.roster_memory))
    try:
        {"inspect": inspect, "answer": answer}[sys.argv[1]](job, limits)
    except AdvisorError as error:
        _fail(job, [f"Line {one.line}: {one.message}" if one.line else one.message for one in error.problems])
    except Exception:  # any bytes may be in the file, and a library may break on them in any way
        _fail(job, [_BROKEN])
    with suppress(OSError):
        (job.folder / "used").touch()


def _fail(job: Job, messages: list[str]) -> None:
    """Say why the work ends, and remove the roster and what came of it."""
    with suppress(OSError):  # the folder was removed
        job.write("failed", {"messages": messages})
        shutil.rmtree(job.folder / "parts", ignore_errors=True)
        for path in (*job.folder.glob("roster.*"), *job.folder.glob("results.*"), *job.folder.glob(".*")):
            path.unlink(missing_ok=True)


def _end_with_server() -> None:
    """End this process when the server does, which holds the other end of the standard input."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _watch(job: Job, limits: Limits) -> None:
    """End this process when its time is up, its files are too large, or its folder is gone."""
    ends = time.monotonic() + limits.roster_seconds
    while job.has("job.json"):
        if time.monotonic() > ends:
            message = f"This took longer than {limits.roster_seconds:g} seconds, the most here. {_ELSEWHERE}"
        elif (size := _size(job.folder)) > limits.roster_disk:
            message = f"This needed {size:,} bytes of disk; {limits.roster_disk:,} are the most here. {_ELSEWHERE}"
        else:
            time.sleep(_WATCH_SECONDS)
            continue
        _fail(job, [message])
        break
    os._exit(1)


def _size(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # it has just been removed or renamed
            size += path.stat().st_size
    return size


def _check_rows(rows: int, limits: Limits) -> None:
    """Raise InputError for a roster with too many rows."""
    if rows > limits.roster_rows:
        message = f"This roster has {rows:,} rows or more; {limits.roster_rows:,} are the most here. {_ELSEWHERE}"
        raise InputError(message)


def inspect(job: Job, limits: Limits) -> None:
    """Find the format of the roster, its columns, and whether ids come again with other values."""
    from advisor.roster.repeated_ids import find_repeated_ids

    chosen: dict[str, Any] = {"formats": ["csv", "xlsx"], "keep": False}
    upload = job.read("job")
    try:
        roster = open_roster(Path(upload["file"]), upload["name"], upload["format"], {})
    except NoColumns as error:
        nothing: dict[str, Any] = {"described": "", "rows": None, "remarks": error.remarks, "mapped": True}
        job.write("understood", nothing | chosen | _columns(error.headings, {}) | {"repeated": ""})
        return
    headings = roster.headings
    if headings is not None:  # of lines of JSON the number is only guessed; they are counted as they are answered
        _check_rows(roster.about_rows(), limits)
    understood = {
        "described": roster.described,
        "rows": roster.about_rows(),
        "remarks": roster.remarks,
        "mapped": headings is not None,
        "repeated": "",
    }
    with suppress(InputError):  # it is said when the roster is answered
        understood["repeated"] = find_repeated_ids(roster).sentence
    columns = _columns(headings.every, headings.places) if headings else _columns((), {})
    job.write("understood", understood | chosen | columns)


def _columns(headings: Sequence[str], places: Mapping[str, int]) -> dict[str, Any]:
    """Describe the columns of a file, those that are read first: each one's place, heading and column of a roster."""
    column_at = {place: column for column, place in places.items()}
    order = [*column_at, *(place for place in range(len(headings)) if place not in column_at)]
    columns = [{"place": place, "heading": headings[place], "column": column_at.get(place, "")} for place in order]
    return {"columns": columns[:MOST_HEADINGS], "more": max(len(columns) - MOST_HEADINGS, 0)}


def answer(job: Job, limits: Limits) -> None:
    """Answer the roster; write the results in the chosen formats, the rejects, and the counts for the summary."""
    from advisor.doors.http.rulebooks import Rulebooks
    from advisor.doors.http.settings import Settings
    from advisor.roster.checkpoint import Checkpoint, atomic_file
    from advisor.roster.grouping import Grouping
    from advisor.roster.repeated_ids import DifferentRows
    from advisor.roster.run import rejects_of, run_roster
    from advisor.roster.workers import default_processes
    from advisor.roster.writing import results_schema, write_file

    upload, choice = job.read("job"), job.read("run")
    roster = _open_mapped(upload, choice["places"], choice["keep"])
    settings = Settings.model_validate(upload["settings"])
    rulebooks = Rulebooks(settings.rules, settings.choices)
    day = date.fromisoformat(upload["day"])
    rulebook, checkpoint = rulebooks.get(upload["rulebook"]).as_of(day), Checkpoint(job.folder / "parts")
    first = job.folder / "results.parquet"  # the fastest to write
    about = roster.about_rows()
    grouping = Grouping(by="id" if choice["people"] == "one" else "", each_row=choice["people"] == "each")
    try:
        outcome = run_roster(
            roster,
            rulebook,
            day,
            "durable_rules",
            checkpoint,
            first,
            "parquet",
            grouping=grouping,
            processes=default_processes(about),
            on_rows=_progress(job, about, limits),
        )
    except DifferentRows as problem:
        _ask_again(job, choice, problem.sentence)
        return
    job.write("progress", {"rows": outcome.summary.read, "of": outcome.summary.read, "writing": True})
    for form in choice["formats"]:
        write_file(job.folder / f"results.{form}", form, checkpoint.tables(), results_schema(roster.kept))
    if "parquet" not in choice["formats"]:
        first.unlink()
    with atomic_file(job.folder / "rejects.csv") as file:
        file.writelines(rejects_of(checkpoint, grouping))
    counts = outcome.counts.as_data()
    checkpoint.remove()
    Path(upload["file"]).unlink()
    remarks = [*outcome.remarks, *outcome.summary.remarks]
    job.write("done", {"counts": counts, "refused": outcome.refused, "remarks": remarks})


def _ask_again(job: Job, choice: Mapping[str, Any], repeated: str) -> None:
    """Go back to the columns: with those that were chosen, ids come again with other values."""
    understood = job.read("understood")
    column_at = {place: column for column, place in (choice["places"] or {}).items()}
    columns = [{**one, "column": column_at.get(one["place"], "")} for one in understood["columns"]]
    chosen = {"columns": columns, "formats": choice["formats"], "keep": choice["keep"]}
    job.write("understood", understood | chosen | {"repeated": repeated})
    (job.folder / "run.json").unlink()
    (job.folder / "started").unlink()


def _open_mapped(upload: dict[str, Any], places: dict[str, int] | None, keep: bool) -> Roster:
    """Open the roster with exactly the columns that were chosen, and all its own to keep if they are to be kept."""
    from advisor.roster.kept import ALL, kept_columns
    from advisor.roster.writing import results_schema

    chosen = None if places is None else {column: places[column] for column in COLUMNS if column in places}
    roster = open_roster(Path(upload["file"]), upload["name"], upload["format"], {}, places=chosen)
    if keep and roster.headings is not None:
        return replace(roster, kept=kept_columns([ALL], roster.headings, results_schema().names))
    return roster


def _progress(job: Job, about: int, limits: Limits) -> Callable[[int], None]:
    done, last = 0, 0.0

    def add_rows(rows: int) -> None:
        nonlocal done, last
        if not job.has("job.json"):
            sys.exit()  # the job was deleted
        done += rows
        _check_rows(done, limits)
        if time.monotonic() - last > 0.3:
            last = time.monotonic()
            job.write("progress", {"rows": done, "of": max(about, done), "writing": False})

    return add_rows


if __name__ == "__main__":
    main()

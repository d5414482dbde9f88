"""What a roster may take: rows, time, disk and places, of each client and in all; what is given up ends and goes."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from fastapi import FastAPI

from advisor.doors.app import create_app
from advisor.doors.http.settings import Settings
from advisor.doors.web import job_store
from advisor.doors.web.job_store import Job, JobStore
from tests.web.inside import ask, words
from tests.web.test_roster_pages import PLAIN, finished, form_of, give, given, left, long_roster

Limited = Callable[..., FastAPI]


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Limited]:
    """Make an application with other limits, and a place for uploads of its own."""
    made: list[FastAPI] = []

    def make(**limits: float) -> FastAPI:
        app = create_app(Settings.model_validate(limits))
        app.state.job_store = JobStore(tmp_path / "uploads", app.state.settings)
        made.append(app)
        return app

    yield make
    for app in made:
        app.state.job_store.close()


def job_at(app: FastAPI, address: str) -> Job:
    """The job with an address."""
    return Job(app.state.job_store.base / address.rpartition("/")[2])


def run(app: FastAPI, address: str, form: str = "csv") -> None:
    """Let a roster be worked on, with the columns as proposed."""
    columns = form_of(ask("GET", address, app).text)
    assert ask("POST", f"{address}/run", app, data={**columns, "results": form}).status_code == 303


def test_a_roster_with_too_many_rows_is_refused_when_it_is_looked_at(limited: Limited) -> None:
    """A file of some megabytes that unfolds to a billion rows would take a place and the disk for an hour."""
    app, out = limited(roster_rows=1_000), io.BytesIO()
    parquet.write_table(pa.table({"degree": pa.array(["AAS"] * 1_001).dictionary_encode()}), out)
    for name, content in (("a.parquet", out.getvalue()), ("a.csv", b"degree\n" + b"AAS\n" * 1_001)):
        answer = give(app, content, name)
        assert answer.status_code == 422
        assert "1,001 rows or more; 1,000 are the most here" in words(answer.text)
    assert left(app) == []


@pytest.mark.parametrize(
    ("limits", "content", "name", "wanted"),
    [
        ({"roster_rows": 1_000}, b'{"experience": 3}\n' * 3_000, "a.jsonl", "1,000 are the most here"),
        ({"roster_seconds": 0.3}, None, "a.csv", "This took longer than 0.3 seconds"),
        ({"roster_disk": 3_000_000}, None, "a.csv", "3,000,000 are the most here"),
    ],
    ids=["rows", "seconds", "disk"],
)
def test_a_run_that_takes_too_much_is_ended_and_its_files_go(
    limited: Limited, limits: dict[str, float], content: bytes | None, name: str, wanted: str
) -> None:
    """One roster would keep the others waiting, or fill the disk."""
    app = limited(**limits)
    address = given(app, long_roster() if content is None else content, name)
    run(app, address, "jsonl")
    text = words(finished(app, address))
    assert "This roster could not be worked through" in text
    assert wanted in text
    (child,) = app.state.job_store._children
    child.wait(10)
    kept = {path.name.partition(".")[0] for path in job_at(app, address).folder.iterdir()}
    assert not kept & {"roster", "parts", "results", ""}


def test_one_client_does_not_close_the_door_to_others(limited: Limited) -> None:
    """Twenty files of two lines would shut everybody out for half an hour."""
    app = limited(rosters=6, rosters_per_client=2)
    statuses = [give(app, PLAIN).status_code for _ in range(4)]
    assert statuses == [303, 303, 429, 429]
    form = {"files": {"file": ("a.csv", PLAIN)}, "data": {"rulebook": "health-information"}}
    answer = ask("POST", "/roster", app, client="10.0.0.2", **form)
    assert answer.status_code == 303
    assert len(left(app)) == 3


def test_one_client_does_not_take_every_place_to_work(limited: Limited) -> None:
    """The rosters of everybody else would wait until all of one client's are done."""
    app = limited()
    addresses = [given(app, long_roster()) for _ in range(2)]
    for address in addresses:
        run(app, address)
    assert [job_at(app, address).phase for address in addresses] == ["running", "waiting"]


def test_only_a_roster_may_be_large(limited: Limited) -> None:
    """Large files would be stored, if only for a moment, wherever a form can be sent."""
    app, form = limited(most_bytes=1_000), {"file": ("a.csv", b"x" * 3_000)}
    for path in ("/questions/resume", "/questions", "/advice"):
        assert ask("POST", path, app, files=form).status_code == 413, path
    assert ask("POST", "/roster/unknown/run", app, files=form).status_code == 404


def test_what_is_given_up_is_ended_and_goes(limited: Limited) -> None:
    """A run that nobody looks at any more would hold its place and its files to its end."""
    app = limited()
    address = given(app, long_roster())
    run(app, address)
    (child,) = app.state.job_store._children
    past = time.time() - job_store.UNUSED_SECONDS - 1
    os.utime(job_at(app, address).folder / "used", (past, past))
    app.state.job_store.sweep()
    assert child.wait(10) != 0
    assert left(app) == []


def test_nobody_else_can_read_what_was_uploaded(limited: Limited) -> None:
    """The folder's own permissions alone would keep students' data private."""
    app = limited()
    address = given(app, PLAIN)
    run(app, address)
    finished(app, address)
    files = [path for path in job_at(app, address).folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}

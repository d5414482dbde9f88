"""The pages for advisors: a roster is uploaded, its columns confirmed, answered by another process, and shown."""

from __future__ import annotations

import asyncio
import csv
import shutil
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse

from advisor.doors.http.problems import RequestError
from advisor.doors.http.shares import client_of
from advisor.doors.web.cohort import as_page, context_of
from advisor.doors.web.form_state import form_text
from advisor.doors.web.job_store import RUN_LIMITS, Job, JobStore, private_file, start_process
from advisor.doors.web.templating import HEADERS, download, label, page
from advisor.errors import UsageError
from advisor.roster.counts import Counts
from advisor.roster.duplicate_ids import Duplicates
from advisor.roster.formats import FORMATS
from advisor.roster.headings import COLUMNS
from advisor.roster.run import summary_as
from advisor.roster.summary import Summary, summarize

RECEIVE_SECONDS = 5
"""How long an upload waits for its turn to be received."""
INSPECT_SECONDS = 60
"""How long a file waits to be inspected, and how long that takes."""
SWEEP_SECONDS = 60
MOST_REJECTS = 50
_DOWNLOADS = {
    "results.csv": "text/csv; charset=utf-8",
    "results.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "results.jsonl": "application/jsonl",
    "results.parquet": "application/vnd.apache.parquet",
    "rejects.csv": "text/csv; charset=utf-8",
}
_SUMMARIES = {"summary.html": "text/html", "summary.json": "application/json"}
FORMS = {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON Lines", "parquet": "Parquet"}
_TOO_FEW_COLUMNS = "Say for at least one column besides the id and the name what it holds."


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the job store, sweep it now and then, and close it at the end."""
    store: JobStore = app.state.job_store
    await run_in_threadpool(store.open)

    async def sweep() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await run_in_threadpool(store.sweep)

    sweeping = asyncio.create_task(sweep())
    yield
    sweeping.cancel()
    await run_in_threadpool(store.close)


router = APIRouter(prefix="/roster", include_in_schema=False, lifespan=_lifespan)


@router.get("")
async def start(request: Request, deleted: bool = False) -> Response:
    """Ask for a roster."""
    return _start_page(request, (), deleted)


def _start_page(request: Request, problems: Sequence[str], deleted: bool = False) -> Response:
    state, columns = request.app.state, {"columns": COLUMNS, "endings": sorted(FORMATS)}
    site = {"rulebooks": state.rulebooks.by_id.values(), "most": state.settings.roster_bytes // 1_000_000}
    status = 422 if problems else 200
    return page(request, "roster/start.html", status, problems=problems, deleted=deleted, **columns, **site)


@router.post("")
async def upload(request: Request) -> Response:
    """Take a roster, and find out how it can be understood."""
    state, client = request.app.state, client_of(request)
    store: JobStore = state.job_store
    await run_in_threadpool(store.sweep)
    await run_in_threadpool(store.check_room, client)  # before anything of the file is kept
    async with state.receiving.place(client):
        try:
            form = await request.form(max_files=1, max_fields=5)
        except (HTTPException, KeyError, ValueError):
            raise UsageError("Send the file with the form of this page.") from None
        try:
            job = await run_in_threadpool(_stored, request, form)
        finally:
            await form.close()
    if isinstance(job, str):
        return _start_page(request, [job])
    try:
        async with state.inspecting.place(client):
            problems = await run_in_threadpool(_inspect, job)
    except BaseException:  # whatever went wrong, nothing of a person stays behind
        store.delete(job)
        raise
    if problems:
        await run_in_threadpool(store.delete, job)
        return _start_page(request, problems)
    return _redirect(f"/roster/{job.token}")


def _stored(request: Request, form: FormData) -> Job | str:
    """Keep the file of a form in a new job; or say what is wrong with the form."""
    state, file = request.app.state, form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return "Choose a file first."
    ending = Path(file.filename).suffix.casefold()
    if ending not in FORMATS:
        endings = ", ".join(sorted(FORMATS))
        return f"The file's name ends in none of {endings}. Save it as one of these first."
    rulebook = state.rulebooks.get(form_text(form, "rulebook") or None)
    description = {
        "file": f"roster{ending}",
        "name": shown_name(file.filename),
        "format": FORMATS[ending],
        "rulebook": rulebook.id,
        "day": date.today().isoformat(),
        "settings": state.settings.model_dump(mode="json", include={"rules", "choices"}),
        "limits": state.settings.model_dump(mode="json", include=RUN_LIMITS),
    }
    store: JobStore = state.job_store
    job = store.new(client_of(request))
    try:
        with private_file(job.folder / f"roster{ending}") as kept:
            shutil.copyfileobj(file.file, kept, 1 << 20)
        job.write("job", description)
    except BaseException:
        store.delete(job)
        raise
    return job


def _inspect(job: Job) -> list[str]:
    """Let another process inspect the file; give what is wrong with it, or nothing."""
    with start_process(job, "inspect") as process:
        try:
            process.wait(INSPECT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return ["It takes too long to open this file. Save it as CSV and try again."]
    if job.phase == "understood":
        return []
    return list(job.read("failed").get("messages", ["This file cannot be read. It may be damaged or too large."]))


@router.get("/{token}")
def show(request: Request, token: str, min_cell: int = 1) -> Response:
    """Show the state of a job: its columns to confirm, its progress, its summary, or why it failed."""
    job = _find(request, token)
    phase = job.phase
    if phase == "understood":
        understood = job.read("understood")
        column_at = {one["place"]: one["column"] for one in understood["columns"]}
        return _columns_page(request, job, column_at, understood["formats"], understood["keep"])
    if phase in ("waiting", "running"):
        return _progress_page(request, job, "progress")
    if phase == "done":
        return _cohort_page(request, job, min_cell)
    messages = job.read("failed").get("messages", ["The work on this roster broke off."])
    return page(request, "roster/failed.html", 422, problems=messages, token=token)


def _columns_page(
    request: Request,
    job: Job,
    column_at: Mapping[int, str],
    wanted: Sequence[str],
    keep: bool,
    problems: Sequence[str] = (),
) -> Response:
    shown = {"job": job, "seen": job.read("understood"), "column_at": column_at, "wanted": wanted, "keep": keep}
    status = 422 if problems else 200
    columns = {"columns": list(COLUMNS), "forms": FORMS}
    return page(request, "roster/understood.html", status, **shown, **columns, problems=problems)


@router.post("/{token}/run")
async def run(request: Request, token: str) -> Response:
    """Start to answer a roster, with the columns as they were confirmed."""
    job = await run_in_threadpool(_find, request, token)
    async with request.form() as form:
        return await run_in_threadpool(_run, request, job, form)


def _run(request: Request, job: Job, form: FormData) -> Response:
    if job.phase == "understood":
        understood = job.read("understood")
        formats = [name for name in FORMS if name in form.getlist("results")]
        fields = [(form_text(form, f"column-{n}"), one["place"]) for n, one in enumerate(understood["columns"])]
        chosen = [(column, place) for column, place in fields if column in COLUMNS]
        places, column_at = dict(chosen), {place: column for column, place in chosen}
        keep = form_text(form, "keep") == "all"
        repeated = [column for column, count in Counter(column for column, _ in chosen).items() if count > 1]
        problems = [f"Two columns are read as {label(column)}. Choose one of them." for column in repeated]
        problems += [] if set(places) - {"id", "name"} else [_TOO_FEW_COLUMNS]
        problems = problems if understood["mapped"] else []
        people = form_text(form, "people")
        if understood["repeated"] and people not in ("one", "each"):
            problems.append("Say whether the rows with the same id are one person.")
        if problems:
            return _columns_page(request, job, column_at, formats, keep, problems)
        found = places if understood["mapped"] else None
        job.write("run", {"places": found, "keep": keep, "formats": formats or ["csv"], "people": people})
        request.app.state.job_store.start(job)
    return _redirect(f"/roster/{job.token}")


@router.get("/{token}/progress")
def progress(request: Request, token: str) -> Response:
    """Show the progress, for a page that polls; when the job has ended, the page is told to reload."""
    job = _find(request, token)
    if job.phase in ("waiting", "running"):
        return _progress_page(request, job, "bar")
    return Response(status_code=200, headers={**HEADERS, "HX-Refresh": "true"})


def _progress_page(request: Request, job: Job, template: str) -> Response:
    if job.phase == "waiting":
        request.app.state.job_store.start(job)
    return page(
        request, f"roster/{template}.html", job=job, **{"writing": False, "rows": 0, "of": 0} | job.read("progress")
    )


def _summary(request: Request, job: Job, min_cell: int) -> Summary:
    upload, result = job.read("job"), job.read("done")
    rulebook = request.app.state.rulebooks.get(upload["rulebook"]).as_of(date.fromisoformat(upload["day"]))
    least, nobody = max(1, min(min_cell, 1_000_000)), Duplicates(0, ())
    summary = summarize(Counts(result["counts"]), nobody, rulebook, upload["name"], upload["day"], least)
    return replace(summary, remarks=tuple(result["remarks"]))


def _cohort_page(request: Request, job: Job, min_cell: int) -> Response:
    with (job.folder / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rejects = list(islice(csv.DictReader(file), MOST_REJECTS))
    return page(
        request,
        "roster/cohort.html",
        **context_of(_summary(request, job, min_cell)),
        rejects=rejects,
        refused=job.read("done")["refused"],
        files=[name for name in _DOWNLOADS if job.has(name)],
        token=job.token,
    )


@router.get("/{token}/{name}")
def file(request: Request, token: str, name: str, min_cell: int = 1) -> Response:
    """Give a file to save: the summary, or one of the job's results."""
    job = _find(request, token)
    if job.phase == "done" and name in _SUMMARIES:
        summary = _summary(request, job, min_cell)
        content = as_page(summary).encode() if name == "summary.html" else summary_as(summary, "json")
        return download(content, f"cohort-{name}", _SUMMARIES[name])
    if job.phase != "done" or name not in _DOWNLOADS or not job.has(name):
        raise RequestError(404, "not-found", "There is no such file.")
    return FileResponse(job.folder / name, headers=HEADERS, media_type=_DOWNLOADS[name], filename=name)


@router.post("/{token}/delete")
def delete(request: Request, token: str) -> Response:
    """Delete a roster and its results."""
    request.app.state.job_store.delete(_find(request, token))
    return _redirect("/roster?deleted=true")


def _find(request: Request, token: str) -> Job:
    store: JobStore = request.app.state.job_store
    return store.find(token)


def _redirect(url: str) -> Response:
    return RedirectResponse(url, 303, HEADERS)


def shown_name(name: str) -> str:
    """Shorten a file's name for a page: without folders and invisible characters, at most 80 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable())
    return plain if len(plain) <= 80 else f"{plain[:60]}…{plain[-15:]}"

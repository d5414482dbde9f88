"""For advisors: a roster uploaded, understood, answered beside the server, shown as a cohort, and deleted."""

from __future__ import annotations

import asyncio
import csv
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse

from advisor.doors.http.problems import RequestError
from advisor.doors.web.site import HEADERS, NOT_KEPT, download, page
from advisor.doors.web.uploads import Upload, Uploads, command
from advisor.errors import UsageError
from advisor.render.cohort import plots
from advisor.roster.finish import Again
from advisor.roster.formats import FORMATS
from advisor.roster.headings import COLUMNS
from advisor.roster.run import summary_as
from advisor.roster.summary import Summary, sentences, summarize

LOOK_SECONDS = 60
SWEEP_SECONDS = 60
MOST_REJECTS = 50
_DOWNLOADS = {
    "results.csv": "text/csv; charset=utf-8",
    "results.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "results.jsonl": "application/jsonl",
    "results.parquet": "application/vnd.apache.parquet",
    "rejects.csv": "text/csv; charset=utf-8",
}
FORMS = {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON Lines", "parquet": "Parquet"}
_NOT_ENOUGH = "Say for at least one column besides the id and the name what it holds."


@asynccontextmanager
async def _kept(app: FastAPI) -> AsyncIterator[None]:
    """Make the place for uploads ready, remove from it what nobody looks at any more, and all of it at the end."""
    uploads: Uploads = app.state.uploads
    await run_in_threadpool(uploads.open)

    async def tidy() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await run_in_threadpool(uploads.sweep)

    tidying = asyncio.create_task(tidy())
    yield
    tidying.cancel()
    await run_in_threadpool(uploads.close)


router = APIRouter(prefix="/roster", include_in_schema=False, lifespan=_kept)


@router.get("")
async def start(request: Request, deleted: bool = False) -> Response:
    """Ask for a roster."""
    return _start(request, deleted=deleted)


def _start(request: Request, status: int = 200, **words: Any) -> Response:
    said: dict[str, Any] = {
        "problems": (), "deleted": False, "rulebooks": list(request.app.state.shelf.rulebooks.values()),
        "columns": [_label(column) for column in COLUMNS], "endings": sorted(FORMATS),
        "most": request.app.state.settings.roster_bytes // 1_000_000,
    }  # fmt: skip
    return page(request, "roster/start.html", status, **(said | words))


@router.post("")
async def take(request: Request) -> Response:
    """Take a roster, and look how it can be understood."""
    form = await _form(request)
    try:
        return await _taken(request, form)
    finally:
        await form.close()


async def _taken(request: Request, form: FormData) -> Response:
    state = request.app.state
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _start(request, 422, problems=["Choose a file first."])
    name, ending = shown_name(file.filename), Path(file.filename).suffix.casefold()
    if ending not in FORMATS:
        problem = f"The file's name ends in none of {', '.join(sorted(FORMATS))}. Save it as one of these first."
        return _start(request, 422, problems=[problem])
    told = form.get("rulebook")
    rulebook = state.shelf.take(told if isinstance(told, str) and told else None)
    uploads: Uploads = state.uploads
    upload = await run_in_threadpool(uploads.new)
    try:
        with (upload.folder / f"roster{ending}").open("xb") as kept:
            await run_in_threadpool(shutil.copyfileobj, file.file, kept, 1 << 20)
        upload.write("job", {
            "file": f"roster{ending}", "name": name, "format": FORMATS[ending], "rulebook": rulebook.id,
            "day": date.today().isoformat(),
            "rules": {"folders": state.settings.rules, "choices": state.settings.choices},
        })  # fmt: skip
        problems = await _looked_at(upload)
    except BaseException:
        await run_in_threadpool(uploads.delete, upload)
        raise
    if problems:
        await run_in_threadpool(uploads.delete, upload)
        return _start(request, 422, problems=problems)
    return RedirectResponse(f"/roster/{upload.token}", 303, HEADERS | NOT_KEPT)


async def _looked_at(upload: Upload) -> list[str]:
    """Let another process look at the file; give what is wrong with it, or nothing."""
    quiet = asyncio.subprocess.DEVNULL
    looking = await asyncio.create_subprocess_exec(
        *command("look"), cwd=upload.folder, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        await asyncio.wait_for(looking.wait(), LOOK_SECONDS)
    except TimeoutError:
        return ["It takes too long to open this file. Save it as CSV and try again."]
    finally:
        if looking.returncode is None:
            looking.kill()
            await looking.wait()
    if upload.phase == "understood":
        return []
    return list(upload.read("failed").get("messages", ["This file cannot be read. It may be damaged or too large."]))


@router.get("/{token}")
async def show(request: Request, token: str, min_cell: int = 1) -> Response:
    """Show how far a roster is: understood, at work, done."""
    upload = _find(request, token)
    phase = upload.phase
    if phase == "understood":
        return _understood(request, upload)
    if phase in ("waiting", "running"):
        return page(request, "roster/progress.html", **_progress(request, upload))
    if phase == "done":
        return await run_in_threadpool(_cohort, request, upload, max(1, min(min_cell, 1_000_000)))
    messages = upload.read("failed").get("messages", ["The work on this roster broke off."])
    return page(request, "roster/failed.html", 422, problems=messages, token=token)


def _understood(request: Request, upload: Upload, status: int = 200, **words: Any) -> Response:
    job, seen = upload.read("job"), upload.read("understood")
    column_of = {heading: column for column, heading in seen["by_column"].items()}
    said: dict[str, Any] = {
        "name": job["name"], "seen": seen, "token": upload.token, "problems": (), "column_of": column_of,
        "columns": {column: _label(column) for column in COLUMNS}, "forms": FORMS, "wanted": ("csv", "xlsx"),
        "absent": [_label(column) for column in COLUMNS if column not in seen["by_column"]],
    }  # fmt: skip
    return page(request, "roster/understood.html", status, **(said | words))


@router.post("/{token}/run")
async def run(request: Request, token: str) -> Response:
    """Begin to answer a roster with the columns as they were confirmed."""
    upload = _find(request, token)
    if upload.phase != "understood":
        return RedirectResponse(f"/roster/{token}", 303, HEADERS | NOT_KEPT)
    seen = upload.read("understood")
    async with request.form() as form:
        wanted = [one for one in FORMS if one in form.getlist("results")]
        told = [(heading, form.get(f"column-{number}")) for number, heading in enumerate(seen["headings"])]
    mapping: dict[str, str] | None = None
    if seen["mapped"]:
        chosen = [(str(column), heading) for heading, column in told if column in COLUMNS]
        mapping = dict(chosen)
        again = [column for column, count in Counter(column for column, _ in chosen).items() if count > 1]
        problems = [f"Two columns are read as {_label(column)}. Choose one of them." for column in again]
        problems += [] if set(mapping) - {"id", "name"} else [_NOT_ENOUGH]
        if problems:
            columns = {heading: column for column, heading in chosen}
            return _understood(request, upload, 422, problems=problems, column_of=columns, wanted=wanted)
    upload.write("run", {"mapping": mapping, "formats": wanted or ["csv"]})
    await run_in_threadpool(request.app.state.uploads.start, upload)
    return RedirectResponse(f"/roster/{token}", 303, HEADERS | NOT_KEPT)


@router.get("/{token}/progress")
async def progress(request: Request, token: str) -> Response:
    """Show how far the work is, for a page that asks again and again; at its end the page is loaded anew."""
    upload = _find(request, token)
    if upload.phase in ("waiting", "running"):
        return page(request, "roster/bar.html", **_progress(request, upload))
    return Response(status_code=200, headers={**HEADERS, **NOT_KEPT, "HX-Refresh": "true"})


def _progress(request: Request, upload: Upload) -> dict[str, Any]:
    if upload.phase == "waiting":
        request.app.state.uploads.start(upload)
    far = upload.read("progress")
    return {"token": upload.token, "waiting": upload.phase == "waiting", "writing": far.get("writing", False),
            "rows": far.get("rows", 0), "of": far.get("of", 0), "name": upload.read("job")["name"]}  # fmt: skip


def _summary(request: Request, upload: Upload, min_cell: int) -> Summary:
    job, done = upload.read("job"), upload.read("done")
    counts = {name: Counter(counted) for name, counted in done["counts"].items()}
    rulebook = request.app.state.shelf.take(job["rulebook"]).as_of(date.fromisoformat(job["day"]))
    summary = summarize(counts, done["refused"], Again(0, ()), rulebook, job["name"], job["day"], min_cell)
    return replace(summary, remarks=tuple(done["remarks"]))


def _cohort(request: Request, upload: Upload, min_cell: int) -> Response:
    summary = _summary(request, upload, min_cell)
    people, data = plots(summary)
    with (upload.folder / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rejects = list(islice(csv.DictReader(file), MOST_REJECTS))
    refused = upload.read("done")["refused"]
    return page(
        request, "roster/cohort.html", summary=summary, told=sentences(summary), people=people, data=data,
        rejects=[{**one, "column": _label(one["column"])} for one in rejects],
        more_rejects=max(refused - MOST_REJECTS, 0),
        files=[name for name in _DOWNLOADS if upload.has(name)], token=upload.token, refused=refused,
    )  # fmt: skip


@router.get("/{token}/{name}")
async def file(request: Request, token: str, name: str, min_cell: int = 1) -> Response:
    """Give a file to keep."""
    upload = _find(request, token)
    if upload.phase == "done" and name in ("summary.html", "summary.json"):
        summary = await run_in_threadpool(_summary, request, upload, max(1, min_cell))
        form = name.partition(".")[2]
        return download(
            summary_as(summary, form), f"cohort-{name}", {"html": "text/html"}.get(form, f"application/{form}")
        )
    if upload.phase != "done" or name not in _DOWNLOADS or not upload.has(name):
        raise RequestError(404, "not-found", "There is no such file.")
    return FileResponse(
        upload.folder / name, headers=HEADERS | NOT_KEPT, media_type=_DOWNLOADS[name], filename=name
    )  # fmt: skip


@router.post("/{token}/delete")
async def delete(request: Request, token: str) -> Response:
    """Delete a roster and all that came of it."""
    await run_in_threadpool(request.app.state.uploads.delete, _find(request, token))
    return RedirectResponse("/roster?deleted=true", 303, HEADERS | NOT_KEPT)


def _find(request: Request, token: str) -> Upload:
    uploads: Uploads = request.app.state.uploads
    return uploads.find(token)


async def _form(request: Request) -> FormData:
    """Read an uploaded form. Raises RequestError (413) when it is too large, UsageError when it is no form."""
    try:
        return await request.form(max_files=1, max_fields=5)
    except (HTTPException, KeyError, ValueError):
        raise UsageError("Send the file with the form of this page.") from None


def shown_name(name: str) -> str:
    """Give a file's name to show: no folders, nothing invisible, not without end."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable())
    return plain if len(plain) <= 80 else f"{plain[:60]}…{plain[-15:]}"


def _label(column: str) -> str:
    return "ID" if column == "id" else column.replace("_", " ")

"""A roster for advisors: understood, answered, shown and deleted; hostile files harm nobody, and nothing is left."""

from __future__ import annotations

import html
import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import xlsxwriter
from fastapi import FastAPI
from playwright.sync_api import Page, ViewportSize

from advisor.doors.app import create_app
from advisor.doors.http.problems import RequestError
from advisor.doors.http.settings import Limits
from advisor.doors.web import job_store as store
from advisor.doors.web.job_store import JobStore
from advisor.doors.web.roster import shown_name
from advisor.roster.headings import COLUMNS
from tests.web.inside import PHARMACY, ask, words
from tests.web.looking import DESK, PHONE, Open, overflows, violations

ROOT = Path(__file__).resolve().parent.parent.parent
ROSTER = ROOT / "profiles" / "roster.csv"
PLAIN = b"id,degree,certs\n1,AAS,RHIT\n2,BS,none\n"


@pytest.fixture(scope="module")
def whole() -> FastAPI:
    settings = create_app().state.settings
    return create_app(settings.model_copy(update={"rules": (PHARMACY,), "roster_bytes": 2_000_000}))


@pytest.fixture
def app(whole: FastAPI, tmp_path: Path) -> Iterator[FastAPI]:
    """The application, with a place for uploads of its own."""
    whole.state.job_store = JobStore(tmp_path / "uploads")
    yield whole
    whole.state.job_store.close()


def left(app: FastAPI) -> list[str]:
    """The folders of uploads that there are."""
    base: Path = app.state.job_store.base
    return [path.name for path in base.iterdir() if path.is_dir()] if base.is_dir() else []


def give(app: FastAPI, content: bytes, name: str = "roster.csv", **fields: str) -> httpx.Response:
    fields.setdefault("rulebook", "health-information")
    return ask("POST", "/roster", app, files={"file": (name, content)}, data=fields)


def given(app: FastAPI, content: bytes, name: str = "roster.csv", **fields: str) -> str:
    """Give a roster that is taken; its address."""
    answer = give(app, content, name, **fields)
    assert answer.status_code == 303, words(answer.text)
    assert re.fullmatch(r"/roster/[A-Za-z0-9_-]{22}", answer.headers["location"])
    return str(answer.headers["location"])


def form_of(text: str) -> dict[str, str]:
    """The columns as a page proposes them."""
    form = {}
    for name, options in re.findall(r'<select id="[^"]*" name="(column-[0-9]+)">(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        form[name] = chosen[1] if chosen else ""
    return form


def worked(app: FastAPI, address: str, *forms: str, **columns: str) -> str:
    """Let a roster be worked through with the columns as proposed, or otherwise; the page at the end."""
    form = {**form_of(ask("GET", address, app).text), **columns}
    answer = ask("POST", f"{address}/run", app, data={**form, "results": list(forms)})
    assert answer.status_code == 303, words(answer.text)
    return finished(app, address)


def finished(app: FastAPI, address: str) -> str:
    for _ in range(300):
        if ask("GET", f"{address}/progress", app).headers.get("hx-refresh"):
            return ask("GET", address, app).text
        time.sleep(0.1)
    pytest.fail("the roster was not done in time")


# -- the whole way -------------------------------------------------------------


def test_the_pages_give_what_the_command_gives(app: FastAPI, tmp_path: Path) -> None:
    """An advisor would get other results from the pages than from `advisor batch`: byte for byte the same."""
    address = given(app, ROSTER.read_bytes())
    text = worked(app, address, "csv", "xlsx", "jsonl", "parquet")
    assert "8 rows in the file: 7 answered, 1 rejected" in words(text)
    for form in ("csv", "xlsx", "jsonl", "parquet"):
        out = tmp_path / f"results.{form}"
        summary = tmp_path / "cohort.html"
        command = [sys.executable, "-m", "advisor", "batch", str(ROSTER), "-o", str(out), "--quiet"]
        command += ["--summary", str(summary)]
        assert subprocess.run(command, capture_output=True, cwd=ROOT).returncode == 1
        answer = ask("GET", f"{address}/results.{form}", app)
        assert answer.content == out.read_bytes(), form
        assert answer.headers["content-disposition"] == f'attachment; filename="results.{form}"'
        assert answer.headers["cache-control"] == "no-store"
        assert ask("GET", f"{address}/summary.html", app).content == summary.read_bytes()
        assert ask("GET", f"{address}/rejects.csv", app).content == out.with_suffix(".rejects.csv").read_bytes()
    folder = app.state.job_store.base / address.rpartition("/")[2]
    assert not list(folder.glob("roster.*")), "the roster is still there"


def test_small_counts_are_hidden_in_the_summary_alone(app: FastAPI) -> None:
    address = given(app, ROSTER.read_bytes())
    worked(app, address, "csv")
    text = words(ask("GET", f"{address}?min_cell=3", app).text)
    assert "Counts from 1 to 2 are hidden" in text
    assert "hidden number answered" in text
    data = ask("GET", f"{address}/summary.json?min_cell=3", app).json()
    assert data["min_cell"] == 3
    assert data["people"]["level"]["senior"] is None
    assert b"<title>Cohort of roster.csv</title>" in ask("GET", f"{address}/summary.html", app).content
    assert ask("GET", f"{address}/results.xlsx", app).status_code == 404  # it was not asked for


def test_another_rulebook_can_be_chosen(app: FastAPI) -> None:
    text = worked(app, given(app, PLAIN, rulebook="pharmacy-technician"), "csv")
    assert "pharmacy-technician" in words(text)


def test_a_roster_of_profiles_needs_no_columns(app: FastAPI) -> None:
    address = given(app, b'{"id": "a", "certifications": ["RHIT"]}\n{"id": "b", "nonsense": 1}\n', "people.jsonl")
    assert "Each line is a whole profile" in words(ask("GET", address, app).text)
    assert "2 rows in the file: 1 answered, 1 rejected" in words(worked(app, address, "jsonl"))


# -- what was understood --------------------------------------------------------


def test_what_is_understood_is_said_before_anything_runs(app: FastAPI) -> None:
    semicolons = "Matrikel;Degree;Certs;Remark\n1;AAS;RHIT;é\n".encode("cp1252")
    text = ask("GET", given(app, semicolons, "liste.txt"), app).text
    assert "CSV separated by semicolons, windows-1252" in words(text)
    assert form_of(text) == {
        "column-0": "education_level",
        "column-1": "certifications",
        "column-2": "",
        "column-3": "",
    }
    for column in COLUMNS:
        assert f'value="{column}"' in text


def test_columns_can_be_said(app: FastAPI) -> None:
    """A roster with headings of its own could not be used."""
    address = given(app, b"Matrikel,Abschluss,Scheine\n7,AAS,RHIT\n")
    page = ask("GET", address, app).text
    assert "None of the headings is known here" in words(page)
    nothing = ask("POST", f"{address}/run", app, data=form_of(page))
    assert nothing.status_code == 422
    assert "Say for at least one column besides" in words(nothing.text)
    worked(app, address, "csv", **{"column-0": "id", "column-1": "education_level", "column-2": "certifications"})
    results = ask("GET", f"{address}/results.csv", app).text.splitlines()
    assert results[1].startswith('"7","entry"')
    assert "keep-your-certification-active" in results[1]


def test_a_column_that_is_not_to_be_used_is_not_used(app: FastAPI) -> None:
    """A heading that is recognized by mistake would count against the advisor's word."""
    with_degree, without = given(app, PLAIN), given(app, PLAIN)
    worked(app, with_degree, "csv")
    worked(app, without, "csv", **{"column-1": ""})
    levels = [ask("GET", f"{address}/summary.json", app).json()["data"]["filled"] for address in (with_degree, without)]
    assert levels == [{"certifications": 2, "education_level": 2}, {"certifications": 2}]


def test_what_there_is_to_say_of_a_file_is_said(app: FastAPI) -> None:
    """An advisor would not see that a second column was left aside, or that results have no id."""
    content = b"Fall roster,,\n,,\nDegree,Degree,Certs\nAAS,BS,RHIT\n"
    text = words(ask("GET", given(app, content), app).text)
    assert "The headings are in row 3; what stands in rows 1 and 2 is not read." in text
    assert "Several columns have the heading Degree: the first is read as education_level." in text
    assert "There is no column for an id" in text
    assert "Rows about 1" in text


def test_the_line_of_a_broken_quotation_is_said(app: FastAPI) -> None:
    """Somebody would look for a mark among thousands of rows."""
    answer = give(app, b'id,degree,notes\n1,AAS,x\n2,BS,"a\nb, c\n')
    assert answer.status_code == 422
    assert "Line 3: A quotation that is opened in this line is not closed." in words(answer.text)


def test_own_columns_are_kept_when_that_is_wanted(app: FastAPI, tmp_path: Path) -> None:
    """Results could not be joined to people; and columns with one heading could not be told apart."""
    content = b"Matrikel,Abschluss,Note,Note\n7,AAS,a,b\n"
    roster, out = tmp_path / "r.csv", tmp_path / "out.csv"
    roster.write_bytes(content)
    (tmp_path / "map.yaml").write_text("id: Matrikel\neducation_level: Abschluss\n")
    command = [sys.executable, "-m", "advisor", "batch", str(roster), "-o", str(out), "--quiet", "--keep", "all"]
    assert subprocess.run([*command, "--map", str(tmp_path / "map.yaml")], cwd=ROOT).returncode == 0
    address = given(app, content)
    worked(app, address, "csv", **{"column-0": "id", "column-1": "education_level", "keep": "all"})
    assert ask("GET", f"{address}/results.csv", app).content == out.read_bytes()
    assert out.read_text().splitlines()[0].endswith('"row","next","Matrikel","Abschluss","Note","Note 2"')
    address = given(app, content)
    worked(app, address, "csv", **{"column-0": "id", "column-3": "education_level"})
    assert ask("GET", f"{address}/results.csv", app).text.splitlines()[0].endswith('"row","next"')


def test_two_columns_of_one_kind_are_refused_in_words(app: FastAPI) -> None:
    address = given(app, PLAIN)
    answer = ask("POST", f"{address}/run", app, data={"column-0": "certifications", "column-1": "certifications"})
    assert answer.status_code == 422
    assert "Two columns are read as certifications" in words(answer.text)
    assert form_of(answer.text)["column-0"] == "certifications"


def test_a_column_that_nobody_offered_is_left_out(app: FastAPI) -> None:
    address = given(app, PLAIN)
    answer = ask("POST", f"{address}/run", app, data={"column-0": "../../etc", "column-1": "<script>"})
    assert answer.status_code == 422
    assert "<script>" not in answer.text


# -- one person in several rows ----------------------------------------------------

SEVERAL = b"number,code,degree,certs\n1,a,AAS,\n2,b,BS,none\n3,a,,RHIT\n"


def test_whether_rows_are_one_person_is_asked_before_anything_runs(app: FastAPI) -> None:
    """A person in two rows would be answered as two, or a wrong id make one person of two, without a question."""
    address = given(app, SEVERAL.replace(b"code", b"id"))
    page = ask("GET", address, app).text
    assert "Row 4 has the id of a row before and other values." in words(page)
    form = {**form_of(page), "results": "csv"}
    answer = ask("POST", f"{address}/run", app, data=form)
    assert answer.status_code == 422
    assert "Say whether the rows with the same id are one person." in words(answer.text)
    assert "2 people answered, 0 rows rejected" in words(worked(app, address, "csv", people="one"))
    other = given(app, SEVERAL.replace(b"code", b"id"))
    assert "3 rows in the file: 3 answered, 0 rejected" in words(worked(app, other, "csv", people="each"))


def test_whether_rows_are_one_person_is_asked_when_other_columns_are_chosen(app: FastAPI) -> None:
    """The work would break off because of a column that was chosen on the page."""
    address = given(app, SEVERAL)
    assert "other values" not in words(ask("GET", address, app).text)
    asked = worked(app, address, "csv", **{"column-3": "id"})
    assert "Row 4 has the id of a row before and other values." in words(asked)
    assert form_of(asked)["column-3"] == "id"  # what was chosen is remembered
    assert "2 people answered, 0 rows rejected" in words(worked(app, address, "csv", people="one"))


# -- hostile files ----------------------------------------------------------------


def sheet(*rows: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Students")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def table(**columns: list[str]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook of a few kilobytes that unfolds to gigabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(("id", "degree")))) as good, zipfile.ZipFile(out, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", b"<row><c><v>1</v></c></row>" * 2_000_000 + b"</sheetData>")
            bad.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


REFUSED = {
    "empty": ("a.csv", b""),
    "only spaces": ("a.csv", b" \n \n"),
    "no ending": ("roster", PLAIN),
    "wrong ending": ("a.exe", PLAIN),
    "an image called Excel": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "text called Parquet": ("a.parquet", PLAIN),
    "a sheet that is empty": ("a.xlsx", sheet()),
    "a Parquet file cut off": ("a.parquet", table(id=["1"], degree=["AAS"])[:-40]),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_a_file_that_cannot_be_read_is_refused_in_words_and_gone(app: FastAPI, case: str) -> None:
    """An advisor would see an error of the program, or leave students' data behind."""
    name, content = REFUSED[case]
    answer = give(app, content, name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not re.search("--[a-z]|Traceback", words(answer.text))
    assert left(app) == []


TAKEN = {
    "binary called CSV": ("a.csv", bytes(range(256)) * 400),
    "one quotation mark": ("a.csv", b'id,degree,certs\n1,"AAS,RHIT\n2,BS,CCA\n'),
    "only headings": ("a.csv", b"id,degree,certs\n"),
    "rows of other widths": ("a.csv", b"id,degree,certs\n1\n2,AAS,RHIT,x,y\n3,BS,CCA\n"),
    "many columns": ("a.csv", b"degree," + b",".join(b"c%d" % n for n in range(5_000)) + b"\nAAS" + b"," * 5_000),
    "zero bytes": ("a.csv", b"id,degree\n1,A\x00AS\n"),
    "a bomb": ("a.xlsx", b""),
    "headings twice": ("a.xlsx", sheet(("degree", "degree"), ("AAS", "BS"))),
}


@pytest.mark.parametrize("case", list(TAKEN))
def test_a_strange_file_ends_in_results_or_in_words(app: FastAPI, case: str) -> None:
    """One file would hang or bring down the server for all."""
    name, content = TAKEN[case]
    content = bomb() if case == "a bomb" else content
    answer = give(app, content, name)
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert left(app) == []
        return
    address = str(answer.headers["location"])
    form = {**form_of(ask("GET", address, app).text), "column-0": "education_level"}
    if ask("POST", f"{address}/run", app, data={**form, "results": "csv"}).status_code == 303:
        assert re.search("Cohort of|could not be worked through", words(finished(app, address)))
    assert ask("POST", f"{address}/delete", app).status_code == 303
    assert left(app) == []


def test_too_large_is_said_and_nothing_of_it_stays(app: FastAPI) -> None:
    large = PLAIN + b"9,AAS,RHIT\n" * 300_000
    answer = give(app, large)
    assert answer.status_code == 413
    assert "2,000,000 bytes are the most" in words(answer.text)

    async def slices() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for start in range(0, len(large), 100_000):
            yield large[start : start + 100_000]

    type_ = {"Content-Type": "multipart/form-data; boundary=x"}
    assert ask("POST", "/roster", app, content=slices(), headers=type_).status_code == 413
    assert left(app) == []


@pytest.mark.parametrize("body", [b"", b"file=x", b"--x\r\nnonsense"])
def test_what_is_no_form_with_a_file_is_refused(app: FastAPI, body: bytes) -> None:
    for type_ in ("multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "application/json"):
        answer = ask("POST", "/roster", app, content=body, headers={"Content-Type": type_})
        assert answer.status_code in (400, 422)
    assert left(app) == []


MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def test_markup_in_a_roster_is_only_words(app: FastAPI) -> None:
    """The name of a file, a heading, a sheet or a cell could run in the advisor's browser."""
    head = MARKUP.replace('"', '""')
    content = f'id,degree,"{head}",certs\n"{head}","{head}","{head}","{head}"\n1,AAS,x,RHIT\n'.encode()
    address = given(app, content, f"{MARKUP}.csv".replace("/", "_"))
    seen = ask("GET", address, app).text
    seen += worked(app, address, "csv") + ask("GET", f"{address}/summary.html", app).text
    assert "<img" not in seen
    assert "<script>alert" not in seen
    assert html.escape("<img src=x") in seen


def test_a_formula_in_a_roster_is_not_run(app: FastAPI) -> None:
    """A spreadsheet that opens the results would run what a student wrote as their number."""
    address = given(app, b'id,degree,certs\n"=HYPERLINK(""http://x"")",AAS,RHIT\n@SUM(1),AAS,\n')
    worked(app, address, "csv", "xlsx")
    rows = ask("GET", f"{address}/results.csv", app).text.splitlines()
    assert [row.lstrip('"')[:2] for row in rows[1:]] == ["'=", "'@"]
    with zipfile.ZipFile(io.BytesIO(ask("GET", f"{address}/results.xlsx", app).content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\x\\liste.csv", "liste.csv"),
        ("\u202evsc.csv", "vsc.csv"),
        ("a" * 300 + ".csv", "a" * 60 + "…" + "a" * 11 + ".csv"),
        ("/.csv", ".csv"),
    ],
)
def test_a_files_name_is_only_shown(name: str, shown: str) -> None:
    """A name could lead out of the folder, or fill or turn around the page."""
    assert shown_name(name) == shown


def test_a_roster_lies_under_a_name_of_ours(app: FastAPI) -> None:
    address = given(app, PLAIN, "../../evil.csv")
    folder = app.state.job_store.base / address.rpartition("/")[2]
    assert (folder / "roster.csv").read_bytes() == PLAIN
    assert "<dd>evil.csv</dd>" in ask("GET", address, app).text


# -- nobody else's -----------------------------------------------------------------


def test_nobody_can_guess_or_list_the_rosters_of_others(app: FastAPI) -> None:
    """A second person on the same site could open a stranger's students."""
    addresses = {given(app, PLAIN) for _ in range(3)}
    assert len(addresses) == 3
    for folder in app.state.job_store.base.iterdir():
        assert folder.is_file() or folder.stat().st_mode & 0o777 == 0o700
    assert app.state.job_store.base.stat().st_mode & 0o777 == 0o700
    assert not any(address.rpartition("/")[2] in ask("GET", "/roster", app).text for address in addresses)
    one = addresses.pop()
    tried = [
        "/roster/" + "A" * 22,
        one[:-1],
        one + "A",
        one.swapcase(),
        "/roster/%2e%2e%2falive",
        "/roster/alive",
        f"{one}/%2e%2e%2falive",
        f"{one}/job.json",
        f"{one}/started",
        f"{one}/roster.csv",
    ]
    for address in tried:
        assert ask("GET", address, app).status_code in (404, 405), address
    assert ask("POST", "/roster/" + "A" * 22 + "/delete", app).status_code == 404
    assert ask("GET", one, app).status_code == 200


def test_a_place_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """Somebody else on the machine could have made the folder first."""
    (tmp_path / "uploads").mkdir(mode=0o755)
    with pytest.raises(RequestError, match="not private"):
        JobStore(tmp_path / "uploads").new()


def test_a_crowd_is_turned_away_kindly(app: FastAPI, tmp_path: Path) -> None:
    """The disk would fill up."""
    app.state.job_store = JobStore(tmp_path / "few", Limits(rosters=2))
    given(app, PLAIN)
    given(app, PLAIN)
    answer = give(app, PLAIN)
    assert answer.status_code == 503
    assert "Try again in half an hour" in words(answer.text)


# -- nothing kept -------------------------------------------------------------------


def test_deleting_really_deletes(app: FastAPI) -> None:
    address = given(app, PLAIN)
    worked(app, address, "csv")
    answer = ask("POST", f"{address}/delete", app)
    assert answer.headers["location"] == "/roster?deleted=true"
    assert left(app) == []
    for path in (address, f"{address}/results.csv", f"{address}/progress"):
        assert ask("GET", path, app).status_code == 404


def long_roster() -> bytes:
    return b"id,degree,certs,years of experience\n" + b"".join(
        b"%d,AAS,RHIT,%d\n" % (n, n % 40) for n in range(100_000)
    )


def test_deleting_ends_what_is_at_work(app: FastAPI) -> None:
    """The students' data would be worked on, and written, after it was deleted."""
    address = given(app, long_roster())
    form = form_of(ask("GET", address, app).text)
    ask("POST", f"{address}/run", app, data={**form, "results": ["csv", "xlsx", "jsonl"]})
    (child,) = app.state.job_store._children
    assert child.poll() is None
    ask("POST", f"{address}/delete", app)
    assert child.wait(10) == -signal.SIGKILL
    assert left(app) == []


def test_work_that_breaks_off_is_said(app: FastAPI) -> None:
    """A page would ask for ever how far a process is that is gone."""
    address = given(app, long_roster())
    ask("POST", f"{address}/run", app, data=form_of(ask("GET", address, app).text))
    (child,) = app.state.job_store._children
    child.kill()
    child.wait()
    assert "The work on this roster broke off" in words(finished(app, address))


def test_no_more_than_two_are_worked_on_and_the_third_follows(app: FastAPI, tmp_path: Path) -> None:
    """Many rosters at once would take the machine away from everybody; one would be started twice."""
    app.state.job_store = JobStore(tmp_path / "three", Limits(rosters_at_once=3))  # two of them for one client
    addresses = [given(app, long_roster()) for _ in range(3)]
    for address in addresses:
        form = form_of(ask("GET", address, app).text)
        for _ in range(2):
            ask("POST", f"{address}/run", app, data={**form, "results": "parquet"})
    assert len(app.state.job_store._children) == 2
    assert "Other rosters are being worked on" in words(ask("GET", addresses[2], app).text)
    ask("POST", f"{addresses[0]}/delete", app)
    assert "100,000 rows in the file: 100,000 answered" in words(finished(app, addresses[2]))


def test_what_nobody_looks_at_goes(app: FastAPI) -> None:
    old, new = given(app, PLAIN), given(app, PLAIN)
    folder = app.state.job_store.base / old.rpartition("/")[2]
    past = time.time() - store.UNUSED_SECONDS - 1
    os.utime(folder / "used", (past, past))
    assert ask("GET", old, app).status_code == 404
    assert left(app) == [new.rpartition("/")[2]]
    folder = app.state.job_store.base / new.rpartition("/")[2]
    os.utime(folder / "used", (past, past))
    app.state.job_store.sweep()
    assert left(app) == []


def test_the_last_to_go_removes_everything_and_the_first_to_come_what_was_left(tmp_path: Path) -> None:
    """Students' data would outlive the server, or a process that ends would take it from the others."""
    base = tmp_path / "uploads"
    one, other = JobStore(base), JobStore(base)
    upload = one.new()
    other.open()
    one.close()
    assert other.find(upload.token) == upload
    other.close()
    assert [path for path in base.iterdir() if path.is_dir()] == []
    (base / ("B" * 22)).mkdir()  # of a server that was ended by force
    (base / "gone-1").mkdir()
    later = JobStore(base)
    later.open()
    assert [path for path in base.iterdir() if path.is_dir()] == []
    later.close()


def test_any_process_of_a_server_can_answer_and_its_end_removes_all(tmp_path: Path) -> None:
    """With several processes a roster would be known to one of them alone, or stay after the end."""
    command = [sys.executable, "-m", "advisor", "serve", "--port", "0", "--workers", "2"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stderr is not None
        try:
            site = next(found[0] for line in server.stderr if (found := re.search(r"http://127[0-9.:]+", line)))
            address = ""
            for _ in range(50):  # each call on a connection of its own, so that either process may answer
                try:
                    answer = httpx.post(f"{site}/roster", files={"file": ("a.csv", PLAIN)})
                    address = answer.headers["location"]
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            form = form_of(httpx.get(site + address).text)
            assert httpx.post(f"{site}{address}/run", data={**form, "results": "csv"}).status_code == 303
            for _ in range(200):
                if httpx.get(f"{site}{address}/progress").headers.get("hx-refresh"):
                    break
                time.sleep(0.1)
            assert {httpx.get(f"{site}{address}/results.csv").status_code for _ in range(8)} == {200}
        finally:
            server.terminate()
            server.wait(20)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size] == []


# -- in a browser ---------------------------------------------------------------------


def press(page: Page, name: str) -> None:
    """Press a button by keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("scripts", "size", "dark"),
    [(True, DESK, False), (True, PHONE, True), (False, PHONE, False)],
    ids=["desk", "phone-dark", "no-scripts"],
)
def test_by_keyboard_from_a_file_to_a_cohort(visit: Open, scripts: bool, size: ViewportSize, dark: bool) -> None:
    """An advisor without a mouse or without JavaScript, or on a phone, could not use it."""
    page = visit("/roster", scripts=scripts, size=size, dark=dark)

    def fine() -> None:
        assert not overflows(page), page.url
        if scripts:  # axe is one
            assert violations(page) == [], page.url

    fine()
    page.get_by_label("Roster").set_input_files(ROSTER)
    press(page, "Look at the roster")
    page.get_by_role("heading", name="What was understood").wait_for()
    fine()
    assert page.get_by_label("Certs").input_value() == "certifications"
    page.get_by_label("Certs").focus()
    page.keyboard.press("Home")  # not used
    assert page.get_by_label("Certs").input_value() == ""
    page.keyboard.type("certifications")
    assert page.get_by_label("Certs").input_value() == "certifications"
    press(page, "Work through the roster")
    page.get_by_role("heading", name="Cohort of roster.csv").wait_for(timeout=30_000)
    fine()
    page.get_by_label("Hide counts smaller than").fill("3")
    press(page, "Apply")
    page.get_by_text("Counts from 1 to 2 are hidden").wait_for()
    fine()
    press(page, "Delete now")
    page.get_by_text("Your roster and all that came of it are deleted.").wait_for()
    fine()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_went_wrong_is_found_by_everybody(visit: Open, dark: bool) -> None:
    page = visit("/roster", dark=dark)
    page.get_by_label("Roster").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b""})
    press(page, "Look at the roster")
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


def test_progress_is_shown_without_loading_the_page_again(visit: Open) -> None:
    """Who watches a long run would be thrown back to the top of the page every second."""
    page = visit("/roster")
    page.get_by_label("Roster").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": long_roster()})
    press(page, "Look at the roster")
    page.get_by_label("JSON Lines").check()
    press(page, "Work through the roster")
    page.locator("#progress").wait_for()
    page.evaluate("window.here = true")
    with page.expect_response("**/progress"):
        pass
    assert page.evaluate("window.here")
    assert violations(page) == []
    press(page, "Stop and delete")
    page.get_by_text("Your roster and all that came of it are deleted.").wait_for()

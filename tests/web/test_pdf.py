"""Advice on paper: the words of the text, numbered sources, tags for screen readers, and names that are only words."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.advice.model import Advice
from advisor.document import read_document
from advisor.files import profiles_folder
from advisor.profile import profile_from
from advisor.render.pdf import document, printable, render_pdf
from advisor.render.text import render_text
from tests.people import DAY, rulebook, steady
from tests.web.inside import application, ask

PEOPLE = sorted(profiles_folder().glob("*.yaml"))
NAMES = [
    '#panic("no") *bold* `raw` $x^2$ <label> @ref // comment /* more */',
    '\\u{41} \\ " \' ; = heading\n= Heading\n- list\n#image("/etc/passwd")',
    "<script>alert(1)</script> & {{ 7*7 }}",
    "O'Brien-Łukasiewicz Ñandú Ørsted Δημήτρης Дмитрий",
    "مرحبا بالعالم",
    "שלום עולם",
    "a\u202eb\u200fc",
    "x" * 300,
    "W " * 150,
    "\x00\x07\ue000",
]
UNPRINTABLE = ["漢字", "😀 Zoë", "𐎠𐎡"]
"""Letters that the fonts of this machine may lack."""


def of(path: Path) -> Advice:
    return advise(profile_from(read_document(path)), rulebook(), as_of=DAY)


def named(name: str) -> Advice:
    advice = of(PEOPLE[0])
    return replace(advice, profile=replace(advice.profile, name=name))


def run(tool: str, pdf: bytes, folder: Path, *more: str) -> str:
    """What a tool of poppler says of a file."""
    if not shutil.which(tool):
        pytest.skip(f"no {tool} here; to read PDFs back: apt-get install poppler-utils")
    file = folder / "it.pdf"
    file.write_bytes(pdf)
    done = subprocess.run([tool, *more, str(file), *(["-"] if tool == "pdftotext" else [])], capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u200b", ""))


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_everybody_has_a_tagged_document(path: Path) -> None:
    """Somebody who listens to the page would hear a heap of letters."""
    pdf = render_pdf(of(path), rulebook())
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/Lang(en)" in pdf
    assert b"<pdfuaid:part>1<" in pdf
    assert b"/Marked true" in pdf
    assert pdf.count(b"/Type/Page\n") + pdf.count(b"/Type/Page/") < 9


def test_the_same_advice_gives_the_same_bytes() -> None:
    """Two prints of one advice could not be compared; also from several threads at once."""
    advice = of(PEOPLE[0])
    first = render_pdf(advice, rulebook())
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: render_pdf(advice, rulebook()), range(12))) == {first}


def test_it_says_what_the_text_says(tmp_path: Path) -> None:
    """The paper would leave out what the screen shows: every sentence of the text stands in it."""
    for path in PEOPLE[::6]:
        advice = of(path)
        told = plain(run("pdftotext", render_pdf(advice, rulebook()), tmp_path))
        told = re.sub(r"\[[0-9]+\]|[0-9]+of[0-9]+", "", told)
        wanted = [reason.text for reason in advice.level.because]
        wanted += [reason.text for reason in (advice.next_level.missing if advice.next_level else ())]
        wanted += [step.action for step in advice.steps] + [one.question for one in advice.questions]
        wanted += [one.why for one in advice.next_certifications[:6]] + [one.text for one in advice.warnings]
        wanted += [title.name for title in advice.titles] + [one.text for one in advice.guidance]
        assert [sentence for sentence in wanted if plain(sentence) not in told] == [], path.stem


def test_pay_stands_with_its_year_and_its_source(tmp_path: Path) -> None:
    advice = of(PEOPLE[0])
    told = run("pdftotext", render_pdf(advice, rulebook()), tmp_path, "-layout")
    assert re.search(r"Mid level\s.*\$45,000 to \$55,000 \(2024\) \[1\]", told)
    assert re.search(r"\[1\] Medical records specialists: role breakdown by level \(2024\)", told)


def test_the_numbers_of_sources_rise_and_lead_to_the_list() -> None:
    """A number would lead to another document, or to none."""
    for path in PEOPLE:
        data = document(of(path), rulebook())
        cites = [number for rung in data["ladder"] for number in rung["cites"]]
        for block in data["blocks"]:
            for item in block["items"]:
                cites += item["cites"] + [number for part in item["parts"] for number in part["cites"]]
        assert [source["number"] for source in data["sources"]] == list(range(1, len(data["sources"]) + 1))
        assert set(cites) == {source["number"] for source in data["sources"]}
        firsts = list(dict.fromkeys(cites))
        assert sorted(firsts) == [source["number"] for source in data["sources"]]


def test_the_text_and_the_paper_stand_on_the_same_documents() -> None:
    advice = of(PEOPLE[0])
    listed = render_text(advice, rulebook(), width=100).partition("SOURCES")[2]
    for source in document(advice, rulebook())["sources"][:3]:
        assert plain(source["text"].partition(" (")[0]) in plain(listed)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_words_and_never_markup(name: str, tmp_path: Path) -> None:
    """Somebody's name could run code of the typesetter, read a file, or leave them without their advice."""
    pdf = render_pdf(named(name), rulebook())
    assert b"<pdfuaid:part>1<" in pdf
    told = plain(run("pdftotext", pdf, tmp_path))
    if name.isascii() and name.isprintable():
        assert plain(name) in told
    pages = re.search(r"Pages:\s+([0-9]+)", run("pdfinfo", pdf, tmp_path))
    assert pages is not None
    assert int(pages[1]) < 9


@pytest.mark.parametrize("name", UNPRINTABLE)
def test_letters_without_a_font_do_not_cost_the_advice(name: str) -> None:
    """A person whose name this machine cannot print would get an error instead of a document."""
    pdf = render_pdf(named(name), rulebook())
    assert b"/Marked true" in pdf
    assert b"/Lang(en)" in pdf


@steady
@given(st.text(max_size=300))
def test_any_name_can_be_printed(name: str) -> None:
    text = printable(name)
    assert text
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]", text)
    assert all(len(word) <= 20 for part in text.split(" ") for word in part.split("\u200b"))


def test_a_page_fits_its_words(tmp_path: Path) -> None:
    """A long name would run off the paper."""
    pdf = render_pdf(named("x" * 300), rulebook())
    boxes = run("pdftotext", pdf, tmp_path, "-bbox")
    page = re.search(r'<page width="([0-9.]+)"', boxes)
    assert page is not None
    assert max(float(edge) for edge in re.findall(r'xMax="([0-9.]+)"', boxes)) <= float(page[1]) - 50


def test_the_command_writes_it(tmp_path: Path) -> None:
    """`--format pdf` would give something else than the page gives."""
    out = tmp_path / "advice.pdf"
    command = [sys.executable, "-m", "advisor", "evaluate", str(PEOPLE[0]), "--as-of", str(DAY), "--format", "pdf"]
    subprocess.run([*command, "-o", str(out)], check=True)
    assert out.read_bytes() == render_pdf(of(PEOPLE[0]), rulebook())
    refused = subprocess.run([*command, str(PEOPLE[1])], capture_output=True, encoding="utf-8")
    assert refused.returncode == 2
    assert "A PDF is of one person" in refused.stderr


def test_the_page_gives_it_to_keep_and_names_nobody() -> None:
    """A name in a file's name, an address or a cache would stay on a shared computer."""
    state = orjson.dumps({"profile": {"name": "Zora Quill", "experience": "3"}, "declined": []}).decode()
    answer = ask("POST", "/advice/pdf", data={"state": state, "rulebook": "health-information"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="career-advice.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF")


def test_another_rulebook_has_its_own_words(tmp_path: Path) -> None:
    book = application().state.rulebooks.get("pharmacy-technician")
    pdf = render_pdf(advise({}, book, as_of=DAY), book)
    assert plain(book.name) in plain(run("pdftotext", pdf, tmp_path))
    answer = ask("POST", "/advice/pdf", data={"state": "", "rulebook": "pharmacy-technician"})
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("state", ["[", "[]", '{"profile": {"educatoin": 1}}', "{}" * 9, "\ud800"])
def test_answers_that_are_not_ours_are_refused_in_words(state: str) -> None:
    answer = ask("POST", "/advice/pdf", data={"state": state.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 422
    assert "This did not work" in answer.text


def test_loading_the_site_does_not_load_the_typesetter() -> None:
    """Every worker would carry its 80 MB, also where nobody prints."""
    code = "import sys; from advisor.doors.app import create_app; create_app(); print('typst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False"

"""Advice as a PDF: tagged and accessible (PDF/UA-1), set by Typst, which brings its own fonts.

``document`` gives the words as plain data; ``pdf.typ`` says how they look.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from advisor.advice.model import Advice, SourceRef
from advisor.render.citations import Citations
from advisor.render.report import PAPER, Block, Item, report_of
from advisor.render.wording import LAST_WORD, STATUS, range_in_words
from advisor.rulebook.book import Rulebook
from advisor.rulebook.model import Level

if TYPE_CHECKING:
    import typst


def render_pdf(advice: Advice, rulebook: Rulebook) -> bytes:
    """Write advice as a PDF. The same advice gives the same bytes.

    A name in letters for which this machine has no font is shown as boxes; such a file is tagged, but does not claim
    PDF/UA.
    """
    import typst

    data = {"paper": orjson.dumps(document(advice, rulebook)).decode()}
    try:
        return _compiled(data, ["ua-1"])
    except typst.TypstError as problem:
        if "could not be displayed" not in problem.message:
            raise
        return _compiled(data, [])


def document(advice: Advice, rulebook: Rulebook) -> dict[str, Any]:
    """Give the data of ``pdf.typ``: title, levels with their pay, blocks, and the sources in the order of citation."""
    report, citations = report_of(advice, rulebook, PAPER), Citations(rulebook)
    day = date.fromisoformat(advice.as_of)
    subtitle, *remark = report.head
    return {
        "title": f"Career advice for {printable(report.name)}",
        "subtitle": subtitle,
        "remark": " ".join(remark),
        "day": [day.year, day.month, day.day],
        "paper": "us-letter" if rulebook.country in ("US", "CA") else "a4",
        "ladder": [_rung(level, level.id == advice.level.id, citations) for level in rulebook.levels],
        "blocks": [_block(block, citations) for block in report.blocks],
        "sources": [{"number": source.number, "text": source.text} for source in citations.listed()],
        "rules": f"Rulebook {rulebook.id}, version {advice.rulebook.version}, {advice.rulebook.digest[:12]}.",
        "last": LAST_WORD,
    }


def _rung(level: Level, here: bool, citations: Citations) -> dict[str, Any]:
    rung = {"name": level.name, "here": here, "pay": "", "cites": (), "low": None, "high": None}
    if pay := level.salary:
        words = f"{range_in_words(pay.low, pay.high, pay.open_ended)} ({pay.year})"
        cites = citations.numbers(SourceRef(id, section) for id, section in pay.sources)
        rung |= {"pay": words, "cites": cites, "low": pay.low, "high": pay.high}
    return rung


def _block(block: Block, citations: Citations) -> dict[str, Any]:
    """Give the data of a block; a block without items has its sentence as the only one."""
    items = block.items or (Item(text=block.also),)
    also = block.also or (f"After these: {', '.join(block.left_out)}." if block.left_out else "")
    return {
        "kind": block.kind,
        "heading": block.heading,
        "items": [_item(item, citations) for item in items],
        "more": also if block.items else "",
    }


def _item(item: Item, citations: Citations) -> dict[str, Any]:
    return {
        "lead": f"{item.name}: {STATUS[item.status]}" if item.status else item.name,
        "text": item.text,
        "cites": list(citations.numbers(item.sources)),
        "lines": item.remarks,
        "parts": [{"text": reason.text, "cites": list(citations.numbers(reason.sources))} for reason in item.reasons],
    }


def printable(name: str) -> str:
    """Write a name so that it fits on paper: without what cannot be printed, and with places to break a long word."""
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") else sign for sign in name)
    words = " ".join(plain.split()) or "you"
    return " ".join("\u200b".join(word[n : n + 20] for n in range(0, len(word), 20)) for word in words.split(" "))


def _compiled(data: dict[str, str], standards: list[typst.PDFStandard]) -> bytes:
    import typst

    template = Path(__file__).with_name("pdf.typ").read_bytes()
    compiler = typst.Compiler(template, font_paths=_fonts(), sys_inputs=data)
    made = compiler.compile(format="pdf", pdf_standards=standards, timestamp=0)
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Find the fonts once: those of Typst, and those of the machine for letters that they do not have."""
    import typst

    return typst.Fonts()

"""Advice as a PDF: tagged and accessible (PDF/UA-1), set by Typst in its own fonts and in Noto's for other scripts.

``document`` gives the words as plain data; ``pdf.typ`` says how they look.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from advisor.advice.model import Advice, SourceRef
from advisor.language import words
from advisor.render.citations import Citations
from advisor.render.report import FULL, SHORT, Block, Item, report_of
from advisor.render.selection import cannot_say
from advisor.render.wording import LAST_WORD, STATUS, range_in_words
from advisor.rulebook.book import Rulebook
from advisor.rulebook.model import Level

if TYPE_CHECKING:
    import typst

_FONT_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
"""What brings Noto's fonts: for the scripts of most of the world, and for Chinese, Japanese and Korean."""


def render_pdf(advice: Advice, rulebook: Rulebook, *, full: bool = False) -> bytes:
    """Write advice as a PDF, short or in full. The same advice gives the same bytes on every machine.

    A name in letters for which there is no font is shown as boxes; such a file is tagged, but does not claim PDF/UA.
    """
    import typst

    data = {"paper": orjson.dumps(document(advice, rulebook, full=full)).decode()}
    try:
        return _compiled(data, ["ua-1"])
    except typst.TypstError as problem:
        if "could not be displayed" not in problem.message:
            raise
        return _compiled(data, [])


def document(advice: Advice, rulebook: Rulebook, *, full: bool = False) -> dict[str, Any]:
    """Give the data of ``pdf.typ``: title, levels with their pay, blocks, and the sources in the order of citation."""
    report, citations = report_of(advice, rulebook, FULL if full else SHORT), Citations(rulebook)
    here = None if cannot_say(advice, rulebook) else advice.level.id
    day = date.fromisoformat(advice.as_of)
    subtitle, *remark = report.head
    return {
        "title": f"Career advice for {printable(report.name)}",
        "subtitle": subtitle,
        "remark": " ".join(remark),
        "day": [day.year, day.month, day.day],
        "paper": "us-letter" if rulebook.country in ("US", "CA") else "a4",
        "ladder": [_rung(level, level.id == here, citations) for level in rulebook.levels],
        "blocks": [_block(block, citations) for block in report.blocks],
        "sources": [{"number": one.number, "text": one.text if full else one.short} for one in citations.listed()],
        "rules": f"Rulebook {rulebook.id}, version {advice.rulebook.version}, {advice.rulebook.digest[:12]}.",
        "last": LAST_WORD,
    }


def _rung(level: Level, here: bool, citations: Citations) -> dict[str, Any]:
    rung = {"name": level.name, "here": here, "pay": "", "cites": (), "low": None, "high": None}
    if pay := level.salary:
        amount = range_in_words(pay.low, pay.high, pay.open_ended) + (f" ({pay.year})" if pay.year else "")
        cites = citations.numbers(SourceRef(id, section) for id, section in pay.sources)
        rung |= {"pay": amount, "cites": cites, "low": pay.low, "high": pay.high}
    return rung


def _block(block: Block, citations: Citations) -> dict[str, Any]:
    """Give the data of a block; a block without items has its sentence as the only one."""
    items = block.items or (Item(text=block.also),)
    said, left_out = words("advice page"), block.left_out
    more = said["more named"].format(", ".join(left_out)) if block.kind in ("certifications", "later") else ""
    more = more or said["more on paper"].format(len(left_out))
    also = " ".join(filter(None, (block.also, more if left_out else "")))
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
    """Find the fonts once: Typst's and those of the packages; the machine's would give other bytes elsewhere."""
    import typst

    packages = filter(None, map(find_spec, _FONT_PACKAGES))
    folders = [Path(folder) for spec in packages for folder in spec.submodule_search_locations or ()]
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))

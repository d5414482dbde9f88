"""Advice as a PDF: tagged and accessible (PDF/UA-1), set by Typst, which brings its own fonts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from advisor.advice.model import Advice
from advisor.render.paper import paper
from advisor.rulebook.book import Rulebook

if TYPE_CHECKING:
    import typst


def render_pdf(advice: Advice, rulebook: Rulebook) -> bytes:
    """Write advice as a PDF. The same advice gives the same bytes.

    A name in letters for which this machine has no font is shown as boxes; such a file is tagged, but does not claim
    PDF/UA.
    """
    import typst

    data = {"paper": orjson.dumps(paper(advice, rulebook)).decode()}
    try:
        return _compiled(data, ["ua-1"])
    except typst.TypstError as problem:
        if "could not be displayed" not in problem.message:
            raise
        return _compiled(data, [])


def _compiled(data: dict[str, str], standards: list[typst.PDFStandard]) -> bytes:
    import typst

    compiler = typst.Compiler(_template(), font_paths=_fonts(), sys_inputs=data)
    made = compiler.compile(format="pdf", pdf_standards=standards, timestamp=0)
    assert isinstance(made, bytes)
    return made


@cache
def _template() -> bytes:
    return Path(__file__).with_name("pdf.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Find the fonts once: those of Typst, and those of the machine for letters that they do not have."""
    import typst

    return typst.Fonts()

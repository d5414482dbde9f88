"""The handbook: the rulebook to read, every rule with its id and the documents it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from advisor.doors.http.problems import RequestError
from advisor.doors.web.site import page
from advisor.errors import nearest
from advisor.render import finding, handbook
from advisor.render.handbook import Rule
from advisor.render.standing import documents
from advisor.render.vintages import guidance
from advisor.rulebook.book import Rulebook

router = APIRouter(prefix="/handbook", include_in_schema=False)
_PLACES = {
    "level": "levels", "step": "steps", "activity": "activities", "order": "order", "warning": "warnings",
    "guidance": "guidance", "assumption": "assumptions", "source": "sources",
}  # fmt: skip
_PAGES = {"title": "titles", "certification": "certifications"}
_KINDS = {
    "level": "Levels", "title": "Titles", "certification": "Certifications", "step": "Steps",
    "activity": "Programs, courses and work", "order": "Which certification comes first",
    "warning": "What is pointed out", "guidance": "Pay, outlook and more", "assumption": "Readings of the documents",
    "source": "Documents",
}  # fmt: skip


class _Book:
    """The rulebook asked for, and the addresses of its pages."""

    def __init__(self, request: Request, rulebook: str | None) -> None:
        shelf = request.app.state.shelf
        self.request, self.rules, self.day = request, shelf.take(rulebook or None), date.today()
        self.usual = self.rules.id == shelf.take(None).id
        self.others: Sequence[Rulebook] = list(shelf.rulebooks.values())

    def link(self, kind: str, id: str = "", **query: str) -> str:
        """Give the address of an entry, or of the page of all of its kind."""
        if kind in _PAGES and id:
            path, place = f"/{_PAGES[kind]}/{id}", ""
        else:
            path, place = f"/{_PLACES[kind]}" if kind in _PLACES else "", f"#{id}" if id else ""
        asked = urlencode(({} if self.usual else {"rulebook": self.rules.id}) | query)
        return f"/handbook{path}{f'?{asked}' if asked else ''}{place}"

    def page(self, template: str, **words: Any) -> Response:
        """Show a page of the handbook."""
        return page(
            self.request, template, rulebook=self.rules, link=self.link, usual=self.usual, others=self.others,
            kinds=_KINDS, source_of=self.rules.sources, **words,
        )  # fmt: skip

    def listed(self, kind: str, intro: str, rules: Sequence[Rule]) -> Response:
        """Show all rules of one kind."""
        return self.page("handbook/rules.html", title=_KINDS[kind], intro=intro, rules=rules, shown=kind)

    def one(self, kind: str, entries: Mapping[str, Any], id: str, make: Any) -> Response:
        """Show one entry, or say that there is none of that id."""
        if id not in entries:
            raise RequestError(404, "not-found", f"The handbook has no such {kind}.{nearest(id, entries)}")
        return self.page("handbook/entry.html", rule=make(entries[id], self.rules, self.day), shown=kind)


@router.get("")
def overview(request: Request, rulebook: str | None = None, q: str = "") -> Response:
    """Show what the handbook holds, or what was looked for in it."""
    book = _Book(request, rulebook)
    items = finding.found(book.rules, q, book.day) if q.strip() else finding.items(book.rules, book.day)
    by_kind = {kind: [item for item in items if item.kind == kind] for kind in finding.KINDS}
    titles: dict[str, list[finding.Item]] = {}
    for item in by_kind["title"]:
        titles.setdefault(item.tag, []).append(item)
    return book.page("handbook/overview.html", q=q.strip(), by_kind=by_kind, titles=titles, count=len(items))


@router.get("/levels")
def levels(request: Request, rulebook: str | None = None) -> Response:
    """Show the levels."""
    book = _Book(request, rulebook)
    intro = "A person's level is the highest one whose every requirement is met. More is never worse."
    return book.listed("level", intro, handbook.levels(book.rules, book.day))


@router.get("/titles/{id}")
def title(request: Request, id: str, rulebook: str | None = None) -> Response:
    """Show a title."""
    book = _Book(request, rulebook)
    return book.one("title", book.rules.title_by_id, id, handbook.title)


@router.get("/certifications/{id}")
def certification(request: Request, id: str, rulebook: str | None = None) -> Response:
    """Show a certification."""
    book = _Book(request, rulebook)
    return book.one("certification", book.rules.credential_by_id, id, handbook.certification)


@router.get("/steps")
def steps(request: Request, rulebook: str | None = None) -> Response:
    """Show the steps."""
    book = _Book(request, rulebook)
    intro = "What advances a person. Those that fit are shown with the advice, in this order."
    return book.listed("step", intro, handbook.steps(book.rules, book.day))


@router.get("/activities")
def activities(request: Request, rulebook: str | None = None) -> Response:
    """Show the programs, courses and kinds of work."""
    book = _Book(request, rulebook)
    intro = "What a plan can be made of, with how long it takes and what it costs."
    return book.listed("activity", intro, handbook.activities(book.rules, book.day))


@router.get("/order")
def order(request: Request, rulebook: str | None = None) -> Response:
    """Show which certification comes first for whom."""
    book = _Book(request, rulebook)
    intro = "The first of these rules that is true of a person, and names a certification, gives it its place."
    return book.listed("order", intro, handbook.order(book.rules, book.day))


@router.get("/warnings")
def warnings(request: Request, rulebook: str | None = None) -> Response:
    """Show what is pointed out."""
    book = _Book(request, rulebook)
    return book.listed("warning", "Things to check in what a person told us.", handbook.warnings(book.rules, book.day))


@router.get("/assumptions")
def assumptions(request: Request, rulebook: str | None = None) -> Response:
    """Show the readings of the documents."""
    book = _Book(request, rulebook)
    intro = "Where the documents leave a choice, this is how they are read here, and why. An institution may differ."
    return book.listed("assumption", intro, handbook.assumptions(book.rules))


@router.get("/guidance")
def pieces(request: Request, rulebook: str | None = None) -> Response:
    """Show pay, outlook and all else worth knowing."""
    book = _Book(request, rulebook)
    return book.page("handbook/guidance.html", topics=guidance(book.rules, book.day), shown="guidance")


@router.get("/sources")
def sources(request: Request, rulebook: str | None = None) -> Response:
    """Show the documents, and what stands on each."""
    book = _Book(request, rulebook)
    return book.page("handbook/sources.html", documents=documents(book.rules), shown="source")

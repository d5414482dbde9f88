"""The pages of the handbook: every rule of a rulebook, with its id and the documents it stands on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from advisor.advice import sentences
from advisor.doors.http.problems import RequestError
from advisor.doors.web.templating import page
from advisor.errors import nearest
from advisor.language import words
from advisor.render import finding, handbook, wording
from advisor.render.condition_text import condition_text

_NAMES = words("handbook sections")
"""The sections of the handbook, one for each kind of entry."""
_INTRODUCTIONS = words("handbook introductions")
"""What the sections begin with that are one page of rules."""
_PATHS = {kind: f"{kind}s" for kind in _NAMES} | {"activity": "activities", "order": "order", "guidance": "guidance"}
"""The paths of the sections below /handbook. Titles and certifications have a page each instead."""
_CONTEXT: dict[str, Any] = {
    **{"kinds": _NAMES, "handbook": handbook, "wording": wording, "sentences": sentences},
    "condition_text": condition_text,
}
"""What every page of the handbook has: the names of the kinds, and what writes amounts and conditions."""
router = APIRouter(prefix="/handbook", include_in_schema=False)


class _Book:
    """The rulebook asked for, and the URLs of its pages."""

    def __init__(self, request: Request, rulebook: str | None = None) -> None:
        self.request, self.rulebooks = request, request.app.state.rulebooks
        self.rules, self.day = self.rulebooks.get(rulebook or None), date.today()
        self.usual = self.rules.id == self.rulebooks.get(None).id

    def link(self, kind: str, id: str = "", **query: str) -> str:
        """Give the URL of an entry, or of the page of all of its kind."""
        path, fragment = f"/{_PATHS[kind]}" if kind in _PATHS else "", f"#{id}" if id else ""
        if kind in ("title", "certification"):
            path, fragment = f"{path}/{id}" if id else "", ""
        parameters = urlencode(({} if self.usual else {"rulebook": self.rules.id}) | query)
        return f"/handbook{path}{f'?{parameters}' if parameters else ''}{fragment}"

    def page(self, template: str, **context: Any) -> Response:
        """Render a page of the handbook."""
        context |= {"rulebook": self.rules, "day": self.day, "link": self.link, "usual": self.usual}
        context |= {"others": list(self.rulebooks.by_id.values()), "source_of": self.rules.sources}
        return page(self.request, f"handbook/{template}", **_CONTEXT, **context)


Book = Annotated[_Book, Depends()]


@router.get("")
def overview(book: Book, q: str = "") -> Response:
    """Show the names of all entries, or of those that are searched for."""
    items = finding.found(book.rules, q, book.day) if q.strip() else finding.items(book.rules, book.day)
    by_kind = {kind: [item for item in items if item.kind == kind] for kind in finding.KINDS}
    return book.page("overview.html", q=q.strip(), by_kind=by_kind, count=len(items))


@router.get("/{kind}s/{id}")
def entry(book: Book, kind: str, id: str) -> Response:
    """Show a title or a certification. Raises RequestError (404) when there is none of that id."""
    entries = {"title": book.rules.title_by_id, "certification": book.rules.credential_by_id}.get(kind)
    if entries is None:
        raise HTTPException(404)
    if id not in entries:
        raise RequestError(404, "not-found", f"The handbook has no such {kind}.{nearest(id, entries)}")
    return book.page("entry.html", kind=kind, entry=entries[id])


@router.get("/guidance")
def pieces(book: Book) -> Response:
    """Show pay, outlook and all else worth knowing."""
    return book.page("guidance.html", topics=handbook.guidance(book.rules))


@router.get("/sources")
def sources(book: Book) -> Response:
    """Show the documents, and the rules that stand on each."""
    return book.page("sources.html", documents=handbook.documents(book.rules))


@router.get("/{path}")
def section(book: Book, path: str) -> Response:
    """Show all rules of a section."""
    for kind, introduction in _INTRODUCTIONS.items():
        if _PATHS[kind] == path:
            return book.page("rules.html", kind=kind, title=_NAMES[kind], intro=introduction)
    raise HTTPException(404)

"""The page of directions to choose from, for who is not sure yet."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Response

from advisor.doors.web.handbook import Book
from advisor.rulebook.book import Rulebook

router = APIRouter(include_in_schema=False)


def address(path: str, rulebook: Rulebook, usual: Rulebook, **query: str) -> str:
    """Give the address of a page that is of a rulebook, which it names when that is not the usual one."""
    parameters = urlencode(query | ({} if rulebook.id == usual.id else {"rulebook": rulebook.id}))
    return f"{path}?{parameters}" if parameters else path


@router.get("/directions")
def directions(book: Book) -> Response:
    """Show all directions: a day's work, pay, the first step, whom it suits, and a way to begin with one."""
    usual, rules = book.rulebooks.get(None), book.rules.as_of(book.day)
    starts = {one.id: address("/questions", rules, usual, track=one.id) for one in rules.directions}
    return book.page("directions.html", directions=rules.directions, starts=starts)

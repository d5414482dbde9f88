"""The names that a text which was not understood may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

from advisor.language import words
from advisor.rulebook.book import Rulebook

MOST = 3
_CLOSE, _AS_CLOSE = 0.75, 0.08
"""How alike two texts are, from 0 to 1, of which one may stand for the other; and how much less alike a second is."""
_VOCABULARIES = {
    "unrecognized-accreditor": "accreditors",
    "unrecognized-coursework": "courses",
    "unrecognized-interests": "interests",
    "unrecognized-field": "fields",
    "unrecognized-role": "areas",
}


def nearest_among(text: str, names: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Give the names that a text may stand for, best first; ``names`` has the ways to write each."""
    return tuple(dict.fromkeys(name for name, _ in _closest(text, names)))[:MOST]


def nearest_names(text: str, id: str, rulebook: Rulebook) -> tuple[str, ...]:
    """Give the names that a text which recognition did not place may stand for; ``id`` is that of its remark."""
    if id == "unrecognized-certification":
        names = {one.acronym: (one.acronym, one.name, *one.spellings) for one in rulebook.credentials}
        forms = [one.apprentice for one in rulebook.credentials if one.apprentice]
        return nearest_among(text, names | {form.acronym: (form.acronym,) for form in forms})
    terms = rulebook.vocabularies[_VOCABULARIES[id]].terms.values() if id in _VOCABULARIES else ()
    if id == "unrecognized-field":
        text = rulebook.vocabularies["education-levels"].split(text)[1]
    ways: dict[str, str] = {}
    for term, way in _closest(text, {term.id: (term.name, term.id, *term.spellings) for term in terms}):
        ways.setdefault(term, way)
    return tuple(ways.values())[:MOST]


def _closest(text: str, names: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Give the names a text may stand for, each with the way to write it that is like the text, best first."""
    plain = text[:100].casefold()
    ways = {way.casefold(): (name, way) for name, ways in names.items() for way in ways}
    close = get_close_matches(plain, ways, n=3 * MOST, cutoff=_CLOSE)
    alike = [SequenceMatcher(None, one, plain).ratio() for one in close]
    return [ways[one] for one, ratio in zip(close, alike, strict=True) if ratio > alike[0] - _AS_CLOSE]


def did_you_mean(names: tuple[str, ...]) -> str:
    """Ask whether one of some names is meant, after a sentence; nothing when there is none."""
    said = words("understanding")
    return " " + said["did you mean"].format(said["or"].join(names)) if names else ""

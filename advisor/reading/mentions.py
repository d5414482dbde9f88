"""Finds the credentials that a text names, and shares its words among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from advisor.language.lexicon import finder, phrases
from advisor.language.marked import NAME, Marked
from advisor.reading.reading import leftover, tidy
from advisor.rulebook.book import Rulebook

SECTION = "credentials"
"""The section of the words about credentials."""
STANDING = ("revoked", "failed", "lapsed", "in-progress", "not", "active")
"""How a credential may stand; the first of those said that is not plainly active is what counts."""


@dataclass(slots=True)
class Mention:
    """A credential named in a text: where, which, and what was found beside it."""

    start: int
    end: int
    id: str
    name: str
    known: bool = True
    former: bool = False
    """Whether it is named as it used to be called."""
    found: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    doubt: str = ""
    joined: bool = False
    """Whether ``and`` or the like joins it to the one before."""
    trails: bool = False
    """Whether words after it say how it stands."""


def mentions_in(said: Marked, rulebook: Rulebook) -> list[Mention]:
    """Mark and give the credentials named in a text; those of other fields are named, too."""
    found = [
        Mention(one.start, one.end, one.id, said.text[one.start : one.end], former=bool(one.former))
        for one in rulebook.credential_spans(said.text)
    ]
    others = rulebook.vocabularies.get("other-credentials")
    if others is not None:
        for start, end, id in others.spans(said.text):
            general = finder(SECTION, "fillers").is_all_of(said.folded[start:end])
            if not general and all(end <= one.start or one.end <= start for one in found):
                found.append(Mention(start, end, f"other:{id}", said.text[start:end], known=False))
    found.sort(key=lambda one: one.start)
    for one in found:
        said.mark(one.start, one.end, NAME, one)
    _leave_out(said, rulebook)
    return found


def unknown_mentions_in(said: Marked) -> list[Mention]:
    """Give the words of a text that may name credentials we do not know; ``certification`` alone names none."""
    places = [0, *(match.end() for match in re.finditer(r"[,|+]|\s&\s", said.folded)), len(said.text)]
    found = []
    for start, end in pairwise(places):
        part = said.part(start, end)
        part.drop(finder(SECTION, *STANDING, "expires", "earned", "ended"))
        if leftover(part, 0, end - start, SECTION, "fillers", "separators", "generic"):
            words = list(re.finditer(r"[^\s,;\n]+", part.words()))
            begin, stop = start + words[0].start(), start + words[-1].end()
            found.append(Mention(begin, stop, f"?{begin}", tidy(said.text[begin:stop]), known=False))
    return found


def _leave_out(said: Marked, rulebook: Rulebook) -> None:
    """Take out what says nothing of a credential: who issued it, the work it is for, a degree, the person's name."""
    vocabularies = rulebook.vocabularies
    for domain in ("accreditors", "areas", "education-levels"):
        for start, end, id in vocabularies[domain].spans(said.text):
            here = said.folded[start:end]
            letters = id != "none" and (domain != "education-levels" or said.text[start:end].isupper())
            if letters and NAME not in here and not finder(SECTION, *STANDING).is_in(here):
                said.take(start, end)
    person = re.match(r"[A-Z][a-z]+(?:\s+[A-Z][a-z'-]+\.?){1,3}\s*,", said.text)
    words = said.folded[: person.end()] if person else NAME
    if NAME not in words and not finder(SECTION, *STANDING).is_in(words):
        said.take(0, len(words))


@cache
def _separator() -> re.Pattern[str]:
    return re.compile(rf"[,/|+&]|\.(?=\s)|\s-+\s|{phrases(SECTION, 'separators')}")


def regions_of(said: Marked, mentions: list[Mention]) -> list[tuple[int, int]]:
    """Share the words of a text among its mentions: where they are cut."""
    cuts = [0]
    for one, other in pairwise(mentions):
        gap = said.folded[one.end : other.start]
        separators = list(_separator().finditer(gap))
        verb = finder(SECTION, "in-progress", "failed", "not").first(gap)
        opened = gap.rfind("(")
        if opened > gap.rfind(")"):
            cuts.append(one.end + opened)
        elif separators:
            at = separators[-1]
            cuts.append(one.end + at.start())
            if finder(SECTION, "either").is_all_of(at[0]):
                one.doubt = other.doubt = at[0].strip()  # one of the two: we cannot tell which
            other.joined = at[0].strip() not in ",|"
        else:
            cuts.append(one.end + verb.begin if verb else other.start)
    ends = [*cuts[1:], len(said.text)]
    return list(zip(cuts, ends, strict=True))

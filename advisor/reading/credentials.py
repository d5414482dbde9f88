"""Reads what people write about their credentials: the names, how each stands, and when it was earned or ends.

Every known name is found, whatever stands between them. The words beside a name say how it stands; words beside it
that are not understood make that unknown, so that it never counts as held.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise

from advisor.language.amounts import mark_amounts
from advisor.language.dates import Said, Stretch, mark_dates
from advisor.language.lexicon import finder, fold, phrases
from advisor.language.marked import DATE, RANGE, Marked, marked
from advisor.language.short_answers import begins_unknown
from advisor.reading.mentions import SECTION, STANDING, Mention, mentions_in, regions_of, unknown_mentions_in
from advisor.reading.reading import (
    HARD,
    SILENT,
    Plain,
    Reading,
    leftover,
    means_none,
    says_nothing,
    tidy,
)
from advisor.rulebook.book import Rulebook

_NO_DATE = re.compile(r"(?<![0-9#])(?:19|20)[0-9]{2}(?![0-9])[^\s,;)]*")
"""A year that is no part of a date: there is no such day."""
_BRACKET = re.compile(r"[()\[\]]")


def read_credentials(text: str, rulebook: Rulebook, today: date) -> Reading:
    """Read the credentials that a text names, in the order of their names."""
    if says_nothing(text):
        return SILENT
    if means_none(text, SECTION):
        return Reading(())
    entries: list[Plain] = []
    unclear: list[str] = []
    for part in HARD.split(text):
        if part.strip():
            _read_part(part.strip(), rulebook, today, entries, unclear)
    return Reading(tuple(entries) or None, tuple(unclear))


def standing_of(text: str) -> str | None:
    """Read how a credential stands, from a text about that alone; None when it says nothing of it."""
    said = {hit.meaning for hit in finder(SECTION, *STANDING).hits(fold(text))}
    return (_status(Mention(0, 0, "", "", said=said)) or "unknown") if said else None


def _read_part(text: str, rulebook: Rulebook, today: date, entries: list[Plain], unclear: list[str]) -> None:
    """Read a part of a text that has no hard separator in it."""
    if means_none(text, SECTION) or says_nothing(text):
        return
    said = Marked(text)
    mentions = mentions_in(said, rulebook)
    mark_amounts(said)
    mark_dates(said, today)
    if not mentions:
        first = re.split(r"[,;.]", text, maxsplit=1)[0]
        if begins_unknown(text) or (first != text and means_none(first, SECTION)):
            return
        mentions = unknown_mentions_in(said)
        if not mentions:
            unclear.append(tidy(text))
            return
    found: list[tuple[int, Plain]] = []
    for mention, (start, end) in zip(mentions, regions_of(said, mentions), strict=True):
        beside: list[Plain] = []
        _understand(mention, said, start, end, beside, unclear)
        found += [(text.find(one["name"], start), one) for one in beside]
    _carry(mentions)
    for mention in _merged(mentions):
        entry = _entry(mention, rulebook)
        if entry:
            found.append((mention.start, entry))
    entries += [entry for _, entry in sorted(found, key=lambda one: one[0])]


@cache
def _numbers() -> re.Pattern[str]:
    """Give a pattern for the number of a certificate or a member."""
    return re.compile(rf"(?:{phrases(SECTION, 'number')}|#)[\s:#.]*[a-z]{{0,3}}[0-9]{{4,}}")


@cache
def _dated() -> tuple[tuple[str, re.Pattern[str]], ...]:
    day = marked(DATE)
    maybe = r"[\s:,(=-]*"
    return tuple(
        (key, re.compile(rf"{phrases(SECTION, key)}{maybe}(?:{phrases('ranges', 'in')}{maybe})?(?P<day>{day})"))
        for key in ("expires", "ended", "earned")
    )


def _understand(mention: Mention, said: Marked, start: int, end: int, entries: list[Plain], unclear: list[str]) -> None:
    """Read the words beside a mention: dates, how it stands, and whether anything is left."""
    part = said.part(start, end)
    part.take(mention.start - start, mention.end - start)
    part.take_all(_numbers())
    for hit in part.drop(finder(SECTION, "apprentice", "apprentice off")):
        mention.said.add("full" if hit.meaning == "apprentice off" else "apprentice")
    _read_dates(mention, part)
    for hit in part.drop(finder(SECTION, *STANDING)):
        mention.said.add(hit.meaning)
        mention.trails = mention.trails or hit.begin >= mention.end - start
    if part.drop(finder(SECTION, "all")):
        mention.said.add("all")
    part.drop(finder(SECTION, "expires"))
    doubtful = part.take_all(_NO_DATE) or part.drop(finder(SECTION, "doubt")) or "?" in part.folded
    for words, whole in _pieces(part):
        if _is_name(words, whole, bracketed=f"({whole})" in part.text):
            _unknown_names(words, entries, unclear)
        else:
            mention.doubt = words
    if doubtful:
        mention.doubt = mention.doubt or tidy(said.text[start:end])


def _read_dates(mention: Mention, part: Marked) -> None:
    for key, pattern in _dated() if any(True for _ in part.marks(DATE)) else ():
        for match in list(pattern.finditer(part.folded)):
            said: Said = part.value(match, "day")
            target = "lapsed" if key == "ended" else key
            mention.found.setdefault(target, said.iso)
            if key == "ended":
                mention.said.add("lapsed" if not finder(SECTION, "revoked").is_in(match[0]) else "revoked")
            elif key == "earned" and finder(SECTION, "active").is_in(match[0]):
                mention.said.add("active")
            part.take(match.start(), match.end())
    for start, end, stretch in list(part.marks(RANGE)):
        assert isinstance(stretch, Stretch)
        for target, iso in (("earned", stretch.start), ("expires", stretch.end)):
            if iso:
                mention.found.setdefault(target, iso)
        part.take(start, end)
    for start, end, day in list(part.marks(DATE)):
        mention.found.setdefault("earned", day.iso)
        part.take(start, end)


def _pieces(part: Marked) -> list[tuple[str, str]]:
    """Give the words beside a mention that mean nothing to us, and all words there, between separators or brackets."""
    cut = re.compile(rf"[,/|+&]|{_BRACKET.pattern}|\.(?=\s)")
    places = [0, *(match.end() for match in cut.finditer(part.folded)), len(part.text)]
    spans = pairwise(places)
    return [
        (words, tidy(part.text[slice(*one)]))
        for one in spans
        if (words := leftover(part, *one, SECTION, "fillers", "separators"))
    ]


def _is_name(words: str, whole: str, *, bracketed: bool) -> bool:
    """Say whether words could be the name of another credential, and not a remark about the one beside them."""
    return (
        words == whole.strip("()[]")
        and " " not in words
        and (not words.islower() or (len(words) <= 6 and not bracketed))
    )


def _unknown_names(text: str, entries: list[Plain], unclear: list[str]) -> None:
    """Keep names that are not known; words that only say ``certification`` name none."""
    for piece in re.split(r"[,|+]|\s&\s", text):
        words = tidy(piece)
        if not words or means_none(words, SECTION):
            continue
        whole = Marked(words)
        if leftover(whole, 0, len(words), SECTION, "fillers", "separators", "generic", *STANDING):
            entries.append({"name": words})
        else:
            unclear.append(words)


def _carry(mentions: list[Mention]) -> None:
    """Let words that stand before or after several names joined by ``and`` be said of them all."""
    if any("all" in one.said for one in mentions):
        said = {standing for one in mentions for standing in one.said} & set(STANDING)
        for one in mentions:
            one.said |= said
    for one, other in pairwise(mentions):
        if not other.joined:
            continue
        own = other.said & set(STANDING)
        if one.said & {"in-progress", "failed", "not"} and not own and not other.found:
            other.said |= one.said & {"in-progress", "failed", "not"}
        elif (
            own & {"lapsed", "revoked", "in-progress"}
            and not one.said & set(STANDING)
            and not one.found
            and other.trails
        ):
            one.doubt = one.doubt or other.name


def _merged(mentions: list[Mention]) -> list[Mention]:
    """Join two names of one credential that stand side by side, such as a name and its letters in brackets."""
    merged: list[Mention] = []
    for one in mentions:
        before = merged[-1] if merged else None
        if before is not None and before.id == one.id:
            before.said |= set() if one.former else one.said
            before.found |= one.found
            before.doubt = before.doubt or one.doubt
        else:
            merged.append(one)
    return merged


def _entry(mention: Mention, rulebook: Rulebook) -> Plain | None:
    """Write a mention as a certification of a profile; None when it was said not to be held."""
    name = mention.name
    form = rulebook.credential_by_id[mention.id].apprentice if mention.known else None
    if form and "full" in mention.said:
        name = rulebook.credential_by_id[mention.id].acronym
    elif form and "apprentice" in mention.said:
        name = form.acronym
    status = _status(mention)
    if status is None:
        return None
    entry: Plain = {"name": name}
    if status != "active":
        entry["status"] = status
    if status == "in-progress":
        return entry
    for key, iso in mention.found.items():
        if key != "lapsed" or status in ("lapsed", "revoked"):
            entry[key] = iso
    return entry


def _status(mention: Mention) -> str | None:
    said = mention.said & set(STANDING)
    bad = [standing for standing in STANDING[:-1] if standing in said]
    if not bad:
        return "unknown" if mention.doubt else "active"
    if "active" in said and bad[0] in ("lapsed", "in-progress", "not"):
        return "unknown"
    return {"failed": "in-progress", "not": None}.get(bad[0], bad[0])

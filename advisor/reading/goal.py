"""Reads what people write about where they want to go: a title, a direction or a credential, and a workplace."""

from __future__ import annotations

import re
from datetime import date

from advisor.language.lexicon import finder, fold, meanings_of
from advisor.language.marked import Marked
from advisor.reading.jobs import leading_words
from advisor.reading.reading import SILENT, Plain, Reading, leftover, says_nothing
from advisor.rulebook.book import Rulebook

_SECTION = "goals"


def read_goal(text: str, rulebook: Rulebook, today: date) -> Reading:
    """Read a goal: at most one entry, with ``title`` or ``track`` and perhaps ``setting``."""
    if says_nothing(text):
        return SILENT
    goal: Plain = {}
    unclear = []
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        found = _part(part.strip(), rulebook)
        if found:
            goal |= {key: value for key, value in found.items() if key not in goal}
        else:
            unclear.append(part.strip())
    return Reading((goal,) if goal else None, tuple(unclear))


def _part(text: str, rulebook: Rulebook) -> Plain:
    """Read one wish: the whole text, then the text without general words, then what is named inside it."""
    tracks = rulebook.vocabularies["tracks"]
    said = Marked(text)
    plain = leftover(said, 0, len(text), _SECTION, "fillers") or text
    if text in tracks.terms:
        return {"track": text}
    if finder(_SECTION, "not").is_in(fold(text)):
        return {}
    for words in (text, plain):
        if title := rulebook.find_title(words):
            return {"title": title}
        if tracks.names(words) and (track := tracks.find(words)):
            return {"track": track}
    leads = leading_words(plain) or [hit.words for hit in finder(_SECTION, "leads").hits(fold(text))]
    leads += meanings_of(_SECTION)["leading"] if leads else ()
    leading = {track for word in leads if (track := tracks.find(word))}
    if len(leading) == 1:
        return {"track": leading.pop()}
    if track := tracks.find(plain):
        return {"track": track}
    credentials = {one.id for one in rulebook.credential_spans(text)}
    held = {track for id in credentials for track in rulebook.credential_by_id[id].fits.tracks[:1]}
    if len(held) == 1:
        return {"track": held.pop()}
    areas = rulebook.vocabularies["areas"]
    if (area := areas.find(plain)) and (track := areas.terms[area].track):
        return {"track": track}
    setting = rulebook.vocabularies["settings"].find(plain)
    wishes = finder(_SECTION, "fillers").left_out_of(fold(text))
    return {"setting": setting} if setting and setting != "other" and wishes.strip() else {}

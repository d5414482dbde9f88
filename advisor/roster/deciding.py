"""Decides about the people of a roster: what a row says of each, as columns of words.

What is decided alike for a kind of people is worked out once for each kind; the ranking once for each kind with the
same gaps to the next level.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import takewhile
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from advisor.advice.next_step import ANSWER, must_answer
from advisor.advice.prepared import Prepared
from advisor.advice.ranking import NOT_YET, OUT, STATUSES
from advisor.advice.steps import in_order
from advisor.advice.warnings import TITLE_ABOVE_LEVEL, titles_above
from advisor.facts.columns import Coded
from advisor.facts.distinct import Codes, Distinct, Flags, distinct, distinct_rows
from advisor.roster.answers import SHORTEST, listed
from advisor.roster.kinds import KindFinder, Kinds
from advisor.roster.missing import Gaps, Missing
from advisor.roster.people import People, coded, mapped

OPEN = ("ready", "prepare", "check")


class Words(NamedTuple):
    """A column that is done: the code of each row, and the text of each code (None: nothing to count)."""

    codes: Codes
    values: Sequence[str | None]


class Decider:
    """Decides about people by one prepared rulebook, as of a day."""

    def __init__(self, prepared: Prepared, day: date) -> None:
        self.rulebook, self.keys = prepared.rulebook, prepared.ranking.keys
        self._finder, self._missing = KindFinder(prepared, day), Missing(prepared)

    def answers(self, people: People) -> dict[str, Words]:
        """Decide about people: the columns of their rows, and more that is counted for the summary."""
        facts = self._finder.facts(people)
        kinds = self._finder.kinds(people, facts)
        gaps = self._missing.of(facts, kinds.rank[kinds.kind])
        ranked = distinct(kinds.kind, gaps.effects.codes)
        closing = gaps.closing[gaps.effects.codes[ranked.first]]
        following = self._following(people, kinds, ranked, closing)
        return self._words(people, kinds, gaps, ranked, following)

    def _following(self, people: People, kinds: Kinds, ranked: Distinct, closing: Codes) -> Coded:
        """Rank the credentials of each kind with the same gaps: the first ids, each with whether its exam is open.

        ``closing`` is what each credential does about the gap, a row for each that is ranked.
        """
        keys, rulebook = self.keys, self.rulebook
        at = kinds.kind[ranked.first]
        row = kinds.first[at]
        statuses = [status[at] for status in kinds.statuses]
        track, setting = people.parts["track"], people.parts["setting"]
        off_track, off_setting = (
            np.array([off(value) for value in part.values], bool).reshape(len(part.values), -1)[part.codes[row]].T
            for part, off in ((track, keys.off_track), (setting, keys.off_setting))
        )
        superseded, back = ([one[at] for one in some] for some in (kinds.superseded, kinds.reinstatable))
        aims = np.array([bool(value) for value in track.values], bool)[track.codes[row]]
        holding = distinct_rows([one[at] for one in kinds.preferences], len(at))
        chosen = [[n for n, one in enumerate(kinds.preferences) if one[at[r]]] for r in holding.first.tolist()]
        table = [keys.preferred(some) for some in chosen]
        preferred = np.array(table, np.int64).reshape(len(table), -1)[holding.codes].T
        own, out, leads = [], [], np.array(keys.leads)
        for n in range(len(rulebook.credentials)):
            useful, useless = (side[at] for side in kinds.useful[n])
            out.append(keys.out(statuses[n], closing[:, n], useful, useless, aims, superseded[n]))
            about = (preferred[n], leads[preferred[n]], off_track[n], off_setting[n], back[n])
            own.append(keys.key(n, statuses[n], closing[:, n], *about))
        out = keys.without_needless(own, statuses, out, back)
        number = np.zeros(len(at), np.int64)
        if own:
            turns = np.where(np.array(out, bool), OUT, np.array(own, np.int64))
            turns.sort(axis=0)
            is_closed = np.array(statuses) == NOT_YET
            for turn in turns[:SHORTEST]:
                place = turn & (1 << keys.bits) - 1
                closed = np.take_along_axis(is_closed, place[None] % len(own), 0)[0]
                number = number * (2 * len(own) + 1) + np.where(turn != OUT, place + 1 + closed * len(own), 0)
        found = distinct(number)
        ids = [(one.id, is_open) for is_open in (True, False) for one in rulebook.credentials]
        digits = [_digits(one, len(ids) + 1) for one in number[found.first].tolist()]
        return coded([tuple([ids[n - 1] for n in some if n]) for some in digits], found.codes)

    def _words(self, people: People, kinds: Kinds, gaps: Gaps, ranked: Distinct, following: Coded) -> dict[str, Words]:
        """Write what was decided as the columns of a roster's results, and as columns to count."""
        rulebook, count = self.rulebook, len(kinds.first)
        ids = [level.id for level in rulebook.levels]
        rank = Coded(kinds.rank, list(range(len(ids))))
        level = mapped(ids.__getitem__, rank)
        next_level = mapped(lambda one: ids[one + 1] if one + 1 < len(ids) else "", rank)
        by_level = sorted(
            zip(rulebook.titles, kinds.title_flags, strict=True),
            key=lambda one: -rulebook.level_rank.get(one[0].level, len(ids)),
        )
        titles = _lists([flags for _, flags in by_level], [title.id for title, _ in by_level], count)
        credentials = [one.id for one in rulebook.credentials]
        standing = {
            status: _lists([one == STATUSES.index(status) for one in kinds.statuses], credentials, count)
            for status in OPEN
        }
        at = kinds.kind[ranked.first]
        to_do = _sets([one[at] for one in kinds.steps], [one.id for one in rulebook.steps], len(at))
        steps = mapped(self._ordered, to_do, following)
        may_rise = must_answer(kinds.rank, kinds.highest, np.array([False, True])[:, None])[:, at]
        idle, busy = (Coded(one.astype(np.int64), [False, True]) for one in may_rise[::-1])
        following_step = mapped(_next, steps, idle, busy)
        readiness = mapped(_readiness, level, *standing.values())

        def of_rows(column: Coded) -> Coded:
            return Coded(column.codes[kinds.kind], column.values)

        found = {
            "level": of_rows(level),
            "next_level": of_rows(next_level),
            "titles": of_rows(titles),
            "next_certifications": Coded(
                following.codes[ranked.codes], [listed(id for id, _ in some) for some in following.values]
            ),
            **{status: of_rows(column) for status, column in standing.items()},
            "missing_for_next_level": gaps.texts,
            "steps": Coded(steps.codes[ranked.codes], [listed(some) for some in steps.values]),
            "warnings": self._warnings(people, kinds),
            "next": Coded(following_step.codes[ranked.codes], following_step.values),
            "track": mapped(lambda one: one or "", people.parts["track"]),
            "one-from": mapped(lambda level, count: level if count == 1 else None, of_rows(next_level), gaps.counts),
            "readiness": of_rows(readiness),
        }
        return {name: Words(column.codes, column.values) for name, column in found.items()}

    def _ordered(self, steps: frozenset[str], following: tuple[tuple[str, bool], ...]) -> tuple[str, ...]:
        some = [step for step in self.rulebook.steps if step.id in steps]
        return tuple([step.id for step in in_order(some, [id for id, _ in takewhile(itemgetter(1), following)])])

    def _warnings(self, people: People, kinds: Kinds) -> Coded:
        """Write the warnings in their order: remarks, of titles claimed, of the rules."""
        rulebook = self.rulebook
        own = _sets(kinds.warnings, [one.id for one in rulebook.warnings], len(kinds.first))
        own = Coded(own.codes[kinds.kind], own.values)
        claimed = people.claimed
        if any(claimed.values):
            flags = kinds.titles
            open_titles = [
                frozenset([title.id for title, one in zip(rulebook.titles, kinds.title_flags, strict=True) if one[n]])
                for n in flags.first.tolist()
            ]
            opened = Coded(flags.codes[kinds.kind], open_titles)
            rank = Coded(kinds.rank[kinds.kind], list(range(len(rulebook.levels))))
            claims = mapped(
                lambda some, rank, opened: (TITLE_ABOVE_LEVEL,) if titles_above(some, rank, opened, rulebook) else (),
                claimed,
                rank,
                opened,
            )
        else:
            claims = Coded(np.zeros(people.rows, np.int64), [()])
        order = [one.id for one in rulebook.warnings]
        own = mapped(lambda some: tuple([id for id in order if id in some]), own)
        return mapped(
            lambda *some: listed(dict.fromkeys([id for ids in some for id in ids])), *people.remarks, claims, own
        )


def _next(steps: tuple[str, ...], must_answer_if_idle: bool, must_answer: bool) -> str:
    """Give what is next: a question, the first step, or nothing."""
    if must_answer or (must_answer_if_idle and not steps):
        return ANSWER
    return steps[0] if steps else ""


def _readiness(level: str, *standing: str) -> str:
    """Say how a person of a level stands best with any exam."""
    return f"{level}/{next((status for status, some in zip(OPEN, standing, strict=True) if some), 'none')}"


def _sets(flags: Sequence[Flags], names: Sequence[str], rows: int) -> Coded:
    """Give the names whose flags are set in each row, as sets."""
    found = distinct_rows(flags, rows)
    table = np.array(flags, bool).reshape(len(flags), rows)[:, found.first].T.tolist()
    return coded([frozenset([name for name, one in zip(names, row, strict=True) if one]) for row in table], found.codes)


def _lists(flags: Sequence[Flags], names: Sequence[str], rows: int) -> Coded:
    """Give the names whose flags are set in each row, as one text."""
    return mapped(lambda some: listed(name for name in names if name in some), _sets(flags, names, rows))


def _digits(number: int, base: int) -> list[int]:
    found = []
    while number:
        number, digit = divmod(number, base)
        found.append(digit)
    return found[::-1]

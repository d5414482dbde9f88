"""Shares a text about work among its jobs, so that each has one time of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise

from advisor.language.amounts import Amount, Hours, hours_in, mark_amounts, mark_hours
from advisor.language.dates import Stretch, mark_dates
from advisor.language.lexicon import finder, fold, phrases
from advisor.language.marked import AMOUNT, DATE, RANGE, Marked
from advisor.language.numbers import numbers_in
from advisor.reading.reading import leftover, tidy

SECTION = "work"
"""The section of the words about work."""


@dataclass(slots=True)
class Job:
    """Words and times of one job, from parts of a text."""

    roles: list[str] = field(default_factory=list)
    stretch: Stretch | None = None
    amount: Amount | None = None
    hours: Hours = field(default_factory=Hours)
    area: str = ""
    said: set[str] = field(default_factory=set)
    unclear: list[str] = field(default_factory=list)

    @property
    def timed(self) -> bool:
        return self.stretch is not None or self.amount is not None

    @property
    def named(self) -> bool:
        return bool(self.roles or self.area)


@cache
def _separator() -> re.Pattern[str]:
    return re.compile(rf"[,|+/&]|\.(?=\s)|\s-+\s|:(?=\s|\Z)|{phrases(SECTION, 'separators')}")


def jobs_in(text: str, today: date) -> list[Job]:
    """Share a text among its jobs, each with one time."""
    said = Marked(text)
    if match := re.match(rf"[^:]*{phrases(SECTION, 'jobs')}\s*:", said.folded):
        said.take(0, match.end())
    mark_hours(said)
    mark_amounts(said)
    mark_dates(said, today)
    _mark_lone_dates(said)
    times = list(said.marks(AMOUNT + RANGE))
    if times and (said.drop(finder(SECTION, "each")) or finder(SECTION, "not work").is_in(said.folded)):
        return [_asked(said, text)]
    if (nested := _nested(said, text)) is not None:
        return nested
    if len(times) < 2:
        return [_whole(said)]
    return _grouped(said)


def _mark_lone_dates(said: Marked) -> None:
    """Mark ``started as a coder in June 2022`` as a stretch of time: the word and its date stand apart."""
    for start, end, day in list(said.marks(DATE)):
        words = finder("ranges", "stopped", "started").hits(said.folded[:start])
        if words and not any(words[-1].stop < place < start for place, _, _ in said.marks(DATE + RANGE)):
            began = words[-1].meaning == "started"
            said.mark(start, end, RANGE, Stretch(day.iso, "", now=True) if began else Stretch("", day.iso))


def _asked(said: Marked, text: str) -> Job:
    """Give a job whose time is to be asked for."""
    job = _whole(said)
    job.stretch = job.amount = None
    job.unclear.append(text)
    return job


def _whole(said: Marked) -> Job:
    job = Job()
    _add(job, said, 0, len(said.text))
    return job


def _add(job: Job, said: Marked, start: int, end: int) -> None:
    """Add what a part of a text says to a job."""
    part = said.part(start, end)
    for one, other, stretch in list(part.marks(RANGE)):
        job.stretch = stretch if job.stretch is None else joined_stretch(job.stretch, stretch)
        part.take(one, other)
    for one, other, amount in list(part.marks(AMOUNT)):
        if amount.vague:
            job.unclear.append(said.text[start + one : start + other])
        elif job.amount is None:
            job.amount = amount
        else:
            job.unclear.append(said.text[start + one : start + other])
        part.take(one, other)
    for one, other, _ in list(part.marks(DATE)):
        job.unclear.append(said.text[start + one : start + other])
        part.take(one, other)
    if area := re.search(rf"{phrases(SECTION, 'area')}\s+([a-z]+(?:-[a-z]+)*)", part.folded):
        job.area = area[1]
        part.take(area.start(), area.end())
    if year := re.search(r"(?<![0-9])(?:19|20)[0-9]{2}\S*", part.folded):
        job.unclear.append(said.text[start + year.start() : start + year.end()])
        part.take(year.start(), year.end())
    job.hours = _joined(job.hours, hours_in(part))
    unpaid = part.drop(finder(SECTION, "unpaid"))
    if unpaid and not part.drop(finder(SECTION, "paid")):
        job.said.add("unpaid")
    words = _role(part)
    if len(re.findall(r"(?<![\w-])[1-9][0-9]?(?=\s+[^\W\d]{3})", words)) > 1:  # "2 coding 3 billing"
        job.unclear.append(said.text[start:end])
        job.stretch = job.amount = None
    if words:
        job.roles.append(words)


def joined_stretch(one: Stretch, other: Stretch) -> Stretch:
    """Join the beginning of one stretch and the end of another; the first where they are not that."""
    if one.start and not one.end and other.end and not other.start:
        return Stretch(one.start, other.end)
    if other.start and not other.end and one.end and not one.start:
        return Stretch(other.start, one.end)
    return one


def _joined(one: Hours, other: Hours) -> Hours:
    return Hours(other.weekly or one.weekly, other.total or one.total, one.part_time or other.part_time)


def _role(part: Marked) -> str:
    """Give the title of a job: what is left, without the general words around it."""
    if not leftover(part, 0, len(part.text), SECTION, "lead in"):
        return ""
    edge = finder(SECTION, "lead in")
    text = tidy(part.words())
    begin, stop = 0, len(text)
    for hit in edge.hits(fold(text)):
        if not re.search(r"\w", text[begin : hit.begin]):
            begin = hit.stop
    for hit in reversed(edge.hits(fold(text))):
        if hit.begin >= begin and not re.search(r"\w", text[hit.stop : stop]):
            stop = hit.begin
    return tidy(text[begin:stop])


def _grouped(said: Marked) -> list[Job]:
    """Share the parts of a text among several jobs."""
    cuts = list(_separator().finditer(said.folded))
    starts, ends = [0, *(match.end() for match in cuts)], [*(match.start() for match in cuts), len(said.text)]
    parts = []
    for start, end in zip(starts, ends, strict=True):
        parts += list(_split_at_times(said, start, end))
    jobs: list[Job] = []
    waiting: list[Job] = []
    for number, (start, end) in enumerate(parts):
        part = Job()
        _add(part, said, start, end)
        later = next((one for one in _parts_after(said, parts, number) if one.timed), None)
        current = jobs[-1] if jobs else None
        if (
            part.named
            and not part.timed
            and later is not None
            and not later.named
            and (current is None or current.timed)
        ):
            waiting.append(part)  # "coder, 2019 to 2021": the time comes behind
            continue
        if waiting:
            part = merged([*waiting, part])
            waiting = []
        if current is None or (part.timed and part.named and current.timed):
            jobs.append(part)
        elif part.timed and current.timed and not _same_job(current, part):
            jobs.append(
                Job(
                    list(current.roles),
                    part.stretch,
                    part.amount,
                    part.hours,
                    current.area,
                    set(current.said),
                    part.unclear,
                )
            )
        else:
            jobs[-1] = merged([current, part])
    if waiting:
        jobs.append(merged(waiting))
    return jobs


def _parts_after(said: Marked, parts: list[tuple[int, int]], number: int) -> list[Job]:
    found = []
    for start, end in parts[number + 1 :]:
        one = Job()
        _add(one, said, start, end)
        found.append(one)
    return found


def _split_at_times(said: Marked, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a part that has several stretches of time behind each of them but the last."""
    places = [stop for one, stop, _ in said.marks(RANGE) if start <= one < end]
    cuts = [start, *places[:-1], end]
    return list(pairwise(cuts))


def _same_job(one: Job, other: Job) -> bool:
    """Say whether two times are of one job: dates, and how long that was."""
    if one.stretch and other.stretch:
        return joined_stretch(one.stretch, other.stretch) != one.stretch
    return (one.amount is None and other.stretch is None) or (one.stretch is None and other.amount is None)


def merged(jobs: Sequence[Job]) -> Job:
    """Make one job of the parts of a text that speak of it."""
    made = Job()
    for one in jobs:
        made.roles += one.roles
        made.stretch = (
            one.stretch if made.stretch is None else joined_stretch(made.stretch, one.stretch or made.stretch)
        )
        made.amount = made.amount or one.amount
        made.hours = _joined(made.hours, one.hours)
        made.area = made.area or one.area
        made.said |= one.said
        made.unclear += one.unclear
    return made


def _years_among(said: Marked) -> tuple[int, int, float] | None:
    """Find years that are among others, as in ``the last 2`` or ``3 of them``: where, and how many."""
    amounts = [(start, end, amount.least) for start, end, amount in said.marks(AMOUNT)]
    amounts += [(one.start, one.end, one.value) for one in numbers_in(said.folded) if not one.article]
    for hit in finder(SECTION, "part of it").hits(said.folded):
        for start, end, years in amounts:
            if hit.stop <= start and not said.folded[hit.stop : start].strip():
                return hit.begin, end, years
            if end <= hit.begin and not said.folded[end : hit.begin].strip():
                return start, hit.stop, years
    return None


def _nested(said: Marked, text: str) -> list[Job] | None:
    """Read ``6 years HIM tech, the last 2 as lead``: years among others are not added to them."""
    among = _years_among(said)
    if among is None or not any(place < among[0] for place, _, _ in said.marks(AMOUNT + RANGE)):
        return None
    begin, end, least = among
    whole, rest = Job(), Job()
    _add(whole, said, 0, begin)
    said.take(begin, end)
    _add(rest, said, begin, len(text))
    if whole.amount is None or whole.stretch is not None or rest.timed or not 0 < least < whole.amount.least:
        whole.unclear.append(text)
        return [whole]
    total = whole.amount
    before = Job(
        list(whole.roles),
        None,
        Amount(round(total.least - least, 4), round(total.most - least, 4)),
        whole.hours,
        whole.area,
        set(whole.said),
    )
    role = rest.roles if rest.roles and not leads(" ".join(rest.roles)) else [*whole.roles, *rest.roles]
    return [before, Job(role, None, Amount(least, least), whole.hours, rest.area or whole.area, whole.said | rest.said)]


def leads(text: str) -> bool:
    """Say whether a job's words say that the person led others."""
    return bool(leading_words(text))


def leading_words(text: str) -> list[str]:
    """Give the words of a text that say that somebody leads others."""
    return [hit.words for hit in finder(SECTION, "leads", "no lead").hits(fold(text)) if hit.meaning == "leads"]

"""Recognizes jobs, and leaves out time in which the person could not have worked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from advisor import dates
from advisor.dates import is_year_alone, position, position_after
from advisor.person import FULL, FULL_TIME, HUNDREDTHS, PART_TIME, UNKNOWN, Span, Stint, time_worked
from advisor.profile import Job
from advisor.reading.jobs import leads
from advisor.recognize.lookup import Lookup, last_day, parse_day
from advisor.rulebook.filters import STRICT
from advisor.words import USUAL_AREA

YOUNGEST = 14
"""The age in years from which on work counts; the birth year is used for nothing else."""
LONGEST = 60
"""Years of work in all beyond which we ask whether the dates are right."""
Times = tuple[int | None, int | None, int | None]
"""Begin and end of dated work, or the length of undated work."""
_Dated = tuple[int, int]


class Lengths(NamedTuple):
    """The least and the most units that a job is said to have lasted."""

    least: int
    most: int


class Work:
    """Recognizes a person's jobs; ``birth_year`` bounds the years in which they can lie."""

    def __init__(self, lookup: Lookup, birth_year: int | None) -> None:
        self.lookup = lookup
        self.today = position(lookup.day)
        self.earliest = None if birth_year is None else position(date(birth_year + YOUNGEST, 1, 1))
        self.life = max(0, self.today - (self.earliest or 0))

    @property
    def working_life(self) -> int | None:
        """The time in which the person could work, in units; None when it is not known."""
        return None if self.earliest is None else self.life

    def stints(self, jobs: tuple[Job, ...], numbers: Iterable[int]) -> tuple[Stint, ...]:
        """Recognize all jobs, whose ``numbers`` remarks name."""
        return self.plausible(tuple(self.stint(number, job) for number, job in zip(numbers, jobs, strict=True)))

    def stint(self, number: int, job: Job) -> Stint:
        """Recognize one job."""
        place = f"experience[{number}]"
        area: str | None = UNKNOWN
        title = self.lookup.rulebook.find_title(job.role) if job.role else None
        if job.area == USUAL_AREA:
            area = self.lookup.rulebook.usual_area
        elif job.area is not None:
            area = self.lookup.closed("areas", job.area, ("experience", number, "area"))
        elif job.role is not None:
            area = self.lookup.rulebook.vocabularies["areas"].find(job.role)
            if area is None:
                self.lookup.remark("unrecognized-role", f"{place}.role", text=job.role)
        setting = self.lookup.closed("settings", job.setting, ("experience", number, "setting"))
        supervision = job.supervision
        if supervision is None and job.role and area in self.lookup.own_areas and leads(job.role):
            supervision = "formal"
        if not job.paid:
            self.lookup.remark("unpaid-work", place)
        times = self.times(job, place)
        weights = weights_of(job.paid, None if job.hours_are_unknown else job.hours_per_week)
        return Stint(area, title, setting, supervision, job.privacy_management, *spans_of(times, weights))

    def times(self, job: Job, place: str) -> tuple[Times, Times]:
        """Give the least and the most time of a job by its dates and years, before the day of the advice."""
        said = lengths_of(job.years, job.years_at_most)
        if job.start is None and job.end is None:
            return undated(said)
        if job.start is None and said is not None:
            end = self._end(job.end or "")
            return self._past(end - said.least, end), self._past(end - said.most, end)
        surely, possibly = self._by_dates(job.start or "", job.end)
        if possibly[0] > self.today:
            self.lookup.remark("starts-in-the-future", place)
        if said is not None:
            surely, possibly = self._by_both(job.end, surely, possibly, said, place)
        return self._past(*surely), self._past(*possibly)

    def _by_dates(self, start: str, end: str | None) -> tuple[_Dated, _Dated]:
        """Give the time that surely and the time that possibly lies between two dates, of which either may be partial.

        A month begins on its first day and ends with its last. In a year alone any day may be meant.
        """
        first, last = parse_day(start), last_day(start)
        possibly = position(first), self.today if end is None else position_after(last_day(end))
        begin, finish = position(last) if is_year_alone(start) else possibly[0], possibly[1]
        if end is not None and is_year_alone(end) and parse_day(end) <= self.lookup.day:
            if is_year_alone(start) and self._counts_difference:
                return (possibly[0], position(parse_day(end))), possibly
            finish = position_after(max(parse_day(end), first))
        return (min(begin, finish), finish), possibly

    def _by_both(
        self, end: str | None, surely: _Dated, possibly: _Dated, said: Lengths, place: str
    ) -> tuple[_Dated, _Dated]:
        """Give the time of a job by its dates and its years where they agree; else what is less, with a remark."""
        begin = possibly[0]
        shortest = 0 if end is None else surely[1] - surely[0]
        longest = possibly[1] - begin
        if said.most < shortest:
            self.lookup.remark("years-and-dates-differ", f"{place}.years", comparison="fewer", kept="years")
            return (begin, begin + said.least), (begin, begin + said.most)
        if said.least > longest + dates.UNITS_A_MONTH and begin <= self.today:
            self.lookup.remark("years-and-dates-differ", f"{place}.years", comparison="more", kept="dates")
            return surely, possibly
        most = min(longest, said.most)
        return (begin, begin + min(most, max(shortest, said.least))), (begin, begin + most)

    def _end(self, text: str) -> int:
        """Give where work ended by a date alone: with the last day of what was said, if it ended before today."""
        end = position_after(last_day(text))
        return end if parse_day(text) > self.lookup.day else min(end, self.today)

    def _past(self, begin: int, end: int) -> Times:
        return min(begin, self.today), min(end, self.today), None

    @property
    def _counts_difference(self) -> bool:
        """Whether a job from one year to another surely was as long as the difference of the years."""
        by = self.lookup.rulebook.years_by
        return by is not None and self.lookup.rulebook.choices[by] != STRICT

    def plausible(self, stints: tuple[Stint, ...]) -> tuple[Stint, ...]:
        """Leave out work before the person could work, with a remark; remark on more work than a life has room for."""
        kept = stints if self.earliest is None else tuple(map(self.since_fourteen, range(len(stints)), stints))
        spans = [stint.least for stint in kept if stint.works]
        surely = sum([span.length or 0 if span.begin is None else (span.end or 0) - span.begin for span in spans])
        remarked = any(remark.id == "work-before-14" for remark in self.lookup.remarks)
        crowded = self.earliest is not None and surely > self.life and not remarked
        if crowded and (time_worked(spans) or 0) > self.life * FULL:
            self.too_young("experience")
        limit = LONGEST * dates.UNITS_A_YEAR
        if surely > limit and (time_worked([span._replace(weight=FULL) for span in spans]) or 0) > limit * FULL:
            self.lookup.remark("improbable-years", "experience", most=LONGEST)
        return kept

    def since_fourteen(self, number: int, stint: Stint) -> Stint:
        """Give a job without the part before the year of the 14th birthday."""
        if not stint.works:
            return stint
        least = self._possible(stint.least)
        most = least if stint.most is stint.least else self._possible(stint.most)
        if least is stint.least and most is stint.most:
            return stint
        if least is not stint.least and stint.counts:
            self.too_young(f"experience[{number}]")
        return stint._replace(least=least, most=most)

    def _possible(self, span: Span) -> Span:
        """Give a span without the part before the person could work."""
        begin, end, length, _ = span
        if length is not None and length > self.life:
            return span._replace(length=self.life)
        if self.earliest is not None and begin is not None and end is not None and begin < self.earliest:
            begin = min(self.earliest, self.today)
            return span._replace(begin=begin, end=max(begin, end))
        return span

    def too_young(self, place: str) -> None:
        """Remark that work lies before the person could work."""
        self.lookup.remark("work-before-14", place, age=YOUNGEST)


def lengths_of(years: float | None, at_most: float | None) -> Lengths | None:
    """Give how long a job is said to have lasted; None when its years are not said."""
    if years is None and at_most is None:
        return None
    least = round((years or 0.0) * dates.UNITS_A_YEAR)
    return Lengths(least, least if at_most is None else round(at_most * dates.UNITS_A_YEAR))


def undated(said: Lengths | None) -> tuple[Times, Times]:
    """Give the least and the most time of a job without dates."""
    least, most = said or (None, None)
    return (None, None, least), (None, None, most)


def weights_of(paid: bool, hours: float | None) -> tuple[int, int]:
    """Give the least and the most weight of a job; its hours are None when it is part time, and no more is known."""
    if not paid:
        return 0, 0
    if hours is None:
        return 0, round(PART_TIME * HUNDREDTHS)
    weight = round(min(hours, FULL_TIME) * HUNDREDTHS)
    return weight, weight


def spans_of(times: tuple[Times, Times], weights: tuple[int, int]) -> tuple[Span, Span, bool]:
    """Give the least and the most of a job, one object when they are the same, and whether it is work for pay."""
    (least, most), (lightest, heaviest) = times, weights
    surely = Span(*least, lightest)
    known = least == most and lightest == heaviest
    return surely, surely if known else Span(*most, heaviest), heaviest > 0


def recency(stint: Stint) -> tuple[bool, int, int, int, str, str]:
    """Give a key that orders jobs by their time, whatever order they were written in; the latest is the greatest."""
    begin, end, _, weight = stint.most
    ends, begins = end or 0, begin or 0
    return begin is None or begin < ends, ends, begins, weight, stint.area or "", stint.setting or ""

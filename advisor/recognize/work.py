"""Recognizes jobs, and leaves out time in which the person could not have worked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from advisor import dates
from advisor.dates import position
from advisor.person import FULL, FULL_TIME, HUNDREDTHS, UNKNOWN, Stint, time_worked
from advisor.profile import Job
from advisor.reading.jobs import leads
from advisor.recognize.lookup import Lookup, parse_day
from advisor.words import USUAL_AREA

YOUNGEST = 14
"""The age in years from which on work counts; the birth year is used for nothing else."""
LONGEST = 60
"""Years of work in all beyond which we ask whether the dates are right."""


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
        if not job.paid:
            self.lookup.remark("unpaid-work", place)
        supervision = job.supervision
        if supervision is None and job.role and area in self.lookup.own_areas and leads(job.role):
            supervision = "formal"
        begin, end, length = self.times(job, place)
        return Stint(
            area=area,
            title=title,
            setting=self.lookup.closed("settings", job.setting, ("experience", number, "setting")),
            supervision=supervision,
            privacy_management=job.privacy_management,
            begin=begin,
            end=end,
            length=length if job.paid else 0,
            weight=0 if not job.paid else round(min(job.hours_per_week, FULL_TIME) * HUNDREDTHS),
        )

    def times(self, job: Job, place: str) -> tuple[int | None, int | None, int | None]:
        """Give begin and end of dated work, or the length of undated work; all None when nothing is known."""
        today = self.today
        begin = position(parse_day(job.start)) if job.start else None
        end = position(parse_day(job.end)) if job.end else None
        length = None if job.years is None else round(job.years * dates.UNITS_A_YEAR)
        if begin is None and end is None:
            return None, None, length
        if begin is None and end is not None and length is not None:
            begin = end - length
        elif begin is not None and length is not None:
            last = today if end is None else end
            if end is not None and length < end - begin:
                last = begin + length
                self.lookup.remark("years-and-dates-differ", f"{place}.years", comparison="fewer", kept="years")
            elif begin <= today and length > last - begin + dates.UNITS_A_MONTH:
                self.lookup.remark("years-and-dates-differ", f"{place}.years", comparison="more", kept="dates")
            end = min(begin + length, last)
        if begin is None:
            return None, None, length
        if begin > today:
            self.lookup.remark("starts-in-the-future", place)
        return min(begin, today), min(today if end is None else end, today), None

    def plausible(self, stints: tuple[Stint, ...]) -> tuple[Stint, ...]:
        """Leave out work before the person could work, with a remark; remark on more work than a life has room for."""
        kept = stints if self.earliest is None else tuple(map(self.since_fourteen, range(len(stints)), stints))
        most = sum([stint.length or 0 if stint.begin is None else (stint.end or 0) - stint.begin for stint in kept])
        remarked = any(remark.id == "work-before-14" for remark in self.lookup.remarks)
        crowded = self.earliest is not None and most > self.life and not remarked
        if crowded and (time_worked(kept) or 0) > self.life * FULL:
            self.too_young("experience")
        limit = LONGEST * dates.UNITS_A_YEAR
        if most > limit and (time_worked(kept, by_hours=False) or 0) > limit * FULL:
            self.lookup.remark("improbable-years", "experience", most=LONGEST)
        return kept

    def since_fourteen(self, number: int, stint: Stint) -> Stint:
        """Give a job without the part before the year of the 14th birthday."""
        earliest = self.earliest
        if earliest is None or not stint.weight:
            return stint
        if stint.length is not None and stint.length > self.life:
            self.too_young(f"experience[{number}]")
            return stint._replace(length=self.life)
        if stint.begin is not None and stint.end is not None and stint.begin < earliest and stint.counts:
            self.too_young(f"experience[{number}]")
            begin = min(earliest, self.today)
            return stint._replace(begin=begin, end=max(begin, stint.end))
        return stint

    def too_young(self, place: str) -> None:
        """Remark that work lies before the person could work."""
        self.lookup.remark("work-before-14", place, age=YOUNGEST)


def recency(stint: Stint) -> tuple[bool, int, int, int, str, str]:
    """Give a key that orders jobs by their time, whatever order they were written in; the latest is the greatest."""
    ends, begins = stint.end or 0, stint.begin or 0
    begun = stint.begin is None or stint.begin < ends
    return begun, ends, begins, stint.weight, stint.area or "", stint.setting or ""

"""Jobs, recognized, with their times made plausible."""

from __future__ import annotations

from datetime import date

from advisor import dates
from advisor.dates import position
from advisor.person import FULL, FULL_TIME, HUNDREDTHS, UNKNOWN, Stint, time_worked
from advisor.profile import Job
from advisor.recognize.lookup import Lookup, parse_day
from advisor.words import USUAL_AREA

YOUNGEST = 14
"""The age from whose year on work counts; a birth year serves to find what cannot be."""
LONGEST = 60
"""Years of work in all beyond which we ask whether the dates are right."""


class Work:
    """Recognizes a person's jobs; ``birth_year`` only bounds what can be."""

    def __init__(self, lookup: Lookup, birth_year: int | None) -> None:
        self.lookup = lookup
        self.today = position(lookup.day)
        self.earliest = None if birth_year is None else position(date(birth_year + YOUNGEST, 1, 1))
        self.life = max(0, self.today - (self.earliest or 0))

    @property
    def working_life(self) -> int | None:
        """The time in which the person could work, in units; None when it is not known."""
        return None if self.earliest is None else self.life

    def stints(self, said: tuple[Job, ...]) -> tuple[Stint, ...]:
        """Recognize all jobs."""
        return self.plausible(tuple(self.stint(number, job) for number, job in enumerate(said)))

    def stint(self, number: int, said: Job) -> Stint:
        """Recognize one job."""
        place = f"experience[{number}]"
        area: str | None = UNKNOWN
        title = self.lookup.rulebook.find_title(said.role) if said.role else None
        if said.area == USUAL_AREA:
            area = self.lookup.rulebook.usual_area
        elif said.area is not None:
            area = self.lookup.closed("areas", said.area, ("experience", number, "area"))
        elif said.role is not None:
            area = self.lookup.rulebook.vocabularies["areas"].find(said.role)
            if area is None:
                self.lookup.remark(
                    "unrecognized-role",
                    f'We do not know the job title "{said.role}", so its time counts for nothing yet. '
                    "Say its area of work, and it will.",
                    f"{place}.role",
                )
        if not said.paid:
            self.lookup.remark(
                "unpaid-work",
                "Unpaid practice counts as practice, not as years of work.",
                place,
            )
        begin, end, length = self.times(said, place)
        return Stint(
            area=area,
            title=title,
            setting=self.lookup.closed("settings", said.setting, ("experience", number, "setting")),
            supervision=said.supervision,
            privacy_management=said.privacy_management,
            begin=begin,
            end=end,
            length=length if said.paid else 0,
            weight=0 if not said.paid else round(min(said.hours_per_week, FULL_TIME) * HUNDREDTHS),
        )

    def times(self, said: Job, place: str) -> tuple[int | None, int | None, int | None]:
        """Give begin and end of dated work, or the length of undated work; all None when nothing is known."""
        today = self.today
        begin = position(parse_day(said.start)) if said.start else None
        end = position(parse_day(said.end)) if said.end else None
        length = None if said.years is None else round(said.years * dates.UNITS_A_YEAR)
        if begin is None and end is None:
            return None, None, length
        if begin is None and end is not None and length is not None:
            begin = end - length
        elif begin is not None and length is not None:
            last = today if end is None else end
            if end is not None and length < end - begin:
                last = begin + length
                self.lookup.remark(
                    "years-and-dates-differ",
                    "The years you give for a job are fewer than its dates make. We count the years.",
                    f"{place}.years",
                )
            elif begin <= today and length > last - begin + dates.UNITS_A_MONTH:
                self.lookup.remark(
                    "years-and-dates-differ",
                    "The years you give for a job are more than its dates make. We count the dates.",
                    f"{place}.years",
                )
            end = min(begin + length, last)
        if begin is None:
            return None, None, length
        if begin > today:
            self.lookup.remark(
                "starts-in-the-future",
                "A job starts after the day of this advice; it does not count yet.",
                place,
            )
        return min(begin, today), min(today if end is None else end, today), None

    def plausible(self, stints: tuple[Stint, ...]) -> tuple[Stint, ...]:
        """Leave out work before the person could work; warn of it, and of more work than a life holds."""
        kept = stints if self.earliest is None else tuple(map(self.since_fourteen, range(len(stints)), stints))
        most = sum([stint.length or 0 if stint.begin is None else (stint.end or 0) - stint.begin for stint in kept])
        told = any(remark.id == "work-before-14" for remark in self.lookup.remarks)
        if self.earliest is not None and most > self.life and not told and (time_worked(kept) or 0) > self.life * FULL:
            self.too_young("experience")
        if most > LONGEST * dates.UNITS_A_YEAR and (
            (time_worked(kept, by_hours=False) or 0) > LONGEST * dates.UNITS_A_YEAR * FULL
        ):
            self.lookup.remark(
                "improbable-years",
                f"Your jobs come to more than {LONGEST} years in all. Please check their dates and lengths.",
                "experience",
            )
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
        """Tell that work lies before the person could work."""
        self.lookup.remark(
            "work-before-14",
            f"By your birth year, part of this work lies before the year you turned {YOUNGEST}. "
            "It does not count; please check the year and your jobs.",
            place,
        )


def recency(stint: Stint) -> tuple[bool, int, int, int, str, str]:
    """Order jobs by their time, whatever order they were written in; one that has not begun comes first."""
    ends, begins = stint.end or 0, stint.begin or 0
    return (
        stint.begin is None or stint.begin < ends,
        ends,
        begins,
        stint.weight,
        stint.area or "",
        stint.setting or "",
    )

"""A profile with its words recognized: what the rulebook's vocabulary makes of a person, as of a day.

What is not recognized is said in a remark and counts for nothing. A word that must come from a closed list
(an area of work, a setting, a track, a state, a goal) is refused when it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from advisor import dates
from advisor.dates import add_months, position
from advisor.errors import InputError, Problem, nearest
from advisor.profile import Certification, Education, Goal, Job, Profile
from advisor.rulebook.book import Rulebook
from advisor.words import EDUCATION_LEVELS, USUAL_AREA

FULL_TIME = 40.0
"""Hours a week of full-time work."""
HUNDREDTHS = 100
FULL = round(FULL_TIME * HUNDREDTHS)
"""The weight of full-time work: hundredths of hours a week."""
UNKNOWN = "?"
"""An area or a field that the person did not say, unlike one that was not recognized (None)."""

YOUNGEST = 14
"""The age from whose year on work counts; a birth year serves to find what cannot be."""
LONGEST = 60
"""Years of work in all beyond which we ask whether the dates are right."""
_SHORT_CODE = re.compile(r"[0-9]{2}\.(?:[0-9]|[0-9]{3})\Z")
"""A CIP code such as 51.0710 that was read as a number, and lost the zero at its end."""

parse_day = lru_cache(maxsize=4096)(dates.parse_partial)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell the person about what they wrote: an id, a sentence, and the place in the profile."""

    id: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class School:
    """One school or program, recognized. ``field`` is UNKNOWN when not said, None when not recognized."""

    level: int | None
    field: str | None
    accreditation: frozenset[str] | None
    status: str
    final_term: bool | None
    practicum: bool | None
    country: str
    completed: date | None
    training_hours: float | None


@dataclass(frozen=True, slots=True)
class Stint:
    """One job, recognized. Times are positions in units (``advisor.dates``); ``length``: undated work."""

    area: str | None
    title: str | None
    setting: str | None
    supervision: str | None
    privacy_management: bool | None
    begin: int | None
    end: int | None
    length: int | None
    weight: int
    """Hundredths of hours a week, at most full time."""

    @property
    def counts(self) -> bool:
        """Whether any of its time is paid work before the day of the advice."""
        return self.weight > 0 and (self.begin is None or self.end is None or self.begin < self.end)


@dataclass(frozen=True, slots=True)
class Held:
    """One credential, recognized, with its status on the day."""

    id: str
    status: str
    lapsed: date | None = None
    reinstate_until: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A profile as the rulebook understands it, as of a day. None is unknown, an empty tuple is none."""

    day: date
    country: str
    schools: tuple[School, ...] | None
    stints: tuple[Stint, ...] | None
    held: tuple[Held, ...] | None
    college_credits: float | None
    courses: frozenset[str] | None
    skills: frozenset[str] | None
    interests: frozenset[str] | None
    goal_title: str | None
    track: str | None
    setting: str | None
    state: str | None
    remarks: tuple[Remark, ...]
    working_life: int | None = None
    """The time in units since the year of the 14th birthday: no more work can count. None when not known."""


def recognize(profile: Profile, rulebook: Rulebook, day: date) -> Person:
    """Look a profile's words up in a rulebook. Raises InputError for words outside a closed list."""
    return _Recognizer(profile, rulebook, day).person()


class _Recognizer:
    def __init__(self, profile: Profile, rulebook: Rulebook, day: date) -> None:
        self.profile, self.rulebook, self.day = profile, rulebook, day
        self.remarks: list[Remark] = []
        self.problems: list[Problem] = []
        self.today = position(day)
        born = profile.birth_year
        self.earliest = None if born is None else position(date(born + YOUNGEST, 1, 1))
        self.life = max(0, self.today - (self.earliest or 0))

    def remark(self, id: str, text: str, place: str) -> None:
        self.remarks.append(Remark(id, text, place))

    def person(self) -> Person:
        profile = self.profile
        schools = (
            None
            if profile.education is None
            else tuple(map(self.school, range(len(profile.education)), profile.education))
        )
        stints = (
            None
            if profile.experience is None
            else tuple(map(self.stint, range(len(profile.experience)), profile.experience))
        )
        held = None if profile.certifications is None else self.credentials(profile.certifications)
        if stints:
            stints = self.plausible(stints)
        goal = profile.goal or Goal()
        title = self.closed("titles", goal.title, ("goal", "title"))
        track = self.closed("tracks", goal.track, ("goal", "track"))
        setting = self.closed("settings", goal.setting, ("goal", "setting"))
        if title and not track:
            track = self.rulebook.title_by_id[title].track
        recent = max(stints or (), key=_recency, default=None)
        if not track and recent and recent.area and recent.area != UNKNOWN:
            track = self.rulebook.vocabularies["areas"].terms[recent.area].track or None
        person = Person(
            day=self.day,
            country=self.rulebook.country,
            schools=schools,
            stints=stints,
            held=held,
            college_credits=profile.college_credits,
            courses=self.names("courses", profile.coursework, "coursework"),
            skills=self.names("skills", profile.skills, "", silent=True),
            interests=self.names("interests", profile.interests, "interests"),
            goal_title=title,
            track=track,
            setting=setting or (recent.setting if recent else None),
            state=self.closed("states", profile.state, ("state",)),
            remarks=tuple(self.remarks),
            working_life=None if self.earliest is None else self.life,
        )
        if self.problems:
            raise InputError(*self.problems)
        return person

    def closed(self, domain: str, text: str | None, place: tuple[str | int, ...]) -> str | None:
        """Find a word of a closed list, or note that it is refused."""
        if text is None:
            return None
        if domain == "titles":
            found = self.rulebook.find_title(text)
            allowed = [title.id for title in self.rulebook.titles]
        else:
            found = self.rulebook.vocabularies[domain].find(text)
            allowed = list(self.rulebook.vocabularies[domain].terms)
        if found is None:
            what = {
                "titles": "a title",
                "tracks": "a track",
                "settings": "a setting",
                "states": "a state",
            }.get(domain, "an area of work")
            shown = f" The words are {', '.join(allowed)}." if len(allowed) <= 12 else ""
            path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
            message = f"This is not {what} that the rulebook knows.{nearest(text[:100], allowed)}{shown}"
            self.problems.append(Problem(message, path=path, place=place))
        return found

    def names(
        self, domain: str, texts: tuple[str, ...] | None, place: str, silent: bool = False
    ) -> frozenset[str] | None:
        if texts is None:
            return None
        found = set()
        for number, text in enumerate(texts):
            id = self.rulebook.vocabularies[domain].find(text)
            if id:
                found.add(id)
            elif not silent:
                self.remark(
                    f"unrecognized-{place}",
                    f'We do not know "{text}" under {place}, so it counts for nothing here.',
                    f"{place}[{number}]",
                )
        return frozenset(found)

    # -- schooling ------------------------------------------------------------

    def school(self, number: int, said: Education) -> School:
        place = f"education[{number}]"
        level = None if said.level is None else EDUCATION_LEVELS.index(said.level)
        field: str | None = UNKNOWN
        if said.field is not None:
            text = said.field
            if _SHORT_CODE.match(text):
                text += "0"
            field = self.rulebook.vocabularies["fields"].find_code(text)
            if field is None:
                in_text, rest = self.rulebook.vocabularies["education-levels"].split(text)
                if level is None and in_text is not None:
                    level = EDUCATION_LEVELS.index(in_text)
                fields = self.rulebook.vocabularies["fields"]
                field = (rest and fields.find(rest)) or fields.find(text) or (None if rest else UNKNOWN)
            if field is None:
                self.remark(
                    "unrecognized-field",
                    f'We do not know the field of study "{text}", so it does not count as a related field. '
                    "Its CIP code would settle it.",
                    f"{place}.field",
                )
        if level is not None and level <= 1:
            field = None
        completed = parse_day(said.completed) if said.completed else None
        status = said.status
        if status == "completed" and completed and completed > self.day:
            status = "in-progress"
            self.remark(
                "completed-in-the-future",
                f"You say a program is completed, but its date ({said.completed}) is still to come. "
                "We read it as in progress.",
                f"{place}.completed",
            )
        if status == "in-progress" and completed and completed < self.day:
            self.remark(
                "expected-date-past",
                f"The date you expected to finish ({said.completed}) has passed. If you have finished, say so.",
                f"{place}.completed",
            )
        return School(
            level=level,
            field=field,
            accreditation=self.accreditors(said.accreditation, place),
            status=status,
            final_term=said.final_term,
            practicum=said.practicum,
            country=said.country,
            completed=completed,
            training_hours=said.training_hours,
        )

    def accreditors(self, texts: tuple[str, ...] | None, place: str) -> frozenset[str] | None:
        if texts is None:
            return None
        found = set()
        for text in texts:
            id = self.rulebook.vocabularies["accreditors"].find(text)
            if id:
                found.add(id)
            else:
                self.remark(
                    "unrecognized-accreditor",
                    f'We do not know the accreditor "{text}", so it counts for nothing here.',
                    f"{place}.accreditation",
                )
        return frozenset(found)

    # -- work -----------------------------------------------------------------

    def stint(self, number: int, said: Job) -> Stint:
        place = f"experience[{number}]"
        area: str | None = UNKNOWN
        title = self.rulebook.find_title(said.role) if said.role else None
        if said.area == USUAL_AREA:
            area = self.rulebook.usual_area
        elif said.area is not None:
            area = self.closed("areas", said.area, ("experience", number, "area"))
        elif said.role is not None:
            area = self.rulebook.vocabularies["areas"].find(said.role)
            if area is None:
                self.remark(
                    "unrecognized-role",
                    f'We do not know the job title "{said.role}", so its time counts for nothing yet. '
                    "Say its area of work, and it will.",
                    f"{place}.role",
                )
        if not said.paid:
            self.remark(
                "unpaid-work",
                "Unpaid practice counts as practice, not as years of work.",
                place,
            )
        begin, end, length = self.times(said, place)
        return Stint(
            area=area,
            title=title,
            setting=self.closed("settings", said.setting, ("experience", number, "setting")),
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
                self.remark(
                    "years-and-dates-differ",
                    "The years you give for a job are fewer than its dates make. We count the years.",
                    f"{place}.years",
                )
            elif begin <= today and length > last - begin + dates.UNITS_A_MONTH:
                self.remark(
                    "years-and-dates-differ",
                    "The years you give for a job are more than its dates make. We count the dates.",
                    f"{place}.years",
                )
            end = min(begin + length, last)
        if begin is None:
            return None, None, length
        if begin > today:
            self.remark(
                "starts-in-the-future",
                "A job starts after the day of this advice; it does not count yet.",
                place,
            )
        return min(begin, today), min(today if end is None else end, today), None

    def plausible(self, stints: tuple[Stint, ...]) -> tuple[Stint, ...]:
        """Leave out work before the person could work; warn of it, and of more work than a life holds."""
        kept = stints if self.earliest is None else tuple(map(self.since_fourteen, range(len(stints)), stints))
        told = any(remark.id == "work-before-14" for remark in self.remarks)
        if self.earliest is not None and not told and (time_worked(kept) or 0) > self.life * FULL:
            self.too_young("experience")
        if (time_worked(kept, by_hours=False) or 0) > LONGEST * dates.UNITS_A_YEAR * FULL:
            self.remark(
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
            return replace(stint, length=self.life)
        if stint.begin is not None and stint.end is not None and stint.begin < earliest and stint.counts:
            self.too_young(f"experience[{number}]")
            begin = min(earliest, self.today)
            return replace(stint, begin=begin, end=max(begin, stint.end))
        return stint

    def too_young(self, place: str) -> None:
        self.remark(
            "work-before-14",
            f"By your birth year, part of this work lies before the year you turned {YOUNGEST}. "
            "It does not count; please check the year and your jobs.",
            place,
        )

    # -- credentials ------------------------------------------------------------

    def credentials(self, said: tuple[Certification, ...]) -> tuple[Held, ...]:
        found: list[Held] = []
        for number, one in enumerate(said):
            place = f"certifications[{number}]"
            known = self.rulebook.find_credential(one.name)
            if known is None:
                self.remark(
                    "unrecognized-certification",
                    f'We do not know the certification "{one.name}", so it counts for nothing here.',
                    f"{place}.name",
                )
                continue
            id, former = known
            if former:
                now, _ = self.rulebook.credential_by_id[id].called(self.day)
                if now != former:
                    self.remark(
                        "former-name",
                        f"{former} is the former name of the {now}. It is the same credential.",
                        f"{place}.name",
                    )
            found.append(self.held(id, one, place))
        return tuple(sorted(found, key=lambda one: (one.id, one.lapsed or date.min, one.status)))

    def held(self, id: str, said: Certification, place: str) -> Held:
        expires = parse_day(said.expires) if said.expires else None
        lapsed = parse_day(said.lapsed) if said.lapsed else None
        status = said.status
        if said.expires and len(said.expires) < 10 and said.expires == self.day.isoformat()[: len(said.expires)]:
            self.remark(
                "expiry-day-unknown",
                f'You say that a certification expires in "{said.expires}". '
                "We count from the first day of it; say the day to be exact.",
                f"{place}.expires",
            )
        if status == "active" and said.earned and parse_day(said.earned) > self.day:
            status = "in-progress"
            self.remark(
                "earned-in-the-future",
                "A certification is dated after the day of this advice; it is not held yet.",
                place,
            )
        if status == "active" and ((expires and expires < self.day) or (lapsed and lapsed <= self.day)):
            status = "lapsed"
        if status not in ("lapsed", "revoked"):
            return Held(id, status)
        since = next((day for day in (lapsed, expires) if day and day <= self.day), None)
        until = None
        lapse = self.rulebook.credential_by_id[id].lapse
        if status == "lapsed" and since and lapse and lapse.within:
            within = lapse.within
            until = (
                date.fromordinal(since.toordinal() + within.days)
                if within.days
                else add_months(since, (within.months or 0) + 12 * (within.years or 0))
            )
        return Held(id, status, since, until)


def time_worked(
    stints: Iterable[Stint], since: int | None = None, by_hours: bool = True, surely: bool = True
) -> int | None:
    """Give the time worked in units of full-time work: dated work counts once in calendar time.

    ``since`` leaves out what came before; undated work then counts only when it is not asked for ``surely``.
    None stands for a time that may be of any length.
    """
    changes: list[tuple[int, int]] = []
    total = 0
    for stint in stints:
        weight = stint.weight if by_hours else FULL if stint.weight else 0
        if stint.begin is None or stint.end is None:
            if stint.length is None:
                if not surely and weight:
                    return None
            elif since is None or not surely:
                total += stint.length * weight
            continue
        begin = stint.begin if since is None else max(stint.begin, since)
        if begin < stint.end and weight:
            changes += ((begin, weight), (stint.end, -weight))
    changes.sort()
    weight = before = 0
    for at, change in changes:
        total += (at - before) * min(weight, FULL)
        weight += change
        before = at
    return total


def _recency(stint: Stint) -> tuple[bool, int, int, int, str, str]:
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


def claimed_titles(person: Person) -> Mapping[str, None]:
    """Give the titles, by id, that a person says they have worked under."""
    return dict.fromkeys(stint.title for stint in person.stints or () if stint.title)

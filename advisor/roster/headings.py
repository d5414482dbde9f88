"""The columns of a roster, and how they are found among the headings of a file.

Headings are matched without regard to case, spaces and punctuation, by name or by what student systems call them; a
mapping (``column: heading``) settles the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.errors import InputError, Problem, UsageError, listing, nearest

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("student id", "student number", "emplid", "banner id", "colleague id", "person id", "sid", "student no",
           "studentnumber", "campus id", "record id", "external id", "key", "univ id", "spriden id"),
    "name": ("student name", "full name", "display name", "preferred name", "legal name"),
    "state": ("st", "state code", "home state", "state of residence", "residence state", "address state", "province"),
    "birth_year": ("year of birth", "yob", "birthdate", "date of birth", "dob", "birth date", "birthday"),
    "education_level": ("degree", "highest degree", "degree level", "degree earned", "award", "award type",
                        "credential earned", "highest education", "education", "degree code", "acad level",
                        "degree type", "level of education", "award level"),
    "education_field": ("major", "field of study", "program", "program of study", "plan", "acad plan", "cip",
                        "cip code", "major code", "program name", "academic plan", "field", "discipline",
                        "primary major", "program title"),
    "accreditation": ("accreditor", "accredited by", "program accreditation", "accrediting body", "accrediting agency"),
    "education_status": ("enrollment status", "program status", "degree status", "academic status", "completion status",
                         "student status", "acad status"),
    "education_completed": ("graduation date", "grad date", "conferral date", "completion date", "degree date",
                            "date conferred", "expected graduation", "completion term", "grad term", "graduated",
                            "completed", "graduation year", "expected graduation date", "degree conferral date"),
    "college_credits": ("credits", "credits earned", "credit hours", "earned hours", "total credits", "units earned",
                        "semester credits", "hours earned", "cumulative credits", "cum credits"),
    "coursework": ("courses", "completed courses", "courses completed", "classes", "course list"),
    "experience_years": ("years of experience", "years experience", "work experience", "experience", "yrs exp",
                         "years worked", "years in field", "yoe", "experience yrs"),
    "experience_role": ("job title", "position", "current position", "role", "occupation", "current job",
                        "current role", "job"),
    "experience_area": ("area", "work area", "area of work", "department", "job family"),
    "setting": ("work setting", "employer type", "workplace", "facility type", "workplace type"),
    "supervisory_years": ("years supervising", "supervision years", "years of supervision", "management years",
                          "years managing", "years in management", "lead years", "supervisor years"),
    "privacy_years": ("years in privacy", "privacy management years", "privacy security years"),
    "certifications": ("certification", "certs", "creds", "credentials", "credential", "licenses",
                       "licenses and certifications"),
    "goal_title": ("career goal", "target job", "goal", "desired job", "target title", "desired position",
                   "target position"),
    "goal_track": ("track", "career track", "pathway", "career pathway"),
}  # fmt: skip
"""Each column of a roster, and what student systems call it."""
_MARKS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Headings:
    """Which heading of the file each column was found under, and the headings that are not used."""

    by_column: Mapping[str, str]
    unused: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Say what was understood, one line a column."""
        for column in COLUMNS:
            heading = self.by_column.get(column)
            yield f"{column:<20} {'<- ' + heading if heading is not None else '(not in this file)'}"
        if self.unused:
            yield f"{'not used':<20} {listing(self.unused, 8)}"


class NoColumns(InputError):
    """No column was found among the ``headings`` of a file."""

    def __init__(self, headings: Sequence[str], problem: Problem) -> None:
        super().__init__(problem)
        self.headings = tuple(headings)


def match_headings(found: Sequence[str], mapping: Mapping[str, str], file: str) -> Headings:
    """Find the columns among a file's headings.

    Raises UsageError when the mapping names what is not there, NoColumns when no column is found.
    """
    by_column: dict[str, str] = {}
    for column, heading in mapping.items():
        if column not in COLUMNS:
            message = f"There is no column {column}.{nearest(column, COLUMNS)} The columns are {listing(COLUMNS, 20)}."
            raise UsageError(Problem(message, path="--map"))
        if heading not in found:
            message = f"No heading is called {heading}.{nearest(heading, found)} The headings are {listing(found)}."
            raise UsageError(Problem(message, path=f"--map: {column}"))
        by_column[column] = heading
    taken = set(by_column.values())
    for exact in (True, False):
        for column, synonyms in COLUMNS.items():
            names = {_plain(column)} if exact else {_plain(one) for one in synonyms}
            heading_found = next((one for one in found if one not in taken and _plain(one) in names), None)
            if column not in by_column and heading_found is not None:
                by_column[column] = heading_found
                taken.add(heading_found)
    if not set(by_column) - {"id", "name"}:
        raise NoColumns(
            found,
            Problem(
                f"No column of a roster was found among the headings. The columns are {listing(COLUMNS, 20)}; "
                "--map FILE says which heading stands for which.",
                file=file,
                line=1,
            ),
        )
    ordered = {column: by_column[column] for column in COLUMNS if column in by_column}
    return Headings(ordered, tuple(one for one in found if one not in taken))


def read_mapping(data: object, file: str) -> dict[str, str]:
    """Read a mapping file's data: ``column: heading``."""
    if not isinstance(data, Mapping) or not all(isinstance(k, str) and isinstance(v, str) for k, v in data.items()):
        raise UsageError(Problem("A mapping is lines of `column: heading`, such as `certifications: Creds`.", file))
    return dict(data)


def _plain(heading: str) -> str:
    return _MARKS.sub("", heading.casefold())

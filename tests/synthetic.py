"""Synthetic rosters for tests and benchmarks: random people with the dirt of real exports, the same for the same seed.

The words are the rulebook's, in all their spellings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from advisor.roster.headings import COLUMNS
from advisor.rulebook.book import Rulebook

BLOCK = 100_000
_FIRST = [
    "Ana",
    "Ben",
    "Chloé",
    "Dev",
    "Élise",
    "Femi",
    "Grace",
    "Hiro",
    "Inés",
    "Jon",
    "Kim",
    "Lena",
    "Moe",
    "Nia",
    "Omar",
    "Pia",
    "Quinn",
    "Rosa",
    "Sam",
    "Tess",
]
_LAST = [
    "Adeyemi",
    "Brooks",
    "Cohen",
    "Diaz",
    "Evans",
    "Foster",
    "García",
    "Hughes",
    "Ito",
    "Jones",
    "Khan",
    "Lee",
    "Müller",
    "Nguyen",
    "O'Brien",
    "Park",
    "Quist",
]
_LAST += ["Reed, Jr.", "Silva", "Tran"]
_BAD = {
    "experience_years": ("a few", "-2", "400"),
    "education_completed": ("03/04/2021", "2021-02-30", "soon"),
    "birth_year": ("96", "1850"),
    "college_credits": ("many",),
    "goal_track": ("sideways",),
    "education_status": ("maybe",),
}

_PARTS = (
    "name state birth_year education_level education_field accreditation education_status education_completed",
    "experience_years experience_role experience_area setting supervisory_years privacy_years hours_per_week",
    "coursework certifications goal_title goal_track college_credits",
)
"""Columns that lie in one row when a row is cut."""


def synthetic_roster(rulebook: Rulebook, rows: int, seed: int = 1, bad: float = 0.0) -> Iterator[pa.Table]:
    """Make a roster in blocks of text columns; ``bad`` is the share of rows that cannot be read."""
    pools = _pools(rulebook)
    for start in range(0, rows, BLOCK):
        chance = np.random.default_rng((seed, start))
        yield _block(chance, start, min(BLOCK, rows - start), pools, bad)


def in_rows(wide: pa.Table, more: int = 0, seed: int = 3) -> pa.Table:
    """Cut each row of a roster into three, in no order; ``more`` people get one more job, which is another person's."""
    chance, empty = np.random.default_rng(seed), pa.nulls(wide.num_rows, pa.string())

    def part(columns: str) -> pa.Table:
        cells = {one: wide.column(one) if one in columns.split() else empty for one in wide.column_names if one != "id"}
        return pa.table({"id": wide.column("id"), **cells})

    jobs = part(_PARTS[1]).take(pa.array(chance.integers(0, wide.num_rows, more)))
    ids = wide.column("id").take(pa.array(chance.permutation(wide.num_rows)[:more]))
    rows = pa.concat_tables([*map(part, _PARTS), jobs.set_column(0, "id", ids)])
    return rows.take(pa.array(chance.permutation(rows.num_rows)))


def synthetic_profiles(rulebook: Rulebook, rows: int, seed: int = 1) -> Iterator[bytes]:
    """Make lines of JSON, a whole profile each: up to three schools and four jobs with dates."""
    pools = {column: (list(filter(None, texts)), texts) for column, (texts, _) in _pools(rulebook).items()}
    names = [one.acronym for one in rulebook.credentials]
    levels = ("high-school", "certificate", "associate", "bachelor", "master")
    for start in range(0, rows, BLOCK):
        chance = Random(f"{seed} {start}")

        def some(column: str, likely: float = 1.0, chance: Random = chance) -> str | None:
            return chance.choice(pools[column][0]) if chance.random() < likely else None

        for number in range(start, min(start + BLOCK, rows)):
            born = chance.randint(1956, 2006)
            profile: dict[str, Any] = {
                "id": f"S{number:08}",
                "name": f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
                "birth_year": born,
                "state": some("state", 0.9),
            }
            profile["education"] = [
                {
                    "level": chance.choice(levels),
                    "field": some("education_field", 0.8),
                    "accreditation": some("accreditation", 0.3),
                    "completed": f"{chance.randint(born + 18, 2026)}-{chance.choice(('05', '12'))}",
                }
                for _ in range(chance.choice((0, 1, 1, 1, 2, 3)))
            ]
            year, jobs = born + 18, list[dict[str, Any]]()
            for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 4))):
                year += chance.randint(0, 4)
                if year > 2025:
                    break
                job: dict[str, Any] = {
                    "role": some("experience_role", 0.8),
                    "area": some("experience_area", 0.4),
                    "setting": some("setting", 0.6),
                    "start": f"{year}-{chance.randint(1, 12):02}",
                    "supervision": chance.choice((None, None, None, "none", "informal", "formal")),
                }
                year += chance.randint(1, 9)
                if year < 2026:
                    job["end"] = f"{year}-{chance.randint(1, 12):02}"
                if chance.random() < 0.1:
                    job["hours_per_week"] = chance.choice((10, 20, 30))
                jobs.append(job)
            profile["experience"] = jobs
            held = chance.sample(names, chance.choice((0, 0, 1, 1, 2, 3)))
            profile["certifications"] = [
                name
                if chance.random() < 0.5
                else {
                    "name": name,
                    "earned": f"{chance.randint(2015, 2025)}-03",
                    "status": chance.choice(("active", "active", "active", "lapsed", "in-progress")),
                }
                for name in held
            ]
            if chance.random() < 0.5:
                profile["goal"] = {"title": some("goal_title", 0.7), "track": some("goal_track", 0.5)}
            yield orjson.dumps(_said(profile), option=orjson.OPT_APPEND_NEWLINE)


def _said(value: Any) -> Any:
    """Leave out what is not said."""
    if isinstance(value, dict):
        return {key: _said(one) for key, one in value.items() if one is not None}
    return list(map(_said, value)) if isinstance(value, list) else value


def _block(
    chance: np.random.Generator, start: int, count: int, pools: dict[str, tuple[Sequence[str], Any]], bad: float
) -> pa.Table:
    numbers = np.arange(start, start + count)
    columns: dict[str, pa.Array] = {"id": pa.array([f"S{n:08}" for n in numbers])}
    first, last = chance.integers(0, len(_FIRST), count), chance.integers(0, len(_LAST), count)
    columns["name"] = pa.array([f"{_LAST[b]}, {_FIRST[a]}" for a, b in zip(first, last, strict=True)])
    wrong = chance.random(count) < bad
    where = chance.integers(0, len(_BAD), count)
    total = chance.choice(len(pools["experience_years"][0]), count, p=pools["experience_years"][1])
    for column in COLUMNS:
        if column in columns:
            continue
        texts, weights = pools[column]
        codes = total if column == "experience_years" else chance.choice(len(texts), count, p=weights)
        words = list(texts)
        if column in _BAD:
            at = wrong & (where == list(_BAD).index(column))
            codes = np.where(at, len(words) + chance.integers(0, len(_BAD[column]), count), codes)
            words += _BAD[column]
        columns[column] = pa.array(words).take(pa.array(codes))
    columns["supervisory_years"] = _within(chance, columns["experience_years"], 0.15)
    columns["privacy_years"] = _within(chance, columns["experience_years"], 0.03)
    return pa.table(columns)


def _within(chance: np.random.Generator, years: pa.Array, likely: float) -> pa.Array:
    """Make years of a duty that are at most the years of work."""
    some = chance.random(len(years)) < likely
    share = chance.random(len(years))
    made: list[str | None] = []
    for text, said, part in zip(years.to_pylist(), some.tolist(), share.tolist(), strict=True):
        whole = text.replace(".", "", 1).isdigit() if text else False
        made.append(f"{round(float(text) * part * 2) / 2 if part < 0.9 else 0:g}" if said and whole else None)
    return pa.array([one if one is None or float(one) else "0" for one in made], pa.string())


def _pools(rulebook: Rulebook) -> dict[str, tuple[Sequence[str], Any]]:
    """Give the texts of each column with how likely they are: nothing first, then the usual before the rare."""

    def spellings(domain: str) -> list[str]:
        terms = list(rulebook.vocabularies[domain].terms.values())
        rounds = [[(t.id, t.name, *t.spellings)[n : n + 1] for t in terms] for n in range(6)]
        return list(dict.fromkeys(text for one in rounds for found in one for text in found))

    names = [one.acronym for one in rulebook.credentials]
    singles = [
        *names,
        *(f"{name}®" for name in names[:8]),
        *(c.apprentice.acronym for c in rulebook.credentials if c.apprentice),
        *(f"{name} (lapsed)" for name in names[:6]),
        "Scuba diver",
    ]
    several = [
        separator.join((one, other))
        for separator in ("; ", ", ", " / ")
        for one in names[:12]
        for other in names[:12]
        if one < other
    ]
    dated = [f"{name} {year}-03-01..{year + 2}-03-31" for name in names[:6] for year in range(2019, 2026)]
    years = [f"{n / 2:g}" for n in range(61)] + [f"{n} yrs" for n in range(1, 16)] + [f"{n} months" for n in (6, 18)]
    days = [f"{year}-{month:02}" for year in range(2026, 1994, -1) for month in (5, 12, 8)]
    days += [f"{month}/{15 + n}/{2025 - n}" for n, month in enumerate((5, 6, 12, 8, 5))] + ["Spring 2024", "Fall 2023"]
    courses = spellings("courses")
    made: dict[str, tuple[list[str], float]] = {
        "state": (list(rulebook.vocabularies["states"].terms), 0.05),
        "birth_year": ([str(year) for year in range(2006, 1955, -1)], 0.1),
        "education_level": (spellings("education-levels"), 0.05),
        "education_field": ([*spellings("fields"), "Basket weaving"], 0.1),
        "accreditation": ([*rulebook.vocabularies["accreditors"].terms], 0.5),
        "education_status": (["completed", "Graduated", "in progress", "Enrolled", "Withdrawn"], 0.2),
        "education_completed": (days, 0.3),
        "college_credits": ([f"{n}" for n in range(0, 130)] + ["60.5"], 0.4),
        "coursework": ([*courses, *(f"{a}; {b}" for a, b in zip(courses, courses[3:], strict=False))], 0.6),
        "experience_years": (years, 0.15),
        "experience_role": (spellings("areas")[9:200], 0.3),
        "experience_area": (list(rulebook.vocabularies["areas"].terms), 0.6),
        "setting": (list(rulebook.vocabularies["settings"].terms), 0.4),
        "supervisory_years": (["0"], 0.5),
        "privacy_years": (["0"], 0.5),
        "certifications": ([*singles, *several, *dated], 0.3),
        "goal_title": ([title.id for title in rulebook.titles], 0.7),
        "goal_track": (list(rulebook.vocabularies["tracks"].terms), 0.6),
        "hours_per_week": (["40", "20", "37.5"], 0.8),
    }
    return {column: (["", *texts], _weights(len(texts), empty)) for column, (texts, empty) in made.items()}


def _weights(count: int, empty: float) -> Any:
    falling = 1 / (np.arange(count) + 3.0)
    return np.concatenate([[empty], falling / falling.sum() * (1 - empty)])

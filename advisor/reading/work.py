"""Reads what people write about their work: jobs, when and how long, hours, and whether they were paid.

Several jobs of one answer are all kept. Time that is said of no job, of each of several, or in no number is not
counted: it is asked for.
"""

from __future__ import annotations

import re
from datetime import date

from advisor.language.amounts import FULL_TIME, Amount, Hours, hours_in, mark_amounts, mark_hours
from advisor.language.lexicon import finder, fold, phrases
from advisor.language.marked import AMOUNT, Marked
from advisor.language.numbers import number_alone
from advisor.reading.jobs import SECTION, Job, jobs_in, joined_stretch, merged
from advisor.reading.reading import HARD, SILENT, Plain, Reading, leftover, means_none, says_nothing, tidy
from advisor.rulebook.book import Rulebook

_HOURS_A_YEAR = FULL_TIME * 52
_MOST_YEARS = 100


def read_work(text: str, rulebook: Rulebook, today: date) -> Reading:
    """Read the jobs that a text names, in its order."""
    if says_nothing(text):
        return SILENT
    if means_none(text, SECTION):
        return Reading(())
    jobs: list[Job] = []
    for part in filter(None, map(str.strip, HARD.split(text))):
        for job in jobs_in(part, today):
            if jobs and not job.named and (not jobs[-1].timed or _completes(job, jobs[-1])):
                jobs[-1] = merged([jobs[-1], job])
            else:
                jobs.append(job)
    entries: list[Plain] = []
    unclear: list[str] = []
    for job in jobs:
        entry = _entry(job)
        unclear += job.unclear
        if entry.keys() & {"role", "area", "start", "end", "years"}:
            entries.append(entry)
        elif not job.unclear:
            unclear.append(" ".join(job.roles) or text.strip())
    if entries and all(entry == {"years": 0.0} for entry in entries):
        return Reading(())
    return Reading(tuple(entries) or None, tuple(dict.fromkeys(unclear)))


def _completes(job: Job, before: Job) -> bool:
    if job.stretch is None or before.stretch is None:
        return False
    return joined_stretch(before.stretch, job.stretch) != before.stretch


def read_years(text: str) -> Amount | None:
    """Read years from a cell or a field: ``3``, ``2½``, ``18 months``, ``over 3 years``; None: it is not one."""
    said = Marked(text.strip())
    mark_amounts(said)
    found = [value for _, _, value in said.marks(AMOUNT)]
    if not found:
        numbers = [number_alone(part) for part in re.split(rf"-|{phrases('ranges', 'to')}", said.folded)]
        known = sorted(number for number in numbers if number is not None)
        return Amount(known[0], known[-1]) if len(known) == len(numbers) <= 2 else None
    if len(found) > 1 or found[0].vague or leftover(said, 0, len(said.text), SECTION, "lead in"):
        return None
    amount: Amount = found[0]
    return amount


def says_more(role: str) -> bool:
    """Say whether the title of a job says that it was unpaid, or of how many hours."""
    folded = fold(role)
    return finder(SECTION, "unpaid").is_in(folded) or finder("hours", "part time", "half time").is_in(folded)


def read_length(text: str) -> Plain | None:
    """Read a length of work as keys of a job: ``years``, ``years_at_most``, and hours a week where they are said."""
    said = Marked(text.strip())
    mark_hours(said)
    hours = hours_in(said)
    amount = read_years(" ".join(said.words().split()).strip(" ,;()"))
    if amount is None:
        return None
    entry: Plain = {"years": amount.least}
    if amount.most > amount.least:
        entry["years_at_most"] = amount.most
    return entry | _hours_said(hours)


def _hours_said(hours: Hours) -> Plain:
    if hours.weekly is not None:
        return {"hours_per_week": hours.weekly}
    return {"part_time": True} if hours.part_time else {}


def _entry(job: Job) -> Plain:
    """Write a job as a profile has it."""
    entry: Plain = {}
    role = tidy(" ".join(job.roles))
    if job.area:
        entry["area"] = job.area
    if role:
        entry["role"] = role
    _write_time(entry, job)
    entry |= _hours_said(job.hours)
    if "unpaid" in job.said:
        entry["paid"] = False
    return entry


def _write_time(entry: Plain, job: Job) -> None:
    stretch, amount = job.stretch, job.amount
    if stretch is not None and stretch.start:
        entry["start"] = stretch.start
    if stretch is not None and stretch.end:
        if stretch.start or amount is not None:
            entry["end"] = stretch.end
        else:
            job.unclear.append(f"until {stretch.end}")
    if amount is None and job.hours.total is not None and stretch is None:
        total = round(job.hours.total / _HOURS_A_YEAR, 4)
        amount = Amount(total, total)
    if amount is not None and amount.most <= _MOST_YEARS:
        entry["years"] = amount.least
        if amount.most > amount.least:
            entry["years_at_most"] = amount.most

"""What one person could undertake: programs, courses and work, exams, and what they have begun already.

All of it comes from the rulebook's activities and credentials and from the person's own profile (a program under way,
a job that goes on).
"""

from __future__ import annotations

from collections.abc import Iterable

from advisor.advice.prices import total_of
from advisor.engine.program import Program
from advisor.engine.three_valued import answer
from advisor.facts.readers import active_credentials
from advisor.language import words
from advisor.person import Person
from advisor.planning.undertaking import CONTINUE, FINISH, Undertaking, goes_on
from advisor.profile import Education, Profile
from advisor.rulebook.activity import Activity, AddedWork
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS, All, Facts
from advisor.rulebook.credential import Credential

LONGEST_REMAINDER = 24
"""Months to finish a program under way when neither its date nor its kind is known."""
_FORMAL = "formal"


def undertakings(profile: Profile, person: Person, facts: Facts, program: Program) -> dict[str, Undertaking]:
    """List all that a person could undertake, by id, as of the day of ``person``, whose facts these are."""
    rulebook = program.rulebook
    found = [
        *_own_programs(profile, person, rulebook),
        *_own_jobs(profile, person),
        *(_activity(activity, person, program) for activity in rulebook.activities),
    ]
    active = active_credentials(person, rulebook)
    for credential in rulebook.credentials:
        if credential.status == "active" and credential.id not in active:
            found += _exams(credential, person, facts, program)
    return {one.id: one for one in found}


def _own_programs(profile: Profile, person: Person, rulebook: Rulebook) -> Iterable[Undertaking]:
    said = words("plans")
    for number, entry in enumerate(profile.education or ()):
        school = (person.schools or ())[number]
        if school.status != "in-progress":
            continue
        last = school.completed_by
        if entry.final_term:
            months = 4
        elif last is not None and last > person.day:
            months = max(1, (last.year - person.day.year) * 12 + last.month - person.day.month)
            months += last.day > person.day.day
        else:
            months = _usual_months(entry, rulebook)
        level = entry.level.replace("-", " ") if entry.level else ""
        yield Undertaking(
            f"{FINISH}{number + 1}",
            "program",
            said["your program"].format(level).replace("  ", " "),
            said["finish"].format(level).replace("  ", " "),
            ALWAYS,
            "",
            (),
            months=(months, months),
            cost=None,
            school=number,
            note=said["own price"],
        )


def _usual_months(said: Education, rulebook: Rulebook) -> int:
    usual = [a.months.high for a in rulebook.activities if a.education and a.education.level == said.level and a.months]
    return round(max(usual)) if usual else LONGEST_REMAINDER


def _own_jobs(profile: Profile, person: Person) -> Iterable[Undertaking]:
    jobs, said = zip(person.stints or (), profile.experience or (), strict=True), words("plans")
    if any(stint.counts and goes_on(job, person.day) for stint, job in jobs):
        yield Undertaking(CONTINUE, "work", said["your work"], said["keep your work"], ALWAYS, "", ())


def _activity(activity: Activity, person: Person, program: Program) -> Undertaking:
    share, action, note = _lacking(activity, person, program.rulebook)
    months = (0, 0)
    if activity.months:
        months = (_part(activity.months.low, share), max(1, _part(activity.months.high, share)))
    cost: tuple[int, int] | None = (0, 0)
    if activity.kind != "work":
        price = activity.cost
        cost = (_part(price.low, share), _part(price.high, share)) if price else None
    notes = (note, activity.note, activity.cost.note if activity.cost else "")
    return Undertaking(
        activity.id,
        activity.kind,
        activity.name,
        action,
        program.activities[activity.id],
        activity.address,
        activity.sources,
        months,
        activity.hours_per_week or 0,
        cost,
        activity.cost.year if activity.cost else "",
        " ".join(text for text in notes if text),
        activity,
        college_credits=(activity.college_credits or 0.0) * share,
        proposed_for=program.proposed_for[activity.id],
        unsure=_unsure_work(activity.work, person) if activity.work else int(cost is None),
    )


def _part(amount: float, share: float) -> int:
    return round(amount * share + 1e-9)


def _lacking(activity: Activity, person: Person, rulebook: Rulebook) -> tuple[float, str, str]:
    """Give the share of an activity (its credits, its courses) that a person lacks, its action, and a note in words."""
    said, whole = words("plans"), (1.0, activity.action, "")
    if activity.college_credits:
        have = person.college_credits or 0.0
        if not 0 < have < activity.college_credits:
            return whole
        more, asked = f"{activity.college_credits - have:g}", f"{activity.college_credits:g}"
        action = activity.action.replace(asked, said["more"].format(more), 1)
        share = (activity.college_credits - have) / activity.college_credits
        return share, action, said["credits there"].format(f"{have:g}", asked)
    courses = activity.coursework if activity.kind == "course" else ()
    missing = [one for one in courses if one not in (person.courses or ())]
    if not 0 < len(missing) < len(courses):
        return whole
    names = "; ".join(rulebook.label("courses", one) for one in missing)
    return len(missing) / len(courses), said["courses"].format(names), said["courses there"]


def _unsure_work(work: AddedWork, person: Person) -> int:
    """Count what about a new job hangs on an employer: its kind, the lead in it, the privacy that is managed."""
    counted = [stint for stint in person.stints or () if stint.counts]
    is_new = all(stint.area != work.area for stint in counted)
    leads = any(stint.supervision == _FORMAL for stint in counted)
    manages = any(stint.privacy_management for stint in counted)
    return is_new + (work.supervision == _FORMAL and not leads) + (work.privacy_management and not manages)


def _exams(credential: Credential, person: Person, facts: Facts, program: Program) -> Iterable[Undertaking]:
    said, apprentice, active = words("plans"), credential.apprentice, active_credentials(person, program.rulebook)
    first = apprentice.id if apprentice else credential.id
    acronym, _ = credential.called(person.day)
    if apprentice:
        yield Undertaking(
            f"lift-{credential.id}",
            "lift",
            said["lift name"].format(acronym),
            said["lift"].format(apprentice.acronym, acronym),
            program.lifts[credential.id],
            f"{credential.address}/lift",
            credential.sources,
            credential=credential.id,
        )
    for held in person.held or ():
        if held.status == "lapsed" and held.id in (credential.id, first) and held.reinstate_until and credential.lapse:
            yield Undertaking(
                f"reinstate-{held.id}",
                "reinstate",
                said["reinstate name"].format(acronym),
                said["reinstate"].format(acronym),
                ALWAYS,
                f"{credential.address}/lapse",
                credential.sources,
                (1, 1),
                cost=None,
                note=credential.lapse.text,
                credential=held.id,
                until=held.reinstate_until,
            )
    if first in active:
        return
    study = credential.study_months
    low, high = (max(1, round(study.low)), max(1, round(study.high))) if study else (1, 3)
    total = total_of(credential.cost)
    requires, confirm = program.prepared_exams[credential.id], _to_confirm(credential, facts, program)
    if confirm:
        prepared = [program.preparation[credential.id]] if credential.prepare else []
        requires = All((program.formal[credential.id], *prepared))
    yield Undertaking(
        f"earn-{credential.id}",
        "exam",
        said["exam name"].format(acronym),
        said["apprentice exam" if apprentice else "exam"].format(acronym, apprentice.acronym if apprentice else ""),
        requires,
        f"{credential.address}/formal",
        credential.sources,
        (low, high),
        credential.study_hours_per_week,
        (round(total.low), round(total.high)) if total else None,
        next((price.year for price in credential.cost if price.year), ""),
        " ".join(filter(None, (confirm, credential.check))),
        credential=first,
        unsure=(not credential.confirmed) + (total is None) + bool(confirm),
    )


def _to_confirm(credential: Credential, facts: Facts, program: Program) -> str:
    """Give what only the issuer can confirm of the route by which an exam is open to a person now; nothing if none."""
    if answer(program.exams[credential.id], facts) is True:
        return ""
    ways = [(route, program.openings[f"formal:{credential.id}:{route.id}"]) for route in credential.formal]
    return next((route.confirm for route, way in ways if route.confirm and answer(way, facts) is True), "")

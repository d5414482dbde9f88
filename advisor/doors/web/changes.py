"""What a form of the advice page would change in a person: its own fields, or a step of the advice that is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.advice.model import Advice, StepAdvice
from advisor.errors import UsageError
from advisor.rulebook.book import Rulebook

_MONTHS_IN_A_YEAR = 12


def changes_of(chosen: Mapping[str, str], advice: Advice, rulebook: Rulebook) -> tuple[str, ...]:
    """Write the changes of a form as ``what_if`` takes them. Raises UsageError for an incomplete one."""
    said = {name: text.replace(":", " ").strip() for name, text in chosen.items() if text.strip()}
    changes: list[str] = []
    for step in advice.steps:
        if step.id == said.get("step"):
            changes += changes_by(step, rulebook)
    if "certification" in said:
        changes.append(f"certification={said['certification']}")
    if "level" in said:
        school = [said["level"], said.get("field", ""), said.get("accreditation", "")]
        if school[2] and not school[1]:
            raise UsageError("Say what you would study, too, when you choose who accredits the program.")
        changes.append("education=" + ":".join(part for part in school if part))
    if "years" in said:
        if "area" not in said:
            raise UsageError("Choose the kind of work, too.")
        changes.append(f"experience+{said['years']}:{said['area']}{':formal' if 'leading' in said else ''}")
    changes += [f"{key}={said[name]}" for name, key in (("course", "coursework"), ("track", "track")) if name in said]
    return tuple(changes)


def changes_by(step: StepAdvice, rulebook: Rulebook) -> tuple[str, ...]:
    """Write what a step changes, done, as ``what_if`` takes it; nothing where the rulebook does not say what it is."""
    entry = next((one for one in rulebook.steps if one.id == step.id), None)
    if entry and entry.credential:
        return (f"certification={entry.credential}",)
    activity = rulebook.activity_by_id.get(entry.by or "") if entry else None
    if activity is None:
        return ()

    def written() -> Iterator[str]:
        if school := activity.education:
            parts = (school.level, school.field or "", school.accreditation[0] if school.accreditation else "")
            yield "education=" + ":".join(part for part in parts if part)
        if (work := activity.work) and step.months:
            lead = f":{work.supervision}" if work.supervision != "none" else ""
            yield f"experience+{step.months[1] / _MONTHS_IN_A_YEAR:.4f}:{work.area}{lead}"
        yield from (f"coursework={course}" for course in activity.coursework)

    return tuple(written())

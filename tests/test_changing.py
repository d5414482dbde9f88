"""The same person, changed: what moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from advisor import InputError, UsageError, advise, load_profile
from advisor.changing import WhatIf, changed, what_if
from advisor.files import profiles_folder
from advisor.render.what_if import render_what_if
from tests.people import DAY, advice_for, rulebook

BOOK = rulebook()
CODER: dict[str, Any] = {
    "education": "high-school",
    "experience": [{"area": "coding", "start": "2024-12", "setting": "hospital"}],
    "certifications": [{"name": "CCA", "expires": "2027-03-31"}],
}


def moved(*changes: str, profile: Any = CODER, **more: Any) -> WhatIf:
    return what_if(profile, changes, BOOK, as_of=DAY, **more)


def test_nothing_moves_without_a_change() -> None:
    """What stays as it is, is shown as news."""
    for path in sorted(profiles_folder().glob("*.yaml")):
        found = what_if(load_profile(path), (), BOOK, as_of=DAY)
        assert found.level.before == found.level.after
        moves = (found.titles_gained, found.titles_lost, found.certifications, found.steps_done, found.steps_new)
        assert (moves, found.warnings_new) == (((),) * 5, ())


def test_it_is_the_advice_of_the_person_changed() -> None:
    """The comparison says something else than the advice."""
    found = moved("certification=CCS", "experience+2:coding")
    before, after = advice_for(CODER), advice_for(changed_plain("certification=CCS", "experience+2:coding"))
    assert (found.level.before, found.level.after) == (before.level.id, after.level.id) == ("entry", "mid")
    assert {one.id for one in found.titles_gained} == {t.id for t in after.titles} - {t.id for t in before.titles}
    assert [one.id for one in found.certifications if one.after == "held"] == ["ccs"]
    assert found.next_certifications == tuple(one.id for one in after.next_certifications)


def changed_plain(*changes: str) -> dict[str, Any]:
    from advisor.profile import profile_from

    return changed(profile_from(CODER), changes).model_dump(exclude_unset=True)


def test_time_passes() -> None:
    """Jobs go on and certifications lapse by a later day."""
    found = moved(on=date(2026, 12, 24))
    assert (found.level.before, found.level.after) == ("entry", "mid")  # two full-time years in December
    later = moved(on=date(2027, 6, 1))
    assert ("cca", "held") in {(one.id, one.before) for one in later.certifications}
    assert later.level.after == "entry"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ("certification=RHIT", "certifications"),
        ("certification=RHIT:lapsed", "certifications"),
        ("education=associate:health information:CAHIIM", "education"),
        ("experience+0.5:coding:formal", "experience"),
        ("coursework=practicode", "coursework"),
        ("credits=60", "college_credits"),
        ("goal=health-information-manager", "goal"),
        ("track=management", "goal"),
        ("setting=payer", "goal"),
    ],
)
def test_every_form_changes_its_part(change: str, key: str) -> None:
    """A change that is written rightly does nothing, or touches something else."""
    before, after = changed_plain(), changed_plain(change)
    assert {name for name in after if after.get(name) != before.get(name)} == {key}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("certificate=RHIT", "Did you mean certification?"),
        ("experience=2:coding", "Write experience+YEARS:AREA"),
        ("certification+RHIT", "Write certification=NAME"),
        ("experience+two:coding", "A number is needed."),
        ("education=a:b:c:d", "Write education=LEVEL"),
        ("RHIT", "This is not a change we know."),
    ],
)
def test_a_change_in_another_form_is_refused_in_words(change: str, words: str) -> None:
    """A slip of the finger changes nothing in silence."""
    with pytest.raises(UsageError) as caught:
        moved(change)
    assert words in str(caught.value)


def test_words_that_the_rulebook_does_not_know_are_refused() -> None:
    """A misspelled area does not count, in silence."""
    with pytest.raises(InputError) as caught:
        moved("experience+2:codng")
    assert "Did you mean coding?" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("certification=CPCX", "This is not a certification that the rulebook knows. Did you mean CPC?"),
        ("certification=Zorbmaster", "This is not a certification that the rulebook knows."),
        ("coursework=zorbonomy", "This is not a course that the rulebook knows."),
        (
            "education=associate:health information:KAHIIM",
            "an accreditor that the rulebook knows. Did you mean CAHIIM?",
        ),
    ],
)
def test_a_name_that_means_nothing_is_refused_with_the_nearest(change: str, words: str) -> None:
    """``what-if --with certification=CPCX`` ends well, and says that nothing moves."""
    with pytest.raises(UsageError) as caught:
        moved(change)
    assert words in str(caught.value)


def test_what_is_known_or_was_there_before_is_not_refused() -> None:
    """A nurse, a field of no use here, or a name in the profile that nobody knows, ends the question."""
    strange = {**CODER, "certifications": ["Zorbmaster"]}
    assert moved("certification=CCS", profile=strange).level.after == "entry"
    assert moved("certification=RN").level.after == "entry"
    assert moved("education=bachelor:Zorbology").warnings_new


def test_text_fits() -> None:
    """Lines run over the edge, or what moved cannot be seen."""
    text = render_what_if(moved("certification=CCS", "experience+2:coding"), BOOK)
    assert max(map(len, text.splitlines())) <= 80
    assert "Entry level -> Mid level" in text
    assert "CCS (Certified Coding Specialist)" in text


def test_schooling_replaces_having_none() -> None:
    """Who said once that they have no schooling gains nothing by a degree."""
    found = moved("education=high-school", profile={"education": "none"})
    assert (found.level.before, found.level.after) == ("pre-entry", "entry")


def test_what_if_starts_from_a_step_of_the_advice() -> None:
    """ "What if I do step 1?" has no answer, or another than what the step says that it opens."""
    tried = 0
    for path in sorted(profiles_folder().glob("*.yaml")):
        profile = load_profile(path)
        advice = advise(profile, BOOK, as_of=DAY)
        for number, step in enumerate(advice.steps, 1):
            if not step.unlocks and step.kind in ("apply", "answer"):
                continue
            try:
                found = what_if(profile, (), BOOK, as_of=DAY, steps=(str(number),))
            except UsageError:
                assert not step.unlocks
                continue
            tried += 1
            opened = {f"title:{title.id}" for title in found.titles_gained}
            opened |= {f"level:{found.level.after}"} if found.level.after != found.level.before else set()
            said = {one for one in step.unlocks if not one.startswith("certification:")}
            assert said == opened, (path.name, step.id)
            assert step.action in found.changes[0]
            assert what_if(profile, (), BOOK, as_of=DAY, steps=(step.id,)).to_json() == found.to_json()
    assert tried > 30


def test_steps_are_done_one_after_the_other_and_beside_changes() -> None:
    """Two steps together are no more than the last of them."""
    graduate = {"education": "high-school", "experience": [], "certifications": []}
    steps = [step.id for step in advise(graduate, BOOK, as_of=DAY).steps if step.kind == "study"][:1]
    found = what_if(graduate, ("certification=RHIT",), BOOK, as_of=DAY, steps=steps)
    assert len(found.changes) == 2
    assert {move.id for move in found.certifications} >= {"rhit"}


@pytest.mark.parametrize("step", ["0", "99", "-1", "no-such-step", ""])
def test_a_step_that_is_not_there_is_said(step: str) -> None:
    """A slip of the finger ends in a riddle."""
    with pytest.raises(UsageError, match="no such step"):
        what_if(CODER, (), BOOK, as_of=DAY, steps=(step,))

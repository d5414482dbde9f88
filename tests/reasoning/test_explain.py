"""Explanations say what the advice says, of what was asked for, in words."""

from __future__ import annotations

import pytest

from advisor import UsageError, load_profile
from advisor.files import profiles_folder
from advisor.reasoning.explain import explain
from advisor.render.explanation import render_explanation
from tests.people import DAY, advice_for, rulebook

PEOPLE = sorted(profiles_folder().glob("*.yaml"))
BOOK = rulebook()


@pytest.mark.long
def test_the_conclusion_is_the_advice() -> None:
    """The explanation explains something else than the advice says."""
    for path in PEOPLE:
        profile = load_profile(path)
        advice = advice_for(profile.model_dump(exclude_unset=True))
        assert explain(profile, "level", BOOK, as_of=DAY).conclusion == advice.level.id
        for standing in advice.certifications[::5]:
            assert explain(profile, f"certification:{standing.id}", BOOK, as_of=DAY).conclusion == standing.status


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("titel:medical-coder", "Did you mean title?"),
        ("title:medical-codr", "Did you mean medical-coder?"),
        ("certification:rhti", "Did you mean rhit?"),
        ("salary", "There is no such level, title or certification in the rulebook."),
        ("rhti", "Did you mean rhit?"),
        ("medical codr", "Did you mean Medical Coder?"),
        ("level:snior", "Did you mean senior?"),
    ],
)
def test_an_unknown_subject_is_named_with_the_nearest(subject: str, words: str) -> None:
    """A slip of the finger ends in a riddle."""
    with pytest.raises(UsageError) as caught:
        explain({}, subject, BOOK, as_of=DAY)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        ("rhia", "certification:rhia"),
        ("RHIA", "certification:rhia"),
        ("Registered Health Information Administrator", "certification:rhia"),
        ("certification:RHIA", "certification:rhia"),
        ("CTR", "certification:ods"),
        ("cpc-a", "certification:cpc"),
        ("Medical Coder", "title:medical-coder"),
        ("medical-coder", "title:medical-coder"),
        ("title:Medical Coder", "title:medical-coder"),
        ("Senior level", "level:senior"),
        ("level", "level"),
    ],
)
def test_a_subject_is_named_as_people_name_it(word: str, subject: str) -> None:
    """Whoever can write ``plan --to rhia`` is refused ``explain rhia``."""
    assert explain({}, word, BOOK, as_of=DAY).subject == subject


def test_one_level_is_explained_by_itself() -> None:
    """A level that is neither the one reached nor the next cannot be asked about."""
    kevin = load_profile(profiles_folder() / "kevin-ortiz.yaml")
    far, near = (explain(kevin, f"level:{id}", BOOK, as_of=DAY) for id in ("senior", "entry"))
    assert (far.conclusion, near.conclusion) == ("not-reached", "reached")
    assert far.missing
    assert far.ways
    assert (near.missing, near.ways, near.goal) == ((), (), "")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_fits_and_names_rule_and_sources(width: int) -> None:
    """Lines run over the edge, or the reader cannot look anything up."""
    for path in PEOPLE[::4]:
        text = render_explanation(explain(load_profile(path), None, BOOK, as_of=DAY), BOOK, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert "Rule: levels.yaml#" in text
        assert "[1]" in text
        assert "not eligible" not in text.casefold()

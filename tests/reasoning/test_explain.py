"""Explanations say what the advice says, of what was asked for, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from advisor import Profile, UsageError, load_profile
from advisor.advice.prepared import Prepared
from advisor.advice.sentences import Sentences
from advisor.files import profiles_folder, rules_folder
from advisor.planning.minimal_changes import meets
from advisor.planning.projection import Projection
from advisor.profile import profile_from
from advisor.reasoning.explain import explain
from advisor.render.explanation import render_explanation
from advisor.rulebook.condition import OPERATORS, Comparison, all_parts
from advisor.workshop.cases import read_cases
from tests.people import DAY, advice_for, rulebook

PEOPLE = sorted(profiles_folder().glob("*.yaml"))
BOOK = rulebook()
PROGRAM = Prepared.of(BOOK, DAY, "plain").program
WRITTEN = {
    str(part): part
    for condition in (*PROGRAM.levels.values(), *PROGRAM.openings.values())
    for part in all_parts(condition)
}
STRIDE = 20
"""Of so many subjects one is explained for each person, beside the level."""


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


TERMS = [term for vocabulary in BOOK.vocabularies.values() for term in vocabulary.terms.values()]
IDS = {term.id for term in TERMS if "-" in term.id} | {credential.id for credential in BOOK.credentials}
IDS -= {word.strip(",.;") for term in TERMS for word in term.name.split()}
"""What no person writes or reads."""


@pytest.mark.long
def test_people_read_names_and_amounts_not_ids_and_parts_of_a_year() -> None:
    """``Yours: 0.0 to 15.8118; asked: one of aapc-preparation-80h``."""
    lines = set()
    for path in PEOPLE[::9]:
        for subject in (None, *(f"certification:{id}" for id in ("cahims", "ccs", "chda", "chps", "cpc", "ods"))):
            text = render_explanation(explain(load_profile(path), subject, BOOK, as_of=DAY), BOOK, width=100)
            lines |= {line.strip() for line in text.splitlines() if line.strip().startswith("Yours: ")}
    assert len(lines) > 20
    words = {word.strip(",.;") for line in lines for word in line.split()}
    assert words.intersection(IDS) == set()
    assert [line for line in lines if re.search(r"\d\.\d\d|\b0\.0|0 years|asked: 0", line)] == []


def test_more_than_none_is_not_called_zero_years() -> None:
    """``0 years of registry work; so far you have none.``"""
    fact = next(fact for fact in BOOK.facts.values() if fact.type == "years" and not fact.missing and not fact.met)
    comparison = Comparison(fact.id, OPERATORS["above"], 0.0)
    sentences = Sentences(BOOK)
    texts = [
        sentences.missing(comparison, (0.0, 0.0)),
        sentences.unknown(comparison, (0.0, 9.0)),
        sentences.asked(comparison),
    ]
    assert [text for text in texts if "0 years" in text] == []
    assert f"Some {fact.name}" in texts[0]


def test_no_ways_are_announced_where_nothing_more_needs_to_be_done() -> None:
    """A heading over nothing, where the exam is open and only a check with the issuer is left."""
    found = [
        (explanation, render_explanation(explanation, BOOK))
        for path in PEOPLE[::5]
        for id in ("cahims", "cca", "cehrs")
        if (explanation := explain(load_profile(path), f"certification:{id}", BOOK, as_of=DAY)).ways == ((),)
    ]
    assert found
    assert [explanation.subject for explanation, text in found if "SMALLEST WAYS" in text] == []


def test_the_ways_are_to_a_preparation_where_the_exam_is_open() -> None:
    """The heading promises ways to sit an exam that is open."""
    found = {
        (explanation.conclusion, "TO PREPARE FOR" in text)
        for path in PEOPLE[::4]
        for id in ("cca", "ccs", "cpma", "rhia")
        if any((explanation := explain(load_profile(path), f"certification:{id}", BOOK, as_of=DAY)).ways)
        for text in [render_explanation(explanation, BOOK, width=200)]
    }
    assert {("prepare", True), ("not-yet", False)} <= found
    assert not {("prepare", False), ("not-yet", True)} & found


def test_a_far_title_has_a_way() -> None:
    """Whoever has said little is told that nothing leads to a title of the highest level."""
    sam = load_profile(profiles_folder() / "sam-jordan.yaml")
    assert explain(sam, "title:medical-records-supervisor", BOOK, as_of=DAY).ways


def everyone() -> Iterator[tuple[str, Profile]]:
    """The people of profiles/, and of every sixth case."""
    for path in PEOPLE:
        yield path.stem, load_profile(path)
    for placed in list(read_cases(rules_folder()))[::6]:
        if placed.case.profile is not None:
            yield placed.case.name, profile_from(placed.case.profile)


@pytest.mark.long
def test_the_first_way_meets_what_is_missing() -> None:
    """A card asks for a second degree, and its explanation begins with a certificate of nine months.

    What is missing only as far as we know may be met by an answer alone.
    """
    wrong, counts = [], Counter[str]()
    everybody = list(everyone())
    for number, (name, profile) in enumerate(everybody):
        prepared = Prepared.of(BOOK, DAY, "plain")
        projection, advice = Projection(profile, prepared, DAY), prepared.advise(profile, DAY)
        standings = [one for one in advice.certifications if one.status in ("check", "not-yet", "prepare")]
        subjects = [f"certification:{one.id}" for one in standings] + [f"title:{one.id}" for one in advice.near_titles]
        for subject in ["level", *subjects[number % STRIDE :: STRIDE]]:
            explanation = explain(profile, subject, BOOK, as_of=DAY, engine="plain")
            surely = [reason.condition for reason in explanation.missing if not reason.unknown]
            if not surely or len(surely) < len(explanation.missing) or not explanation.ways:
                counts["unknown, or nothing missing" if explanation.ways else "no way"] += 1
                continue
            conditions = {text: condition for text, condition in WRITTEN.items() if text in surely}
            way = {change.id: change.months for change in explanation.ways[0]}
            met = meets(projection, conditions.values(), way)
            counts["first way meets what is missing" if met else "it does not"] += 1
            if not met:
                wrong.append((name, subject, surely, way))
    print(f"{len(everybody)} people: {dict(counts)}")  # noqa: T201
    assert counts["first way meets what is missing"] > 40
    assert wrong == []


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_fits_and_names_rule_and_sources(width: int) -> None:
    """Lines run over the edge, or the reader cannot look anything up."""
    for path in PEOPLE[::4]:
        text = render_explanation(explain(load_profile(path), None, BOOK, as_of=DAY), BOOK, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert "Rule: levels.yaml#" in text
        assert "[1]" in text
        assert "not eligible" not in text.casefold()

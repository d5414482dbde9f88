"""What holds for the advice of anybody: the promises of the house, over people of every kind."""

from __future__ import annotations

import copy
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.advice.explain import Explainer
from advisor.advice.model import Advice, Reason, SourceRef
from advisor.advice.prepared import Prepared
from advisor.engine.decide import Decision, Supposition, decide
from advisor.engine.three_valued import answer
from advisor.facts.readers import active_credentials
from advisor.files import rules_folder
from advisor.person import Person
from advisor.rulebook.condition import Answer
from advisor.rulebook.credential import Credential
from tests.people import AREAS, CREDENTIALS, DAY, FIELDS, Plain, advice_for, person_of, profiles, rulebook, steady
from tests.strategies import facts, kinds_of, random_profile, with_containment

BOOK = rulebook()
RANK = BOOK.level_rank
CONTRACT = (
    "profile",
    "as_of",
    "rulebook",
    "facts",
    "level",
    "next_level",
    "next",
    "titles",
    "near_titles",
    "certifications",
    "next_certifications",
    "steps",
    "renewals",
    "assumptions",
    "questions",
    "warnings",
)
INNER = {
    "profile": ("id", "name"),
    "rulebook": ("id", "version", "digest"),
    "level": ("id", "name", "salary", "because"),
    "next_level": ("id", "name", "missing"),
    "titles": ("id", "name", "level", "because"),
    "near_titles": ("id", "name", "level", "missing"),
    "certifications": ("id", "name", "status", "because", "missing", "note"),
    "next_certifications": ("id", "rank", "why"),
    "next": ("kind", "id", "action", "why", "months", "cost", "opens", "because"),
    "steps": ("id", "action", "unlocks", "toward", "duration", "cost", "because"),
    "renewals": ("id", "ends", "days", "renew", "cost", "because"),
    "assumptions": ("id", "chosen", "otherwise"),
    "questions": ("fact", "question", "could_change"),
}
"""The contract's keys in their order; others may follow."""


def titles_of(advice: Advice) -> set[str]:
    return {title.id for title in advice.titles}


def statuses_of(advice: Advice) -> dict[str, str]:
    return {one.id: one.status for one in advice.certifications}


def every(value: Any, kind: type) -> Iterator[Any]:
    """Every value of a kind inside advice."""
    if isinstance(value, kind):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from every(getattr(value, field.name), kind)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from every(item, kind)


# -- the same in, the same out -------------------------------------------------------------


@given(profiles())
@steady
def test_the_same_person_and_day_give_the_same_bytes(said: Plain) -> None:
    """Advice could not be traced or replayed."""
    first = advice_for(said).to_json()
    assert advice_for(copy.deepcopy(said)).to_json() == first
    assert json.loads(first)["as_of"] == DAY.isoformat()


@steady
@given(profiles())
def test_who_was_advised_before_changes_nothing(said: Plain) -> None:
    """What was said to one person is said again to another for whom it is not true."""
    among_others = advice_for(said).to_json()
    Prepared.of(BOOK, DAY).explainer._remembered.clear()
    assert advice_for(said).to_json() == among_others


def test_what_is_remembered_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full memory stops the advice, mixes it up, or grows without end."""
    people = [random_profile(random.Random(number), BOOK) for number in range(12)]
    expected = [advice_for(said).to_json() for said in people]
    monkeypatch.setattr("advisor.advice.explain._MOST_REMEMBERED", 30)
    explainer = Prepared.of(BOOK, DAY).explainer
    explainer._remembered.clear()
    for _ in range(2):
        assert [advice_for(said).to_json() for said in people] == expected
        assert len(explainer._remembered) <= 30


@steady
@given(first=facts(kinds_of(BOOK, 1)), second=facts(kinds_of(BOOK, 1)), data=st.data())
def test_people_who_differ_in_a_fact_that_is_quoted_are_told_apart(
    first: Plain, second: Plain, data: st.DataObject
) -> None:
    """Someone reads the years, or the certifications, of another."""
    program = Prepared.of(BOOK, DAY).program
    name = data.draw(st.sampled_from(sorted({**program.levels, **program.openings})))
    condition = {**program.levels, **program.openings}[name]
    shared, anew = Explainer(program), Explainer(program)
    shared.missing(condition, Supposition(first), name, ())
    shared.because(condition, Supposition(first), name, ())
    other = Supposition(second)
    assert shared.missing(condition, other, name, ()) == anew.missing(condition, other, name, ())
    assert shared.because(condition, other, name, ()) == anew.because(condition, other, name, ())


@steady
@given(profiles())
def test_what_was_written_before_is_written_again_as_it_is(said: Plain) -> None:
    """The parts that are made once for everybody would be changed by one of them."""
    advice_for({**said, "name": "Somebody Else"}).to_json()
    advice = advice_for(said)
    assert advice.to_json() == orjson.dumps(advice) + b"\n"


@pytest.mark.process
def test_another_process_gives_the_same_bytes() -> None:
    """The order of a set would decide what a person is told."""
    code = (
        "from tests.people import *; import hashlib; from advisor.files import profiles_folder; "
        "from advisor.profile import load_profile; "
        "text = b''.join(advise(load_profile(f), rulebook(), as_of=DAY).to_json() "
        "for f in sorted(profiles_folder().glob('*.yaml'))); print(hashlib.sha256(text).hexdigest())"
    )
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True).stdout

    assert run("1") == run("2")


@given(profiles(), st.randoms(use_true_random=False))
@steady
def test_the_order_of_jobs_degrees_and_credentials_does_not_matter(said: Plain, random: Any) -> None:
    """A person would be advised by the order in which they remember."""
    shuffled = copy.deepcopy(said)
    for part in ("education", "experience", "certifications", "coursework"):
        random.shuffle(shuffled.get(part, []))
    one, other = advice_for(said), advice_for(shuffled)
    assert one.level.id == other.level.id
    assert one.level.could_be == other.level.could_be
    assert titles_of(one) == titles_of(other)
    assert statuses_of(one) == statuses_of(other)
    assert [c.id for c in one.next_certifications] == [c.id for c in other.next_certifications]
    assert one.facts == other.facts


@given(profiles())
@steady
def test_a_name_changes_nothing(said: Plain) -> None:
    """Who a person is would be a reason."""
    renamed = advice_for({**said, "name": "Somebody Else", "id": "other"}).to_dict()
    named = advice_for(said).to_dict()
    assert {**renamed, "profile": None} == {**named, "profile": None}


# -- more is never worse ----------------------------------------------------------------------


@st.composite
def additions(draw: st.DrawFn) -> tuple[str, Any]:
    """A paid year of work, a completed program, or an active credential, said in full."""
    part = draw(st.sampled_from(("experience", "education", "certifications")))
    if part == "experience":
        year: Plain = draw(st.sampled_from(({"years": 1}, {"start": "2025-11-24"}, {"start": "2012", "end": "2013"})))
        return part, {
            "area": draw(st.sampled_from(AREAS)),
            "setting": "hospital",
            "supervision": draw(st.sampled_from(("none", "informal", "formal"))),
            "privacy_management": draw(st.booleans()),
            **year,
        }
    if part == "education":
        return part, {
            "level": draw(st.sampled_from(("high-school", "certificate", "associate", "bachelor", "master"))),
            "field": draw(st.sampled_from(FIELDS)),
            "accreditation": draw(st.sampled_from(("CAHIIM", "NCRA", "none"))),
            "completed": "2024-05",
        }
    return part, {"name": draw(st.sampled_from(CREDENTIALS)), "earned": "2024-01-01", "expires": "2028-01-01"}


@given(profiles(), additions())
@steady
def test_more_is_never_worse(said: Plain, addition: tuple[str, Any]) -> None:
    """A person would lose a level or a title by working, studying or earning a credential."""
    part, one = addition
    before = advice_for(said)
    after = advice_for({**said, part: [*said.get(part, ()), one]})
    assert RANK[after.level.id] >= RANK[before.level.id]
    assert titles_of(after) >= titles_of(before)


@given(profiles(consistent=True))
@steady
def test_a_year_later_is_never_worse_for_someone_at_work(said: Plain) -> None:
    """A person would fall by staying in their job."""
    assume(all("expires" not in one and "lapsed" not in one for one in said.get("certifications", ())))
    before, after = advice_for(said), advice_for(said, DAY.replace(year=2027))
    assert RANK[after.level.id] >= RANK[before.level.id]
    assert titles_of(after) >= titles_of(before)


# -- forgetting ---------------------------------------------------------------------------------

FORGETTABLE = {
    "education": ("level", "field", "accreditation", "final_term", "practicum", "training_hours"),
    "experience": ("role", "area", "setting", "supervision", "privacy_management"),
}
"""Keys whose absence is "unknown"; the others have a meaning when left out, such as a job without an end."""
WHOLE = ("education", "experience", "certifications", "coursework", "college_credits", "goal", "state", "interests")


def forgetting(said: Plain) -> list[tuple[str, int, str]]:
    """Every answer of a profile that can be taken back."""
    ways = [(part, -1, "") for part in WHOLE if part in said]
    for part, keys in FORGETTABLE.items():
        ways += [(part, n, key) for n, one in enumerate(said.get(part, ())) for key in keys if key in one]
    return ways


@given(profiles(consistent=True), st.data())
@steady
def test_nothing_becomes_surer_by_forgetting_an_answer(said: Plain, data: st.DataObject) -> None:
    """Silence would be rewarded: a person would reach a level or a title by not answering."""
    ways = forgetting(said)
    assume(ways)
    part, number, key = data.draw(st.sampled_from(ways))
    less = copy.deepcopy(said)
    if number < 0:
        del less[part]
    else:
        del less[part][number][key]
    known, unsure = advice_for(said), advice_for(less)
    assert RANK[unsure.level.id] <= RANK[known.level.id]
    assert known.level.id in unsure.level.could_be
    assert set(known.level.could_be) <= set(unsure.level.could_be)
    assert titles_of(unsure) <= titles_of(known)
    announced = {change for question in unsure.questions for change in question.could_change}
    opened = {f"title:{id}" for id in titles_of(known) - titles_of(unsure)}
    reached = {f"level:{known.level.id}"} if known.level.id != unsure.level.id else set()
    assert opened | reached <= announced, "an answer changed what no question said it could change"


@given(profiles())
@steady
def test_the_levels_that_could_be_begin_with_the_level(said: Plain) -> None:
    """The level itself, or one already passed, would be called a possibility or not one."""
    advice = advice_for(said)
    assert advice.level.could_be[0] == advice.level.id
    ranks = [RANK[id] for id in advice.level.could_be]
    assert ranks == sorted(set(ranks))


# -- every conclusion names a rule and its sources ------------------------------------------------


@cache
def addresses() -> frozenset[str]:
    """The address of every entry of every edition of the rulebook."""
    entries = (
        *BOOK.levels,
        *BOOK.titles,
        *BOOK.credentials,
        *BOOK.steps,
        *BOOK.preferences,
        *BOOK.warnings,
        *BOOK.guidance,
        *BOOK.directions,
        *BOOK.assumptions.values(),
    )
    return frozenset(entry.address for entry in entries)


@cache
def holds_id(address: str) -> bool:
    """Whether the file of an address has an entry of its id."""
    file, _, id = address.partition("#")
    text = (rules_folder() / file).read_text("utf-8")
    return re.search(rf"^ *(?:- )?\{{?id: {re.escape(id)}\b", text, re.MULTILINE) is not None


def routes_of(credential: Credential) -> set[str]:
    """Every address inside a credential's file."""
    lift = credential.apprentice.lift if credential.apprentice else ()
    parts = {"formal": credential.formal, "prepare": credential.prepare, "lift": lift}
    return {f"{credential.address}/{part}/{route.id}" for part, routes in parts.items() for route in routes}


@cache
def inner_addresses() -> frozenset[str]:
    lapses = {f"{credential.address}/lapse" for credential in BOOK.credentials}
    return frozenset(lapses.union(*(routes_of(credential) for credential in BOOK.credentials)))


@given(profiles())
@steady
def test_every_conclusion_names_a_rule_and_every_rule_a_source(said: Plain) -> None:
    """A person would be told something that nobody can look up."""
    advice = advice_for(said)
    for reason in every(advice, Reason):
        assert reason.text.strip()
        assert not re.search(r"\{\w*\}", reason.text), reason.text
        assert reason.rule in addresses() | inner_addresses(), reason.rule
        assert holds_id(
            reason.rule.split("/lapse")[0].split(".yaml")[0] + ".yaml#" + reason.rule.split("#")[1].split("/")[0]
        )
        assert reason.sources, reason
        assert set(reason.facts) <= BOOK.facts.keys() | BOOK.assumptions.keys()
    for source in every(advice, SourceRef):
        assert source.id in BOOK.sources
        assert source.section
    for warning in advice.warnings:
        assert warning.text
        assert bool(warning.rule) == bool(warning.sources)
        assert warning.rule in addresses() or (not warning.rule and warning.place)
    for entry in advice.guidance:
        assert entry.rule in addresses()
        assert entry.sources


@given(profiles())
@steady
def test_every_conclusion_has_a_reason(said: Plain) -> None:
    """A level, a title or a step would be stated without its why."""
    advice = advice_for(said)
    assert advice.level.because
    assert all(title.because for title in advice.titles)
    assert all(title.missing for title in advice.near_titles)
    assert all(step.because for step in advice.steps)
    assert all(one.because for one in advice.assumptions)
    assert all(one.why for one in advice.next_certifications)
    assert all(one.because or one.missing for one in advice.certifications)
    assert advice.next_level is None or advice.next_level.missing


# -- credentials ----------------------------------------------------------------------------------


def any_of(answers: list[Answer]) -> Answer:
    return True if True in answers else None if None in answers else False


def expected_status(credential: Credential, person: Person, decision: Decision) -> set[str]:
    """What the contract's definitions make of a credential, read anew from the rules."""
    active = active_credentials(person, BOOK)
    apprentice = {credential.apprentice.id} if credential.apprentice else set()
    if credential.status == "retired":
        return {"retired"}
    if ({credential.id} | apprentice) & active:
        return {"held"}
    latest = {one.id: one for one in person.held or () if one.status in ("lapsed", "revoked")}
    ids = (credential.id, *apprentice)
    for one in [latest[id] for id in ids if id in latest and latest[id].status == "lapsed" and credential.lapse]:
        if one.reinstate_until is None:
            return {"check"}
        if person.day <= one.reinstate_until:
            return {"ready" if credential.confirmed else "check"}
    values, openings = decision.facts, decision.program.openings

    def met(part: str, routes: Any) -> list[Answer]:
        return [answer(openings[f"{part}:{credential.id}:{route.id}"], values) for route in routes]

    formal = any_of(met("formal", credential.formal))
    prepared = any_of(met("prepare", credential.prepare)) if credential.prepare else True
    if formal is not True:
        return {"check"} if formal is None else {"not-yet"}
    sure = met("formal", [route for route in credential.formal if not route.confirm])
    if True not in sure or not credential.confirmed:
        return {"check"}
    return {"ready" if prepared is True else "prepare"}


LAPSING = [credential for credential in BOOK.credentials if credential.lapse and credential.status != "retired"]


@pytest.mark.parametrize(
    "credential", [one for one in rulebook().credentials if one.status == "active"], ids=lambda one: one.id
)
def test_a_credential_of_unknown_status_is_to_be_checked_and_that_is_said(credential: Credential) -> None:
    """A card would say that it is held, that the exam is next, or nothing of what could not be read."""
    said = {"certifications": [{"name": credential.acronym, "status": "unknown"}]}
    advice = advice_for(said)
    card = next(one for one in advice.certifications if one.id == credential.id)
    assert card.status == "check"
    assert f"We could not tell whether your {credential.acronym} is active" in card.because[0].text
    assert [one.id for one in advice.warnings if one.place == "certifications[0].status"] == [
        "unknown-certification-status"
    ]
    assert "credentials" in advice.unknown_facts


_BEST: dict[str, Plain] = {
    "education": {"status": "completed"},
    "certifications": {"status": "active"},
    "experience": {"part_time": False},
}
_NOT_UNDERSTOOD: dict[str, Plain] = {
    "education": {"status": "unknown"},
    "certifications": {"status": "unknown"},
    "experience": {"part_time": True},
}


@given(profiles(), st.sampled_from(tuple(_BEST)))
@steady
def test_what_is_not_understood_never_counts_in_the_persons_favor(said: Plain, part: str) -> None:
    """A level or a title would rest on words that nobody understood."""
    entries = [{key: one[key] for key in one if key != "hours_per_week"} for one in said.get(part, ())]
    best, read = (
        advice_for({**said, part: [{**one, **words[part]} for one in entries]}) for words in (_BEST, _NOT_UNDERSTOOD)
    )
    assert RANK[read.level.id] <= RANK[best.level.id]
    assert titles_of(read) <= titles_of(best)
    if part == "certifications":
        none = advice_for({**said, part: []})
        assert (read.level.id, titles_of(read)) == (none.level.id, titles_of(none))


@pytest.mark.parametrize("lapsed", ["2015-01-01", "2026-11-01", None])
@pytest.mark.parametrize("education", ["associate", "high-school", []])
@pytest.mark.parametrize("credential", LAPSING, ids=lambda credential: credential.id)
def test_who_let_a_credential_lapse_is_told_what_follows(credential: Credential, education: Any, lapsed: Any) -> None:
    """Someone would prepare for an exam and not know of the cheaper way back, or that there is none any more."""
    held = {"name": credential.acronym, "status": "lapsed", **({"lapsed": lapsed} if lapsed else {})}
    advice = advice_for({"education": education, "certifications": [held]})
    found = next(one for one in advice.certifications if one.id == credential.id)
    assert credential.lapse is not None
    assert credential.lapse.text in found.note or (credential.lapse.after and credential.lapse.after in found.note)


@given(profiles())
@steady
def test_every_status_is_as_the_contract_defines_it(said: Plain) -> None:
    """ "Ready" or "not yet" would mean something else than the contract says."""
    person = person_of(said)
    prepared = Prepared.of(BOOK, DAY)
    decision = decide(prepared.plan.read(person), prepared.program, witnessed=False)
    advice = advice_for(said)
    assert [one.id for one in advice.certifications] == [credential.id for credential in BOOK.credentials]
    for one in advice.certifications:
        assert one.status in expected_status(BOOK.credential_by_id[one.id], person, decision), one.id
        assert one.status != "not-yet" or one.missing, one.id
        assert one.status in ("held", "ready", "retired", "check", "not-yet") or one.missing, one.id


@given(profiles())
@steady
def test_nothing_is_recommended_that_is_held_retired_or_contained_in_one_held(said: Plain) -> None:
    """A person would pay for an exam that gives them nothing."""
    advice = advice_for(said)
    active = active_credentials(person_of(said), BOOK)
    status = statuses_of(advice)
    for number, one in enumerate(advice.next_certifications, 1):
        credential = BOOK.credential_by_id[one.id]
        assert one.rank == number
        assert one.status == status[one.id]
        assert one.status not in ("held", "retired")
        assert active.isdisjoint(credential.superseded_by)
        assert credential.status == "active"
    ids = [one.id for one in advice.next_certifications]
    assert len(ids) == len(set(ids))


# -- the form of advice ------------------------------------------------------------------------------


@given(profiles())
@steady
def test_every_id_in_advice_exists(said: Plain) -> None:
    """A system that follows an id would find nothing."""
    advice = advice_for(said)
    known = {f"level:{level.id}" for level in BOOK.levels}
    known |= {f"title:{title.id}" for title in BOOK.titles}
    known |= {f"certification:{credential.id}" for credential in BOOK.credentials}
    for step in advice.steps:
        assert set(step.unlocks) <= known
    for question in advice.questions:
        assert set(question.could_change) <= known
        assert question.fact in BOOK.facts
        assert question.question
    assert titles_of(advice).isdisjoint(title.id for title in advice.near_titles)
    assert titles_of(advice) | {title.id for title in advice.near_titles} == set(BOOK.title_by_id)
    assert not set(advice.facts) & set(advice.unknown_facts)
    assert set(advice.facts) | set(advice.unknown_facts) == set(BOOK.facts)


@given(profiles())
@steady
def test_titles_stand_highest_first_and_need_no_more_than_the_level(said: Plain) -> None:
    """A title of a level that is not reached would be called open."""
    advice = advice_for(said)
    reached = RANK[advice.level.id]
    places = [RANK.get(title.level, len(RANK)) for title in advice.titles]
    assert places == sorted(places, reverse=True)
    for title in advice.titles:
        entry = BOOK.title_by_id[title.id]
        assert RANK[entry.from_level or entry.level] <= reached
    if advice.next_level is None:
        assert reached == len(RANK) - 1
    else:
        assert RANK[advice.next_level.id] == reached + 1


def begins_with(keys: Any, expected: tuple[str, ...]) -> bool:
    return tuple(keys)[: len(expected)] == expected


@given(profiles())
@steady
def test_keys_stand_in_the_order_of_the_contract(said: Plain) -> None:
    """A system that was built against the contract would break."""
    data = json.loads(advice_for(said).to_json())
    assert tuple(key for key in data if key in CONTRACT) == CONTRACT
    for part, expected in INNER.items():
        for one in data[part] if isinstance(data[part], list) else [data[part]]:
            assert one is None or begins_with(one, expected), part
    salary = data["level"]["salary"]
    assert salary is None or begins_with(salary, ("low", "high", "currency", "per", "source"))


@given(profiles())
@steady
def test_advice_as_data_is_advice_as_json(said: Plain) -> None:
    """Python and the command line would give different advice."""
    advice = advice_for(said)
    assert json.loads(advice.to_json()) == advice.to_dict()
    assert advice.to_json().endswith(b"}\n")


@given(profiles())
@steady
def test_no_sentence_shuts_a_door(said: Plain) -> None:
    """Words such as "not eligible" make people give up."""
    text = advice_for(said).to_json().decode().casefold()
    assert "not eligible" not in text
    assert "ineligible" not in text


def test_of_nothing_there_is_advice() -> None:
    """A person who has told nothing yet would be turned away."""
    advice = advice_for({})
    assert advice.level.id == BOOK.levels[0].id
    assert advice.level.could_be == tuple(level.id for level in BOOK.levels)
    assert advice.questions
    assert advice.warnings == ()
    assert {one.status for one in advice.certifications} <= {"check", "ready", "prepare", "retired"}


@pytest.mark.parametrize("engine", ["durable_rules", "plain"])
def test_the_advice_says_who_decided(engine: Any) -> None:
    """A decision without the engine would pass for one of the engine."""
    assert advise({}, BOOK, as_of=DAY, engine=engine).decided_by == engine


@pytest.mark.parametrize("seed", range(3))
def test_a_wide_credential_comes_before_all_that_it_contains(seed: int) -> None:
    """Someone would pay for an exam that a better one, as open to them, makes needless."""
    chance, behind = random.Random(seed), 0
    book = with_containment(BOOK.as_of(DAY), chance)
    ready = ("ready", "prepare", "check", "not-yet")
    for _ in range(40):
        following = advise(random_profile(chance, BOOK), book, as_of=DAY, engine="plain").next_certifications
        for number, one in enumerate(following):
            for wider in following[number + 1 :]:
                if wider.status != "not-yet" and ready.index(wider.status) <= ready.index(one.status):
                    assert one.id not in book.implied((wider.id,))
                behind += one.id in book.implied((wider.id,))
    assert behind  # some contain it and are less ready


@pytest.mark.parametrize("year", [2015, 2022, 2023, 2024, 2026])
def test_guidance_has_no_figures_of_later_years(year: int) -> None:
    """Somebody who looks at an earlier day would be told what nobody knew then."""
    found = advise({"education": "associate"}, rulebook(), as_of=date(year, 12, 31)).guidance
    years = [int(figure.year[:4]) for one in found for figure in one.figures if figure.year[:4].isdecimal()]
    assert [one for one in years if one > year] == []
    assert (2024 in years) == (year >= 2026)  # the newest figures stand in the same entry

"""A rulebook is loaded whole or refused, with file, line, what is wrong and what would be right."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.document import read_document
from advisor.errors import InputError, RulebookError
from advisor.files import rules_folder
from advisor.rulebook.book import Rulebook
from advisor.rulebook.credential import Credential
from advisor.rulebook.load import load_rulebook
from advisor.rulebook.model import Assumption, Entry, Fact

RULEBOOKS = Path(__file__).resolve().parent / "rulebooks"
MINIMAL = RULEBOOKS / "minimal"
PHARMACY = RULEBOOKS / "pharmacy-technician"
DAY = date(2026, 11, 24)


@cache
def shipped() -> Rulebook:
    return load_rulebook()


# -- the gallery of mistakes ----------------------------------------------------------------


@dataclass(frozen=True)
class Mistake:
    """A file of the gallery: what it is laid over, and the words that are expected of the loader.

    Its first lines say so: ``# replaces: FILE`` (or ``# removes: FILE``), then one ``# expect: ...`` a problem.
    """

    path: Path
    file: str
    removes: bool
    expected: tuple[str, ...]

    def lay_over(self, folder: Path) -> None:
        """Make a copy of the minimal rulebook with this one mistake."""
        shutil.copytree(MINIMAL, folder)
        target = folder / self.file
        if self.removes:
            target.unlink()
        else:
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(self.path.read_bytes())


def read_mistake(path: Path) -> Mistake:
    head = path.read_bytes().decode("utf-8", "replace").split("\n")
    first = re.fullmatch(r"# (replaces|removes): (\S+)", head[0])
    assert first, f"{path.name}: the first line says what the file replaces"
    expected = []
    for line in head[1:]:
        if not line.startswith("# expect: "):
            break
        expected.append(line.removeprefix("# expect: "))
    assert expected, f"{path.name}: say what is expected"
    return Mistake(path, first[2], first[1] == "removes", tuple(expected))


GALLERY = [read_mistake(path) for path in sorted((RULEBOOKS / "broken").glob("*.yaml"))]


@pytest.mark.parametrize("mistake", GALLERY, ids=lambda mistake: mistake.path.stem)
def test_a_mistake_is_refused_in_words_that_mend_it(mistake: Mistake, tmp_path: Path) -> None:
    """An author would look for the mistake in the wrong place, or would not learn what is allowed."""
    mistake.lay_over(tmp_path / "rulebook")
    with pytest.raises(RulebookError) as refused:
        load_rulebook(tmp_path / "rulebook")
    assert tuple(str(problem) for problem in refused.value.problems) == mistake.expected


def test_the_gallery_is_laid_over_a_rulebook_without_mistakes() -> None:
    """Every mistake of the gallery would be found whatever it is."""
    rulebook = load_rulebook(MINIMAL)
    assert [title.id for title in advise({"experience": 3}, rulebook, as_of=DAY).titles] == ["night-baker"]
    assert advise({"experience": 1}, rulebook, as_of=DAY).level.id == "helper"


def test_the_gallery_is_there() -> None:
    """The folder moved or was emptied, and nothing would notice."""
    assert len(GALLERY) >= 140


@cache
def words_of_refusals() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """The sentences with which the code refuses a rulebook, each as a pattern, with its place in the code."""
    found = []
    package = Path(__file__).resolve().parent.parent / "advisor"
    names = "problem|Problem|refusal|refuse|matching"
    calls = rf"(?:(?:{names})\(\s*(?:\"[^\"\n]*\",\s*)?|(?:message|said) = )"
    for name in ("document", "problems", *(f"rulebook/{path.stem}" for path in (package / "rulebook").glob("*.py"))):
        text = (package / f"{name}.py").read_text("utf-8")
        for match in re.finditer(rf"{calls}f?\"((?:[^\"\\]|\\.)*)\"|return f?\"([A-Z](?:[^\"\\]|\\.)*)\"", text):
            sentence = match[1] or match[2] or ""
            if " " in sentence and (sentence[:1].isupper() or sentence.startswith("{")):
                plain = re.split(r"\{[^{}]*\}", sentence.replace("{{", "\0").replace("}}", "\1"))
                line = text.count("\n", 0, match.start()) + 1
                pattern = ".*".join(re.escape(part) for part in plain)
                found.append((name, line, re.compile(pattern.replace("\0", r"\{").replace("\1", r"\}"))))
    return tuple(found)


def test_every_sentence_of_refusal_has_its_mistake_in_the_gallery() -> None:
    """A sentence that no author has ever been shown may name the wrong thing, or can never be said."""
    elsewhere = {
        "There is no such file.",
        "This is a folder; a file is needed.",
        "The file cannot be opened",
        "The file is larger than",
        "There is no such folder of rules.",
        "The file holds a character that text cannot hold.",
        "Write a date as",  # in tests/test_dates.py, with the other sentences about dates
        "There is nothing in the file.",
        "And ",  # so many more: in tests/test_profile.py
    }
    said = [message for mistake in GALLERY for message in mistake.expected]
    sentences = words_of_refusals()
    assert len(sentences) > 50
    unsaid = [
        f"{name}.py:{line}: {pattern.pattern}"
        for name, line, pattern in sentences
        if not any(pattern.search(message) for message in said)
        and not any(
            pattern.search(one) or re.sub(r"\\(.)", r"\1", pattern.pattern).startswith(one) for one in elsewhere
        )
    ]
    assert unsaid == []


# -- mistakes that take more than one file -----------------------------------------------------


def lay(folder: Path, files: dict[str, str | bytes], base: Path = MINIMAL) -> Path:
    shutil.copytree(base, folder)
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def problems(folder: Path, **options: Any) -> list[str]:
    with pytest.raises(RulebookError) as refused:
        load_rulebook(folder, **options)
    return [str(problem) for problem in refused.value.problems]


def credential(id: str, acronym: str, more: str = "") -> str:
    return (
        f"id: {id}\nacronym: {acronym}\nname: The {acronym} license\nissuer: The guild\n"
        "formal:\n  - {id: anyone, text: Nothing is asked, requires: {all: []}}\n"
        f"confirmed: true\nconfidence: background\nsources: {{handbook: Licenses}}\n{more}"
    )


def test_credentials_that_count_as_each_other_are_refused_with_the_way_round(tmp_path: Path) -> None:
    """A circle of credentials would give whoever holds one of them all."""
    folder = lay(
        tmp_path / "rulebook",
        {
            "credentials/one.yaml": credential("one", "ONE", "counts_as: [two]\n"),
            "credentials/two.yaml": credential("two", "TWO", "counts_as: [three]\n"),
            "credentials/three.yaml": credential("three", "THREE", "counts_as: [one]\n"),
        },
    )
    assert problems(folder) == [
        "credentials/one.yaml:10: one: counts_as: This would count as itself: one > two > three > one."
    ]


def test_two_credentials_cannot_go_by_one_name(tmp_path: Path) -> None:
    """What a person writes would be read as the one or the other by chance."""
    folder = lay(
        tmp_path / "rulebook",
        {
            "credentials/one.yaml": credential("one", "ONE"),
            "credentials/two.yaml": credential("two", "TWO", "former_names:\n  - {acronym: One, until: 2020-12-31}\n"),
        },
    )
    assert problems(folder) == ['credentials/two.yaml:10: two: former_names: "One" is a name of one already.']


def test_an_id_used_in_two_files_of_guidance_is_refused_with_both_places(tmp_path: Path) -> None:
    """One of two entries would be looked for and never found."""
    entry = "- {id: pay, topic: pay, title: Pay, text: Bakers are paid., sources: {handbook: Pay}}\n"
    folder = lay(tmp_path / "rulebook", {"guidance/pay.yaml": entry, "guidance/wages.yaml": f"# again\n{entry}"})
    assert problems(folder) == [
        "guidance/wages.yaml:2: pay: id: This id is in force on the same days as the one at guidance/pay.yaml:1; "
        "give each an own id, or `since` and `until` that do not overlap."
    ]


def test_every_mistake_is_told_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    """An author would mend one mistake only to be told the next."""
    folder = lay(
        tmp_path / "rulebook",
        {
            "titles.yaml": (MINIMAL / "titles.yaml")
            .read_text("utf-8")
            .replace("bread", "bred")
            .replace("level: b", "level: B"),
            "levels.yaml": (MINIMAL / "levels.yaml").read_text("utf-8").replace("years:", "yaers:"),
        },
    )
    assert [message.split(": ")[0] for message in problems(folder)] == [
        "levels.yaml:8",
        "titles.yaml:3",
        "titles.yaml:4",
    ]


def test_a_fact_with_a_mistake_is_told_once_however_often_it_is_asked(tmp_path: Path) -> None:
    """One slip in a fact would drown in a hundred complaints about the conditions that ask for it."""
    facts = (MINIMAL / "facts.yaml").read_text("utf-8").replace("type: years", "type: yeers")
    assert problems(lay(tmp_path / "rulebook", {"facts.yaml": facts})) == [
        "facts.yaml:3: years: type: "
        "The allowed words are years, number, flag, choice, ordered, names. Did you mean years?"
    ]


def test_a_group_of_words_with_a_mistake_elsewhere_is_still_a_group(tmp_path: Path) -> None:
    """One slip in the vocabulary would bring a complaint about every filter that names a group of fields."""
    words = (PHARMACY / "vocabulary.yaml").read_text("utf-8").replace("fillers:", "filers:")
    told = problems(lay(tmp_path / "rulebook", {"vocabulary.yaml": words}, PHARMACY))
    assert [message.partition(" is not a key here")[0] for message in told] == ["vocabulary.yaml:46: filers: filers"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """A file that was emptied by accident would pass for one without entries."""
    assert problems(lay(tmp_path / "rulebook", {"steps.yaml": b" \n"})) == ["steps.yaml: There is nothing in the file."]


def test_a_file_that_cannot_be_read_is_not_called_missing(tmp_path: Path) -> None:
    """An author would look for a file that is there."""
    assert problems(lay(tmp_path / "rulebook", {"levels.yaml": "a: ]\n"})) == [
        "levels.yaml:1: This is not valid YAML or JSON: did not find expected node content."
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A misspelled folder would look like an empty rulebook."""
    missing = tmp_path / "no-such"
    assert problems(missing) == [f"{missing}: There is no such folder of rules."]


def test_hidden_files_a_readme_and_cases_are_no_rules(tmp_path: Path) -> None:
    """What an editor or a file manager leaves behind would make a rulebook invalid, or change its digest."""
    folder = lay(tmp_path / "rulebook", {".DS_Store": b"\0\xff", "README.md": "# Bakers\n", "cases/.keep": ""})
    (folder / "cases" / "a.yaml").write_text("- not: [looked, at]\n", "utf-8")
    assert load_rulebook(folder).digest == load_rulebook(MINIMAL).digest


# -- whatever the mistake ---------------------------------------------------------------------


@cache
def documents(folder: Path) -> dict[str, Any]:
    return {path.relative_to(folder).as_posix(): read_document(path).data for path in folder.rglob("*.yaml")}


def places(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in plain data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from places(value, (*at, key))


@cache
def all_places(folder: Path) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(name, place) for name, data in sorted(documents(folder).items()) for place in places(data)]


ODD_VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    3.5,
    1e17,
    "",
    "x",
    "none",
    "{value}",
    "{gap}",
    "{",
    "***",
    "2024",
    "2024-13",
    "2024-01-31",
    "onward",
    "all",
    "level",
    "years",
    "pharmacy_years",
    "cpht",
    [],
    {},
    [[]],
    [{}],
    [None],
    [1],
    {"x": 1},
    {"all": []},
    {"any": []},
    {"not": {"all": []}},
    {"concluded": "level"},
    {"years_worked": {}},
]
PEOPLE: list[Any] = [
    {},
    {"education": "associate", "experience": 3, "certifications": ["CPhT"], "goal": {"track": "bread"}},
    {"education": [{"level": "bachelor", "field": "chemistry"}], "experience": [{"role": "baker", "start": "2001"}]},
]


@settings(max_examples=300, derandomize=True, deadline=None)
@given(data=st.data())
def test_whatever_an_author_writes_is_refused_with_its_place_or_can_be_used(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A mistake nobody thought of would end in a traceback, at loading or, worse, in front of a person."""
    base = data.draw(st.sampled_from([MINIMAL, PHARMACY]))
    name, place = data.draw(st.sampled_from(all_places(base)))
    changed = deepcopy(documents(base)[name])
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    change = data.draw(st.sampled_from(["remove", "rename", "repeat", *range(len(ODD_VALUES))]))
    if change == "remove":
        del holder[place[-1]]
    elif change == "rename" and isinstance(holder, dict):
        holder[data.draw(st.sampled_from(["x", "id", "sources", "since", "any", "requires"]))] = holder.pop(place[-1])
    elif change == "repeat" and isinstance(holder, list):
        holder.append(deepcopy(holder[place[-1]]))  # type: ignore[index] # the key of a list is a number
    elif isinstance(change, int):
        holder[place[-1]] = ODD_VALUES[change]
    folder = lay(tmp_path_factory.mktemp("odd") / "rulebook", {name: json.dumps(changed, indent=1)}, base)
    rulebook = attempt(folder)
    shutil.rmtree(folder)
    if isinstance(rulebook, RulebookError):
        assert rulebook.problems
        unplaced = [problem for problem in rulebook.problems if not (problem.message and problem.file and problem.line)]
        assert unplaced == [] or not changed
        return
    for person in PEOPLE:
        for day in (DAY, date(1990, 1, 1)):
            assert level_of(person, rulebook, day) in {*rulebook.level_by_id, "refused"}


def attempt(folder: Path) -> Rulebook | RulebookError:
    try:
        return load_rulebook(folder)
    except RulebookError as refused:
        return refused


def level_of(person: Any, rulebook: Rulebook, day: date) -> str:
    try:
        return advise(person, rulebook, as_of=day).level.id
    except InputError:
        return "refused"  # the mistake took away a word that this person uses


# -- days ----------------------------------------------------------------------------------


def test_an_entry_is_in_force_from_its_first_to_its_last_day() -> None:
    """Advice as of a day would use rules of another day."""
    rulebook = load_rulebook(PHARMACY)

    def pay(day: date) -> list[str]:
        return [entry.id for entry in rulebook.as_of(day).guidance if entry.topic == "pay"]

    assert pay(date(2024, 12, 31)) == ["pay-2023"]
    assert pay(date(2025, 1, 1)) == ["pay-2024"]
    assert pay(date(1990, 1, 1)) == ["pay-2023"]


def test_a_level_with_two_editions_keeps_its_place() -> None:
    """A comparison of levels would mean another level before and after a change."""
    rulebook = load_rulebook(PHARMACY)
    for day in (date(1990, 1, 1), date(2024, 12, 31), date(2025, 1, 1), DAY):
        assert rulebook.as_of(day).level_rank == {"trainee": 0, "technician": 1, "lead": 2}
    before, after = (rulebook.as_of(day).level_by_id["technician"] for day in (date(2024, 12, 31), date(2025, 1, 1)))
    assert before.salary is None
    assert after.salary is not None


def test_editions_of_one_span_of_days_are_one_rulebook() -> None:
    """Each day would be compiled anew, and memory would grow with the days asked for."""
    rulebook = load_rulebook(PHARMACY)
    assert rulebook.as_of(date(2025, 1, 1)) is rulebook.as_of(DAY)
    minimal = load_rulebook(MINIMAL)
    assert minimal.as_of(DAY) is minimal


def test_an_open_interval_has_one_end(tmp_path: Path) -> None:
    """An entry without a first or a last day would be in force never."""
    titles = (MINIMAL / "titles.yaml").read_text("utf-8")
    two = (
        titles + "  until: 2024-05-31\n" + titles.replace("Night baker", "Baker of the night") + "  since: 2024-06-01\n"
    )
    rulebook = load_rulebook(lay(tmp_path / "rulebook", {"titles.yaml": two}))
    names = [[title.name for title in rulebook.as_of(day).titles] for day in (date(2024, 5, 31), date(2024, 6, 1))]
    assert names == [["Night baker"], ["Baker of the night"]]


# -- choices -------------------------------------------------------------------------------


def test_choices_come_from_the_folder_a_file_or_the_call(tmp_path: Path) -> None:
    """An institution's reading would be ignored, or would need a change of the rules."""
    assert load_rulebook(MINIMAL).choices == {"part-time": "hours"}
    assert load_rulebook(MINIMAL, {"part-time": "calendar"}).choices == {"part-time": "calendar"}
    file = tmp_path / "ours.yaml"
    file.write_text("part-time: calendar\n", "utf-8")
    assert load_rulebook(MINIMAL, file).choices == {"part-time": "calendar"}
    folder = lay(tmp_path / "rulebook", {"choices.yaml": "part-time: calendar\n"})
    assert load_rulebook(folder).choices == {"part-time": "calendar"}
    assert load_rulebook(folder, {"part-time": "hours"}).choices == {"part-time": "hours"}, "the call comes last"


def test_a_choice_changes_the_advice() -> None:
    """A choice would be accepted and forgotten."""
    person = {"experience": {"role": "baker", "start": "2022-01-01", "end": "2025-01-01", "hours_per_week": 20}}
    levels = [
        advise(person, load_rulebook(MINIMAL, {"part-time": choice}), as_of=DAY).level.id
        for choice in ("hours", "calendar")
    ]
    assert levels == ["helper", "baker"]


def test_wrong_choices_are_refused_wherever_they_come_from(tmp_path: Path) -> None:
    """An institution would believe that its reading is followed."""
    assert problems(MINIMAL, choices={"part-time": "calender"}) == [
        "choices: The choices of part-time are hours, calendar. Did you mean calendar?"
    ]
    file = tmp_path / "ours.yaml"
    file.write_text("# ours\nparttime: hours\n", "utf-8")
    assert problems(MINIMAL, choices=file) == [
        "ours.yaml:2: There is no assumption parttime. Did you mean part-time? Allowed: part-time."
    ]
    assert problems(MINIMAL, choices=tmp_path / "none.yaml") == ["none.yaml: There is no such file."]


# -- the digest ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.relative_to(PHARMACY).as_posix() for path in PHARMACY.rglob("*.yaml")))
def test_the_digest_changes_with_every_rule_file(name: str, tmp_path: Path) -> None:
    """Advice could not be traced to the rules that gave it."""
    folder = lay(tmp_path / "rulebook", {name: (PHARMACY / name).read_text("utf-8") + "# one more line\n"}, PHARMACY)
    assert load_rulebook(folder).digest != load_rulebook(PHARMACY).digest


def test_the_digest_changes_when_a_file_is_renamed_or_added(tmp_path: Path) -> None:
    """Two rulebooks with the same text in other places would pass for one."""
    moved = lay(tmp_path / "moved", {}, PHARMACY)
    (moved / "guidance" / "pay.yaml").rename(moved / "guidance" / "money.yaml")
    added = lay(tmp_path / "added", {"steps.yaml": "[]\n"})
    assert load_rulebook(moved).digest != load_rulebook(PHARMACY).digest
    assert load_rulebook(added).digest != load_rulebook(MINIMAL).digest


def test_the_digest_changes_with_a_choice_and_with_nothing_else(tmp_path: Path) -> None:
    """Advice by another reading would look as if it came from the same rules, or the same advice from others."""
    plain = load_rulebook(MINIMAL).digest
    chosen = load_rulebook(MINIMAL, {"part-time": "calendar"}).digest
    assert chosen != plain
    assert load_rulebook(MINIMAL, {"part-time": "calendar"}).digest == chosen
    assert load_rulebook(lay(tmp_path / "elsewhere", {})).digest == plain
    assert re.fullmatch(r"[0-9a-f]{64}", plain)


# -- the rulebook that is shipped ------------------------------------------------------------


def sourced(value: Any) -> Iterator[tuple[str, str]]:
    """Every (source, section) anywhere inside an entry."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "sources" and isinstance(inner, dict):
                for source, sections in inner.items():
                    yield from (
                        (source, section) for section in (sections if isinstance(sections, list) else [sections])
                    )
            else:
                yield from sourced(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sourced(inner)


def entries(rulebook: Rulebook) -> list[Entry | Assumption | Fact]:
    return [
        *rulebook.assumptions.values(),
        *rulebook.facts.values(),
        *rulebook.levels,
        *rulebook.titles,
        *rulebook.credentials,
        *rulebook.steps,
        *rulebook.preferences,
        *rulebook.warnings,
        *rulebook.guidance,
    ]


@pytest.mark.parametrize("folder", [rules_folder(), PHARMACY], ids=["shipped", "pharmacy"])
def test_every_entry_stands_on_a_source_that_exists(folder: Path) -> None:
    """A conclusion would be told that no document says."""
    rulebook = load_rulebook(folder)
    assert entries(rulebook)
    for entry in entries(rulebook):
        assert entry.sources, entry.address
        for source, section in entry.sources:
            assert source in rulebook.sources, entry.address
            assert section.strip(), entry.address


@pytest.mark.parametrize("folder", [rules_folder(), PHARMACY, MINIMAL], ids=["shipped", "pharmacy", "minimal"])
def test_every_source_is_used(folder: Path) -> None:
    """The list of documents would name some that nothing stands on."""
    rulebook = load_rulebook(folder)
    used = {source for path in folder.rglob("*.yaml") for source, _ in sourced(read_document(path).data)}
    assert set(rulebook.sources) - used == set()


@pytest.mark.parametrize("folder", [rules_folder(), PHARMACY], ids=["shipped", "pharmacy"])
def test_every_address_leads_to_its_entry(folder: Path) -> None:
    """A sentence of the advice would name a rule that a reader cannot find."""
    for entry in entries(load_rulebook(folder)):
        file, _, id = entry.address.partition("#")
        data = read_document(folder / file).data
        listed = data if isinstance(data, list) else data.get("preferences", [data])
        assert id in [one["id"] for one in listed], entry.address


def test_a_credential_is_found_under_every_name_it_goes_by() -> None:
    """A person's certification would not be recognized although the rulebook knows it."""
    for rulebook in (shipped(), load_rulebook(PHARMACY)):
        for one in rulebook.credentials:
            names = [one.acronym, one.name, one.id, *one.spellings]
            for name in names:
                assert rulebook.find_credential(name) == (one.id, ""), name
            for former in one.former_names:
                found = rulebook.find_credential(former.acronym)
                assert found is not None, former.acronym
                assert found[0] == one.id, former.acronym


def test_a_loaded_rulebook_cannot_be_changed() -> None:
    """One evaluation could change the rules of the next."""
    entry: Credential = shipped().credentials[0]
    with pytest.raises(AttributeError, match="frozen"):
        entry.name = "Another"  # type: ignore[misc]

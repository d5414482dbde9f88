"""The invented people that come with the advisor: what they are examples of, and that they stay so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.files import profiles_folder
from advisor.profile import load_profile
from advisor.recognize import recognize
from tests.people import DAY, advice_for, rulebook

FILES = sorted(profiles_folder().glob("*.yaml"))
MEANT = {
    "grace-nguyen": {"unpaid-work"},
    "walter-schmidt": {"former-name"},
    "chris-miller": {"work-before-14"},
}
"""What is remarked on in an example because the example is there to show it."""


def name_of(path: Path) -> str:
    return path.stem


def test_there_are_enough_people() -> None:
    """The folder moved or was emptied, and nothing else here would notice."""
    assert len(FILES) >= 12
    assert MEANT.keys() <= {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_person_is_called_as_their_file(path: Path) -> None:
    """Cases and documentation name people by file; the advice names them by id."""
    assert load_profile(path).id == path.stem


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_word_of_a_person_is_recognized(path: Path) -> None:
    """An example whose words are not understood teaches people to write so."""
    person = recognize(load_profile(path), rulebook(), DAY)
    assert {remark.id for remark in person.remarks} == MEANT.get(path.stem, set())


@pytest.mark.parametrize("day", [DAY, date(2022, 1, 1), date(2031, 6, 30)], ids=str)
@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_person_gets_advice_on_any_day(path: Path, day: date) -> None:
    """An example that ends in an error, on the day of the demo or later."""
    advice = advice_for(load_profile(path).model_dump(exclude_unset=True), day)
    assert advice.profile.id == path.stem
    assert advice.level.because
    assert {one.status for one in advice.certifications} > {"retired"}

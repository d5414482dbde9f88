"""What people write about their credentials is read as a careful advisor reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.reading.credentials import read_credentials
from tests.people import rulebook, steady

DAY = date(2026, 11, 27)
SAID: list[tuple[str, Sequence[Any] | None]] = [
    ("CPC-A from AAPC", [{"name": "CPC-A from AAPC"}]),
    ("CPC apprentice", [{"name": "CPC apprentice"}]),
    ("RHIT and CCS expired", [{"name": "RHIT", "status": "unknown"}, {"name": "CCS", "status": "lapsed"}]),
    (
        "studying for the RHIT and CPC",
        [{"name": "RHIT", "status": "in-progress"}, {"name": "CPC", "status": "in-progress"}],
    ),
    ("expired RHIT, CPC", [{"name": "RHIT", "status": "lapsed"}, {"name": "CPC"}]),
    ("RHIT, but they took it back", [{"name": "RHIT", "status": "unknown"}]),
    ("RHIT, CCS (both expired)", [{"name": "RHIT", "status": "lapsed"}, {"name": "CCS", "status": "lapsed"}]),
    ("CPC, CCS", [{"name": "CPC"}, {"name": "CCS"}]),
    ("CPC/CCS", [{"name": "CPC"}, {"name": "CCS"}]),
    ("RHIT active until Dec 2027", [{"name": "RHIT", "expires": "2027-12"}]),
    ("my CPC lapsed last year", [{"name": "CPC", "status": "lapsed", "lapsed": "2025"}]),
    ("CPC exp 03/27", [{"name": "CPC", "expires": "2027-03"}]),
    ("R.H.I.T.", [{"name": "R.H.I.T"}]),
    ("working on my RHIT", [{"name": "RHIT", "status": "in-progress"}]),
    ("RHIT (revoked)", [{"name": "RHIT", "status": "revoked"}]),
    ("LPC", [{"name": "LPC"}]),
    ("LCPC", [{"name": "LCPC"}]),
    ("I don't have the RHIT", None),
    ("RHIT lapsed in 2024", [{"name": "RHIT", "status": "lapsed", "lapsed": "2024"}]),
    (
        "RHIT, RHIA in 2019, CHPS 2021 - lapsed",
        [{"name": "RHIT"}, {"name": "RHIA", "earned": "2019"}, {"name": "CHPS", "status": "lapsed", "earned": "2021"}],
    ),
    ("not yet", []),
    ("i dont have any", []),
    ("RHIT maybe", [{"name": "RHIT", "status": "unknown"}]),
    ("I think I have a CPC", [{"name": "CPC", "status": "unknown"}]),
    ("RHIT glorb blorb", [{"name": "RHIT", "status": "unknown"}]),
    ("RHIT ?", [{"name": "RHIT", "status": "unknown"}]),
    ("RHIT 2015-2019", [{"name": "RHIT", "earned": "2015", "expires": "2019"}]),
    ("have CCS", [{"name": "CCS"}]),
    ("CPC since 2019, CRC in progress", [{"name": "CPC", "earned": "2019"}, {"name": "CRC", "status": "in-progress"}]),
    ("cpc, coc, xyz", [{"name": "cpc"}, {"name": "coc"}, {"name": "xyz"}]),
    (
        "Registered Health Information Technician (RHIT), AHIMA, earned June 2021",
        [{"name": "Registered Health Information Technician", "earned": "2021-06"}],
    ),
    ("RHIT eligible", [{"name": "RHIT", "status": "in-progress"}]),
    ("CPC #01234567 exp 12/31/2026", [{"name": "CPC", "expires": "2026-12-31"}]),
    (
        "I am a certified professional coder and registered health information administrator",
        [{"name": "certified professional coder"}, {"name": "registered health information administrator"}],
    ),
    ("no CPC yet", None),
    ("renewed my RHIT in 2025", [{"name": "RHIT", "earned": "2025"}]),
    ("RHIT lapsed 2019, renewed 2022", [{"name": "RHIT", "status": "unknown", "earned": "2022"}]),
    ("soy RHIT desde 2019", [{"name": "RHIT", "earned": "2019"}]),
    ("RHIT vencido", [{"name": "RHIT", "status": "lapsed"}]),
]
NAMES = (
    "RHIT",
    "RHIA",
    "CPC",
    "CCS",
    "CCS-P",
    "CDIP",
    "CHDA",
    "CHPS",
    "COC",
    "CIC",
    "CRC",
    "CPMA",
    "CPB",
    "ODS",
    "CCA",
)


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text for text, _ in SAID])
def test_credentials_as_people_write_them(text: str, expected: Sequence[Any] | None) -> None:
    """A credential that is held would be lost, or one that is not would count."""
    entries = read_credentials(text, rulebook(), DAY).entries
    assert (None if entries is None else list(entries)) == expected


@steady
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True),
    st.sampled_from([", ", "; ", " and ", "/", " & ", " + ", "\n", ", and ", " | ", " y "]),
)
def test_every_name_of_a_list_is_found(names: list[str], separator: str) -> None:
    """A credential of several would be lost."""
    entries = read_credentials(separator.join(names), rulebook(), DAY).entries
    assert entries is not None
    assert list(entries) == [{"name": name} for name in names]


@steady
@given(
    st.sampled_from(NAMES), st.text("bdfghjklmpqvwxz", min_size=7, max_size=12), st.sampled_from(["", "(", ", ", "- "])
)
def test_words_that_are_not_understood_never_make_a_credential_held(name: str, words: str, mark: str) -> None:
    """Something said of a credential that we cannot read may be that it is not held."""
    text = f"{name} {mark}{words} {words[::-1]}"
    entries = read_credentials(text, rulebook(), DAY).entries or ()
    ours = [entry for entry in entries if entry["name"] == name]
    assume(len(ours) == 1)
    assert ours[0].get("status") == "unknown"


@steady
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """An answer would fail."""
    reading = read_credentials(text, rulebook(), DAY)
    assert all(entry["name"].strip() for entry in reading.entries or ())

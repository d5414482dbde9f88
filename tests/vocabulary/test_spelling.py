"""Typing errors: mended when one word is near, and never into a word that was not meant."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.rulebook.spelling import Mender, Spelling, is_near, most_errors
from tests.people import rulebook, steady
from tests.vocabulary.ordinary_words import meant, neighbors

LETTERS = st.text("abc", min_size=8, max_size=13)


def alignment(one: str, other: str) -> int:
    """The optimal string alignment distance, plainly."""
    rows = [[max(i, j) if not (i and j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(LETTERS, LETTERS, st.integers(1, 2))
@steady
def test_near_is_the_alignment_distance(one: str, other: str, errors: int) -> None:
    """A word would be taken for one that is further away than allowed, or not for one that is near."""
    assume(one[0] == other[0])
    assert is_near(one, other, errors) == (alignment(one, other) <= errors)


def mender(*words: str, ordinary: str = "") -> Mender:
    return Mender(Spelling(dict.fromkeys(words, ordinary)), words)


@pytest.mark.parametrize(
    ("typed", "word", "mended"),
    [
        ("bilign", "biling", True),  # 6 letters: a swap
        ("blign", "bling", False),  # 5
        ("medcal", "medical", True),  # 6 letters, one missing
        ("medca", "medcal", False),  # 5
        ("codding", "coding", True),  # an extra letter
        ("coderr", "coder", False),  # a word of 5 letters
        ("billinh", "billing", False),  # 7 letters, one other
        ("registar", "registra", True),  # 8 letters, a swap
        ("registrat", "registrar", True),  # 9 letters, one other
        ("coverege", "coverage", True),  # 8 letters, one other
        ("regstrrar", "registrar", False),  # 9 letters, two errors
        ("tehcnicain", "technician", False),  # 10 letters, two errors
        ("technicianns", "technicians", True),
        ("informtaoin", "information", True),  # 11 letters, two errors
        ("infomrtaoin", "information", False),  # three
        ("dilling", "billing", False),  # another first letter
        ("c0ding", "coding", False),  # not letters alone
    ],
)
def test_boundaries(typed: str, word: str, mended: bool) -> None:
    """A short word would be guessed at, or a clear slip would be lost."""
    assert mender(word).mend(typed) == (word if mended else None)


def test_one_of_two_near_words_is_not_chosen() -> None:
    """Which of two names was meant would be guessed."""
    assert mender("billing", "bidding").mend("biding") == "bidding"
    assert mender("codling", "codking").mend("coding") is None


def test_the_nearer_of_two_words_is_chosen() -> None:
    """A word with one error would be lost for another one with two."""
    assert mender("administrator", "administrative").mend("administratior") == "administrator"


def test_an_ordinary_word_is_no_error() -> None:
    """The operator of a boiler would do billing."""
    assert mender("billing", ordinary="biling").mend("biling") is None
    assert mender("billing", ordinary="boiling").mend("biling") == "billing"


def test_without_a_list_nothing_is_mended() -> None:
    """A rulebook whose ordinary words nobody gathered would guess."""
    assert Mender(Spelling({}), ["medical"]).mend("medcal") is None


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word of the rulebook and a text with one error in it."""
    listed = rulebook().vocabularies.shared.spelling.listed
    word = draw(st.sampled_from(sorted(word for word in listed if len(word) > 6)))
    at = draw(st.integers(1, len(word) - 2))
    kind = draw(st.sampled_from(["swap", "miss", "extra", "other"] if len(word) > 7 else ["swap", "miss", "extra"]))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    if kind == "swap":
        return word, word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word, word[:at] + ("" if kind == "miss" else letter) + word[at + (kind != "extra") :]


@given(slips())
@steady
def test_a_slip_in_a_word_of_the_rulebook(slip: tuple[str, str]) -> None:
    """A slip would be read as another word, or be lost though nothing else is near."""
    word, typed = slip
    spelling = rulebook().vocabularies.shared.spelling
    mended = Mender(spelling, spelling.listed).mend(typed)
    near = [one for one in spelling.listed if is_near(typed, one, 1)]
    assert mended == (near[0] if len(near) == 1 and spelling.is_error(typed) else None)
    assert not spelling.is_error(typed) or word in near


@pytest.mark.parametrize(
    ("domain", "text"),
    [
        ("areas", "boiling operator"),
        ("areas", "coaching"),
        ("areas", "cording"),
        ("areas", "filling station"),
        ("areas", "recorder"),
        ("areas", "corder"),
        ("areas", "medial"),
        ("areas", "register"),
        ("areas", "registro"),
        ("areas", "codifico"),
        ("fields", "decoding"),
        ("fields", "nursery"),
        ("fields", "minister"),
    ],
)
def test_ordinary_words_are_left_alone(domain: str, text: str) -> None:
    """Work that only sounds alike would be work of the field."""
    assert rulebook().vocabularies[domain].find(text) in (None, "other")


@pytest.mark.parametrize(
    ("domain", "text", "id"),
    [
        ("areas", "medcial recrods tehcnician", "health-information"),
        ("areas", "Medical Billling Specialist", "billing"),
        ("areas", "cancer registar", "registry"),
        ("areas", "inpatinet coder", "coding"),
        ("fields", "health informaton managment", "health-information"),
        ("fields", "cancer registry mangement", "cancer-registry"),
        ("education-levels", "assocaites degree", "associate"),
        ("education-levels", "bachlors degree", "bachelor"),
        ("education-levels", "certifcate", "certificate"),
    ],
)
def test_slips_of_people(domain: str, text: str, id: str) -> None:
    """An answer with one slip would be refused."""
    assert rulebook().vocabularies[domain].find(text) == id


@pytest.mark.parametrize("text", ["RHTI", "CPCC", "LPC", "LCPC", "CAHIMSS", "CPHIM", "CCSA", "CBC", "CPA", "CPM"])
def test_acronyms_are_never_mended(text: str) -> None:
    """A counselor (LPC) would be a certified coder (CPC)."""
    assert rulebook().find_credential(text) is None


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("RHIT certifed", "rhit"),
        ("Registered Health Informaton Technican", "rhit"),
        ("certified profesional coder", "cpc"),
    ],
)
def test_a_slip_in_a_credential(text: str, id: str) -> None:
    """A held credential would be lost by one letter."""
    assert rulebook().find_credential(text) == (id, "")


def test_the_list_is_that_of_the_vocabulary() -> None:
    """Words would be mended that nobody compares with, or most words of the vocabulary would not be."""
    words, listed = meant(rulebook()), set(rulebook().vocabularies.shared.spelling.listed)
    assert len(words - listed) < len(words) / 10, "run tests/vocabulary/ordinary_words.py"


def test_an_ordinary_word_is_listed_where_it_is_near() -> None:
    """The script would leave out a word that is then taken for another."""
    near = neighbors({"billing", "coding"}, ["boiling", "billings", "coding", "biling", "cording", "building's"])
    assert near == {"billing": ["biling"], "coding": ["cording"]}
    assert most_errors("biling") == 1
    assert neighbors({"professional"}, [], ["profesional", "profesionali"]) == {"professional": ["profesionali"]}

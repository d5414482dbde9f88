"""Amounts in words: the count of months that it is, and never a threshold that is not met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice.sentences import months_missing, years_in_words
from tests.people import advice_for, facts_of, job, steady, working

THRESHOLDS = (0.25, 0.5, 1.0, 1.5, 2.0, 5.0)
SMALLEST = 0.0001
"""Years are stored in ten-thousandths, cut off."""


@steady
@given(start=st.integers(0, 11), months=st.integers(1, 11))
def test_whole_months_of_work_are_told_as_so_many_months(start: int, months: int) -> None:
    """Seven months, stored as 0.5833 years, are told as six."""
    end = start + months - 1  # the last month counts
    work = job(start=f"2020-{start + 1:02}", end=f"{2020 + end // 12}-{end % 12 + 1:02}")
    stored, _ = facts_of(working(work))["coding_years"]
    assert years_in_words(stored) == f"{months} month{'s' if months > 1 else ''}"


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_what_is_below_a_threshold_is_never_told_as_the_threshold(threshold: float) -> None:
    """Someone reads that they have two years, and that two years are missing."""
    asked = years_in_words(threshold)
    for part in range(1, round(threshold * 10_000)):
        assert years_in_words(part / 10_000) != asked, part


@steady
@given(months=st.integers(1, 11), threshold=st.sampled_from((1.0, 2.0, 5.0)))
def test_what_there_is_and_what_is_missing_add_up(months: int, threshold: float) -> None:
    """Seven months of one year, and six more are asked for."""
    stored = months * 10_000 // 12 / 10_000
    assert months + months_missing(threshold, stored) == threshold * 12


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_what_is_missing_is_never_nothing_and_is_enough(threshold: float) -> None:
    """Someone waits as long as they were told, and still falls short by more than the hour that was cut off."""
    for part in range(round(threshold * 10_000)):
        missing = months_missing(threshold, part / 10_000)
        assert missing >= 1
        assert part / 10_000 + missing / 12 > threshold - SMALLEST, part


def test_a_person_with_seven_months_reads_seven_and_what_completes_them() -> None:
    """The whole way cuts a month off."""
    advice = advice_for({"experience": [{"area": "coding", "years": 7 / 12}], "education": "certificate"})
    told = " ".join(reason.text for reason in advice.next_level.missing) if advice.next_level else ""
    assert "17 months" in told

"""Advice as text: for every invented person, at any width, with and without color."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from advisor import Advice, Rulebook, advise, load_profile, load_rulebook
from advisor.files import profiles_folder
from advisor.render.page import MOST_WIDTH
from advisor.render.text import render_text

DAY = date(2026, 11, 24)
PEOPLE = sorted(profiles_folder().glob("*.yaml"))
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


def advice_for(path: Path) -> Advice:
    return advise(load_profile(path), rulebook(), as_of=DAY)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_no_line_is_wider_than_the_screen(path: Path) -> None:
    """Text runs over the edge at some width, or grows too wide to read."""
    advice = advice_for(path)
    for width in (40, 80, 120, 200):
        lines = render_text(advice, rulebook(), width=width).splitlines()
        assert max(map(len, lines)) <= min(width, MOST_WIDTH)
        assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_color_adds_no_words(path: Path) -> None:
    """Someone who does not see color misses something."""
    advice = advice_for(path)
    plain = render_text(advice, rulebook(), width=80)
    colored = render_text(advice, rulebook(), width=80, color=True)
    assert "\x1b" not in plain
    assert "\x1b" in colored
    assert [line.rstrip() for line in ESCAPE.sub("", colored).splitlines()] == plain.splitlines()


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_every_number_in_brackets_leads_to_a_source(path: Path) -> None:
    """A sentence points to a source that is not listed."""
    text, _, sources = render_text(advice_for(path), rulebook()).partition("\nSOURCES\n")
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    listed = {int(number) for number in re.findall(r"^ +\[(\d+)\]", sources, re.MULTILINE)}
    assert cited
    assert cited <= listed


@pytest.mark.parametrize("path", PEOPLE, ids=lambda path: path.stem)
def test_nobody_is_told_that_they_are_not_eligible(path: Path) -> None:
    """The words turn a person away in place of opening a way."""
    text = render_text(advice_for(path), rulebook()).casefold()
    for word in ("ineligible", "not eligible", "disqualified", "rejected", "unfortunately"):
        assert word not in text

"""The page for those who write a checker names every key that explanations and plans have."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from advisor.advice.model import Reason, SourceRef
from advisor.planning.model import BrokenLimit, Goal, Money, Offer, Plan, PlanStep
from advisor.reasoning.model import Explanation, Node, RankedReason, Tree, WayChange

PAGE = Path(__file__).parents[1] / "docs" / "checking-answers.md"
PARTS = (Explanation, Tree, Node, WayChange, RankedReason, Reason, SourceRef, Plan, Goal, Offer, PlanStep, Money)


@pytest.mark.parametrize("part", [*PARTS, BrokenLimit])
def test_every_key_is_explained(part: type) -> None:
    """A key was added, and who checks by the page refuses what is true."""
    named = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    assert {field.name for field in fields(part)} - named == set()

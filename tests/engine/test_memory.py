"""The engine gives its memory back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = """
from advisor.engine.stratum import Rules
from advisor.rulebook.condition import OPERATORS, Comparison

entries = {f"e{n}": Comparison("years", OPERATORS["at_least"], float(n)) for n in range(40)}

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

def use(times):
    for _ in range(times):
        assert len(Rules(entries).fired({"years": (9.5, 9.5)})) == 10

use(20)
before = resident()
use(300)
print(resident() - before)
"""


def test_rulesets_that_nobody_uses_are_freed() -> None:
    """A service that tries many rulebooks or choices grows until it is killed (231 KB for each ruleset left alive)."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 5_000_000

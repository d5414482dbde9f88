"""No profile, however hostile, ends in anything but advice or a clear error; seen from outside the process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("hostile.py")


def test_every_hostile_profile_gets_advice_or_a_clear_error() -> None:
    """A profile from a stranger crashes the process, or shows them a traceback."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-W", "error", SCRIPT, "1", "3000"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SCRIPT.parents[2]), *sys.path])},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"ended with {done.returncode}:\n{done.stdout}\n{done.stderr[-6000:]}"
    counts = re.fullmatch(r"(\d+) advised, (\d+) refused, 0 escaped\n", done.stdout)
    assert counts, done.stdout
    assert int(counts[1]) > 100
    assert int(counts[2]) > 1000
    assert done.stderr == ""

"""docs/http.md: its commands give the output it shows, and its tables are those of the code.

``python tests/http/test_http_doc.py`` writes the present output into it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT)) if __name__ == "__main__" else None

from advisor.doors.app import ENDPOINTS  # noqa: E402
from advisor.doors.http.settings import Limits  # noqa: E402
from tests.http.serving import serving  # noqa: E402

DOCUMENT = ROOT / "docs" / "http.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
USUAL = "http://127.0.0.1:8000"


def refreshed(text: str, folder: Path) -> str:
    """The document with the output of today."""
    with serving(folder) as server:

        def run(block: re.Match[str]) -> str:
            shown = ""
            for command in re.findall(r"^\$ (.*)", block[1], re.MULTILINE):
                done = subprocess.run(
                    ["bash", "-c", command.replace(USUAL, server.address)],
                    cwd=ROOT,
                    timeout=60,
                    check=False,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    encoding="utf-8",
                )
                shown += f"$ {command}\n{done.stdout.rstrip()}\n"
            return f"```console\n{shown}```"

        return CONSOLE.sub(run, text)


def test_the_commands_give_what_is_shown(tmp_path: Path) -> None:
    """A reader who tries an example would see something else."""
    if not shutil.which("curl"):
        message = "no curl here; to run the examples of docs/http.md: apt-get install curl"
        pytest.fail(message) if os.environ.get("ADVISOR_BROWSER") == "required" else pytest.skip(message)
    text = DOCUMENT.read_text("utf-8")
    assert len(CONSOLE.findall(text)) == 4
    assert refreshed(text, tmp_path) == text


def test_everything_served_is_listed() -> None:
    """A route could be used by nobody who does not read the code."""
    listed = re.findall(r"^\| `([A-Z]+)` \| `([^`]+)`", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted((one.method, one.path) for one in ENDPOINTS)


def test_every_limit_is_listed_with_its_default() -> None:
    """Whoever keeps a server would set a limit that there is not."""
    listed = dict(re.findall(r"^\| `([a-z_]+)` \| ([0-9,]+) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE))
    limits = {name: field.default for name, field in Limits.model_fields.items()}
    assert {name: float(figure.replace(",", "")) for name, figure in listed.items()} == limits


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        DOCUMENT.write_text(refreshed(DOCUMENT.read_text("utf-8"), Path(name)), "utf-8")

"""docs/writing-rules.md: what it says to do is done, in order, and each command writes what is shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.doors.cli import cli
from advisor.workshop.check import ACCEPTED, CHECKS, UNREADABLE

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "writing-rules.md").read_text("utf-8")
STEPS = re.compile(
    r"In `(?P<file>[^`]+)` change\s+```yaml\n(?P<old>.*?)```\s+to\s+```yaml\n(?P<new>.*?)```"
    r"|Add to\s`(?P<added>[^`]+)`\s+```yaml\n(?P<text>.*?)```"
    r"|```console\n(?P<console>.*?)```",
    re.DOTALL,
)


def as_shown(shown: str) -> re.Pattern[str]:
    """The output that is shown; three dots stand for anything."""
    return re.compile(".*".join(re.escape(part) for part in shown.split("...")), re.DOTALL)


def run(command: str, shown: str) -> None:
    program, *arguments = command.split()
    if program == "cp":
        shutil.copytree(ROOT / arguments[1], arguments[2])
        return
    assert program == "advisor"
    done = CliRunner().invoke(cli, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), command
    assert as_shown(shown).fullmatch(done.output), f"{command}\n{done.output}"


@pytest.mark.long
def test_what_the_page_says_can_be_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An author would follow the page and see something else."""
    monkeypatch.chdir(tmp_path)
    steps = list(STEPS.finditer(PAGE))
    assert len(steps) >= 10
    for step in steps:
        if step["file"]:
            path = tmp_path / step["file"]
            text, old = path.read_text("utf-8"), step["old"].removesuffix("\n")
            assert text.count(old) >= 1, f"{step['file']}: {old}"
            path.write_text(text.replace(old, step["new"].removesuffix("\n"), 1))
        elif step["added"]:
            with (tmp_path / step["added"]).open("a") as file:
                file.write(step["text"])
        else:
            for part in re.split(r"^\$ ", step["console"], flags=re.MULTILINE)[1:]:
                run(*part.split("\n", 1))


def test_the_page_names_every_check() -> None:
    """An author would meet a code that is explained nowhere."""
    assert {code for code in (*CHECKS, UNREADABLE, ACCEPTED) if f"`{code}`" not in PAGE} == set()

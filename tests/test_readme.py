"""The commands and the code of the README, and of other pages, give the output that is shown.

``python tests/test_readme.py`` writes the present output into them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = (README, ROOT / "docs" / "one-person-in-several-rows.md", ROOT / "docs" / "what-people-write.md")
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```\n```text\n(.*?)```", re.DOTALL)


def run(command: str, folder: Path) -> str:
    """Run a command of the README at the top of the checkout; ``advisor`` is this checkout's."""
    shim = folder / "advisor"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m advisor "$@"\n')
    shim.chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "XDG_STATE_HOME": str(folder / "state"),
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=env,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.stdout


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Give each command of a console block with the output shown for it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def refreshed(text: str) -> str:
    """Write the README with the output of today."""
    with TemporaryDirectory() as name:
        folder = Path(name)

        def console(match: re.Match[str]) -> str:
            shown = "".join(f"$ {command}\n{run(command, folder)}" for command, _ in commands(match[1]))
            return f"```console\n{shown}```"

        def python(match: re.Match[str]) -> str:
            script = folder / "readme.py"
            script.write_text(match[1])
            return f"```python\n{match[1]}```\n```text\n{run(f'{sys.executable} {script}', folder)}```"

        return PYTHON.sub(python, CONSOLE.sub(console, text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_real_output(page: Path) -> None:
    """A page shows something that the program does not say."""
    text = page.read_text(encoding="utf-8")
    assert CONSOLE.search(text)
    assert PYTHON.search(text) or page != README
    assert refreshed(text) == text


def test_the_links_of_the_readme_lead_somewhere() -> None:
    """A file was moved and the README still points to its old place."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")

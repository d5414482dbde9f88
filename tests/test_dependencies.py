"""The versions that are pinned with hashes, and the list of licenses, are those of what is declared and installed."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement

from tests.dependencies import PAGE, ROOT, installed, normal

PINNED = re.compile(
    r"^([A-Za-z0-9_.\[\]-]+)==(\S+)(?: ;[^\\]*)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", re.M
)


def test_every_dependency_is_pinned_with_hashes_to_a_version_that_is_allowed() -> None:
    """A container gets another version than the one that was tested, or a file that somebody put in its place."""
    text = (ROOT / "constraints.txt").read_text("utf-8")
    pinned = {normal(name): version for name, version in PINNED.findall(text)}
    assert len(pinned) == len([line for line in text.splitlines() if re.match(r"[A-Za-z]", line)])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for line in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        wanted = Requirement(line)
        assert pinned[normal(wanted.name)] in wanted.specifier, line


def test_the_page_names_the_license_of_whatever_is_installed() -> None:
    """A package comes in by way of another one, and nobody has looked at its license."""
    rows = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", PAGE.read_text("utf-8"), re.M))
    assert installed().keys() <= rows.keys()
    assert len(rows) > 30

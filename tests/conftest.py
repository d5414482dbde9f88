"""Which tests need what, so that `make quick` can leave them out; how many examples a property is tried with; and a
folder of the tests' own for what is cached.

``pytest --hypothesis-profile=quick`` tries each property that is ``steady`` (tests/people.py) with fewer examples.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from platformdirs import user_cache_path

_FOLDER = pytest.StashKey[str]()

HERE = Path(__file__).resolve().parent
BY_PLACE = {
    "fuzz": ("fuzz", "http/test_contract.py", "http/test_hostile.py"),
    "http": ("http",),
    "process": (
        "attacks",
        "fuzz",
        "http",
        "roster/test_batch.py",
        "test_ask.py",
        "test_cli.py",
        "test_package.py",
        "test_readme.py",
        "web/test_roster_pages.py",
    ),
}
"""The folders and files of a marker."""
GONE = [place for places in BY_PLACE.values() for place in places if not (HERE / place).exists()]
assert not GONE, f"tests/conftest.py names what is not there: {GONE}"
BY_FIXTURE = {"browser": ("browser",), "process": ("server", "site")}
"""The fixtures of a marker."""
NOT_QUICK = {"browser", "fuzz", "http", "long", "process", "slow"}
"""Who has none of these markers is ``quick``."""

settings.register_profile("usual", max_examples=150)
settings.register_profile("quick", max_examples=10)
settings.load_profile("usual")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their place and by the fixtures that they use."""
    for item in items:
        path = item.path.relative_to(HERE)
        for marker, places in BY_PLACE.items():
            if any(path.is_relative_to(place) for place in places):
                item.add_marker(marker)
        for marker, fixtures in BY_FIXTURE.items():
            if set(fixtures) & set(getattr(item, "fixturenames", ())):
                item.add_marker(marker)
        if NOT_QUICK.isdisjoint(marker.name for marker in item.iter_markers()):
            item.add_marker("quick")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder; the workers of pytest-xdist inherit it."""
    if not hasattr(config, "workerinput"):
        os.environ.setdefault("PIP_CACHE_DIR", str(user_cache_path("pip", appauthor=False)))
        os.environ["XDG_CACHE_HOME"] = config.stash[_FOLDER] = tempfile.mkdtemp(prefix="advisor-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder."""
    if _FOLDER in config.stash:
        shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)

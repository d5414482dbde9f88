"""One server for the tests of the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.http.serving import ROOT, Server, serving

OTHER = "pharmacy-technician"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module in one worker: they share one server."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the usual limits, which also has another occupation's rulebook; the bundled one is not the usual.

    So each request of a test says which it means, as ``bundled`` does.
    """
    rules = ROOT / "tests" / "rulebooks" / OTHER
    with serving(tmp_path_factory.mktemp("server"), "--rules", str(rules)) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """Calls the server."""
    with httpx.Client(base_url=server.address, timeout=60) as calling:
        yield calling

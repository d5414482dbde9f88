"""Work that takes long has processes of its own: it is ended in time, shared among clients, and stops nobody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from advisor.doors.http.problems import RequestError
from advisor.doors.http.shares import Shares
from tests.asynchronous import finished
from tests.http.serving import ROOT, Server, serving

BURNING = """
import sys

sys.path.insert(0, "%s")
import advisor.doors.http.api as api

plain = api.plan

def plan(profile, *rest, **more):
    while profile.id == "burn":
        pass
    if profile.id == "crash":
        import os
        os.abort()
    if profile.id == "fault":
        raise ValueError("Zebulon")
    return plain(profile, *rest, **more)

api.plan = plan
if __name__ == "__main__":
    from advisor.doors.cli import main
    main()
"""
GOAL = "/v1/plan?to=level:entry&as_of=2026-11-24"


@pytest.fixture(scope="module")
def burning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which a plan for the person ``burn`` never ends."""
    program = (folder := tmp_path_factory.mktemp("burning")) / "program.py"
    program.write_text(BURNING % ROOT)
    with serving(folder, "--limit", "work_seconds=4", program=(str(program),)) as running:
        yield running


def plan_for(server: Server, id: str, client: str) -> httpx.Response:
    """Ask for a plan as a client of another address, as a proxy would tell it."""
    headers = {"X-Forwarded-For": client}
    return httpx.post(f"{server.address}{GOAL}", json={"id": id}, headers=headers, timeout=60)


def test_while_plans_burn_everybody_else_is_served(burning: Server) -> None:
    """Four small requests would take the service and its pages from everybody."""
    with ThreadPoolExecutor(12) as pool:
        plans = [pool.submit(plan_for, burning, "burn", "10.0.0.1") for _ in range(12)]
        time.sleep(0.5)
        seen = []
        with httpx.Client(base_url=burning.address, timeout=20) as client:
            for _ in range(5):
                seen.append(client.get("/questions").status_code)
                seen.append(client.post("/v1/advice", json={"experience": 3}).status_code)
        assert not all(plan.done() for plan in plans)
        assert seen == [200] * 10
        assert plan_for(burning, "x", "10.0.0.2").status_code == 200
        answers = [plan.result() for plan in plans]
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.json()["code"] for answer in answers} == {"too-long", "busy"}
    assert plan_for(burning, "x", "10.0.0.1").status_code == 200  # what burned was ended, and another is there
    assert httpx.get(f"{burning.address}/ready").status_code == 200


def test_a_process_that_breaks_takes_one_request_with_it(burning: Server) -> None:
    """A fault in a library would end the server, or tell a person's words."""
    broken = [plan_for(burning, id, "10.0.0.3") for id in ("crash", "fault")]
    assert [answer.status_code for answer in broken] == [500, 500]
    assert plan_for(burning, "x", "10.0.0.3").status_code == 200
    assert "Zebulon" not in broken[1].text + burning.log.read_text("utf-8")
    faults = [line for line in burning.lines if line["event"] == "fault"]
    assert [line["fault"] for line in faults] == ["ProcessEnded", "ValueError"]


def test_clients_get_places_in_turn_and_none_gets_all() -> None:
    """Whoever asks for much would be served before all who ask later."""

    async def run() -> None:
        shares, order = Shares(2, 1, 10, 3, 5), list[str]()

        async def work(client: str) -> None:
            async with shares.place(client):
                order.append(client)
                await asyncio.sleep(0.01)

        await asyncio.gather(*(work(client) for client in ("a", "a", "a", "b", "c")))
        assert order == ["a", "b", "a", "c", "a"]

    finished(run())


def test_who_waits_for_too_much_or_too_long_is_told() -> None:
    """Waiting requests would pile up, and nobody would see that nothing moves."""

    async def status(shares: Shares, client: str) -> int:
        try:
            async with shares.place(client):
                return 200
        except RequestError as error:
            return error.http_status

    async def run() -> None:
        shares, stuck = Shares(1, 1, 3, 2, 0.05), list[bool]()
        async with shares.place("a"):
            waiting = [asyncio.ensure_future(status(shares, client)) for client in ("a", "a", "b")]
            await asyncio.sleep(0)
            assert [await status(shares, client) for client in ("a", "c")] == [429, 503]
            assert await asyncio.gather(*waiting) == [503] * 3
            late = asyncio.ensure_future(status(shares, "b"))
            await asyncio.sleep(0)
            shares._moved -= 1
            stuck.append(shares.is_stuck)
            late.cancel()
            await asyncio.gather(late, return_exceptions=True)
        stuck.append(shares.is_stuck)
        assert stuck == [True, False]
        assert await status(shares, "c") == 200

    finished(run())

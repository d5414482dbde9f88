"""The server as a process: its log, its figures, faults, stopping, and several workers."""

from __future__ import annotations

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import orjson
import pytest

from tests.http.serving import Server, serving
from tests.http.test_batch import HEAD, chunk, read_until

SECRET = "Zebulon-Quillfeather"
FAULTY = """
import advisor.doors.http.api as api, advisor.doors.http.batch as batch

def fault(profile, rulebook, as_of=None):
    raise ValueError(f"{profile.name} is not to be told")

plain = api.advise
api.advise = batch.advise = lambda profile, *rest, **more: (fault if profile.name else plain)(profile, *rest, **more)
from advisor.doors.cli import main
main()
"""


def figure(text: str, name: str) -> float:
    """The sum of a figure over its labels that match."""
    return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if re.match(name, line))


def test_a_line_of_the_log_tells_of_a_request_and_not_of_a_person(tmp_path: Path) -> None:
    """A log would keep what a person told us, for ever and in many hands."""
    with serving(tmp_path) as server, httpx.Client(base_url=server.address) as client:
        answer = client.post(f"/v1/advice?as_of=2026-11-24&{SECRET}=1", json={"name": SECRET})
        client.post("/v1/advice?as_of=2026-11-24", json={"name": SECRET, SECRET: 1}, headers={"x-request-id": SECRET})
        good = client.post("/v1/advice?as_of=2026-11-24", json={"name": SECRET}, headers={"user-agent": SECRET})
        client.get(f"/{SECRET}/{SECRET}")
        client.get(f"/v1/schema/{SECRET}")
        server.stop()
    assert answer.status_code == 400
    assert SECRET not in server.log.read_text("utf-8")
    lines = [line for line in server.lines if line["event"] == "request"]
    told = [(line["method"], line["route"], line["status"]) for line in lines]
    assert told == [
        ("POST", "/v1/advice", 400),
        ("POST", "/v1/advice", 422),
        ("POST", "/v1/advice", 200),
        ("GET", "(none)", 404),
        ("GET", "/v1/schema/{what}", 404),
    ]
    assert lines[2]["bytes"] == len(good.content)
    assert lines[2]["request"] == good.headers["x-request-id"]
    assert 0 < lines[2]["seconds"] < 10
    assert {"event", "level", "timestamp"} <= set(lines[0])
    assert "127.0.0.1" not in "".join(str(line) for line in lines)


def test_a_fault_is_answered_and_logged_without_its_words(tmp_path: Path) -> None:
    """An internal fault would show in an answer or in a log what a person told us, or disturb the next one."""
    with serving(tmp_path, program=("-c", FAULTY)) as server, httpx.Client(base_url=server.address) as client:
        answer = client.post("/v1/advice", json={"name": SECRET})
        page = client.post("/v1/advice", json={"name": SECRET}, headers={"accept": "text/html"})
        good = client.post("/v1/advice", json={})
        lines = b'{"name": "%s"}\n{"id": "good"}' % SECRET.encode()
        batch = [orjson.loads(line) for line in client.post("/v1/advice/batch", content=lines).content.splitlines()]
        figures = client.get("/metrics").text
        server.stop()
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "internal"
    assert (page.status_code, "Something went wrong here." in page.text) == (500, True)
    assert good.status_code == 200
    assert (batch[0]["status"], batch[0]["line"], batch[1]["profile"]["id"]) == (500, 1, "good")
    log = server.log.read_text("utf-8")
    assert SECRET not in answer.text + page.text + log
    assert "Traceback" not in log
    faults = [line for line in server.lines if line["event"] == "fault"]
    assert [one["fault"] for one in faults] == ["ValueError"] * 3
    assert all(one["place"] for one in faults)
    assert figure(figures, r'advisor_requests_total{method="POST",route="/v1/advice",status="500"}') == 2


def test_figures_count_what_was_asked(server: Server, client: httpx.Client) -> None:
    """Whoever watches the server would see something else than happens."""
    name = r'advisor_requests_total{method="POST",route="/v1/advice",status="%d"}'
    before = client.get("/metrics").text
    for body in ("{}", "{}", "[]"):
        client.post("/v1/advice", content=body)
    after = client.get("/metrics")
    assert after.headers["content-type"].startswith("text/plain; version=")
    for status, count in ((200, 2), (422, 1)):
        assert figure(after.text, name % status) - figure(before, name % status) == count
    took = r'advisor_request_seconds_count{route="/v1/advice"}'
    assert figure(after.text, took) - figure(before, took) == 3
    assert figure(after.text, "advisor_requests_under_way") == 1


def test_ready_is_another_thing_than_alive(tmp_path: Path) -> None:
    """People would be sent to a server that cannot serve them yet, or a busy one would be restarted."""
    with serving(tmp_path, "--limit", "threads=1", "--limit", "waiting=1") as server:
        for _ in range(100):
            if (ready := httpx.get(f"{server.address}/ready")).status_code == 200:
                break
            time.sleep(0.05)
        assert ready.json() == {"status": "ready"}
        assert httpx.get(f"{server.address}/health").json() == {"status": "ok"}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_stopping_finishes_what_has_begun(tmp_path: Path, workers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version would cut off the people who are being served by the old one, or leave something behind."""
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with serving(tmp_path, "--workers", workers) as server, server.connect() as connection:
        connection.settimeout(20)
        connection.sendall(HEAD + chunk(b'{"id": "first"}\n'))
        read_until(connection, b'"id":"first"')
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1.5)
        with pytest.raises(httpx.TransportError):  # nobody new is served
            httpx.get(f"{server.address}/health", timeout=1)
        connection.sendall(chunk(b'{"id": "second"}\n') + b"0\r\n\r\n")
        assert b'"id":"second"' in read_until(connection, b"0\r\n\r\n")
        assert server.process.wait(20) == 0
        assert [one.name for one in temporary.iterdir() if not one.name.startswith("advisor-rosters-")] == []


def test_several_workers_share_the_requests_and_their_figures(tmp_path: Path) -> None:
    """Figures would be those of whichever process answers, and the end of one process would be the end of all."""
    with serving(tmp_path, "--workers", "2") as server:
        wait_for(server, 2)

        def ask(_: int) -> int:
            return httpx.post(f"{server.address}/v1/advice", json={}).status_code

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, range(60))) == [200] * 60
        name = r'advisor_requests_total{method="POST",route="/v1/advice",status="200"}'
        assert {figure(httpx.get(f"{server.address}/metrics").text, name) for _ in range(6)} == {60}
        killed = processes(server)[0]
        os.kill(killed, signal.SIGKILL)
        wait_for(server, 3)
        assert [ask(0) for _ in range(6)] == [200] * 6
        figures = httpx.get(f"{server.address}/metrics").text
        assert figure(figures, name) == 66
        assert figure(figures, "advisor_requests_under_way") == 1  # none of the process that is gone


def processes(server: Server) -> list[int]:
    """The processes that have begun to answer."""
    return [int(line["event"].split("[")[1][:-1]) for line in server.lines if "server process" in line["event"]]


def wait_for(server: Server, count: int) -> None:
    """Wait until so many processes have begun to answer."""
    for _ in range(600):
        if sum("startup complete" in line["event"] for line in server.lines) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(server.log.read_text("utf-8"))


def test_when_the_first_process_is_killed_the_others_end_and_nothing_piles_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes would go on to serve that nobody knows of and nobody stops, and folders be left at each start."""
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with serving(tmp_path, "--workers", "2") as server:
        wait_for(server, 2)
        plan = httpx.post(f"{server.address}/v1/plan?to=level:entry", json={}, timeout=60)
        assert plan.status_code == 200
        assert len(family(temporary)) >= 4  # the first, two that answer, and one that plans
        server.process.kill()
        for _ in range(200):
            if not family(temporary):
                break
            time.sleep(0.1)
        assert family(temporary) == []
    with serving(tmp_path, "--workers", "2") as server:
        wait_for(server, 2)
        assert len(list(temporary.glob("*metrics*"))) == 1
    assert list(temporary.glob("*metrics*")) == []


def family(temporary: Path) -> list[int]:
    """The processes that were started with this folder for temporary files."""
    found, mark = [], f"TMPDIR={temporary}".encode()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            found += [int(path.name)] if mark in (path / "environ").read_bytes().split(b"\0") else []
        except OSError:
            continue  # it has ended, or is not ours
    return found

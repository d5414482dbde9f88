"""Limits on size, time and number, each with its problem document; and nobody else is disturbed."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import orjson
import pytest

from advisor.doors.http.settings import Settings
from advisor.errors import UsageError
from tests.http.serving import Server, answer_to, post, serving

LIMITS = {
    "most_bytes": 20_000,
    "roster_bytes": 40_000,
    "header_seconds": 1,
    "send_seconds": 1.5,
    "read_seconds": 1.5,
    "per_client": 3,
    "at_once": 5,
}


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits."""
    words = [part for name, number in LIMITS.items() for part in ("--limit", f"{name}={number}")]
    with serving(tmp_path_factory.mktemp("strict"), *words) as running:
        yield running


def told(body: bytes) -> tuple[int, str]:
    """The status and the code of a problem document."""
    problem = orjson.loads(body)
    assert {"type", "title", "status", "detail", "code", "errors"} <= set(problem)
    return problem["status"], problem["code"]


def statuses(received: bytes) -> list[int]:
    """The statuses of several answers in a row."""
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def alive(server: Server) -> None:
    """Somebody else is served."""
    answer = httpx.post(f"{server.address}/v1/advice", json={"experience": 3}, timeout=20)
    assert answer.status_code == 200, answer.text


CHUNKED = b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
LARGE = b'{"id": "' + b"x" * 30_000 + b'"}'


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (post("/v1/advice", LARGE), 413, "too-large"),
        (post("/v1/plan", LARGE), 413, "too-large"),
        (b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9999999999\r\n\r\n{", 413, "too-large"),
        (CHUNKED + b"%x\r\n" % len(LARGE) + LARGE + b"\r\n0\r\n\r\n", 413, "too-large"),
        (CHUNKED + b'5\r\n{"id"', 408, "too-slow"),
        (b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{", 408, "too-slow"),
        (b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\n", 408, "too-slow"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000, 431, "too-large"),
        (b"GET /" + b"a" * 100_000, 431, "too-large"),
        (post("/v1/advice", b"{}", content_encoding="gzip"), 415, "media-type"),
        (post("/v1/advice", b"--x\r\n", content_type="multipart/form-data; boundary=x"), 415, "media-type"),
        (b"\x00\xff\xfe rubbish\r\n\r\n", 400, "http"),
        (b"GET \x80\x81 HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, "http"),
        (b"GET / HTTP/9.9\r\n\r\n", 400, "http"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "http"),
        (post("/v1/advice", b"{}").replace(b"content-length: 2", b"content-length: -2"), 400, "http"),
        (post("/v1/nothing", b"{}"), 404, "not-found"),
        (post("/v1/rulebook", b"{}"), 405, "method"),
    ],
)
def test_what_is_too_much_or_no_request_is_told_so(strict: Server, request_: bytes, status: int, code: str) -> None:
    """A client would wait without an end or get an answer that it cannot read."""
    got, body = answer_to(strict, request_)
    assert got == status, body
    assert told(body) == (status, code)
    alive(strict)


def test_headers_that_drip_are_cut_off(strict: Server) -> None:
    """A few hundred such connections would hold a server that waits for each."""
    began = time.monotonic()
    status, body = answer_to(strict, b"GET /health HTTP/1.1\r\nhost: localhost\r\n" + b"a: b\r\n" * 20, pause=0.05)
    assert (status, told(body)) == (408, (408, "too-slow"))
    assert time.monotonic() - began < 10


def test_a_connection_that_says_nothing_is_closed(strict: Server) -> None:
    """Open connections would pile up."""
    with strict.connect() as connection:
        connection.settimeout(10)
        assert connection.recv(10) == b""


def test_an_answer_that_nobody_reads_is_given_up(strict: Server) -> None:
    """Answers would wait in memory for as long as their clients like."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = strict.address.removeprefix("http://").split(":")
        connection.connect((host, int(port)))
        ask = b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}"
        connection.sendall(ask * 60)
        time.sleep(6)
        received = 0
        connection.settimeout(5)
        try:
            while part := connection.recv(65536):
                received += len(part)
        except ConnectionError:
            pass
    assert received < 60 * 70_000  # far less than all the answers: the connection was cut
    alive(strict)


def test_an_answer_that_is_read_slowly_is_not_given_up(strict: Server) -> None:
    """Somebody on a slow line would never see the end of an answer."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        host, port = strict.address.removeprefix("http://").split(":")
        connection.connect((host, int(port)))
        one = b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}"
        connection.sendall(one * 32 + post("/v1/advice", b"{}"))
        began, received = time.monotonic(), b""
        while part := connection.recv(16_384):
            received += part
            time.sleep(0.03)
    assert statuses(received) == [200] * 33
    assert time.monotonic() - began > 2 * LIMITS["read_seconds"]


def test_what_follows_a_refusal_is_not_taken_for_another_request(strict: Server) -> None:
    """The rest of a body that was too large would be read as a request of somebody's."""
    smuggled = b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}"
    body = b"x" * 30_000 + smuggled
    with strict.connect() as connection:
        connection.sendall(post("/v1/advice", body).replace(b"connection: close\r\n", b"") + smuggled)
        connection.settimeout(3)
        received = b""
        try:
            while part := connection.recv(65536):
                received += part
        except (TimeoutError, ConnectionError):
            pass
    assert statuses(received) == [413, 200]  # the body was read to its end, and then the second request


def test_requests_in_a_row_are_answered_in_order(strict: Server) -> None:
    """A client that does not wait between requests would get the answers of another."""
    asks = [post("/v1/advice", b'{"id": "p%d"}' % n).replace(b"connection: close\r\n", b"") for n in range(5)]
    status, body = answer_to(strict, b"".join(asks) + post("/v1/advice", b'{"id": "p5"}'))
    assert status == 200
    found = [body.index(b'"id":"p%d"' % n) for n in range(6)]
    assert found == sorted(found)


def test_rubbish_after_requests_is_refused_when_they_are_answered(strict: Server) -> None:
    """A good request would lose its answer to what comes behind it, or an answer would be cut in two."""
    good = post("/v1/advice", b"{}").replace(b"connection: close\r\n", b"")
    with strict.connect() as connection:
        connection.sendall(good + good + b"RUBBISH\r\n\r\n" + good)
        received = b""
        while part := connection.recv(65536):
            received += part
    assert statuses(received) == [200, 200, 400]
    assert "fault" not in {line["event"] for line in strict.lines}


def test_too_many_at_a_time_from_one_address(strict: Server) -> None:
    """One client could take the whole server."""
    slow = b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{"
    held = [strict.connect() for _ in range(3)]
    try:
        for connection in held:
            connection.sendall(slow)
        time.sleep(0.3)
        refused = httpx.post(f"{strict.address}/v1/advice", json={})
        assert (refused.status_code, told(refused.content)) == (429, (429, "too-many"))
        assert int(refused.headers["retry-after"]) > 0
        for name in ("health", "ready", "metrics"):
            assert httpx.get(f"{strict.address}/{name}").status_code == 200
    finally:
        for connection in held:
            connection.close()
    time.sleep(0.2)
    alive(strict)


def test_too_many_at_a_time_in_all(tmp_path: Path) -> None:
    """A flood from many addresses would grow without an end."""
    with serving(tmp_path, "--limit", "at_once=1") as server, server.connect() as held:
        held.sendall(b"POST /v1/advice HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{")
        time.sleep(0.3)
        refused = httpx.post(f"{server.address}/v1/advice", json={})
        assert (refused.status_code, told(refused.content)) == (503, (503, "busy"))
        assert int(refused.headers["retry-after"]) > 0


def test_clients_that_go_away_leave_nothing_behind(strict: Server) -> None:
    """Each would take a place for ever, until the server refuses everybody."""

    def leave(number: int) -> None:
        with strict.connect() as connection:
            connection.sendall(post("/v1/plan", b'{"experience": %d}' % number)[: -1 if number % 2 else None])

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(leave, range(40)))
    figures = ""
    for _ in range(100):
        figures = httpx.get(f"{strict.address}/metrics").text
        if "advisor_requests_under_way 1.0" in figures:
            break
        time.sleep(0.1)
    assert "advisor_requests_under_way 1.0" in figures  # only the request for the figures
    alive(strict)


def test_every_process_has_the_settings_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of several processes would have other limits or rules than the command said."""
    monkeypatch.setattr(os, "environ", {"ADVISOR_SERVE_WAITING": "9"})
    limits = ("per_client=7", "read_seconds=1.5")
    settings = Settings.of(limits, (Path("/rules/a b"), Path("/rules/c")), Path("/choices.yaml"), True)
    assert (settings.per_client, settings.read_seconds, settings.waiting) == (7, 1.5, 9)
    settings.export()
    assert Settings() == settings


@pytest.mark.parametrize(
    "words",
    [
        "per_clients=3",
        "per_client",
        "per_client=-1",
        "rules=5",
        "at_once=nan",
        "waiting=0.5",
        "_env_file=x",
        "read_seconds=inf",
    ],
)
def test_a_limit_that_there_is_not_is_a_wrong_call(words: str) -> None:
    """A typing mistake would leave a server without the limit that its keeper wanted."""
    from click.testing import CliRunner

    from advisor.doors.cli import cli

    done = CliRunner().invoke(cli, ["serve", "--limit", words])
    assert isinstance(done.exception, UsageError)


def test_a_wrong_variable_of_the_environment_is_a_wrong_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server would end with a fault that says nothing of the variable."""
    for name, text in {"RULES": "no JSON", "WAITING": "few"}.items():
        monkeypatch.setattr(os, "environ", {f"ADVISOR_SERVE_{name}": text})
        with pytest.raises(UsageError):
            Settings.of((), (), None, False)

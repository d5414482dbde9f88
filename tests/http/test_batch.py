"""Batches: JSON Lines in and out, each line in its place, however many and however wrong."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import pytest

from advisor.advice.advise import advise
from advisor.document import read_document
from advisor.files import profiles_folder
from tests.http.serving import Server, serving
from tests.people import DAY, rulebook

PEOPLE = [read_document(path).data for path in sorted(profiles_folder().glob("*.yaml"))]
ASKED = {"as_of": str(DAY), "rulebook": rulebook().id}


def test_every_line_has_its_advice_in_order(client: httpx.Client) -> None:
    """Somebody would get the advice of somebody else."""
    lines = b"\n".join(orjson.dumps(person) for person in PEOPLE)
    answer = client.post("/v1/advice/batch", params=ASKED, content=lines)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jsonl")
    expected = [orjson.dumps(advise(person, rulebook(), as_of=DAY)) for person in PEOPLE]
    assert answer.content.splitlines() == expected


@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n \n"])
def test_a_bad_line_is_answered_in_its_place(client: httpx.Client, end: bytes) -> None:
    """One typing mistake among a thousand people would cost them all their advice."""
    bad = [
        b'{"education": "associate", "education": 1}',
        b"[",
        b"\xff\xfe",
        b'{"birth_year": NaN}',
        b"5",
        b"[" * 5_000,
        b'{"certifications": [{"name": "\\ud800"}]}',
        b'{"name": "' + b"x" * 300_000 + b'"}',
    ]
    lines = [line for one in bad for line in (b'{"id": "good"}', one, b"")]
    answer = client.post("/v1/advice/batch", params=ASKED, content=b"\r\n".join(lines) + end)
    found = [orjson.loads(line) for line in answer.content.splitlines()]
    assert [one["profile"]["id"] for one in found[::2]] == ["good"] * len(bad)
    assert [one["line"] for one in found[1::2]] == [3 * n + 2 for n in range(len(bad))]
    assert [one["status"] for one in found[1::2]] == [422] * 7 + [413]
    assert all(one["detail"] for one in found[1::2])


def test_nothing_asked_is_nothing_answered(client: httpx.Client) -> None:
    """An empty batch would be a mistake."""
    answer = client.post("/v1/advice/batch", content=b"")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_wrong_call_is_refused_as_a_whole(client: httpx.Client) -> None:
    """All lines would be answered by other rules than those asked for."""
    assert client.post("/v1/advice/batch", params={"rulebook": "none"}, content=b"{}").status_code == 400
    assert client.post("/v1/advice/batch", params={"as_of": "yesterday"}, content=b"{}").status_code == 400


HEAD = b"POST /v1/advice/batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"


def chunk(content: bytes) -> bytes:
    """A part of a body."""
    return b"%x\r\n" % len(content) + content + b"\r\n"


def read_until(connection: socket.socket, words: bytes) -> bytes:
    """Read until some words have come."""
    received = b""
    while words not in received:
        part = connection.recv(65536)
        assert part, "the connection was closed"
        received += part
    return received


def test_answers_come_while_lines_are_still_sent(server: Server) -> None:
    """A batch would be kept in memory as a whole, and nobody would see an answer before its end."""
    with server.connect() as connection:
        connection.sendall(HEAD + chunk(b'{"id": "first"}\n{"id": "sec'))
        assert b'"id":"second"' not in read_until(connection, b'"id":"first"')
        connection.sendall(chunk(b'ond"}\n'))
        read_until(connection, b'"id":"second"')
        connection.sendall(chunk(b'{"id": "third"}') + b"0\r\n\r\n")
        read_until(connection, b'"id":"third"')


def test_a_sender_who_stops_is_told_where(tmp_path: Path) -> None:
    """A batch that hangs would hold its place for ever, or end as if all had been answered."""
    with serving(tmp_path, "--limit", "send_seconds=0.5") as server, server.connect() as connection:
        connection.sendall(HEAD + chunk(b'{"id": "first"}\n{"id'))
        received = read_until(connection, b"0\r\n\r\n")
    last = orjson.loads(received.rpartition(b'\r\n{"type"')[2].join([b'{"type"', b""]).split(b"\r\n")[0])
    assert (last["status"], last["code"], last["line"]) == (408, "too-slow", 2)


def test_a_line_that_drips_is_cut_off(tmp_path: Path) -> None:
    """One sender could hold a place for as long as it likes with a byte now and then."""
    with serving(tmp_path, "--limit", "send_seconds=1") as server, server.connect() as connection:
        connection.sendall(HEAD + chunk(b'{"id": "first"}\n'))
        began = time.monotonic()
        try:
            for _ in range(40):
                connection.sendall(chunk(b" "))
                time.sleep(0.1)
        except OSError:
            pass
        received = read_until(connection, b"0\r\n\r\n")
    assert b'"status":408' in received
    assert time.monotonic() - began < 15


PERSON = orjson.dumps(PEOPLE[0] | {"skills": ["x" * 250] * 20}) + b"\n"


@pytest.mark.parametrize("options", [(), ("--limit", "ahead_bytes=100000")], ids=["usual", "little room"])
def test_all_may_be_sent_before_anything_is_read(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A client that sends first and reads afterwards, as most do, would hang with more than some tens of people."""
    count = 3000 if not options else 100
    with serving(tmp_path, *options) as server, server.connect() as connection:
        connection.settimeout(60)
        for _ in range(count // 50):
            connection.sendall((HEAD if not _ else b"") + chunk(PERSON * 50))
        connection.sendall(b"0\r\n\r\n")
        answers, received = 0, b""
        while part := connection.recv(1 << 20):
            answers += part.count(b'"decided_by":')
            received = received[-10:] + part
    assert received.endswith(b"0\r\n\r\n")
    assert answers >= count - count // 20  # a word may lie across two parts


def test_nothing_is_worked_on_when_nobody_waits(tmp_path: Path) -> None:
    """A client that went away would keep the server at work on all that it had sent."""
    with serving(tmp_path) as server:
        with server.connect() as connection:
            connection.sendall(HEAD + chunk(PERSON * 2000) + b"0\r\n\r\n")
            connection.recv(1000)
        for _ in range(100):
            if told := [line for line in server.lines if line["event"] == "request"]:
                break
            time.sleep(0.05)
        assert [(line["status"], line["bytes"] < 2_000 * 50_000) for line in told] == [(200, True)]


def memory(server: Server) -> float:
    """Megabytes that the server holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@pytest.mark.parametrize("line", [b'{"experience": 3}\n' * 500, b"x" * 100_000], ids=["lines", "one line without end"])
def test_memory_does_not_grow_with_the_batch(tmp_path: Path, line: bytes) -> None:
    """A batch as long as somebody likes would take all the memory."""
    with serving(tmp_path) as server, httpx.Client(timeout=120) as client:

        def sent(parts: int) -> int:
            def body() -> Iterator[bytes]:
                yield from (line for _ in range(parts))

            size = 0
            with client.stream("POST", f"{server.address}/v1/advice/batch", content=body()) as answer:
                for part in answer.iter_bytes():
                    size += len(part)
            return size

        few = sent(1) if line.endswith(b"\n") else sent(10)
        before = memory(server)
        many = sent(4) if line.endswith(b"\n") else sent(300)
        assert many >= few
        assert memory(server) - before < 8

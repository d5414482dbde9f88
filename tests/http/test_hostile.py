"""Hostile bodies: every one is answered, none stalls the server or is repeated, and others are served meanwhile."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import orjson

from tests.fuzz.hostile import SECRET, by_hand, every_value_everywhere, noise
from tests.http.serving import Server
from tests.people import rulebook

PATHS = ("/v1/advice", "/v1/explain", "/v1/plan", "/v1/compare", "/v1/what-if", "/v1/interview", "/v1/interview/answer")
ALLOWED = {200, 413, 422}


def bodies() -> list[bytes]:
    """Bytes that were made to do harm: classics, hostile values in every place, noise."""
    chance = random.Random(5)
    placed = [one for one in every_value_everywhere() if isinstance(one, bytes) and len(one) < 100_000]
    classics = [one for one in by_hand() if isinstance(one, bytes)]
    return classics + chance.sample(placed, 120) + [noise(chance) for _ in range(60)]


def test_nothing_that_is_sent_brings_the_server_down(server: Server) -> None:
    """One hostile client would take the service from everybody."""
    stop, waits = threading.Event(), [0.0]

    def somebody_else() -> None:
        with httpx.Client(base_url=server.address, timeout=30) as client:
            while not stop.is_set():
                began = time.monotonic()
                answer = client.post("/v1/advice", params={"rulebook": rulebook().id}, json={"experience": 3})
                assert answer.status_code == 200
                waits.append(time.monotonic() - began)

    def attack(numbered: tuple[int, bytes]) -> tuple[int, bytes]:
        number, body = numbered
        wrapped = b'{"profile": %s, "with": ["experience+1"]}' % body if number % 6 == 3 else body
        with httpx.Client(base_url=server.address, timeout=60) as client:
            answer = client.post(PATHS[number % 6], params={"rulebook": rulebook().id}, content=wrapped)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(5) as pool:
        friend = pool.submit(somebody_else)
        answers = list(pool.map(attack, enumerate(bodies())))
        stop.set()
        friend.result()
    assert {status for status, _ in answers} == ALLOWED
    for status, content in answers:
        if status != 200:
            problem = orjson.loads(content)
            assert (problem["status"], problem["detail"] != "") == (status, True)
            assert SECRET.encode() not in content
    assert max(waits) < 10
    assert len(waits) > 20
    assert "fault" not in {line["event"] for line in server.lines}
    assert SECRET not in server.log.read_text("utf-8")

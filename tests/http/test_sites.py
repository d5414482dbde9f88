"""Who may call: pages of other sites may not, and nobody may by a name that the server does not have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from advisor.doors.http.sites import Sites, names_of
from advisor.doors.serve import serve
from advisor.errors import UsageError
from tests.http.serving import Server, answer_to, serving

OTHER = "https://evil.example"
FORM = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def status(sites: Sites, method: str = "POST", path: str = "/roster", **headers: str) -> int:
    """The status with which a request is refused, or 200."""
    named = {"host": "localhost:8000", **{name.replace("_", "-"): text for name, text in headers.items()}}
    raw = [(name.encode(), text.encode()) for name, text in named.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "http_version": "1.1"}
    refusal = sites.check(scope)
    return refusal.http_status if refusal else 200


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({}, 200),  # a program
        ({"origin": "http://localhost:8000"}, 200),
        ({"origin": "http://localhost:8000", "sec_fetch_site": "same-origin"}, 200),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, 200),
        ({"sec_fetch_site": "none", "sec_fetch_mode": "navigate"}, 200),
        ({"origin": "https://advisor.example.edu", "sec_fetch_site": "same-origin"}, 200),  # a proxy changed Host
        ({"origin": OTHER}, 403),
        ({"origin": OTHER, "sec_fetch_site": "same-origin"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "http://localhost:3000"}, 403),  # another program of this machine
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, 403),
        ({"origin": "http://localhost:8000", "sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
    ],
)
def test_a_page_of_another_site_changes_and_works_nothing(headers: dict[str, str], wanted: int) -> None:
    """Any page that a person visits could upload rosters to their own server, or keep it at work."""
    assert status(Sites(("advisor.example.edu",)), **headers) == wanted


def test_a_link_from_another_site_works_and_a_frame_or_an_image_does_not() -> None:
    """Nobody could link to the pages; or a page would make a visitor's browser call the service."""
    sites, link = Sites(()), {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert status(sites, "GET", sec_fetch_dest="document", **link) == 200
    assert status(sites, "GET", sec_fetch_dest="iframe", **link) == 403
    assert status(sites, "GET", sec_fetch_site="cross-site", sec_fetch_mode="no-cors") == 403


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("localhost", 200),
        ("LOCALHOST.:8000", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8000", 200),
        ("advisor.example.edu", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 400),
        ("localhost:8000:1", 400),
        ("a b", 400),
        ("[::", 400),
        ("localhost@evil.example", 400),
    ],
)
def test_the_server_answers_to_its_own_names(host: str, wanted: int) -> None:
    """A name of somebody else's that points to this machine would make their page one of ours."""
    sites = Sites(names_of("0.0.0.0", ("advisor.example.edu",)))
    assert status(sites, host=host) == wanted
    assert status(sites, "GET", "/health", host=host) == (400 if wanted == 400 else 200)
    assert status(Sites(("*",)), host=host) == (400 if wanted == 400 else 200)


def test_the_address_that_is_listened_on_is_a_name() -> None:
    """Whoever serves on one address of their network would have to write it twice."""
    assert names_of("192.168.1.5", ("A.example",)) == ("a.example", "192.168.1.5")
    assert names_of("0.0.0.0", ()) == names_of("::", ()) == ()


@pytest.mark.parametrize("name", ["https://a.example", "a.example:80", "a.example/x", ""])
def test_a_name_that_is_none_is_a_wrong_call(name: str) -> None:
    """A server would refuse everybody who uses the name that its keeper meant."""
    with pytest.raises(UsageError):
        serve.main(["--allow-host", name], standalone_mode=False)


def raw(server: Server, head: str) -> tuple[int, bytes]:
    """Send a request with exactly these headers."""
    return answer_to(server, f"{head}\nConnection: close\n\n".replace("\n", "\r\n").encode())


def test_no_name_or_two_is_no_request(server: Server) -> None:
    """Two readers of a request could take it to be for two servers."""
    assert raw(server, "GET / HTTP/1.1\nHost: localhost")[0] == 200
    assert raw(server, "GET / HTTP/1.1")[0] == 400
    assert raw(server, "GET / HTTP/1.1\nHost: localhost\nHost: localhost")[0] == 400
    assert raw(server, "GET / HTTP/1.1\nHost: [::\nAccept: text/html")[0] == 400
    assert raw(server, "GET /health HTTP/1.0")[0] == 200


def test_what_another_site_sends_is_refused_everywhere(client: httpx.Client) -> None:
    """One route would have been forgotten."""
    for path in ("/v1/advice", "/v1/plan", "/questions", "/advice", "/roster", "/roster/x/run", "/roster/x/delete"):
        answer = client.post(path, headers={"origin": OTHER}, files={"file": ("a.csv", b"id,degree\n1,AAS\n")})
        assert answer.status_code == 403, path
        assert answer.json()["code"] == "other-site"
    page = client.post("/roster", headers={"origin": OTHER, "accept": "text/html"})
    assert "page of another site" in page.text


def test_a_slash_too_many_leads_back_to_this_server(client: httpx.Client) -> None:
    """An address that is made of ``Host`` or of the path would lead to wherever another wants."""
    answer = client.get("/roster/?a=1")
    assert (answer.status_code, answer.headers["location"]) == (307, "/roster")
    for path in ("//evil.example/", "//evil.example/handbook/", "/nothing/", "/static/"):
        assert "location" not in client.get(f"{client.base_url}{path}").headers, path


def test_static_files_are_what_they_say(client: httpx.Client) -> None:
    """A browser would guess that something is a script."""
    for path in ("/static/site.css", "/", "/openapi.json", "/nothing", "/v1/rulebook"):
        assert client.get(path).headers.get_list("x-content-type-options") == ["nosniff"], path


def test_behind_a_proxy_it_works_as_docs_http_says(tmp_path: Path) -> None:
    """Nobody could use the pages through the proxy that the document describes."""
    with serving(tmp_path, "--allow-host", "advisor.example.edu") as server:
        through: dict[str, Any] = {"host": "advisor.example.edu", "x-forwarded-proto": "https"}
        sent = {**through, **FORM, "origin": "https://advisor.example.edu"}
        answer = httpx.post(f"{server.address}/questions", headers=sent, data={"state": ""})
        assert answer.status_code == 200, answer.text
        assert httpx.get(f"{server.address}/", headers={"host": "other.example.edu"}).status_code == 421

"""Whom a request may come from: the names the server answers to, and the pages that may call it.

A browser sends requests for any page that a person visits. A page of another site must not change or work anything
here (``Origin``, ``Sec-Fetch-Site``), nor reach this server by a name of its own that points here (``Host``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from advisor.doors.http.problems import RequestError

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
ANY = "*"
"""As a name: the server answers to every name."""
PROBES = frozenset(("/health", "/ready"))
"""Paths that answer to any name, since whoever watches a server may know its number alone; they tell nothing."""
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::[0-9]{1,5})?", re.IGNORECASE)
_OWN = frozenset(("same-origin", "none"))
_INSIDE = frozenset(("embed", "iframe", "frame", "object", "fencedframe"))


def names_of(host: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """Give the names that a server answers to besides the loopback ones, when it listens on ``host``."""
    try:
        is_one = not ip_address(host).is_unspecified
    except ValueError:
        is_one = bool(host)
    return tuple(dict.fromkeys(map(_plain, (*allowed, host) if is_one else allowed)))


def name_in(authority: str) -> str:
    """Give the name in ``name:port``, in lower case; nothing when it is not of that form."""
    found = _HOST.fullmatch(authority)
    return _plain(found["six"] or found["name"]) if found else ""


def _plain(name: str) -> str:
    return name.strip("[]").casefold().removesuffix(".")


class Sites:
    """The sites that a server belongs to: those of ``names``, and of this machine."""

    def __init__(self, names: Sequence[str]) -> None:
        self._given = frozenset(names)

    def check(self, scope: Scope) -> RequestError | None:
        """Give why a request is refused, if it is."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        is_old = scope["http_version"] == "1.0"  # which knew no Host
        name = name_in(hosts[0]) if hosts else ""
        if len(hosts) > 1 or not (name or (is_old and not hosts)):
            return RequestError(400, "host", "Send the server's name once, in the header Host.")
        if scope["path"] in PROBES:
            return None
        if ANY not in self._given and name not in self._given and name not in LOOPBACK:
            message = "This server was not told that it has this name. It is started with --allow-host NAME."
            return RequestError(421, "host", message)
        if not self._is_ours(scope["method"], headers, hosts[0] if hosts else ""):
            return RequestError(403, "other-site", "This was sent by a page of another site. Open our own page first.")
        return None

    def _is_ours(self, method: str, headers: Headers, host: str) -> bool:
        """Say whether a program sends a request, or a page of ours, or it is a link to one of our pages."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in _OWN:
            is_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") not in _INSIDE
            return method in ("GET", "HEAD") and is_link
        if origin is None or (origin == "null" and site is not None):
            return True
        try:
            authority = urlsplit(origin).netloc
        except ValueError:
            return False
        return authority.casefold() == host.casefold() or name_in(authority) in self._given

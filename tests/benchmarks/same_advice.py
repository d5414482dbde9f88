"""One digest of the advice, the what-ifs and the explanations of many people: to run before and after a change.

Run it from the repository's top: ``python -m tests.benchmarks.same_advice [PEOPLE]``, by default 3,000 made-up ones
beside those of ``profiles/``. Work that must not change what anybody is told must leave every line as it was.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from advisor.advice.advise import advise
from advisor.changing import what_if
from advisor.document import read_document
from advisor.files import profiles_folder
from advisor.reasoning.explain import explain
from advisor.rulebook.load import load_rulebook
from tests.strategies import random_profile

DAYS = (date(2023, 6, 30), date(2026, 11, 24), date(2027, 2, 28))
SUBJECTS = ("level", "title:health-information-manager", "certification:rhia")
CHANGES = ("certification=RHIT", "experience+1.3:coding", "education=associate:Nursing")


def main() -> None:
    """Print a digest for each kind of answer."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    rulebook = load_rulebook()
    chance = random.Random(2)
    people: list[Any] = [read_document(path).data for path in sorted(profiles_folder().glob("*.yaml"))]
    people += [random_profile(chance, rulebook) for _ in range(count)]

    def advised() -> Iterator[bytes]:
        for number, person in enumerate(people):
            for day in DAYS if number < 200 else DAYS[1:2]:
                yield advise(person, rulebook, as_of=day).to_json()

    def plainly() -> Iterator[bytes]:
        for person in people[:200]:
            yield orjson.dumps(advise(person, rulebook, as_of=DAYS[1], engine="plain").to_dict())

    def supposed() -> Iterator[bytes]:
        for person in people[:200]:
            for change in CHANGES:
                yield what_if(person, [change], rulebook, as_of=DAYS[1], on=DAYS[2]).to_json()

    def explained() -> Iterator[bytes]:
        for person in people[:40]:
            for subject in SUBJECTS:
                yield explain(person, subject, rulebook, as_of=DAYS[1]).to_json()

    for kind in (advised, plainly, supposed, explained):
        digest = sha256()
        number = 0
        for number, answer in enumerate(kind(), 1):  # noqa: B007
            digest.update(answer)
        print(f"{kind.__name__:<10} {number:6,} {digest.hexdigest()[:32]}")


if __name__ == "__main__":
    main()

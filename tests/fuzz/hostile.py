"""Profiles that nobody should write: by hand, by breaking good ones, and as plain noise.

Run as a script, it sends them the whole way, from bytes to advice, and ends with 1 at the first that neither gives
advice nor an error of ours: ``python tests/fuzz/hostile.py [SEED] [COUNT]``.
"""

from __future__ import annotations

import faulthandler
import json
import random
import sys
import traceback
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from advisor.advice.advise import advise
from advisor.changing import what_if
from advisor.document import parse_document
from advisor.errors import AdvisorError
from advisor.files import profiles_folder
from advisor.planning.plan import plan
from advisor.profile import Certification, Constraints, Education, Goal, Job, Profile, load_profile
from advisor.reasoning.explain import explain
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook

Profiled = bytes | dict[Any, Any]
SECRET = "Zqxjkvbpyw 555-01-2345"
"""Something that a person wrote about themselves, and no key: no error may repeat it."""

SAID = "repeats what a person wrote"

NUMBERS: tuple[Any, ...] = (
    0,
    -1,
    -0.0,
    1e-5,
    1e-320,
    5e-324,
    0.1 + 0.2,
    99.99999999,
    1e16,
    1e308,
    2**31,
    2**53 + 1,
    2**63,
    10**17,
    10**30,
    10**400,
    10**5000,
    -(10**400),
    float("nan"),
    float("inf"),
    float("-inf"),
    True,
    False,
)
TEXTS: tuple[Any, ...] = (
    "",
    " ",
    "\n",
    "\0",
    "\x1b[31m",
    "\x7f",
    "\u202e",
    "\ufeff",
    "\ufffe",
    "\ud800",
    "\udfff",
    "a\u0301" * 50,
    "é",
    "𝒳",
    "x" * 301,
    "x" * 1_000_000,
    "%s%n",
    "{value}",
    "{0}",
    "$(true)",
    "'; --",
    "<script>",
    "null",
    "~",
    "NaN",
    "1e400",
    "{{",
    "!!python/object:os.system",
    "&a",
    "*a",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "1900",
    "2200-12-31",
    "0x10",
    "1_000",
    "12:30",
    "no",
    "٣",
    "Ⅷ",
    "ﷺ" * 40,
    "[x]",
    "(x)",
    "a(b)[c]",
    "__class__",
    "function-before",
    "-",
    ".",
    "inf",
    "-inf",
    "1" * 400,
    "١٢٣٤-٠١",
    SECRET,
)
OBJECTS: tuple[Any, ...] = (
    None,
    [],
    {},
    [[]],
    [{}],
    {"": ""},
    [None],
    {"level": {}},
    b"bytes",
    {1: 2},
    {None: 1},
    {(1, 2): 3},
    {1, 2},
    object(),
    date(2020, 1, 1),
    1j,
    range(3),
    Ellipsis,
    int,
    lambda: None,
    {"x": {"y": [{"z": 1}]}},
    ["a", 1, None, {}],
)

DEEPLY = 60
"""Of how many profiles one is explained, planned for and changed as well, which takes much longer."""


def values(chance: random.Random, plain: bool) -> Any:
    """One hostile value; ``plain`` keeps to what JSON can say."""
    while True:
        value = chance.choice(chance.choice((NUMBERS, TEXTS, OBJECTS)))
        if not plain or _is_plain(value):
            return deepcopy(value)  # it may be changed where it is put


def _is_plain(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=True)
    except (TypeError, ValueError):
        return False
    return True


def by_hand() -> Iterator[Profiled]:
    """The classics, one by one."""
    for opening, closing in (("[", "]"), ('{"a":', "}"), ("{education: ", "}"), ("- ", ""), ("? ", ""), ("{? ", "}")):
        for depth in (30, 45, 1_000, 100_000):
            yield (opening * depth + "1" + closing * depth).encode()
    yield b"education: " + b"[" * 20 + b"]" * 20
    yield b'{"id": "\\ud800"}'
    yield b'{"\\udc00": 1}'
    yield b'{"id": "\\ud83d\\ude00", "name": "\\\\ud83d\\ude00"}'
    yield b"\xed\xa0\x80: 1"
    yield b"id: \xff\xfe"
    yield b"\xff\xfei\x00d\x00"
    yield b"id: a\x00b"
    yield b"\x00" * 1000
    yield b"{}" * 1000
    yield b"a: &a [*a, *a]"
    yield b"a: &a {<<: *a}"
    yield b"x: &x [1]\ny: [*x, *x]"
    yield b"!!python/object/apply:os.system ['true']"
    yield b"%YAML 9.9\n---\n{}"
    yield b"--- {}\n--- {}"
    yield b"? [a]\n: b"
    yield b"id: x\nid: y"
    yield b"true: 1"
    yield b"null: 1"
    yield b"1.5: 1"
    yield b"- - - 1"
    yield b"'(x)': 1"
    yield b"'[0]': {'(y)': 2}"
    yield b"education: {'(x)': 1}"
    yield b"\t- bad"
    yield b"id: 'never closed"
    yield b"#" * 100_000
    yield b"id: |\n" + b"  line\n" * 50_000
    yield b"id: " + b"x" * 1_000_000
    yield b"x" * 1_000_000 + b": 1"
    yield b"x: 1\n" * 20_000
    yield "\n".join(f"k{n}: {n}" for n in range(20_000)).encode()
    yield b"experience:\n" + b"- {years: 1, role: Medical coder}\n" * 10_000
    yield b"experience:\n" + b"- 1\n" * 10_000
    yield b"experience: [" + b"{start: 2001-01-01, role: coder}," * 200 + b"]"
    yield b"experience: [" + b"{start: x}," * 10_000 + b"]"
    yield b"education: [" + b"bachelor," * 10_000 + b"]"
    yield b"certifications: [" + b"RHIT," * 100 + b"]"
    yield b"coursework: [" + b"[" * 30 + b"]" * 30 + b"]"
    yield b"skills: [" + b"x," * 300_000 + b"]"
    yield b"college_credits: 1" + b"0" * 4_000_000
    yield b"college_credits: 1e999999999"
    yield b"college_credits: .nan"
    yield b"college_credits: 9999999.99999999"
    yield b"college_credits: 1e-300"
    yield b"birth_year: 1" + b"0" * 17
    yield b"x" * 8_000_001
    yield {"education": [{"level": 10**5000}]}
    yield {"experience": 10**400}
    yield {"id": 10**5000}
    yield {"goal": {"title": "\ud800"}}
    yield {"certifications": [{"name": "\udfff", "earned": 10**5000}]}
    looped: dict[Any, Any] = {}
    looped["education"] = looped
    yield looped
    ring: list[Any] = []
    ring.append(ring)
    yield {"education": ring, "experience": ring, "skills": ring}
    deep: Any = "associate"
    for _ in range(50_000):
        deep = [deep]
    yield {"education": deep}


PARTS: dict[str, type[BaseModel]] = {"education": Education, "experience": Job, "certifications": Certification}
PATHS: tuple[tuple[str | int, ...], ...] = (
    *((name,) for name in Profile.model_fields),
    *((part, 0, name) for part, model in PARTS.items() for name in model.model_fields),
    *(("goal", name) for name in Goal.model_fields),
    *(("constraints", name) for name in Constraints.model_fields),
)
"""Every place of a profile where something can be said."""


def at(path: tuple[str | int, ...], value: Any) -> dict[Any, Any]:
    """A profile that says one thing."""
    for part in reversed(path):
        value = [value] if isinstance(part, int) else {part: value}
    return dict(value)


def every_value_everywhere() -> Iterator[Profiled]:
    """Each hostile value in each place: as Python data, and as JSON where that can say it."""
    for number, path in enumerate(PATHS):
        for value in (*NUMBERS, *TEXTS, *OBJECTS):
            if value == TEXTS[15] and number % 8:
                continue  # a megabyte in some places is enough
            profile = at(path, value)
            yield profile
            if _is_plain(value):
                yield json.dumps(profile, ensure_ascii=number % 2 == 0).encode("utf-8", "surrogatepass")


def broken(chance: random.Random, good: list[bytes]) -> bytes:
    """Break the bytes of a good profile in a few places."""
    text = bytearray(chance.choice(good))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(text) + 1)
        match chance.randrange(6):
            case 0:
                text[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del text[place : place + chance.randint(1, 40)]
            case 2:
                text[place:place] = text[place : place + chance.randint(1, 60)]
            case 3:
                text[place:place] = chance.choice(TEXTS[:15] + TEXTS[16:]).encode("utf-8", "surrogatepass")
            case 4:
                text[place:place] = chance.choice(
                    (b"[", b"]", b"{", b"}", b":", b"\n", b"- ", b"'", b'"', b"&", b"*", b"!")
                )
            case _:
                text[place : place + chance.randint(1, 8)] = str(chance.choice((0, -1, 1e300, 10**25, 2**64))).encode()
    return bytes(text)


def twisted(chance: random.Random, good: list[dict[str, Any]]) -> Profiled:
    """Put hostile values into the data of a good profile."""
    profile = json.loads(json.dumps(chance.choice(good)))
    plain = chance.random() < 0.6
    for _ in range(chance.randint(1, 4)):
        holder: Any = profile
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = chance.choice(keys)
            inner = holder[key]
            if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
                holder = inner
                continue
            match chance.randrange(5):
                case 0 if isinstance(holder, dict):
                    holder[chance.choice(TEXTS[:15] + TEXTS[16:])] = holder.pop(key)
                case 1:
                    del holder[key]
                case 2 if isinstance(holder, list):
                    holder.extend([inner] * chance.choice((1, 300)))
                case _:
                    holder[key] = values(chance, plain)
            break
    if plain:
        return json.dumps(profile, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return dict(profile)


def noise(chance: random.Random) -> bytes:
    """Bytes without meaning, or with the look of YAML."""
    if chance.random() < 0.5:
        return chance.randbytes(chance.randint(0, 200))
    alphabet = "{}[]:,-?&*!|>'\"%@`#\n  abid0123456789.~éducation\t"
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(0, 200))).encode()


def cases(seed: int, count: int) -> Iterator[Profiled]:
    """Every hostile profile: the fixed ones, then ``count`` made up from a seed."""
    yield from by_hand()
    yield from every_value_everywhere()
    chance = random.Random(seed)
    texts = [path.read_bytes() for path in sorted(profiles_folder().glob("*.yaml"))]
    data = [parse_document(text).data for text in texts]
    for number in range(count):
        match number % 4:
            case 0:
                yield noise(chance)
            case 1:
                yield broken(chance, texts)
            case _:
                yield twisted(chance, data)


def outcome(case: Profiled, rulebook: Rulebook, deeply: bool = False) -> str:
    """Send one profile the whole way; anything but advice or an error of ours escapes.

    ``deeply``: it is explained, planned for and changed as well.
    """
    try:
        profile = load_profile(case) if isinstance(case, bytes) else case
        advice = advise(profile, rulebook, as_of=date(2026, 11, 24))
        assert json.loads(advice.to_json())["level"]["id"]
        if deeply:
            day = date(2026, 11, 24)
            assert json.loads(explain(profile, None, rulebook, as_of=day).to_json())["conclusion"] == advice.level.id
            assert json.loads(plan(profile, None, rulebook, as_of=day).to_json())["goal"]["id"]
            assert json.loads(what_if(profile, ["experience+1:coding"], rulebook, as_of=day).to_json())["level"]
    except AdvisorError as error:
        said = str(error)
        faults = [fault for found, fault in ((not said.strip(), "says nothing"), (SECRET in said, SAID)) if found]
        if faults:
            raise RuntimeError(f"an error that {faults[0]}: {said[:300]}") from error
        said.encode()
        return "refused"
    return "advised"


def main() -> int:
    """Run every case; say how many were advised and refused, or show the one that escaped."""
    faulthandler.enable()
    given = [int(argument) for argument in sys.argv[1:]]
    seed, count = (given + [1, 3000][len(given) :])[:2]
    rulebook = load_rulebook()
    found = {"advised": 0, "refused": 0}
    escaped: dict[str, int] = {}
    for number, case in enumerate(cases(seed, count)):
        try:
            found[outcome(case, rulebook, deeply=number % DEEPLY == 0)] += 1
        except Exception:  # this is what the test looks for
            told = traceback.format_exc()
            kind = "\n".join(told.splitlines()[-6:])
            escaped[kind] = escaped.get(kind, 0) + 1
            if escaped[kind] == 1:
                shown = repr(case) if isinstance(case, bytes) else ascii(list(case))
                sys.stderr.write(f"case {number}: {shown[:300]}\n{told[-1500:]}\n")
    total = sum(escaped.values())
    sys.stdout.write(f"{found['advised']} advised, {found['refused']} refused, {total} escaped\n")
    return 1 if total else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main())

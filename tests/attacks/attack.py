"""The longer attack: what is made up at random, through every way in, each in a process of its own with limits.

``make attack``, or ``python -m tests.attacks.attack [--seconds N] [--seed N]``: N seconds for each of four kinds, and a
little more. It writes docs/reliability.md, and ends with 1 when something did not hold.

Something *holds* when the answer is advice or an error of ours that does not repeat what a person wrote, within 30
seconds of the processor. Everything else does not: another exception, a process that is killed, a longer wait.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reliability.md"
DAY = date(2026, 11, 24)
MOST_MEMORY = 4 << 30
MOST_SECONDS = 30
SCHEMATHESIS = "the service, by schemathesis with all its checks"


def people(seed: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """People of all kinds, a part of them damaged, through advice, explanation, plan and what-if."""
    from advisor.advice.advise import advise
    from advisor.changing import what_if
    from advisor.planning.plan import plan
    from advisor.reasoning.explain import explain
    from advisor.rulebook.load import load_rulebook
    from tests.fuzz.hostile import SECRET, twisted
    from tests.strategies import random_profile

    rulebook, chance = load_rulebook(), random.Random(seed)
    goals = [f"level:{one.id}" for one in rulebook.levels[1:]] + [one.id for one in rulebook.titles]
    while True:
        person: Any = random_profile(chance, rulebook) | {"name": SECRET}
        if chance.random() < 1 / 7:
            person = twisted(chance, [person])
            person = person if isinstance(person, dict) else json.loads(person)
        goal, on = chance.choice(goals), date(chance.choice((1900, 2027, 2040, 2200, 9999)), 12, 31)
        change = chance.choice(("experience+1:coding", "certification=RHIT", "education=master", "credits=1e308"))
        yield "advise", partial(advise, person, rulebook, as_of=DAY)
        yield "explain", partial(explain, person, None, rulebook, as_of=DAY)
        yield "plan", partial(plan, person, goal, rulebook, as_of=DAY)
        yield "what-if", partial(what_if, person, [change], rulebook, as_of=DAY, on=on)


def profiles(seed: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Files of profiles that nobody should write, as bytes or data, to advice."""
    from advisor.rulebook.load import load_rulebook
    from tests.fuzz.hostile import cases, outcome

    rulebook = load_rulebook()
    for case in cases(seed, 10**6):
        yield "a hostile profile", partial(outcome, case, rulebook)


def rosters(seed: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Damaged rosters of each format, read and answered to the end."""
    from advisor.roster.batch import Batch
    from advisor.rulebook.load import load_rulebook
    from tests.fuzz.test_roster_bytes import files, read_all

    batch = Batch(load_rulebook().as_of(DAY), DAY, "durable_rules")
    with TemporaryDirectory() as folder:
        every = {form: files(form, seed, 10**6) for form in ("csv", "jsonl", "xlsx", "parquet")}
        while True:
            for form, made in every.items():
                path = Path(folder) / f"r.{form}"
                path.write_bytes(next(made))
                yield f"a roster as {form}", partial(read_all, batch, path, form)


KINDS = {"people": people, "profiles": profiles, "rosters": rosters}


def attempts(kind: str, seed: int, seconds: float) -> None:
    """Try one kind for some seconds, in this process; write a line for each: what, how it ended, and if it must be."""
    from advisor.errors import AdvisorError
    from tests.fuzz.hostile import SECRET

    end = time.monotonic() + seconds
    for what, attempt in KINDS[kind](seed):
        begun = time.process_time()
        try:
            answer = attempt()
            end_of_it = (
                "said nothing"
                if answer == "nothing said"
                else "refused"
                if answer in ("refused", "InputError", "UsageError", "NoColumns")
                else "answered"
            )
        except AdvisorError as error:
            end_of_it = "refused" if str(error).strip() and SECRET not in str(error) else "said too much or nothing"
        except Exception as error:
            end_of_it = f"broke with {type(error).__name__}"
        if time.process_time() - begun > MOST_SECONDS:
            end_of_it = "took too long"
        sys.stdout.write(f"{what}\t{end_of_it}\n")
        sys.stdout.flush()
        if time.monotonic() > end:
            return


def guarded(kind: str, seed: int, seconds: float) -> Counter[tuple[str, str]]:
    """Try one kind in processes of its own until the time is over: where one is killed, another goes on."""
    found: Counter[tuple[str, str]] = Counter()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 1:
        command = [sys.executable, "-X", "faulthandler", "-m", "tests.attacks.attack", "--kind", kind]
        command += ["--seed", str(seed), "--seconds", str(left)]
        try:
            done = subprocess.run(
                command, cwd=ROOT, stdout=subprocess.PIPE, timeout=left + 120, check=False, preexec_fn=_limited
            )
            status, lines = str(done.returncode or ""), done.stdout
        except subprocess.TimeoutExpired as late:
            status, lines = "time", late.stdout or b""
        for line in lines.decode().splitlines():
            what, _, how = line.partition("\t")
            found[what, how] += 1
        if status:
            found[f"the process of {kind}", f"ended with {status}"] += 1
        seed += 1
    return found


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def service(seed: int, seconds: float) -> Counter[tuple[str, str]]:
    """Call the service as its OpenAPI document allows and as it does not, with all checks of schemathesis."""
    from tests.http.serving import serving

    http = ROOT / "tests" / "http"
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(http / "schemathesis.toml"), "run"]
        command += [f"{server.address}/openapi.json", "--phases", "examples,coverage,fuzzing"]
        command += ["--max-time", str(int(seconds)), "--seed", str(seed)]
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds * 4 + 60,
            check=False,
            env={**os.environ, "PYTHONPATH": str(http), "NO_COLOR": "1"},
        )
        faults = sum(line["event"] == "fault" for line in server.lines)
    said = re.search(r"([\d,]+) generated", done.stdout)
    cases = int(said[1].replace(",", "")) if said else 0
    failed = re.search(r"found ([\d,]+) unique failures?", done.stdout)
    broken = int(failed[1].replace(",", "")) if failed else int(done.returncode != 0)
    if broken:
        sys.stderr.write(done.stdout[-6000:])
    return Counter(
        {(SCHEMATHESIS, "answered"): max(cases - broken, 0)}
        | ({(SCHEMATHESIS, "failed a check"): broken} if broken else {})
        | ({(SCHEMATHESIS, "was a fault in the log"): faults} if faults else {})
    )


def page(found: Counter[tuple[str, str]], seed: int, seconds: float) -> str:
    """Write the page of what was tried and what held."""
    kinds = list(dict.fromkeys(what for what, _ in found))
    rows = []
    for kind in kinds:
        of_kind = {how: count for (what, how), count in found.items() if what == kind}
        tried, answered, refused = sum(of_kind.values()), of_kind.pop("answered", 0), of_kind.pop("refused", 0)
        broken = "; ".join(f"{count:,} {how}" for how, count in sorted(of_kind.items())) or "0"
        rows.append(f"| {kind} | {tried:,} | {answered:,} | {refused:,} | {broken} |")
    return "\n".join(
        (
            "# What was tried against it",
            "",
            "<!-- written by `make attack`; do not edit -->",
            "",
            f"The last run of `make attack`, with seed {seed} and {seconds:g} seconds for each kind.",
            "What is *answered* or *refused* with a clear sentence holds. What does not: an exception that is not",
            f"ours, a process that ends, more than {MOST_SECONDS} seconds of the processor, an error that repeats what",
            "a person wrote. One test for each kind of attack by hand is in `tests/attacks/`, part of `make test`.",
            "",
            "| tried | how often | answered | refused | did not hold |",
            "|---|---:|---:|---:|---|",
            *rows,
            "",
        )
    )


def main() -> int:
    """Run all kinds, or (with ``--kind``) one in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=sorted(KINDS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.kind:
        attempts(given.kind, given.seed, given.seconds)
        return 0
    found: Counter[tuple[str, str]] = Counter()
    for kind in KINDS:
        found += guarded(kind, given.seed, given.seconds)
    found += service(given.seed, given.seconds)
    PAGE.write_text(page(found, given.seed, given.seconds), "utf-8")
    sys.stdout.write(PAGE.read_text("utf-8"))
    return int(any(how not in ("answered", "refused") for _, how in found))


if __name__ == "__main__":
    sys.exit(main())

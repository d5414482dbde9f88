"""How many questions an interview asks, beside a form that asks all of them of the same made-up people.

Run it from the repository's top: ``python -m tests.benchmarks.bench_interview [PEOPLE]``, by default 400.
It also says how long finding the next question takes.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from datetime import date
from statistics import mean, median, quantiles

from advisor.interview import next_question, start
from advisor.rulebook.load import load_rulebook
from tests.interviewee import fixed_form, interviewed, outcome_of, sayable
from tests.strategies import random_profile

DAY = date(2026, 11, 24)


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    rulebook = load_rulebook()
    asked, fixed, differ, kinds = [], [], 0, Counter[str]()
    for number in range(people):
        person = sayable(random_profile(random.Random(number), rulebook), DAY)
        state, questions = interviewed(person, rulebook, DAY)
        asked.append(len(questions))
        fixed.append(fixed_form(person, rulebook))
        kinds.update(one.text for one in questions)
        differ += outcome_of(state.profile, rulebook, DAY) != outcome_of(person, rulebook, DAY)
    print(f"{people} people; advice that differs from that of the full form: {differ}")
    print(f"questions asked: mean {mean(asked):.1f}, median {median(asked):g}, 90% {quantiles(asked, n=10)[-1]:.0f}")
    print(f"fixed form:      mean {mean(fixed):.1f}; ratio {mean(asked) / mean(fixed):.2f}")
    times = []
    for number in range(100):
        person = sayable(random_profile(random.Random(number), rulebook), DAY)
        begin = time.perf_counter()
        next_question(start(person), rulebook, DAY)
        times.append((time.perf_counter() - begin) * 1e3)
    print(f"next question: median {median(times):.1f} ms, 95% {quantiles(times, n=20)[-1]:.1f} ms")
    for text, count in kinds.most_common():
        print(f"  {count / people:5.2f} each: {text}")


if __name__ == "__main__":
    main()

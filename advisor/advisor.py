"""A rulebook, an institution's choices and an engine, made ready once, to advise many people by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.advice.model import Advice
from advisor.advice.prepared import Prepared, bundled
from advisor.changing import WhatIf, what_if
from advisor.engine.program import ENGINES, Engine
from advisor.errors import UsageError, nearest
from advisor.interview import Answered, Asked, Refusal, State, answer, next_question, start
from advisor.interview.answers import Given
from advisor.planning.model import Plan
from advisor.profile import Profile, profile_from
from advisor.reasoning.explain import explain
from advisor.reasoning.model import Explanation
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook

if TYPE_CHECKING:
    import pyarrow as pa

    from advisor.planning.comparison import Comparison
    from advisor.roster.batch import Batch

Said = Profile | Mapping[str, Any]


class Advisor:
    """Advises, explains, plans and asks by one rulebook. Safe among threads; each method gives the same bytes as the
    function of its name.

    ``rulebook`` is a Rulebook, the folder of one, or None for the one in the package. ``as_of`` is the day of every
    evaluation; None is the day on which a method is called. ``choices`` are an institution's, by the id of the
    assumption that each one settles. ``engine`` is ``durable_rules``, or ``plain`` to decide without it.

    Raises RulebookError when the rules are not valid, and UsageError for an unknown choice or engine.
    """

    def __init__(
        self,
        rulebook: Rulebook | Path | str | None = None,
        as_of: date | None = None,
        choices: Mapping[str, str] | None = None,
        engine: Engine = "durable_rules",
    ) -> None:
        if engine not in ENGINES:
            raise UsageError(f"The engines are {' and '.join(ENGINES)}.{nearest(engine, ENGINES)}")
        if rulebook is None:
            rulebook = bundled()
        elif not isinstance(rulebook, Rulebook):
            rulebook = load_rulebook(Path(rulebook))
        self.rulebook = _chosen(rulebook, choices) if choices else rulebook
        self.as_of, self.engine = as_of, engine
        self._batch: Batch | None = None
        self.prepared  # noqa: B018 - made ready now, not with the first question

    @property
    def day(self) -> date:
        """The day of evaluation."""
        return self.as_of or date.today()

    @property
    def prepared(self) -> Prepared:
        """The rulebook of the day, made ready."""
        return Prepared.of(self.rulebook, self.day, self.engine)

    def advise(self, profile: Said) -> Advice:
        """Evaluate a person and explain the result. Raises InputError for a profile that is not valid."""
        day = self.day
        return Prepared.of(self.rulebook, day, self.engine).advise(profile_from(profile), day)

    def explain(self, profile: Said, subject: str | None = None) -> Explanation:
        """Explain the level and the ranking, or a ``subject``: ``level``, ``title:ID`` or ``certification:ID``.

        Raises InputError for a profile that is not valid, UsageError for an unknown subject.
        """
        return explain(profile, subject, self.rulebook, as_of=self.day, engine=self.engine)

    def plan(self, profile: Said, to: str | None = None) -> Plan:
        """Plan the way to a level, a title or a certification; without ``to`` the profile's goal or the next level.

        Raises InputError for a profile that is not valid, UsageError for an unknown goal.
        """
        from advisor.planning.plan import plan  # it brings the solver, which takes long to import

        return plan(profile, to, self.rulebook, as_of=self.day, engine=self.engine)

    def compare(self, profile: Said, to: Iterable[str]) -> Comparison:
        """Put the ways to two to four goals side by side.

        Raises InputError for a profile that is not valid, UsageError for an unknown goal, too few or too many.
        """
        from advisor.planning.comparison import compare  # it brings the solver, which takes long to import

        return compare(profile, to, self.rulebook, as_of=self.day, engine=self.engine)

    def what_if(
        self, profile: Said, changes: Iterable[str] = (), on: date | None = None, steps: Iterable[str] = ()
    ) -> WhatIf:
        """Say what moves when a person makes ``changes``, does ``steps`` of their advice, or time passes until ``on``.

        Raises InputError for words that are not valid, UsageError for a change in no known form or an unknown step.
        """
        return what_if(profile, changes, self.rulebook, as_of=self.day, on=on, steps=steps, engine=self.engine)

    @staticmethod
    def start(profile: Mapping[str, Any] | None = None) -> State:
        """Begin an interview, with a profile or with nothing. Raises InputError when the profile is not valid."""
        return start(profile)

    def next_question(self, state: State) -> Asked | None:
        """Give the question of an interview that can still change the advice and tells most; None when none can."""
        return next_question(state, self.rulebook, self.day, self.engine)

    def answer(self, state: State, id: str, given: Given) -> Answered | Refusal:
        """Put the answer to a question into an interview; a Refusal says what would be right."""
        return answer(state, id, given, self.rulebook, self.day)

    def answer_table(self, table: pa.Table | pa.RecordBatch, columns: Mapping[str, str] | None = None) -> pa.Table:
        """Answer every row of a table, as ``advisor.roster.answer_table`` does; what cells mean is remembered.

        Raises UsageError when ``columns`` names what is not there, InputError when the table is not a roster.
        """
        from advisor.roster.batch import Batch  # it brings pyarrow
        from advisor.roster.table import answered

        if self._batch is None or self._batch.day != self.day:
            self._batch = Batch(self.rulebook, self.day, self.engine)
        return answered(self._batch, table, columns).table


def _chosen(rulebook: Rulebook, choices: Mapping[str, str]) -> Rulebook:
    """Give the rulebook with other choices. Raises UsageError with the nearest name for an unknown one."""
    for id, choice in choices.items():
        known = rulebook.assumptions.get(id)
        if known is None:
            raise UsageError(f"There is no assumption {id!r} in the rulebook.{nearest(id, rulebook.assumptions)}")
        if choice not in known.choices:
            raise UsageError(
                f"{id} is one of {', '.join(known.choices)}, not {choice!r}.{nearest(choice, known.choices)}"
            )
    return rulebook.choose(choices)

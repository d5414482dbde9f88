"""The interview in a terminal: questions and answers as lines, with a few commands at any question."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TextIO

from advisor import interview
from advisor.advice.model import DirectionAdvice
from advisor.doors.goal_listing import suiting, titles, tracks
from advisor.doors.prompt import reader
from advisor.engine.program import Engine
from advisor.interview import Answered, Asked, Refusal, State, Unclear
from advisor.interview.entry_wording import in_words
from advisor.interview.fields import GOAL
from advisor.interview.nearest import did_you_mean
from advisor.interview.wording import MOST_SHOWN, UNKNOWN, AnswerLine, said_so_far, stakes_of
from advisor.language import words
from advisor.language.short_answers import is_unknown, yes_or_no
from advisor.render.selection import directions_heading
from advisor.rulebook.book import Rulebook

_QUIT = ("quit", "exit", "q")


class Conversation:
    """Holds an interview by lines; every new state goes to ``keep`` before the next question is asked.

    ``aside``: it is written to standard error, since standard output is for the advice.
    """

    def __init__(
        self, rulebook: Rulebook, day: date, keep: Callable[[State], None], engine: Engine, *, aside: bool = False
    ) -> None:
        self.rulebook, self.day, self.keep, self.engine = rulebook.as_of(day), day, keep, engine
        self.out: TextIO = sys.stderr if aside else sys.stdout
        self.width = min(80, shutil.get_terminal_size().columns) if self.out.isatty() else 80
        self.read = reader(self.out)
        self.state = State({})
        self.passed: list[str] = []
        self.typed: dict[str, str] = {}
        """What was written to each question, to be edited when it is asked again."""
        self.directions: tuple[DirectionAdvice, ...] = ()
        """Those that were shown, to be chosen by their numbers."""
        self.said_back = False
        """Whether the last answer was said back, so that a plain no is about it."""

    def say(self, text: str, indent: str = "", hanging: str = "") -> None:
        """Write one paragraph, wrapped; lines after the first are indented by ``hanging`` as well."""
        wrapped = textwrap.fill(text, self.width, initial_indent=indent, subsequent_indent=indent + hanging)
        self.out.write(f"{wrapped}\n")
        self.out.flush()

    def hold(self, state: State) -> bool:
        """Ask until nothing could change the advice; say whether the end was reached. ``state`` is the last state."""
        self.state = state
        self.passed = list(interview.answered(state))
        self.say("We ask only what can still change your advice. At any question you can also write:")
        self._commands()
        for one in interview.all_unclear(state, self.rulebook, self.day):  # of a profile to begin with
            self.say(f"{one.sentence}{did_you_mean(one.nearest)}", "  ")
        while question := interview.next_question(self.state, self.rulebook, self.day, self.engine):
            if not self._settle(question):
                return False
        self.say("")
        self.say(words("interview")["end"])
        if self.state.declined:
            self.say(words("interview")["left open"])
        return True

    def _settle(self, question: Asked, current: object = None) -> bool:
        """Ask one question until it is answered, declined or left; say whether to go on."""
        self._show(question, current)
        before = self.typed.get(question.id, "") if current is not None else ""
        while True:
            line = self._line(question, before)
            word = line.casefold()
            if word in _QUIT:
                return False
            if self._command(question, word):
                continue
            if word == "back":
                if (earlier := self._before(question)) is not None:
                    return earlier
                self.say("This is the first question.")
            elif match := re.fullmatch(r"choose (.+)", line, re.IGNORECASE):
                if self._choose(match[1].strip()):
                    return True
            elif match := re.fullmatch(r"change ([0-9]{1,4})", word):
                lines, number = self._lines(), int(match[1])
                id = lines[number - 1].id if 0 < number <= len(lines) else ""
                if again := interview.question(self.state, id, self.rulebook, self.day, self.engine):
                    return self._settle(again, interview.answered(self.state).get(again.id))
                self.say("There is no such line in your summary.")
            elif current is not None and line in ("", before):
                return True
            elif (made := self._take(question, line)) is not None:
                return made

    def _take(self, question: Asked, line: str) -> bool | None:
        """Put an answer into the state and say it back; None when it cannot be taken, else whether to go on."""
        made = interview.answer(self.state, question.id, line, self.rulebook, self.day)
        if isinstance(made, Refusal):
            if self.said_back and yes_or_no(line) is False:  # it is about what was said back
                return self._before(question)
            self.say(made.sentence)
            return None
        self.typed[question.id] = line
        self._put(question, made)
        if question.id == GOAL and GOAL in made.state.declined:
            self._suggest()
        return self._clarify(question, tuple(one for one in made.unclear if one.stays))

    def _suggest(self) -> None:
        """Show the directions that suit who does not know what they would like to do, and how to choose one."""
        self.directions = interview.directions(self.state, self.rulebook, self.day)
        if not self.directions:
            return
        self.say(f"{directions_heading(self.directions)}:", "  ")
        for line in suiting(self.directions):
            self.say(line, "  ", "   ")
        self.say(words("directions")["choose"], "  ")

    def _choose(self, said: str) -> bool:
        """Take a direction as the goal, by its name or the number that was shown; say whether it could be taken."""
        if self.directions and said.isdecimal():
            shown = {str(number): one.id for number, one in enumerate(self.directions, 1)}
            said = shown.get(said, "")
        question = interview.question(self.state, GOAL, self.rulebook, self.day, self.engine)
        made = interview.answer(self.state, GOAL, said, self.rulebook, self.day) if question and said else None
        if question is None or not isinstance(made, Answered):
            self.say(words("directions")["not shown"])
            return False
        self.typed[GOAL] = said
        self._put(question, replace(made, plain=False))
        return True

    def _put(self, question: Asked, made: Answered) -> None:
        """Keep the state with an answer, and say what was understood of it."""
        self.state = made.state
        self.keep(made.state)
        self.passed = [id for id in self.passed if id != question.id] + [question.id]
        self.said_back = bool(made.understood) and not made.plain
        said = words("understanding")
        if self.said_back:
            self.say(f"{said['understood'].format('; '.join(made.understood))} {said['write back']}", "  ")
        for note in (*made.notes, *(one.sentence for one in made.unclear if not one.stays)):
            self.say(note, "  ")

    def _clarify(self, question: Asked, unclear: tuple[Unclear, ...]) -> bool:
        """Stay on the question until what was not understood is written again, or left; say whether to go on."""
        passed_over: set[str] = set()
        while unclear:
            one = unclear[0]
            self.say(f"{one.sentence}{did_you_mean(one.nearest)} {words('understanding')['write again']}", "  ")
            line = self._line(question)
            meant, word = yes_or_no(line), line.casefold()
            if word in _QUIT:
                return False
            if word == "back" or meant is False:
                return self._settle(question, interview.answered(self.state).get(question.id, UNKNOWN))
            if self._command(question, word):
                continue
            if not line or is_unknown(line):
                passed_over.add(one.text)
                unclear = unclear[1:]
                continue
            if meant and len(one.nearest) != 1:
                self.say(words("interview")["which"])
                continue
            text = one.nearest[0] if meant else line
            made = interview.corrected(self.state, question.id, one, text, self.rulebook, self.day)
            if isinstance(made, Refusal):
                self.say(made.sentence)
                continue
            self.typed[question.id] = self.typed[question.id].replace(one.text, text, 1)
            self._put(question, made)
            unclear = tuple(one for one in made.unclear if one.stays and one.text not in passed_over)
        return True

    def _before(self, question: Asked) -> bool | None:
        """Ask the question before this one again, with its answer; None when there is none, else whether to go on."""
        again = interview.before(self.state, question.id, self.passed, self.rulebook, self.day, self.engine)
        if again is None:
            return None
        return self._settle(again, interview.answered(self.state).get(again.id, UNKNOWN))

    # -- what is read and shown ----------------------------------------------------------

    def _line(self, question: Asked, before: str = "") -> str:
        return self.read("> ", [id for id, _ in question.choices], before).strip()

    def _command(self, question: Asked, word: str) -> bool:
        """Do what a word asks for that leaves the question as it is; say whether it is such a word."""
        if word in ("?", "why"):
            self._why(question)
        elif word in ("help", "h"):
            self._commands()
        elif word == "list" or word.startswith("list "):
            self._list(question, word.removeprefix("list").strip())
        elif word == "summary":
            self._summary()
        else:
            return False
        return True

    def _show(self, question: Asked, current: object) -> None:
        self.say("")
        about = f" ({question.about})" if question.about else ""
        self.say(f"{question.text}{about}")
        self.say(question.help, "  ")
        if question.kind == "entries":
            self.say("Several: put a semicolon (;) between them.", "  ")
        if question.kind == "goal" or len(question.choices) > MOST_SHOWN:
            more = ", each with a line about it" if question.kind == "goal" else ""
            self.say(f'Write "list" to see the choices{more}.', "  ")
        else:
            self._choices(question)
        if question.kind == "yes-no":
            self.say("Answer yes or no.", "  ")
        if question.examples:
            self.say("For example: " + " or ".join(f'"{example}"' for example in question.examples), "  ")
        if current is not None:
            now = in_words(current, self.rulebook, question.id.rpartition(".")[2])
            self.say(f"Now: {now}. Press Enter to keep it.", "  ")

    def _choices(self, question: Asked) -> None:
        for number, (_, name) in enumerate(question.choices, 1):
            self.say(f"{number}. {name}", "  ", "   ")

    def _commands(self) -> None:
        for word, meaning in words("interview commands").items():
            self.say(f"{word:<8} {meaning}", "  ")

    def _why(self, question: Asked) -> None:
        stakes = stakes_of(question, self.rulebook)
        if stakes is None:
            self.say("This answer could change no rule as things stand.", "  ")
            return
        self.say("Your answer could change:", "  ")
        for heading, names, others in stakes.kinds:
            more = f" and {others} more" if others else ""
            self.say(f"{heading}: {', '.join(names)}{more}.", "  ")
        for rule, sources in stakes.rules:
            self.say(f"Rule {rule}. Source: {'; '.join(sources)}.", "  ")

    def _lines(self) -> tuple[AnswerLine, ...]:
        return said_so_far(self.state, self.rulebook, self.day, self.passed)

    def _summary(self) -> None:
        lines = self._lines()
        if not lines:
            self.say("You have not said anything yet.", "  ")
        for number, line in enumerate(lines, 1):
            self.say(f"{number}. {line.label}: {line.words}", "  ", "   ")

    def _list(self, question: Asked, direction: str) -> None:
        """Show all choices; of a goal, the directions, or the titles of one of them."""
        if question.kind != "goal":
            self._choices(question)
            return
        lines = list(titles(self.rulebook, direction) if direction else tracks(self.rulebook))
        for line in lines or ("There is no title of that direction.",):
            self.say(line, "  ", "   ")
        if not direction:
            self.say('Write "list" and a direction or its number, such as "list 2", to see its titles.', "  ")

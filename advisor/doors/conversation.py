"""The interview in a terminal: questions and answers as lines, with a few commands at any question."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import date
from typing import TextIO

from advisor import interview
from advisor.engine.program import Engine
from advisor.interview import Asked, Refusal, State
from advisor.interview.wording import MOST_SHOWN, UNKNOWN, in_words, is_unknown, said_so_far, stakes_of
from advisor.language import words
from advisor.rulebook.book import Rulebook


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
        self.read = _reader(self.out)
        self.state = State({})
        self.passed: list[str] = []
        self.remarks: set[str] = set()

    def say(self, text: str, indent: str = "", hanging: str = "") -> None:
        """Write one paragraph, wrapped; lines after the first are indented by ``hanging`` as well."""
        wrapped = textwrap.fill(text, self.width, initial_indent=indent, subsequent_indent=indent + hanging)
        self.out.write(f"{wrapped}\n")
        self.out.flush()

    def hold(self, state: State) -> bool:
        """Ask until nothing could change the advice; say whether the end was reached. ``state`` is the last state."""
        self.state = state
        self.passed = list(interview.answered(state))
        self.remarks = set(interview.remarks(state, self.rulebook, self.day))
        self.say("We ask only what can still change your advice. At any question you can also write:")
        self._commands()
        while question := interview.next_question(self.state, self.rulebook, self.day, self.engine):
            if not self._settle(question):
                return False
        self.say("")
        self.say(words("interview")["end"])
        if self.state.declined:
            self.say("What you left open stays open in the advice below; it says where that matters.")
        return True

    def _settle(self, question: Asked, current: object = None) -> bool:
        """Ask one question until it is answered, declined or left; say whether to go on."""
        self._show(question, current)
        while True:
            line = self.read("> ", [id for id, _ in question.choices]).strip()
            word = line.casefold()
            if word in ("quit", "exit", "q"):
                return False
            if word in ("?", "why"):
                self._why(question)
            elif word in ("help", "h"):
                self._commands()
            elif word == "list" or word.startswith("list "):
                self._list(question, word.removeprefix("list").strip())
            elif word == "summary":
                self._summary()
            elif word == "back":
                if self._back(question):
                    return True
                self.say("This is the first question.")
            elif match := re.fullmatch(r"change ([0-9]{1,4})", word):
                answers = interview.answered(self.state)
                ids = [*answers, *self.state.declined]
                if 0 < int(match[1]) <= len(ids) and (again := self._question(ids[int(match[1]) - 1])):
                    return self._settle(again, answers.get(again.id))
                self.say("There is no such line in your summary.")
            elif (not line and current is not None) or self._take(question, line):
                return True

    def _take(self, question: Asked, line: str) -> bool:
        """Put an answer into the state; say why it cannot be taken, or what there is to remark about it."""
        if is_unknown(line):
            if question.id in interview.answered(self.state):
                self.state = interview.reopen(self.state, question.id)
            state: State | Refusal = interview.decline(self.state, question.id)
        else:
            state = interview.answer(self.state, question.id, line, self.rulebook, self.day)
        if isinstance(state, Refusal):
            self.say(state.sentence)
            return False
        self.state = state
        self.keep(state)
        self.passed = [id for id in self.passed if id != question.id] + [question.id]
        for text in interview.remarks(state, self.rulebook, self.day):
            if text not in self.remarks:
                self.remarks.add(text)
                self.say(text, "  ")
        return True

    def _question(self, id: str) -> Asked | None:
        return interview.question(self.state, id, self.rulebook, self.day, self.engine)

    def _back(self, question: Asked) -> bool:
        """Ask the question before this one again, with the answer it has; False when there is none."""
        again = interview.before(self.state, question.id, self.passed, self.rulebook, self.day, self.engine)
        if again is None:
            return False
        if not self._settle(again, interview.answered(self.state).get(again.id, UNKNOWN)):
            raise EOFError
        return True

    # -- what is shown -------------------------------------------------------------------

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
        elif question.remaining > 1:
            self.say(f"After this, {question.remaining - 1} more could matter as it stands now.", "  ")

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

    def _summary(self) -> None:
        lines = said_so_far(self.state, self.rulebook)
        if not lines:
            self.say("You have not said anything yet.", "  ")
        for number, line in enumerate(lines, 1):
            self.say(f"{number}. {line.label}: {line.words}", "  ", "   ")

    def _list(self, question: Asked, direction: str) -> None:
        """Show all choices; of a goal, the directions, or the titles of one of them."""
        if question.kind != "goal":
            self._choices(question)
            return
        lines = list(_titles(self.rulebook, direction) if direction else _tracks(self.rulebook))
        for line in lines or ("There is no title of that direction.",):
            self.say(line, "  ", "   ")
        if not direction:
            self.say('Write "list" and a direction or its number, such as "list 2", to see its titles.', "  ")


def _tracks(rulebook: Rulebook) -> Iterator[str]:
    """Give a line for each direction of work."""
    for number, track in enumerate(rulebook.vocabularies["tracks"].terms.values(), 1):
        yield f"{number}. {track.name}" + (f": {track.summary}" if track.summary else "")


def _titles(rulebook: Rulebook, direction: str) -> Iterator[str]:
    """Give a line for each title of a direction: level, guide pay with its year, and what the work is."""
    tracks = rulebook.vocabularies["tracks"]
    ids = list(tracks.terms)
    number = int(direction) if direction.isdecimal() and len(direction) < 4 else 0
    chosen = ids[number - 1] if 0 < number <= len(ids) else tracks.find(direction)
    for title in rulebook.titles:
        if title.track != chosen:
            continue
        level = rulebook.level_by_id.get(title.level)
        place = level.name if level else "a further occupation"
        if level and (pay := level.salary):
            more = " and up" if pay.open_ended else ""
            place += f", guide pay ${pay.low:,} to ${pay.high:,}{more} a year ({pay.year})"
        yield f"- {title.name} ({place}): {title.summary}"


def _reader(out: TextIO) -> Callable[[str, list[str]], str]:
    """Read lines with editing and completion on a terminal; from a pipe, or for a screen reader, plainly."""
    if sys.stdin.isatty() and out.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter
        from prompt_toolkit.output import create_output

        session: PromptSession[str] = PromptSession(
            output=create_output(out), complete_while_typing=False, reserve_space_for_menu=0
        )
        return lambda prompt, ids: session.prompt(prompt, completer=WordCompleter(ids, ignore_case=True))

    def plain(prompt: str, _: list[str]) -> str:
        out.write(prompt)
        out.flush()
        raw = sys.stdin.buffer.readline(100_000)
        if not raw:
            raise EOFError
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not sys.stdin.isatty():  # the transcript shows what was answered
            out.write("".join(c for c in line[:200] if c.isprintable()) + "\n")
        return line

    return plain

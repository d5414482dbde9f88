"""The interview as lines on a screen: a question, an answer, and a few words that help at any question."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TextIO

from advisor.engine.stratum import Engine
from advisor.interview import (
    Asked,
    Refusal,
    State,
    answer,
    answered,
    before,
    decline,
    next_question,
    question,
    remarks,
    reopen,
)
from advisor.interview.wording import UNKNOWN, in_words, is_unknown, said_so_far, stakes_of
from advisor.rulebook.book import Rulebook

_COMMANDS = (
    ("?", "why this is asked"),
    ("back", "the question before"),
    ("skip", "or I don't know, or I'd rather not say: it stays unknown"),
    ("summary", "what you have said so far; change 2 changes line 2"),
    ("quit", "stop; your answers are kept"),
)
_SHORT = 14
"""Choices shown with a question; longer lists are shown on request."""


class Conversation:
    """Holds an interview by lines; every new state goes to ``keep`` before the next question is asked."""

    def __init__(
        self, rulebook: Rulebook, day: date, keep: Callable[[State], None], engine: Engine, *, aside: bool = False
    ) -> None:
        self.rulebook, self.day, self.keep, self.engine = rulebook.as_of(day), day, keep, engine
        self.out: TextIO = sys.stderr if aside else sys.stdout
        self.width = min(80, shutil.get_terminal_size().columns) if self.out.isatty() else 80
        self.read = _reader(self.out)
        self.state = State({})
        self.passed: list[str] = []
        self.told: set[str] = set()

    def say(self, text: str, indent: str = "", hanging: str = "") -> None:
        """Write one paragraph, wrapped; lines after the first are indented by ``hanging`` as well."""
        wrapped = textwrap.fill(text, self.width, initial_indent=indent, subsequent_indent=indent + hanging)
        self.out.write(f"{wrapped}\n")
        self.out.flush()

    def hold(self, state: State) -> tuple[State, bool]:
        """Ask until nothing could change the advice. Give the last state, and whether the end was reached."""
        self.state = state
        self.passed = list(answered(state))
        self.told = set(remarks(state, self.rulebook, self.day))
        self.say("We ask only what can still change your advice. At any question you can also write:")
        self._commands()
        while asked := next_question(self.state, self.rulebook, self.day, self.engine):
            if not self._settle(asked):
                return self.state, False
        self.say("")
        self.say("That is all we need: no other answer could change your level, the titles open to you, what is "
                 "missing for the next level, or the order of your next certifications.")  # fmt: skip
        if self.state.declined:
            self.say("What you left open stays open in the advice below; it says where that matters.")
        return self.state, True

    def _settle(self, asked: Asked, now: Any = None) -> bool:
        """Ask one question until it is answered, declined or left; say whether to go on."""
        self._show(asked, now)
        while True:
            line = self.read("> ", [id for id, _ in asked.choices]).strip()
            word = line.casefold()
            if word in ("quit", "exit", "q"):
                return False
            if word in ("?", "why"):
                self._why(asked)
            elif word in ("help", "h"):
                self._commands()
            elif word == "list" or word.startswith("list "):
                self._list(asked, word.removeprefix("list").strip())
            elif word == "summary":
                self._summary()
            elif word == "back":
                if not self._back(asked):
                    self.say("This is the first question.")
                    continue
                return True
            elif match := re.fullmatch(r"change ([0-9]{1,4})", word):
                said = list(answered(self.state)) + list(self.state.declined)
                if 0 < int(match[1]) <= len(said) and (again := self._question(said[int(match[1]) - 1])):
                    return self._settle(again, answered(self.state).get(again.id))
                self.say("There is no such line in your summary.")
            elif (not line and now is not None) or self._take(asked, line):
                return True

    def _take(self, asked: Asked, line: str) -> bool:
        if is_unknown(line):
            if asked.id in answered(self.state):
                self.state = reopen(self.state, asked.id)
            made: State | Refusal = decline(self.state, asked.id)
        else:
            made = answer(self.state, asked.id, line, self.rulebook, self.day)
        if isinstance(made, Refusal):
            self.say(made.sentence)
            return False
        self.state = made
        self.keep(made)
        self.passed = [one for one in self.passed if one != asked.id] + [asked.id]
        for text in remarks(made, self.rulebook, self.day):
            if text not in self.told:
                self.told.add(text)
                self.say(text, "  ")
        return True

    def _question(self, id: str) -> Asked | None:
        return question(self.state, id, self.rulebook, self.day, self.engine)

    def _back(self, asked: Asked) -> bool:
        """Ask the question before this one again, with the answer it has."""
        again = before(self.state, asked.id, self.passed, self.rulebook, self.day, self.engine)
        if again is not None:
            now = answered(self.state).get(again.id, UNKNOWN)
            return self._settle(again, now) or self._leave()
        return False

    def _leave(self) -> bool:
        raise EOFError

    # -- what is shown -------------------------------------------------------------------

    def _show(self, asked: Asked, now: Any) -> None:
        self.say("")
        about = f" ({asked.about})" if asked.about else ""
        self.say(f"{asked.text}{about}")
        self.say(asked.help, "  ")
        if asked.kind == "entries":
            self.say("Several: put a semicolon (;) between them.", "  ")
        if asked.kind == "goal" or len(asked.choices) > _SHORT:
            more = ", each with a line about it" if asked.kind == "goal" else ""
            self.say(f'Write "list" to see the choices{more}.', "  ")
        else:
            for number, (_, name) in enumerate(asked.choices, 1):
                self.say(f"{number}. {name}", "  ", "   ")
        if asked.kind == "yes-no":
            self.say("Answer yes or no.", "  ")
        if asked.examples:
            self.say("For example: " + " or ".join(f'"{one}"' for one in asked.examples), "  ")
        if now is not None:
            self.say(f"Now: {in_words(now, self.rulebook, asked.id.rpartition('.')[2])}. Press Enter to keep it.", "  ")
        others = asked.remaining - 1
        if now is None and others > 0:
            self.say(f"After this, {others} more could matter as it stands now.", "  ")

    def _commands(self) -> None:
        for word, meaning in _COMMANDS:
            self.say(f"{word:<8} {meaning}", "  ")

    def _why(self, asked: Asked) -> None:
        stakes = stakes_of(asked, self.rulebook)
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
        said = said_so_far(self.state, self.rulebook)
        if not said:
            self.say("You have not said anything yet.", "  ")
        for number, line in enumerate(said, 1):
            self.say(f"{number}. {line.label}: {line.words}", "  ", "   ")

    def _list(self, asked: Asked, about: str) -> None:
        if asked.kind == "goal":
            lines = list(_titles(self.rulebook, about) if about else _tracks(self.rulebook))
            for line in lines or ("There is no title of that direction.",):
                self.say(line, "  ", "   ")
            if not about:
                self.say('Write "list" and a direction or its number, such as "list 2", to see its titles.', "  ")
            return
        for number, (_, name) in enumerate(asked.choices, 1):
            self.say(f"{number}. {name}", "  ", "   ")


def _tracks(rulebook: Rulebook) -> Iterator[str]:
    """Give a line for each direction of work."""
    for number, track in enumerate(rulebook.vocabularies["tracks"].terms.values(), 1):
        yield f"{number}. {track.name}" + (f": {track.summary}" if track.summary else "")


def _titles(rulebook: Rulebook, about: str) -> Iterator[str]:
    """Give a line for each title of a direction: level, guide pay with its year, and what the work is."""
    tracks = rulebook.vocabularies["tracks"]
    ids = list(tracks.terms)
    chosen = ids[int(about) - 1] if about.isdecimal() and 0 < int(about) <= len(ids) else tracks.find(about)
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
        return lambda prompt, words: session.prompt(prompt, completer=WordCompleter(words, ignore_case=True))

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

"""The interview as lines on a screen: a question, an answer, and a few words that help at any question."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, TextIO

from advisor.engine.stratum import Engine
from advisor.interview import (
    Asked,
    Refusal,
    State,
    answer,
    answered,
    decline,
    next_question,
    question,
    remarks,
    reopen,
)
from advisor.rulebook.book import Rulebook

_UNKNOWN = re.compile(
    r"(?:skip|(?:i )?(?:don'?t|do not) know|not sure(?: yet)?|unsure|no idea|(?:i'?d )?rather not(?: say)?)\.?\Z", re.I
)
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
        if _UNKNOWN.match(line.casefold()):
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
        earlier = self.passed[: self.passed.index(asked.id)] if asked.id in self.passed else self.passed
        for id in reversed(earlier):
            again = self._question(id)
            if again is not None:
                return self._settle(again, answered(self.state).get(id, "I don't know")) or self._leave()
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
            self.say(f"Now: {_plainly(now)}. Press Enter to keep it.", "  ")
        others = asked.remaining - 1
        if now is None and others > 0:
            self.say(f"After this, {others} more could matter as it stands now.", "  ")

    def _commands(self) -> None:
        for word, meaning in _COMMANDS:
            self.say(f"{word:<8} {meaning}", "  ")

    def _why(self, asked: Asked) -> None:
        if not asked.why:
            self.say("This answer could change no rule as things stand.", "  ")
            return
        kinds = {"level": "Levels", "title": "Titles", "certification": "Certifications"}
        self.say("Your answer could change:", "  ")
        for kind, heading in kinds.items():
            names = list(dict.fromkeys(why.name for why in asked.why if why.subject.startswith(f"{kind}:")))
            if names:
                more = f" and {len(names) - 8} more" if len(names) > 8 else ""
                self.say(f"{heading}: {', '.join(names[:8])}{more}.", "  ")
        for why in asked.why[:3]:
            sources = "; ".join(f"{self.rulebook.sources[ref.id].title}, {ref.section}" for ref in why.sources[:2])
            self.say(f"Rule {why.rule}. Source: {sources}.", "  ")

    def _summary(self) -> None:
        said = answered(self.state)
        if not said and not self.state.declined:
            self.say("You have not said anything yet.", "  ")
        lines = [(id, _plainly(value)) for id, value in said.items()]
        lines += [(id, "I don't know") for id in self.state.declined]
        for number, (id, value) in enumerate(lines, 1):
            self.say(f"{number}. {_label(id)}: {value}", "  ", "   ")

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


def _label(id: str) -> str:
    """Write a question's id for a person: ``experience[0].setting`` is experience 1, setting."""
    if id == "goal.track":
        return "goal"
    words = re.sub(r"\[([0-9]+)\]\.", lambda match: f" {int(match[1]) + 1}, ", id).replace("goal.", "")
    return words.replace("_", " ")


def _plainly(value: Any) -> str:
    """Write an answer as a person would."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        named = [_plainly(value[key]) for key in _NAMELESS if key in value]
        rest = [f"{key.replace('_', ' ')} {_plainly(part)}" for key, part in value.items() if key not in _NAMELESS]
        return ", ".join(named + rest)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(_plainly(one) for one in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


_NAMELESS = ("role", "field", "level", "name", "title", "track", "status")


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

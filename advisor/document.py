"""Text to plain data, with the line of each place: YAML and JSON, read strictly.

A document is what an author or a person wrote. Duplicate keys, anchors, tags, more than one document, text
that is not UTF-8 and nesting without end are refused with their line. A plain scalar is a number, ``true``,
``false``, ``null`` or text; dates and times stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from advisor import exact_json
from advisor.errors import AdvisorError, InputError, Problem

Place = tuple[str | int, ...]
"""The way to a value: keys and positions from the top."""

MOST_BYTES = 8_000_000
MOST_DEPTH = 40
MOST_DIGITS = 18
TOO_DEEP = f"This is nested more than {MOST_DEPTH} deep."
"""Said of what the composer refuses, and of what libyaml itself may refuse before it (at about a thousand)."""

_WORDS_APART = frozenset({"true", "false", "null", "y", "n", "yes", "no", "on", "off"})
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?\Z")
_SURPRISES = re.compile(
    r"(?:y|n|yes|no|on|off)\Z|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?\Z|[-+]?0[0-9xob_][0-9a-f_]*\Z"
    r"|[-+]?[0-9][0-9.]*_[0-9._]*\Z|[-+]?0[0-9]+\.[0-9]*\Z|[-+]?[0-9]+\.\Z|[-+]?\.(?:inf|nan)\Z|~\Z|=\Z|<<\Z",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})  # lines end here for YAML 1.1 alone
_PLAIN_KEY = re.compile(r"[a-z][a-z_-]{0,40}\Z")
_Loader = getattr(yaml, "CLoader", yaml.Loader)


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data and where each part of it stands."""

    data: Any
    name: str = ""
    lines_of: Callable[[], dict[Place, int]] = field(default=dict, repr=False)
    """Gives the line of each place; of JSON it is worked out only when something is wrong."""

    def line(self, place: Place) -> int:
        """Give the line of a place, or of the nearest thing around it (0 when there are no lines)."""
        lines = self.lines_of()
        while place and place not in lines:
            place = place[:-1]
        return lines.get(place, 0)


def read_document(
    path: Path, *, surprises: bool = False, error: type[AdvisorError] = InputError, name: str = ""
) -> Document:
    """Read a YAML or JSON file.

    ``surprises=True`` also refuses plain scalars that YAML readers disagree about (``no``, ``12:30``,
    ``010``).
    Raises ``error`` with the file and line of what is wrong.
    """
    name = name or path.name
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise error(Problem("There is no such file.", file=name)) from None
    except IsADirectoryError:
        raise error(Problem("This is a folder; a file is needed.", file=name)) from None
    except OSError as problem:
        raise error(Problem(f"The file cannot be opened: {problem.strerror}.", file=name)) from None
    return parse_document(content, name, surprises=surprises, error=error)


def parse_document(
    content: bytes, name: str = "", *, surprises: bool = False, error: type[AdvisorError] = InputError
) -> Document:
    """Read the bytes of one YAML or JSON document; the same rules as ``read_document``."""
    if len(content) > MOST_BYTES:
        raise error(Problem(f"The file is larger than {MOST_BYTES // 1_000_000} MB.", file=name))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise error(
            Problem("This is not UTF-8 text. Save the file with the encoding UTF-8.", file=name, line=line)
        ) from None
    if not text.strip():
        raise error(Problem("There is nothing in the file.", file=name))
    if not surprises and (data := read_json(text)) is not None:
        return Document(data, name, _Composer(text, name, surprises, error).found_lines)
    return _Composer(_PAIR.sub(_joined, text.translate(_BREAKS)), name, surprises, error).document()


def _integer(text: str) -> int | str:
    return text if len(text.lstrip("+-")) > MOST_DIGITS else int(text)


def _number(text: str) -> float | str:
    if not (text[-1].isdigit() and _NUMBER.match(text)):
        return text
    number = float(text)
    return number if number - number == 0 else text


read_json = exact_json.reader(_integer, _number, MOST_DEPTH)
"""Reads JSON fast; None for what is doubtful, which ``parse_document`` reads or refuses."""


def _joined(pair: re.Match[str]) -> str:
    """Write a character that JSON escapes in two halves as one, since YAML knows no halves."""
    high, low = int(pair[2], 16) - 0xD800, int(pair[3], 16) - 0xDC00
    return f"{pair[1]}{chr(0x10000 + high * 0x400 + low)}"


class _Composer:
    """Builds data from YAML events one by one, so that no depth of nesting can exhaust a stack."""

    def __init__(self, text: str, name: str, surprises: bool, error: type[AdvisorError]) -> None:
        self.text, self.name, self.surprises, self.error = text, name, surprises, error
        self.lines: dict[Place, int] = {}

    def refuse(self, message: str, line: int) -> AdvisorError:
        return self.error(Problem(message, file=self.name, line=line))

    def document(self) -> Document:
        try:
            return Document(self.compose(), self.name, lambda: self.lines)
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            what = problem.problem or "it cannot be read"
            said = TOO_DEEP if "nesting depth" in what else f"This is not valid YAML or JSON: {what}."
            raise self.refuse(said, mark.line + 1 if mark else 0) from None
        except yaml.YAMLError as problem:  # a character that YAML does not allow
            at = getattr(problem, "position", None)
            line = self.text.count("\n", 0, at) + 1 if isinstance(at, int) else 0
            raise self.refuse("The file holds a control character that text cannot hold.", line) from None
        except (UnicodeEncodeError, ValueError):
            raise self.refuse("The file holds a character that text cannot hold.", 0) from None

    def found_lines(self) -> dict[Place, int]:
        """Give the lines of a text whose data are known."""
        if not self.lines:
            self.document()
        return self.lines

    def compose(self) -> Any:
        root: list[Any] = []
        stack: list[Any] = [root]
        places: list[Place] = [()]
        keys: list[Any] = [None]  # the key that waits for its value, for each open mapping
        documents = 0
        event: Any
        for event in yaml.parse(self.text, Loader=_Loader):
            kind = type(event)
            if kind is not yaml.ScalarEvent:  # scalars are most of a file
                if kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                    stack.pop()
                    places.pop()
                    keys.pop()
                    continue
                if kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        line = event.start_mark.line + 1
                        raise self.refuse("A second document begins here; a file holds one.", line)
                    continue
                if kind in (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent):
                    continue
            line = event.start_mark.line + 1
            holder = stack[-1]
            if kind is yaml.AliasEvent or event.anchor:
                raise self.refuse("Anchors and aliases (& and *) are not used here; write the value out.", line)
            if event.tag is not None:
                raise self.refuse("Tags (!) are not used here; write a plain value.", line)
            value: Any
            if kind is yaml.ScalarEvent:
                value = self.scalar(event, line)
            else:
                value = [] if kind is yaml.SequenceStartEvent else {}
            if isinstance(holder, dict) and keys[-1] is None:
                key = self.key(value, holder, places[-1], line)
                keys[-1] = key
                self.lines[(*places[-1], key)] = line
                continue
            if isinstance(holder, dict):
                place = (*places[-1], keys[-1])
                holder[keys[-1]] = value
                keys[-1] = None
            else:
                place = () if holder is root else (*places[-1], len(holder))
                holder.append(value)
                self.lines[place] = line
            if kind is not yaml.ScalarEvent:
                if len(stack) > MOST_DEPTH:
                    raise self.refuse(TOO_DEEP, line)
                stack.append(value)
                places.append(place)
                keys.append(None)
        if not root or root[0] is None:
            raise self.refuse("There is nothing in the file.", 0)
        return root[0]

    def key(self, value: Any, holder: dict[str, Any], place: Place, line: int) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.refuse("A key must be a word.", line)
        key = str(value)
        if key in holder:
            shown = f"The key {key}" if self.surprises or _PLAIN_KEY.match(key) else "A key"
            first = self.lines[(*place, key)]
            raise self.refuse(f"{shown} is written twice, first on line {first}; keep one.", line)
        return key

    def scalar(self, event: Any, line: int) -> Any:
        text: str = event.value
        if event.style in ("'", '"', "|", ">") or " " in text:
            return text
        if text[:1].isalpha() and text.lower() not in _WORDS_APART:
            return text  # most are plain words
        if text in ("true", "True", "TRUE"):
            return True
        if text in ("false", "False", "FALSE"):
            return False
        if text in ("", "null", "Null", "NULL"):
            return None
        if self.surprises and _SURPRISES.match(text):
            raise self.refuse(
                f"{text} means different things to different readers. Write true or false, a plain number, "
                f'or put it in quotes: "{text}".',
                line,
            )
        return _integer(text) if _INTEGER.match(text) else _number(text)

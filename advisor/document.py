"""Text to plain data, with the line of each place: YAML and JSON, read strictly.

Duplicate keys, anchors, tags, more than one document, text that is not UTF-8 and nesting without end are refused with
their line. A plain scalar is a number, ``true``, ``false``, ``null`` or text; dates and times stay text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError, InputError, Problem

Place = tuple[str | int, ...]
"""The way to a value: keys and positions from the top."""

MOST_BYTES = 8_000_000
MOST_DEPTH = 40
MOST_DIGITS = 18
TOO_DEEP = f"This is nested more than {MOST_DEPTH} deep."
"""Said of what the composer refuses, and of what libyaml itself may refuse before it (at about a thousand)."""

_WORDS_APART = frozenset({"true", "false", "null", "y", "n", "yes", "no", "on", "off"})
_CONSTANTS = {
    form(word): value
    for word, value in (("true", True), ("false", False), ("null", None), ("", None))
    for form in (str.lower, str.title, str.upper)
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?\Z")
_SURPRISES = (
    r"(?:y|n|yes|no|on|off)\Z|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?\Z|[-+]?0[0-9xob_][0-9a-f_]*\Z"
    r"|[-+]?[0-9][0-9.]*_[0-9._]*\Z|[-+]?0[0-9]+\.[0-9]*\Z|[-+]?[0-9]+\.\Z|[-+]?\.(?:inf|nan)\Z|~\Z|=\Z|<<\Z"
)
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_BREAKS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})  # lines end here for YAML 1.1 alone
_PLAIN_KEY = re.compile(r"[a-z][a-z_-]{0,40}\Z")


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data and where each part of it stands."""

    data: Any
    name: str = ""
    lines_of: Callable[[], dict[Place, int]] = field(default=dict, repr=False)
    """Give the line of each place; of JSON it is worked out only when something is wrong."""

    def line(self, place: Place) -> int:
        """Give the line of a place, or of the nearest thing around it (0 when there are no lines)."""
        lines = self.lines_of()
        while place and place not in lines:
            place = place[:-1]
        return lines.get(place, 0)


@contextmanager
def located(document: Document) -> Iterator[None]:
    """Add the document's name and lines to the problems of an InputError raised inside."""
    try:
        yield
    except InputError as error:
        problems = [replace(p, file=document.name, line=p.line or document.line(p.place)) for p in error.problems]
        raise InputError(*problems) from None


def read_document(
    path: Path, *, surprises: bool = False, error: type[AdvisorError] = InputError, name: str = ""
) -> Document:
    """Read a YAML or JSON file. Raises ``error`` with the file and line of what is wrong.

    ``surprises=True`` also refuses plain scalars that YAML readers disagree about (``no``, ``12:30``, ``010``).
    """
    name = name or path.name
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        said = "There is no such file."
    except IsADirectoryError:
        said = "This is a folder; a file is needed."
    except OSError as problem:
        said = f"The file cannot be opened: {problem.strerror}."
    else:
        return parse_document(content, name, surprises=surprises, error=error)
    raise error(Problem(said, file=name))


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
        said = "This is not UTF-8 text. Save the file with the encoding UTF-8."
        raise error(Problem(said, file=name, line=line)) from None
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


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make the dict of a JSON object. Raises ValueError when a key is written twice."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    raise ValueError


_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=str)
_NOT_ALIKE = re.compile(r'\\u[dD]|\\u00[01]|[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|"[^"]{1000}')
"""What JSON and YAML read differently: surrogates, control characters, line separators, keys too long for YAML."""


def read_json(text: str) -> Any:
    """Read a JSON object fast, with the same result as ``parse_document``.

    Returns None for any text that is not a JSON object, and for one that is but that ``parse_document`` may refuse (a
    key written twice, too deep nesting, characters that YAML does not allow): it names the line of the error.
    """
    if text[:1] != "{" or text.count("{") + text.count("[") > MOST_DEPTH:
        return None
    plain = "\x7f" not in text if text.isascii() else text.isprintable()
    if (not plain or "\\u" in text or len(text) >= 1000) and _NOT_ALIKE.search(text):
        return None
    try:
        data, end = _JSON.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return None if text[end:].strip(" \t\r\n") else data


def _joined(pair: re.Match[str]) -> str:
    """Write a character that JSON escapes in two halves as one, since YAML knows no halves."""
    high, low = int(pair[2], 16) - 0xD800, int(pair[3], 16) - 0xDC00
    return f"{pair[1]}{chr(0x10000 + high * 0x400 + low)}"


_ADVICE = {
    "mapping values": ' Put double quotes around text with ": " in it, or indent this line like those beside it.',
    "did not find expected key": " Put double quotes around text with quotes or brackets at its start.",
    "did not find expected ','": " Close the bracket or brace, and put double quotes around text with a comma in it.",
}
"""What to do about the parser's commonest complaints."""


class _Composer:
    """Builds data from YAML events, so that no depth of nesting can exhaust a stack."""

    events: Iterator[Any]

    def __init__(self, text: str, name: str, surprises: bool, error: type[AdvisorError]) -> None:
        self.text, self.name, self.surprises, self.error = text, name, surprises, error
        self.lines: dict[Place, int] = {}

    def refuse(self, message: str, line: int) -> AdvisorError:
        return self.error(Problem(message, file=self.name, line=line))

    def document(self) -> Document:
        import yaml  # only for what is not JSON

        try:
            return Document(self.compose(), self.name, lambda: self.lines)
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            what = problem.problem or "it cannot be read"
            advice = next((said for known, said in _ADVICE.items() if what.startswith(known)), "")
            said = TOO_DEEP if "nesting depth" in what else f"This is not valid YAML or JSON: {what}.{advice}"
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
        import yaml

        self.events = yaml.parse(self.text, Loader=getattr(yaml, "CLoader", yaml.Loader))
        event: Any
        data, documents = None, 0
        for event in self.events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse("A second document begins here; a file holds one.", line)
            elif isinstance(event, yaml.NodeEvent):
                self.lines[()] = line
                data = self.value(event, ())
        if data is None:
            raise self.refuse("There is nothing in the file.", 0)
        return data

    def value(self, event: Any, place: Place) -> Any:
        """Read what begins with an event: a scalar, or all to the end of a list or a mapping."""
        import yaml

        line = self.unmarked(event)
        if type(event) is yaml.ScalarEvent:
            return self.scalar(event, line)
        if len(place) >= MOST_DEPTH:
            raise self.refuse(TOO_DEEP, line)
        if type(event) is yaml.SequenceStartEvent:
            items: list[Any] = []
            while type(event := next(self.events)) is not yaml.SequenceEndEvent:
                self.lines[inner := (*place, len(items))] = event.start_mark.line + 1
                items.append(self.value(event, inner))
            return items
        held: dict[str, Any] = {}
        while type(event := next(self.events)) is not yaml.MappingEndEvent:
            key, line = self.key(event, held, place)
            self.lines[(*place, key)] = line
            held[key] = self.value(next(self.events), (*place, key))
        return held

    def unmarked(self, event: Any) -> int:
        """Give the line of a value; one with an anchor or a tag is refused."""
        line: int = event.start_mark.line + 1
        if event.anchor:  # an alias has one too
            raise self.refuse("Anchors and aliases (& and *) are not used here; write the value out.", line)
        if getattr(event, "tag", None) is not None:
            raise self.refuse("Tags (!) are not used here; write a plain value.", line)
        return line

    def key(self, event: Any, holder: dict[str, Any], place: Place) -> tuple[str, int]:
        line = self.unmarked(event)
        value = self.scalar(event, line) if hasattr(event, "value") else None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.refuse("A key must be a word.", line)
        key = str(value)
        if key in holder:
            shown = f"The key {key}" if self.surprises or _PLAIN_KEY.match(key) else "A key"
            first = self.lines[(*place, key)]
            raise self.refuse(f"{shown} is written twice, first on line {first}; keep one.", line)
        return key, line

    def scalar(self, event: Any, line: int) -> Any:
        text: str = event.value
        if event.style in ("'", '"', "|", ">") or " " in text:
            return text
        if text[:1].isalpha() and text.lower() not in _WORDS_APART:
            return text  # most are plain words
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if self.surprises and re.match(_SURPRISES, text, re.IGNORECASE):
            advice = f'Write true or false, a plain number, or put it in quotes: "{text}".'
            raise self.refuse(f"{text} means different things to different readers. {advice}", line)
        return _integer(text) if _INTEGER.match(text) else _number(text)

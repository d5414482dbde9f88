"""Lines of whole profiles, each read as a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

import orjson

from advisor.document import Document, parse_document, read_json
from advisor.errors import InputError
from advisor.person import Person
from advisor.profile import Profile, profile_from
from advisor.recognize import recognize
from advisor.roster.reading import Broken
from advisor.rulebook.book import Rulebook


def people_in(
    lines: Sequence[bytes], first: int, rulebook: Rulebook, day: date
) -> Iterator[tuple[int, str | None, Person] | Broken]:
    """Give each line's number, its id and person, or why it is refused; empty lines are passed over."""
    for number, line in enumerate(map(bytes.strip, lines), first):
        if not line:
            continue
        read = read_line(line, number, rulebook, day)
        yield read if isinstance(read, Broken) else (number, read[0].id, read[1])


def read_line(line: bytes, number: int, rulebook: Rulebook, day: date) -> tuple[Profile, Person] | Broken:
    """Read a line as a profile and the person whose it is, or say why it is refused."""
    try:
        profile = profile_from(_document(line))
        return profile, recognize(profile, rulebook, day)
    except orjson.JSONDecodeError:
        return Broken(number, "", "not-json", "This line is not JSON.")
    except InputError as error:
        problem = error.problems[0]
        return Broken(number, problem.path, "not-valid", problem.message)


def _document(line: bytes) -> Document:
    """Read a line. Raises JSONDecodeError when it is not JSON, InputError when it can be read in two ways."""
    with suppress(UnicodeDecodeError):
        if (data := read_json(line.decode())) is not None:
            return Document(data)
    orjson.loads(line)
    return parse_document(line)

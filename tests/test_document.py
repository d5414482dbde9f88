"""Text becomes plain data strictly: what could be read in two ways, or could harm, is refused with its line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import document
from advisor.document import MOST_DEPTH, Document, parse_document, read_document
from advisor.errors import InputError, RulebookError


def parse(text: str | bytes, surprises: bool = False) -> Any:
    content = text.encode() if isinstance(text, str) else text
    return parse_document(content, "file.yaml", surprises=surprises).data


def refusal(text: str | bytes, surprises: bool = False) -> str:
    with pytest.raises(InputError) as refused:
        parse(text, surprises)
    (problem,) = refused.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("null", None),
        ("''", ""),
        ("5", 5),
        ("+5", 5),
        ("-3", -3),
        ("0", 0),
        ("2.5", 2.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2024-05-31", "2024-05-31"),
        ("2024-05", "2024-05"),
        ("51.0706", 51.0706),
        ("'51.0706'", "51.0706"),
        ("1e400", "1e400"),
        ("1234567890123456789", "1234567890123456789"),
        ("-123456789012345678", -123456789012345678),
        ("123456789012345678", 123456789012345678),
        ("a b", "a b"),
        ("'no'", "no"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("٣", "٣"),
        ("1 000", "1 000"),
        ("-", [None]),
        ("1,000", "1,000"),
        ("2024-05-31T10:00:00", "2024-05-31T10:00:00"),
    ],
)
def test_a_plain_value_is_a_number_a_truth_or_text(text: str, value: Any) -> None:
    """A date would become an object, a code a number, or a huge number infinite."""
    found = parse(f"key: {text}" if text != "-" else "key:\n  -")["key"]
    assert found == value
    assert type(found) is type(value)


SURPRISES = [
    "no",
    "No",
    "YES",
    "y",
    "N",
    "on",
    "OFF",
    "12:30",
    "1:2:3",
    "190:20:30.15",
    "010",
    "-07",
    "0x1F",
    "0o17",
    "0b101",
    "1_000",
    "1_000.5",
    "0.1_0",
    "012.5",
    "1.",
    ".inf",
    "-.INF",
    ".NaN",
    "~",
    "=",
    "<<",
]


@pytest.mark.parametrize("text", SURPRISES)
def test_what_readers_of_yaml_disagree_about_is_refused_in_rules(text: str) -> None:
    """`no` would be read as false here and as Norway there, 010 as eight or as ten."""
    said = (
        f"file.yaml:2: {text} means different things to different readers. Write true or false, a plain number, "
        f'or put it in quotes: "{text}".'
    )
    assert refusal(f"# a comment\nkey: {text}", surprises=True) == said
    assert parse(f'key: "{text}"', surprises=True) == {"key": text}


@pytest.mark.parametrize("text", SURPRISES)
def test_what_readers_of_yaml_disagree_about_is_text_in_a_profile(text: str) -> None:
    """A person who writes `accreditation: no` would be told about YAML."""
    assert parse(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3", "3: The key a is written twice, first on line 1; keep one."),
        ('{"a": {"b": 1,\n "b": 2}}', "2: The key b is written twice, first on line 1; keep one."),
        ("Maria Lopez: 1\nMaria Lopez: 2", "2: A key is written twice, first on line 1; keep one."),
        ("1: a\n'1': b", "2: A key is written twice, first on line 1; keep one."),
        ("a: &x 1", "1: Anchors and aliases (& and *) are not used here; write the value out."),
        ("a: &x [1]\nb: *x", "1: Anchors and aliases (& and *) are not used here; write the value out."),
        ("*x", "1: Anchors and aliases (& and *) are not used here; write the value out."),
        ("a: !!python/object:os.system x", "1: Tags (!) are not used here; write a plain value."),
        ("a: !own {b: 1}", "1: Tags (!) are not used here; write a plain value."),
        ("a: ! text", "1: Tags (!) are not used here; write a plain value."),
        ("a: 1\n---\nb: 2", "2: A second document begins here; a file holds one."),
        ("? [a]\n: 1", "1: A key must be a word."),
        ("1.5: a", "1: A key must be a word."),
        ("true: a", "1: A key must be a word."),
        ("null: a", "1: A key must be a word."),
        (
            "a: b: c",
            "1: This is not valid YAML or JSON: mapping values are not allowed in this context. "
            'Put double quotes around text with ": " in it, or indent this line like those beside it.',
        ),
        ('{"a": "\x01"}', "1: The file holds a control character that text cannot hold."),
        ("a: 1\nb: \x00", "2: The file holds a control character that text cannot hold."),
        ('{"a": "\\ud800"}', "1: This is not valid YAML or JSON: found invalid Unicode character escape code."),
        (b"a: 1\nb: \xff", "2: This is not UTF-8 text. Save the file with the encoding UTF-8."),
        ("a: 1".encode("utf-16"), "1: This is not UTF-8 text. Save the file with the encoding UTF-8."),
        (
            "a: \ud800".encode("utf-8", "surrogatepass"),
            "1: This is not UTF-8 text. Save the file with the encoding UTF-8.",
        ),
    ],
)
def test_what_cannot_be_read_safely_is_refused_with_its_line(text: str | bytes, said: str) -> None:
    """A value would be lost silently, code run, or a person left to search a file."""
    assert refusal(text) == f"file.yaml:{said}"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "# a comment\n", "---\n", "---\n...\n", "null"])
def test_a_file_with_nothing_in_it_is_refused(text: str) -> None:
    """A person whose file was lost would be advised as one of whom nothing is known."""
    assert refusal(text) == "file.yaml: There is nothing in the file."


def test_an_empty_profile_is_something() -> None:
    """Somebody who wants to begin with nothing could not."""
    assert parse("{}") == {}
    assert parse("[]") == []


@pytest.mark.parametrize("depth", [MOST_DEPTH, MOST_DEPTH + 1, 100_000])
def test_nesting_has_an_end(depth: int) -> None:
    """A hostile file would exhaust the stack and end the process."""
    text = "[" * depth + "]" * depth
    if depth == MOST_DEPTH:
        assert json.dumps(parse(text)) == text
    else:
        assert refusal(text) == f"file.yaml:1: This is nested more than {MOST_DEPTH} deep."


def test_a_file_that_is_too_large_is_refused_without_reading_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without end would fill the memory."""
    monkeypatch.setattr(document, "MOST_BYTES", 2_000_000)
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * 3_000_000)
    with pytest.raises(InputError, match=r"^large\.yaml: The file is larger than 2 MB\.$"):
        read_document(path)
    endless = Path("/dev/zero")
    if endless.exists():
        with pytest.raises(InputError, match="larger than 2 MB"):
            read_document(endless)


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """A misspelled path would end in a traceback."""
    with pytest.raises(InputError, match=r"^none\.yaml: There is no such file\.$"):
        read_document(tmp_path / "none.yaml")
    with pytest.raises(RulebookError, match=r": This is a folder; a file is needed\.$"):
        read_document(tmp_path, error=RulebookError)
    with pytest.raises(InputError, match=r": The file cannot be opened: File name too long\.$"):
        read_document(tmp_path / ("x" * 5000))


def test_a_mark_at_the_beginning_is_not_part_of_the_first_key() -> None:
    """What Windows editors save would have no readable first line."""
    assert parse("\ufeffname: Zoë") == {"name": "Zoë"}
    assert parse("name: Zoë\r\nstate: CA\r\n") == {"name": "Zoë", "state": "CA"}


def test_a_character_written_in_two_halves_is_one() -> None:
    """What JSON writers escape beyond 16 bits would be refused."""
    assert parse('{"a": "\\ud83d\\ude00 \\\\ud83d\\\\ude00"}') == {"a": "😀 \\ud83d\\ude00"}


def test_each_place_has_its_line() -> None:
    """A message would point to the wrong line."""
    found = parse_document(b"# head\na: 1\nb:\n  - x\n  - c: 2\n    d:\n      e: [1,\n        2]\n", "file.yaml")
    lines = {(): 2, ("a",): 2, ("b",): 3, ("b", 0): 4, ("b", 1): 5, ("b", 1, "c"): 5, ("b", 1, "d", "e"): 7}
    assert {place: found.line(place) for place in lines} == lines
    assert found.line(("b", 1, "d", "e", 1)) == 8
    assert found.line(("b", 1, "no such key")) == 5, "the nearest thing around it"
    assert Document({}).line(("a",)) == 0, "data that were not read from a text have no lines"


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"), max_size=40)
CONTROL = re.compile("[\x7f-\x9f\ufeff\ufffe\uffff]")
ENDS = st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | TEXT
JSON = st.recursive(
    ENDS | st.floats(allow_nan=False, allow_infinity=False, width=32),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(data=st.dictionaries(TEXT, JSON, max_size=5), indent=st.sampled_from([None, 1, "\t"]), ascii=st.booleans())
def test_json_is_read_as_json(data: dict[str, Any], indent: int | str | None, ascii: bool) -> None:
    """A profile written by a program would be read as something else."""
    text = json.dumps(data, indent=indent, ensure_ascii=ascii)
    if not ascii and CONTROL.search(text):  # JSON may hold them as they are, and YAML may not
        assert refusal(text).endswith("The file holds a control character that text cannot hold.")
    else:
        assert parse(text) == json.loads(text)


NUMERALS = st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,4})?", fullmatch=True)
ODDITIES = ["NaN", "-Infinity", "true", "null", '"\\ud800"', '"\\u0000"', '"a\\/b"', '""', "yes", "1.", "[" * 41]
SPOILED = st.recursive(
    NUMERALS | st.sampled_from(ODDITIES),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: "[" + ", ".join(parts) + "]")
        | st.lists(st.tuples(st.sampled_from('abc"'), inner), max_size=3).map(
            lambda pairs: "{" + ",\n".join(f'"{key}": {value}' for key, value in pairs) + "}"
        )
    ),
    max_leaves=8,
)


@settings(max_examples=1000, derandomize=True, deadline=None)
@given(text=SPOILED.map(lambda part: '{"top": ' + part + "}"))
def test_what_is_read_fast_is_what_the_reader_of_documents_reads(text: str) -> None:
    """A person's numbers would depend on who wrote the file, and a key written twice would hide an answer."""
    quick = document.read_json(text)
    if quick is not None:
        found, slow = parse_document(text.encode()), document._Composer(text, "", False, InputError)
        assert quick == found.data == slow.compose()
        assert {place: found.line(place) for place in slow.lines} == slow.lines


DOUBTFUL = [
    '{"a": 1, "a": 2}',
    '{"b": {"a": 1, "a": 1}}',
    '{"a" : 1, "a"\n:2}',
    '{"a:b": ":", "a:b": ":"}',
    '{"c": [{"b": ": :", "b" : 2}], "d": "\\":"}',
    '{"a": "\\ud800"}',
    '{"a": ' + "[" * 40 + "]" * 40 + "}",
    "[1]",
    "{",
]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_is_doubtful_is_not_read_fast(text: str) -> None:
    """An error would have no line, or there would be none."""
    assert document.read_json(text) is None
    assert document.read_json('{"a": 1}') == {"a": 1}
    assert document.read_json('{"a:" : ": 1", "b": [{"c": "\\":"}]}') == {"a:": ": 1", "b": [{"c": '":'}]}


def test_an_invisible_end_of_line_is_a_space() -> None:
    """Half of a sentence would be read as another line of the file, or refused with a line nobody sees."""
    assert parse('{"a": "one\u2028two\x85\u2029three"}') == {"a": "one two  three"}
    assert parse("a: one\u2028two\nb: 2") == {"a": "one two", "b": 2}


@settings(max_examples=500, derandomize=True, deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """A damaged file would end in a traceback."""
    for surprises in (False, True):
        try:
            told = [str(parse_document(content, "file: ", surprises=surprises).data)]
        except InputError as refused:
            told = [str(problem) for problem in refused.problems if problem.file == "file: "]
        assert len(told) == 1

"""The command line: what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from advisor import advise, load_profile, load_rulebook
from advisor.files import profiles_folder

ROOT = Path(__file__).resolve().parent.parent
PERSON = profiles_folder() / "maria-lopez.yaml"
DAY = ["--as-of", "2026-11-24"]


def advisor(*arguments: str | Path, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "advisor", *map(str, arguments)],
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )


def test_json_is_the_advice_that_python_gives() -> None:
    """The door says something else than the library."""
    done = advisor("evaluate", PERSON, *DAY, "--format", "json")
    advice = advise(load_profile(PERSON), load_rulebook(), as_of=date(2026, 11, 24))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == advice.to_json()


def test_text_fits_80_columns_without_color_in_a_pipe() -> None:
    """Lines run over the edge of a terminal, or control codes reach a file."""
    done = advisor("evaluate", PERSON, *DAY)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("Career advice for Maria Lopez\n")


def test_standard_input_is_read() -> None:
    """A program that pipes a profile in gets nothing."""
    done = advisor("evaluate", "-", "--format", "json", given=b'{"id": "x", "education": "associate"}')
    assert done.returncode == 0
    assert json.loads(done.stdout)["profile"] == {"id": "x", "name": None}


def test_several_profiles_give_a_list_and_a_bad_one_does_not_lose_the_good(tmp_path: Path) -> None:
    """One bad file among many hides the others, or goes by in silence."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("experience:\n  - aera: coding\n")
    done = advisor("evaluate", PERSON, bad, PERSON, *DAY, "--format", "json")
    assert done.returncode == 1
    assert [one["profile"]["id"] for one in json.loads(done.stdout)] == ["maria-lopez", "maria-lopez"]
    assert b"bad.yaml:2: experience[0].aera: aera is not a key here. Did you mean area?" in done.stderr
    assert advisor("--quiet", "evaluate", PERSON, bad, *DAY).stderr == b""
    assert advisor("evaluate", PERSON, bad, *DAY, "--quiet").stderr == b""


@pytest.mark.parametrize("command", [("evaluate",), ("explain",), ("plan",), ("what-if", "--with", "experience+1")])
def test_a_profile_is_not_written_over(tmp_path: Path, command: tuple[str, ...]) -> None:
    """A slip of the hand would replace what a person wrote by what we say of it."""
    profile, link = tmp_path / "p.yaml", tmp_path / "link.txt"
    profile.write_text("education: associate\n")
    link.symlink_to(profile)
    for target in (profile, link):
        done = advisor(command[0], profile, *command[1:], "-o", target)
        assert done.returncode == 2
        assert b"This file is read, and would be written over. Name another one." in done.stderr
    assert profile.read_text() == "education: associate\n"


def test_output_goes_to_a_file(tmp_path: Path) -> None:
    """The file is not written, or the advice is printed as well."""
    target = tmp_path / "advice.json"
    done = advisor("evaluate", PERSON, *DAY, "--format", "json", "--output", target)
    assert (done.returncode, done.stdout) == (0, b"")
    assert json.loads(target.read_bytes())["level"]["id"] == "mid"


@pytest.mark.parametrize(
    ("arguments", "given", "status", "words"),
    [
        (["evaluate"], b"", 2, "Missing argument"),
        (["evalute"], b"", 2, "No such command"),
        (["evaluate", "-", "--as-of", "yesterday"], b"{}", 2, "write a day such as 2026-11-24"),
        (["evaluate", "no-such-file.yaml"], b"", 3, "no-such-file.yaml: There is no such file."),
        (["evaluate", "."], b"", 3, "This is a folder"),
        (["evaluate", "-"], b"", 3, "standard input: There is nothing in the file."),
        (["evaluate", "-"], b"\xff\xfe", 3, "standard input:1: This is not UTF-8 text."),
        (["evaluate", "-"], b"a: [", 3, "standard input:"),
        (
            ["evaluate", "-"],
            b"experience: [{area: codng}]",
            3,
            "experience[0].area: This is not an area of work",
        ),
        (["evaluate", "-"], b"goal: {track: mangment}", 3, "Did you mean management?"),
        (["evaluate", "-", "--rules", "no-such-folder"], b"{}", 4, "no such folder of rules"),
        (["evaluate", "-", "--choices", "no-such.yaml"], b"{}", 4, "There is no such file."),
    ],
)
def test_what_is_wrong_is_said_with_its_exit_code(
    arguments: list[str], given: bytes, status: int, words: str, tmp_path: Path
) -> None:
    """A script cannot tell what went wrong, or a person sees a traceback."""
    done = advisor(*arguments, given=given)
    assert done.returncode == status
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_a_message_does_not_repeat_what_the_person_wrote() -> None:
    """Private words end in a log."""
    done = advisor("evaluate", "-", given=b"name: Zyxwv\nstate: Qwertyland\neducation: {level: Asdfgh, zxcvb qwert: 1}")
    assert done.returncode == 3
    for secret in (b"Zyxwv", b"Qwerty", b"Asdfgh", b"zxcvb"):
        assert secret not in done.stderr


def test_choices_of_an_institution_change_the_advice(tmp_path: Path) -> None:
    """An institution's own reading has no effect."""
    profile = b"education: high-school\nexperience: 3\ncertifications: [CCA]\n"
    choices = tmp_path / "ours.yaml"
    choices.write_text("certification-for-certificate: does-not-count\n")
    levels = [
        json.loads(advisor("evaluate", "-", *DAY, "--format", "json", *more, given=profile).stdout)["level"]["id"]
        for more in ([], ["--choices", str(choices)])
    ]
    assert levels == ["mid", "entry"]


def test_the_plain_reading_decides_the_same_and_says_so() -> None:
    """Without the engine the advice differs, or nobody is told."""
    engine, plain = (
        json.loads(advisor("evaluate", PERSON, *DAY, "--format", "json", "--engine", name).stdout)
        for name in ("durable_rules", "plain")
    )
    assert plain.pop("decided_by") == "plain"
    assert engine.pop("decided_by") == "durable_rules"
    assert plain == engine
    assert b"without the rules engine" in advisor("evaluate", PERSON, "--engine", "plain").stdout


def test_help_imports_nothing_heavy() -> None:
    """Asking for help waits for libraries that it does not need."""
    code = (
        "import sys; from advisor.doors.cli import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'pydantic', 'yaml', 'rich', 'orjson', 'durable_rules_engine'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "evaluate" in done.stdout


@pytest.mark.parametrize("what", ["profile", "advice"])
def test_the_schema_is_json_schema(what: str) -> None:
    """An integrator cannot read what goes in or comes out."""
    schema = json.loads(advisor("schema", what).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]


@pytest.mark.parametrize("command", ["explain", "plan", "what-if"])
def test_commands_about_one_person_read_standard_input_and_give_text_or_data(command: str) -> None:
    """A program that pipes a profile in gets nothing, or what it cannot read."""
    given = b"{education: high-school, experience: [], certifications: []}"
    text = advisor(command, "-", *DAY, given=given)
    assert (text.returncode, text.stderr) == (0, b"")
    assert max(map(len, text.stdout.decode().splitlines())) <= 80
    data = advisor(command, "-", *DAY, "--format", "json", given=given)
    assert data.returncode == 0
    assert json.loads(data.stdout)["rulebook"]["id"] == "health-information"


@pytest.mark.parametrize(
    ("arguments", "given", "status", "words"),
    [
        (["explain", "-", "title:medical-codr"], b"{}", 2, "Did you mean medical-coder?"),
        (["plan", "-", "--to", "rhti"], b"{}", 2, "There is no such level, title or certification"),
        (["what-if", "-", "--with", "certificate=RHIT"], b"{}", 2, "Did you mean certification?"),
        (["plan", "-"], b"experience: [{area: codng}]", 3, "standard input:1: experience[0].area"),
        (["explain", "-"], b"[[[[", 3, "This is not valid YAML"),
        (["what-if", "-"], b"", 3, "There is nothing in the file."),
    ],
)
def test_what_is_wrong_about_one_person_is_said(arguments: list[str], given: bytes, status: int, words: str) -> None:
    """A wrong goal, subject or change ends in a riddle or a traceback."""
    done = advisor(*arguments, given=given)
    assert (done.returncode, done.stdout) == (status, b"")
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr

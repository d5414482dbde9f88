"""``advisor ask``, as people meet it: in a real pseudo-terminal, and in a plain pipe."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "advisor", "ask", "--as-of", "2026-11-24"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of this computer who has kept nothing yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def piped(lines: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *more], input=lines, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


@pytest.fixture
def terminal(home: Path) -> Iterator[pexpect.spawn[str]]:
    """The dialogue in a terminal of 80 columns and 24 lines."""
    child = talk()
    yield child
    child.close(force=True)


def heed_hangups() -> None:
    """Whoever runs the tests may ignore them, and a child inherits that."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def talk(*more: str, term: str = "xterm") -> pexpect.spawn[str]:
    return pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], *more],
        cwd=str(ROOT),
        env={**os.environ, "TERM": term},
        dimensions=(24, 80),
        timeout=30,
        encoding="utf-8",
        preexec_fn=heed_hangups,
    )


CLEAR = "\x15"
"""Ctrl-U: what stands in the line goes."""


def kept(home: Path) -> list[Path]:
    return sorted((home / "state").rglob("interview-*.json"))


def test_a_dialogue_in_a_terminal_ends_with_advice(terminal: pexpect.spawn[str], home: Path) -> None:
    """Someone answers the questions in a terminal and gets no advice, or answers stay behind."""
    for words, said in (
        ("What would you like to do", "coding"),
        ("Which certifications do you hold", "none"),
        ("highest level of school", "high school"),
        ("Which jobs have you had", "none"),
        ("What kind of place", "1"),
        ("Which courses have you taken", "none"),
    ):
        terminal.expect(words)
        terminal.sendline(said)
    terminal.expect("That is all we need")
    terminal.expect("YOUR LEVEL")
    terminal.expect("Entry level")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0
    assert kept(home) == []


def test_help_words_work_at_any_question(terminal: pexpect.spawn[str]) -> None:
    """A person cannot ask why, look back, change an answer or see what they said."""
    terminal.expect("What would you like to do")
    terminal.sendline("?")
    terminal.expect("Source: ")
    terminal.sendline("list coding")
    terminal.expect("guide pay .*a year")
    terminal.sendline("astronaut")
    terminal.expect("We could not place that job or direction")
    terminal.sendline("management")
    terminal.expect("Which certifications do you hold")
    terminal.sendline("RHIT")
    terminal.expect("Which jobs have you had|highest level of school")
    terminal.sendline("summary")
    terminal.expect("certifications: RHIT, active")
    terminal.sendline("back")
    terminal.expect("Now: RHIT, active")
    terminal.sendline(f"{CLEAR}CCS")  # what was written stands there to be edited
    terminal.expect("Which jobs have you had|highest level of school")
    terminal.sendline("change 1")
    terminal.expect("Now: leadership and management")
    terminal.sendline("")
    terminal.expect("Which jobs have you had|highest level of school")
    terminal.sendline("summary")
    terminal.expect("certifications: CCS")


def test_what_was_not_understood_stays_on_the_question(terminal: pexpect.spawn[str]) -> None:
    """A slip of the pen costs a certification, and the remark stands behind all of the advice."""
    terminal.expect("What would you like to do")
    terminal.sendline("coding")
    terminal.expect("Which certifications do you hold")
    terminal.sendline("RHIT (lapsed); CPCX")
    terminal.expect("Understood: RHIT, lapsed")
    terminal.expect("could not place .CPCX.*Did you mean CPC")
    terminal.sendline("summary")
    terminal.expect("CPCX, active .does not count yet.")
    terminal.sendline("yes")
    terminal.expect("Understood: RHIT, lapsed; CPC, active")
    terminal.expect("Which jobs have you had|highest level of school")
    terminal.sendline("back")
    terminal.expect("Now: RHIT, lapsed; CPC, active")
    terminal.sendline("")  # what was written stands there, and is kept
    terminal.expect("Which jobs have you had|highest level of school")
    terminal.sendline("summary")
    terminal.expect("certifications: RHIT, lapsed; CPC, active")


def test_a_no_after_the_saying_back_opens_the_question_again(home: Path) -> None:
    """A person sees that they were misunderstood, and is told to choose from a list of workplaces."""
    lines = ["coding", "CPC-A", "certificate in medical coding, 2024", "Nurse since 2025", "no", "Coder since 2025"]
    done = piped("\n".join([*lines, *["skip"] * 30]), "--save", str(home / "me.json"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Which jobs have you had") >= 2
    assert json.loads((home / "me.json").read_bytes())["experience"] == [{"start": "2025", "role": "Coder"}]


def test_what_a_profile_to_begin_with_says_in_vain_is_said_at_once(home: Path) -> None:
    """A name in a file that is not known would first be remarked on at the end of the advice."""
    file = home / "me.yaml"
    file.write_text("certifications: [CPCX]\ngoal: {track: coding}\n", encoding="utf-8")
    done = piped("quit\n", str(file))
    said, _, _ = done.stdout.partition("> ")
    assert 'could not place "CPCX"' in said
    assert "Did you mean CPC?" in said


def test_enter_goes_on_without_what_was_not_understood(home: Path) -> None:
    """Somebody with an unusual certification is held at the question, or loses the others."""
    done = piped("coding\nRHIT; zorb\n\n" + "idk\n" * 30, "--save", str(home / "me.json"))
    assert done.returncode == 0, done.stderr
    assert 'could not place "zorb"' in done.stdout
    names = [one["name"] for one in json.loads((home / "me.json").read_bytes())["certifications"]]
    assert names == ["RHIT", "zorb"]


def test_no_question_counts_those_that_are_left(home: Path) -> None:
    """A number that rises makes a person give up."""
    done = piped("coding\nRHIT\nAAS in HIT, 2021-06\n" + "skip\n" * 30)
    assert "more could matter" not in done.stdout


@pytest.mark.parametrize("how", ["interrupt", "hang up"])
def test_nothing_is_lost_when_the_terminal_goes(home: Path, how: str) -> None:
    """Ctrl-C or a closed window costs a person their answers, or lets others read them."""
    child = talk()
    child.expect("What would you like to do")
    child.sendline("management")
    child.expect("Which certifications do you hold")
    if how == "interrupt":
        child.sendcontrol("c")
        child.expect("--resume")
    else:
        child.kill(signal.SIGHUP)
    child.expect(pexpect.EOF)
    child.close()
    (file,) = kept(home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_bytes())["profile"]["goal"] == {"track": "management"}
    again = talk("--resume")
    again.expect("Which certifications do you hold")
    again.close(force=True)


def test_a_plain_terminal_gets_plain_lines(home: Path) -> None:
    """A screen reader meets control sequences."""
    child = talk(term="dumb")
    child.expect("> ")
    assert "\x1b" not in (child.before or "")
    child.close(force=True)


def test_a_pipe_answers_line_by_line_and_saves_the_profile(home: Path) -> None:
    """A script cannot hold the interview, or what is saved is not what was said."""
    file = home / "me.yaml"
    lines = "management\nRHIT\nHealth information specialist, 2018 to 2024\nAAS in HIT, 2017-05\n" + "skip\n" * 30
    done = piped(lines, "--save", str(file))
    assert done.returncode == 0, done.stderr
    assert "YOUR LEVEL" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    saved = yaml.safe_load(file.read_text("utf-8"))
    assert saved["certifications"] == [{"name": "RHIT"}]
    assert saved["education"][0]["level"] == "associate"
    assert kept(home) == []
    again = piped("skip\n" * 30, str(file), "--format", "json")
    assert json.loads(again.stdout)["profile"] == {"id": None, "name": None}
    assert "Which certifications do you hold" not in again.stderr


def test_i_do_not_know_to_everything_is_an_interview_too(home: Path) -> None:
    """Someone who knows nothing gets no end, or advice that counts it as no."""
    done = piped("I don't know\n" * 40, "--format", "json")
    assert done.returncode == 0, done.stderr
    advice = json.loads(done.stdout)
    assert len(advice["level"]["could_be"]) > 1
    assert advice["questions"]


@pytest.mark.parametrize("later", ["", "none\n"], ids=["now", "later"])
def test_who_is_not_sure_sees_three_directions_and_may_choose_one(home: Path, later: str) -> None:
    """Someone would be left alone with the first question, or could not take up what was shown."""
    begun = home / "begun.yaml"
    begun.write_text("interests: [investigative]\nskills: [SQL]\n", encoding="utf-8")
    saved = home / "saved.json"
    typed = f"not sure yet\n{later}choose 9\nchoose 1\nquit\n"
    done = piped(typed, str(begun), "--save", str(saved))
    text = " ".join(done.stdout.split())
    assert "1. health data and systems: You work with the systems that hold health data" in text
    assert "First step: Learn spreadsheets and SQL well" in text
    assert text.count("There is no such direction.") == 1
    assert "Understood: health data and systems." in text
    assert "Which certifications do you hold" in text  # the interview goes on
    assert json.loads(saved.read_text("utf-8"))["goal"] == {"track": "data"}


@pytest.mark.parametrize("said", ["choose coding", "choose 2"])
def test_a_direction_is_chosen_without_having_been_shown(home: Path, said: str) -> None:
    """The command would be known to those alone who said that they do not know."""
    saved = home / "saved.json"
    piped(f"{said}\nquit\n", "--save", str(saved))
    assert json.loads(saved.read_text("utf-8"))["goal"] == {"track": "coding"}


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (("--resume",), 2, "no answers to go on with"),
        (("-",), 2, "name a file"),
        (("a", "--resume"), 2, "not both"),
        (("does-not-exist.yaml",), 3, "does-not-exist"),
    ],
)
def test_what_cannot_be_begun_is_said(home: Path, more: tuple[str, ...], status: int, words: str) -> None:
    """A wrong call gives a traceback or begins an interview that was not meant."""
    done = piped("", *more)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr


def test_kept_answers_that_were_damaged_are_an_error_with_a_place(home: Path) -> None:
    """A damaged file of kept answers gives a traceback."""
    folder = home / "state" / "career-path-advisor"
    folder.mkdir(parents=True)
    for content in (b"{", b"[]", b'{"profile": {"x": 1}, "declined": []}', b'{"profile": {}, "declined": [1]}', b""):
        (folder / "interview-1.json").write_bytes(content)
        done = piped("", "--resume")
        assert done.returncode == 3, done.stderr
        assert "interview-1.json" in done.stderr or "x" in done.stderr


def test_quit_stops_and_keeps_and_the_end_of_a_pipe_is_told_apart(home: Path) -> None:
    """A script cannot tell a person who stopped from answers that ran out."""
    done = piped("management\nquit\n")
    assert (done.returncode, "--resume" in done.stdout, len(kept(home))) == (0, True, 1)
    assert piped("").returncode == 130
    assert len(kept(home)) == 1
    assert "Answers of an earlier interview are kept" in piped("quit\n").stdout


def test_of_two_who_go_on_with_the_same_answers_the_second_is_told(home: Path) -> None:
    """The last one to write would win, and what was said in the other window is gone without a word."""
    assert piped("management\nquit\n").returncode == 0
    first = talk("--resume")
    first.expect("Which certifications do you hold")
    second = piped("CPC\nquit\n", "--resume")
    assert (second.returncode, "are open in another window" in second.stderr) == (2, True), second.stderr
    first.sendline("RHIT")
    first.expect("Which jobs have you had|highest level of school")
    beside = piped("coding\nquit\n")  # a new interview gets a file of its own, also before anything is written
    assert beside.returncode == 0
    first.sendline("quit")
    first.expect(pexpect.EOF)
    profiles = [json.loads(file.read_bytes())["profile"] for file in kept(home)]
    assert [one["goal"]["track"] for one in profiles] == ["management", "coding"]
    assert profiles[0]["certifications"] == [{"name": "RHIT"}]
    assert [file.name for file in kept(home)[0].parent.iterdir() if file.suffix != ".json"] == []


@pytest.mark.parametrize("place", ["/dev/null/x", "/proc/x"])
def test_answers_that_cannot_be_kept_do_not_end_the_interview(
    home: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """On a computer where the home folder cannot be written, the interview was over after the first answer."""
    monkeypatch.setenv("XDG_STATE_HOME", place)
    done = piped("management\nRHIT\n" + "skip\n" * 30)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Your answers cannot be kept") == 1
    assert "YOUR LEVEL" in done.stdout
    assert "are kept" not in piped("management\nquit\n").stdout.partition("Stopped.")[2]


def test_a_person_can_leave_for_a_while(home: Path) -> None:
    """Ctrl-Z does nothing while a question waits."""
    shell = pexpect.spawn("bash", ["--norc", "--noprofile", "-i"], cwd=str(ROOT), timeout=30, encoding="utf-8")
    shell.sendline("unset HISTFILE; PS1='shell: '; TERM=xterm " + " ".join(COMMAND))
    shell.expect("What would you like to do")
    shell.expect_exact("\x1b[?25h")  # the line is ready to be written in
    shell.send("\x1a")
    shell.expect("Stopped")
    shell.sendline("fg")
    shell.expect_exact("\x1b[?25h")
    shell.sendline("management")
    shell.expect("Which certifications do you hold")
    shell.close(force=True)

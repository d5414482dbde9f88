"""A rulebook read back from the cache is the one that was checked, and nothing but that is ever read back."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice.advise import advise
from advisor.document import read_document
from advisor.errors import RulebookError
from advisor.files import profiles_folder, rules_folder
from advisor.rulebook import cache as caching
from advisor.rulebook import codec, validation
from advisor.rulebook.book import Rulebook
from advisor.rulebook.condition import ALWAYS, NEVER, NO_NOTE
from advisor.rulebook.folder import read_folder
from advisor.rulebook.load import load_rulebook
from advisor.rulebook.part import Part
from advisor.rulebook.validation import validate
from advisor.rulebook.vocabulary import Vocabulary

RULEBOOKS = Path(__file__).resolve().parent / "rulebooks"
MINIMAL = RULEBOOKS / "minimal"
FOLDERS = [rules_folder(), MINIMAL, RULEBOOKS / "pharmacy-technician"]
DAY = date(2026, 11, 24)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder: where files will lie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "career-path-advisor"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "rulebook"))


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one with each rulebook that is parsed and checked."""
    counted: list[str] = []

    def counting(files: Any, digest: str, choices: Any = None) -> codec.Checked:
        counted.append(digest)
        return validate(files, digest, choices)

    monkeypatch.setattr(validation, "validate", counting)
    return counted


def parts(value: Any) -> Iterator[tuple[str, Any]]:
    """Everything that a value of a rulebook is made of."""
    if isinstance(value, Vocabulary):
        shared = value.shared
        yield from {"terms": value.terms, "abbreviations": shared.abbreviations, "fillers": shared.fillers}.items()
        yield "spelling", dict(shared.spelling.listed)
    elif isinstance(value, Part):
        worked_out = [name for name, held in vars(type(value)).items() if isinstance(held, cached_property)]
        yield from ((name, held) for name, held in sorted(vars(value).items()) if name not in [*worked_out, "address"])
    elif is_dataclass(value) and not isinstance(value, type) and type(value).__name__ != "Operator":
        yield from ((field.name, getattr(value, field.name)) for field in fields(value) if field.name != "_editions")
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, tuple | list):
        yield from ((str(number), part) for number, part in enumerate(value))


def assert_same(one: Any, other: Any, place: str = "") -> int:
    """Two rulebooks hold the same, kind by kind and field by field; gives the number of values compared."""
    assert type(one) is type(other), place
    inner, others = list(parts(one)), list(parts(other))
    assert [name for name, _ in inner] == [name for name, _ in others], place
    if one is ALWAYS or one is NEVER or other is ALWAYS or other is NEVER or not inner:
        assert one == other, place  # of conditions only itself is equal
    return 1 + sum(
        assert_same(part, others[n][1], f"{place}.{name}")
        for n, (name, part) in enumerate(inner)
        if part is not NO_NOTE
    )


@cache
def both(folder: Path) -> tuple[codec.Checked, codec.Checked]:
    """A rulebook as it was checked, and as it is read back."""
    checked = validate(*read_folder(folder))
    return checked, codec.decode(codec.encode(checked))


# -- the same rulebook ------------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_read_back_is_what_was_checked(folder: Path) -> None:
    """A rule would change by being cached."""
    checked, back = both(folder)
    assert assert_same(checked, back) > 200


def test_the_comparison_sees_a_difference() -> None:
    """Were it blind, the test above would prove nothing."""
    rulebook = both(MINIMAL)[0][0]
    for changed in (
        {"name": "Another"},
        {"since": date(2020, 1, 1)},
        {"requires": NEVER},
        {"salary": None},
        {"duties": ["a list"]},
    ):
        other = rulebook.levels[1].model_copy(update=changed)
        with pytest.raises(AssertionError):
            assert_same(rulebook.levels[1], other)


def test_everyone_gets_the_same_advice_from_what_is_read_back() -> None:
    """What a person is told would hang on whether a file lies in a folder."""
    (checked, _), (back, _) = both(rules_folder())
    people = sorted(profiles_folder().glob("*.yaml"))
    assert len(people) > 20
    for path in people:
        person = read_document(path).data
        assert advise(person, back, as_of=DAY).to_json() == advise(person, checked, as_of=DAY).to_json(), path.name


def test_a_second_start_checks_nothing(store: Path, folder: Path, checks: list[str]) -> None:
    """Every start would parse all YAML again."""
    first, second = load_rulebook(folder), load_rulebook(folder)
    assert len(checks) == 1
    assert_same(first, second)
    (file,) = store.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert store.stat().st_mode & 0o777 == 0o700


# -- never other rules, and never no error -----------------------------------------------------


def test_a_changed_file_is_checked_again_and_takes_the_place_of_the_old(
    store: Path, folder: Path, checks: list[str]
) -> None:
    """Advice would follow rules that are no longer written, and the folder would fill."""
    load_rulebook(folder)
    titles = folder / "titles.yaml"
    titles.write_text(titles.read_text("utf-8").replace("Night baker", "Baker of the night"), "utf-8")
    assert [load_rulebook(folder).titles[0].name for _ in range(2)] == ["Baker of the night"] * 2
    assert len(checks) == 2
    assert len(list(store.iterdir())) == 1


@pytest.mark.parametrize("mistake", ["titles.yaml", "extra.yaml", "facts.yaml", "choices.yaml"])
def test_a_mistake_is_told_each_time_whatever_is_cached(store: Path, folder: Path, mistake: str) -> None:
    """A mistake would be told once, or not at all since the rules were right before."""
    right = load_rulebook(folder)
    path = folder / mistake
    before = path.read_bytes() if path.exists() else None
    path.unlink(missing_ok=True) if mistake == "facts.yaml" else path.write_text("part-time: never\n", "utf-8")
    told = []
    for _ in range(2):
        with pytest.raises(RulebookError) as refused:
            load_rulebook(folder)
        told.append([str(problem) for problem in refused.value.problems])
    assert told[0] == told[1] != []
    path.unlink(missing_ok=True) if before is None else path.write_bytes(before)
    assert load_rulebook(folder).digest == right.digest


def test_choices_are_checked_and_counted_in_a_rulebook_that_was_read_back(
    store: Path, folder: Path, checks: list[str]
) -> None:
    """A wrong choice would pass, or the digest tell that other rules gave the advice."""
    (folder / "choices.yaml").write_text("part-time: calendar\n", "utf-8")
    fresh = [load_rulebook(folder, {"part-time": "hours"})]
    again = [load_rulebook(folder, {"part-time": "hours"}), load_rulebook(folder)]
    assert [book.choices["part-time"] for book in fresh + again] == ["hours", "hours", "calendar"]
    assert fresh[0].digest == again[0].digest != again[1].digest
    with pytest.raises(RulebookError, match="The choices of part-time are hours, calendar"):
        load_rulebook(folder, {"part-time": "never"})
    assert len(checks) == 1


# -- safe to read back -------------------------------------------------------------------------


def test_what_another_version_wrote_is_not_read(
    store: Path, folder: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade the rules would be those that the old version understood."""
    load_rulebook(folder)
    monkeypatch.setattr(caching, "_code", lambda: b"another version")
    load_rulebook(folder)
    assert len(checks) == 2


@settings(max_examples=60, derandomize=True, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_not_read(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A disk's fault, or half a file, would become a rule or a traceback."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("damaged")
        patch.setenv("XDG_CACHE_HOME", str(home))
        right = load_rulebook(MINIMAL)
        (file,) = (home / "career-path-advisor").iterdir()
        content = bytearray(file.read_bytes())
        kind = data.draw(st.sampled_from(["change", "cut", "replace"]))
        at = data.draw(st.integers(0, len(content) - 1))
        if kind == "change":
            content[at] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del content[at:]
        else:
            content = bytearray(data.draw(st.binary(max_size=200)))
        file.write_bytes(content)
        digest = read_folder(MINIMAL)[1]
        assert caching.read_cached(MINIMAL, digest) is None
        assert_same(load_rulebook(MINIMAL), right)
        assert caching.read_cached(MINIMAL, digest) is not None, "the damaged file was not replaced"


def planted(store: Path, folder: Path) -> Path:
    """A cached rulebook of other rules with the right seal, as somebody would write it who knows this code."""
    rulebook = load_rulebook(folder)
    (file,) = store.iterdir()
    own = codec.encode((rulebook, {})).replace(b"Night baker", b"Night thief")
    digest = read_folder(folder)[1]
    file.write_bytes(caching._seal(digest, own) + b"\n" + own)
    assert load_rulebook(folder).titles[0].name == "Night thief", "the seal alone is no protection, nor meant to be"
    return file


@pytest.mark.parametrize("how", ["group", "others", "folder", "link", "folder link", "owner", "directory"])
def test_what_others_could_have_written_is_not_read(
    store: Path, folder: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may write into a folder could decide what everyone is advised."""
    file = planted(store, folder)
    if how in ("group", "others"):
        file.chmod(0o620 if how == "group" else 0o602)
    elif how == "folder":
        store.chmod(0o770)
    elif how == "link":
        file.rename(store.parent / "elsewhere")
        file.symlink_to(store.parent / "elsewhere")
    elif how == "folder link":
        store.rename(store.parent / "elsewhere")
        store.symlink_to(store.parent / "elsewhere")
    elif how == "owner":
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    else:
        file.unlink()
        file.mkdir()
    assert load_rulebook(folder).titles[0].name == "Night baker"


@pytest.mark.parametrize("home", ["/dev/null/cache", "relative"])
def test_a_folder_that_cannot_be_used_is_no_matter(
    home: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A service without a home could not start."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    assert load_rulebook(folder).digest == load_rulebook(MINIMAL).digest
    assert capfd.readouterr() == ("", "")
    assert not (tmp_path / "relative").exists()


def test_without_a_home_nothing_is_cached(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder called ~ would appear wherever the program is started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    load_rulebook(folder)
    assert not (tmp_path / "~").exists()


def test_a_rulebook_that_cannot_be_written_is_used_all_the_same(store: Path, folder: Path) -> None:
    """Rules that JSON cannot hold would be refused for the sake of a cache."""
    caching.write_cached(folder, "digest", (load_rulebook(folder), {"part-time": "\ud800"}))
    assert len(list(store.iterdir())) == 1


def test_the_folder_stays_small(store: Path, tmp_path: Path) -> None:
    """Each rulebook ever tried would stay for ever."""
    checked = both(MINIMAL)[0]
    for number in range(caching._MOST_FILES + 8):
        caching.write_cached(tmp_path / str(number), "digest", checked)
    assert len(list(store.iterdir())) == caching._MOST_FILES
    assert caching.read_cached(tmp_path / str(number), "digest") is not None, "the newest stay"


def test_several_at_once_do_not_disturb_each_other(store: Path, folder: Path) -> None:
    """A process would read what another has half written."""
    with ThreadPoolExecutor(8) as pool:
        books: list[Rulebook] = list(pool.map(lambda _: load_rulebook(folder), range(24)))
    assert {book.digest for book in books} == {read_folder(folder)[1]}
    assert len(list(store.iterdir())) == 1


def test_a_rulebook_that_was_used_goes_to_another_process() -> None:
    """A roster answered by two processes would break off after anything else was answered in this one."""
    book = load_rulebook()
    found = book.find_title("medical recrods clerk")
    assert found == "medical-records-clerk"
    assert book.credential_spans("RHIT and CPC")
    other = pickle.loads(pickle.dumps(book))
    assert other.find_title("medical recrods clerk") == found

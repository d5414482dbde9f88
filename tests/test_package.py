"""What is shipped is what was written: built, installed and run as a user would, away from the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from advisor import files
from advisor.errors import RulebookError
from advisor.rulebook.cache import sealed
from advisor.rulebook.folder import read_folder
from advisor.rulebook.validation import validate

# One worker builds and installs, once, when pytest-xdist shares out the tests.
pytestmark = pytest.mark.xdist_group("package")

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
MAKEFILE = (REPOSITORY / "Makefile").read_text("utf-8")


def run(*command: str | Path, cwd: Path = REPOSITORY, **environment: str) -> str:
    """Run a command that must succeed; its output is what the failure shows."""
    done = attempt(*command, cwd=cwd, **environment)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def attempt(*command: str | Path, cwd: Path = REPOSITORY, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)


def made_by(setting: str) -> str:
    """Read one setting of the Makefile, so that it is written in one place."""
    found = re.search(rf"^{setting} [:?]= (.+)$", MAKEFILE, re.MULTILINE)
    assert found, f"the Makefile no longer sets {setting}"
    return found[1]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder of the checkout, but for compiled Python."""
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(REPOSITORY).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist as `python -m build` does: what a release would upload."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", dist, REPOSITORY)
    (built,) = dist.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def shipped(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment that holds the wheel and its run-time dependencies alone."""
    environment = tmp_path_factory.mktemp("user") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", environment)
    pip = (sys.executable, "-m", "pip", "--python", environment / "bin" / "python")
    (engine,) = (need for need in PROJECT["dependencies"] if need.startswith("durable_rules"))
    flags = made_by("ENGINE_CPPFLAGS")
    run(*pip, "install", "--no-cache-dir", "--no-binary", "durable_rules", engine, CPPFLAGS=flags)
    run(*pip, "install", wheel)
    run(*pip, "check")
    return environment / "bin"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_the_wheel_holds_the_package_and_every_data_file_and_nothing_else(shipped: dict[str, bytes]) -> None:
    """hatchling leaves out, without a word, what .gitignore names and folders that are absent; a top-level
    `rules/` in site-packages would belong to another project; and the checked form of a rulebook could be of other
    rules or of other code."""
    expected = tree(REPOSITORY / "advisor")
    for kind in ("rules", "profiles"):
        data = tree(REPOSITORY / kind)
        assert data, f"{kind}/ is empty"
        expected |= {f"advisor/_data/{path}": content for path, content in data.items()}
    for folder in files.installed_rulebooks():
        content, digest = read_folder(folder)
        expected[f"advisor/_data/compiled/{folder.name}.json"] = sealed(digest, validate(content, digest))
    ours = {path: content for path, content in shipped.items() if ".dist-info/" not in path}

    assert sorted(expected.keys() - ours.keys()) == [], "not shipped (does a line of .gitignore match?)"
    assert sorted(ours.keys() - expected.keys()) == [], "shipped, and in none of our folders"
    assert [path for path in expected if expected[path] != ours[path]] == [], "shipped with other contents"


def test_the_wheel_says_that_it_is_typed(shipped: dict[str, bytes]) -> None:
    assert "advisor/py.typed" in shipped


def test_the_data_folders_hold_data_only() -> None:
    """A module there would be importable in a checkout, and breaks the editable installation."""
    for kind in ("rules", "profiles"):
        assert [path for path in tree(REPOSITORY / kind) if path.endswith(".py")] == []


def test_the_installed_package_finds_its_own_data(installed: Path, empty: Path) -> None:
    """Were the checkout found instead, the tests below would prove nothing about what is shipped."""
    code = "from advisor.files import *; print(rules_folder()); print(profiles_folder())"
    folders = [Path(line) for line in run(installed / "python", "-I", "-c", code, cwd=empty).splitlines()]
    assert [folder.parts[-3:] for folder in folders] == [
        ("_data", "rules", "health-information"),
        ("advisor", "_data", "profiles"),
    ]
    assert all(folder.is_relative_to(installed.parent) for folder in folders)


def test_the_installed_command_helps(installed: Path, empty: Path) -> None:
    assert "evaluate" in run(installed / "python", "-I", installed / "advisor", "--help", cwd=empty)


def test_the_installed_command_advises_the_person_of_the_demo(installed: Path, empty: Path) -> None:
    """From an empty folder, with nothing of the checkout on the path and no test dependency at hand."""
    person = REPOSITORY / made_by("PERSON")
    advisor = (installed / "python", "-I", installed / "advisor")
    assert '"level"' in run(*advisor, "evaluate", "--format", "json", person, cwd=empty)


def test_the_installed_command_parses_no_yaml_and_leaves_the_user_s_cache_alone(installed: Path, empty: Path) -> None:
    """The checked rulebook in the wheel would be there and not be used: every start would take twice as long."""
    person = empty / "person.json"
    person.write_text('{"education": "associate", "certifications": ["RHIT"]}', "utf-8")
    code = """if True:
        import sys
        from advisor.doors.cli import main
        sys.argv = ["advisor", "evaluate", "--format", "json", sys.argv[1]]
        try:
            main()
        except SystemExit as ended:
            assert not ended.code
        loaded = {"yaml", "platformdirs", "ortools", "pyarrow", "numpy", "fastapi", "rich"} & sys.modules.keys()
        print("loaded besides:", *sorted(loaded))
        """
    cache = {"XDG_CACHE_HOME": str(empty / "cache")}
    answer, loaded = run(installed / "python", "-I", "-c", code, person, cwd=empty, **cache).splitlines()
    assert '"level"' in answer
    assert loaded == "loaded besides:"
    assert not (empty / "cache").exists()


def test_the_changelog_has_a_place_for_this_version() -> None:
    headings = re.findall(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] in ("Unreleased", PROJECT["version"])


@pytest.mark.parametrize(
    ("sabotage", "says"),
    [
        ("os.environ['CC'] = 'no-such-compiler'", "build-essential"),
        ("sysconfig.get_path = lambda name: 'no-such-folder'", "python{version}-dev"),
        ("sys.modules['ensurepip'] = None", "python{version}-venv"),
        ("sys.version_info = (3, 10, 0)", "Python 3.11, 3.12 or 3.13 is needed"),
    ],
)
def test_what_is_missing_is_said_before_pip_runs(tmp_path: Path, sabotage: str, says: str) -> None:
    """Otherwise the one useful line stands somewhere in two hundred of a failed compilation."""
    python = tmp_path / "python"
    code = f"import os, sys, sysconfig; {sabotage}; exec(sys.argv[2])"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    python.chmod(0o755)
    done = attempt("make", "prerequisites", f"PYTHON={python}")
    assert done.returncode != 0
    assert says.format(version="{}.{}".format(*sys.version_info)) in done.stderr


def test_nothing_is_missing_here() -> None:
    assert run("make", "--no-print-directory", "prerequisites", f"PYTHON={sys.executable}") == ""


def test_an_unknown_rulebook_is_answered_with_those_there_are() -> None:
    with pytest.raises(RulebookError, match=r"'helth-information'.* Did you mean health-information\?"):
        files.rules_folder("helth-information")


@pytest.mark.parametrize("id", ["", ".", "..", "../rules/health-information", "/", "a/cases", "a\0b"])
def test_a_rulebook_id_is_never_a_path(id: str) -> None:
    """It may come from a query parameter."""
    with pytest.raises(RulebookError, match="no rulebook"):
        files.rules_folder(id)


def test_a_named_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert files.rules_folder(folder=tmp_path) == tmp_path
    assert files.profiles_folder(tmp_path) == tmp_path
    with pytest.raises(RulebookError, match="does not exist"):
        files.rules_folder(folder=tmp_path / "absent")
    with pytest.raises(RulebookError, match="is not a folder"):
        files.rules_folder(folder=Path(__file__))


def test_somebody_elses_rules_beside_an_installed_package_are_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "advisor")
    with pytest.raises(RulebookError) as raised:
        files.rules_folder()
    assert str(tmp_path / "advisor" / "_data" / "rules") in str(raised.value)
    assert str(tmp_path / "rules") in str(raised.value)

"""The files of a rulebook's folder: what each holds, their bytes and digest, and choices among readings."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from advisor.document import MOST_BYTES, Document, read_document
from advisor.errors import Problem, RulebookError, listing, nearest
from advisor.problems import unknown
from advisor.rulebook import model
from advisor.rulebook.activity import Activity
from advisor.rulebook.credential import Credential
from advisor.rulebook.part import Part

Files = Mapping[str, bytes | Problem]
"""The rule files of a folder by name: the bytes of each, or why they cannot be used."""
Choices = Path | Mapping[str, str] | None
"""An institution's choices among contested readings: ``{assumption: choice}``, or a file of them."""
LISTS: dict[str, type[Part]] = {
    "sources.yaml": model.Source,
    "assumptions.yaml": model.Assumption,
    "questions.yaml": model.Question,
    "facts.yaml": model.Fact,
    "definitions.yaml": model.Definition,
    "levels.yaml": model.Level,
    "titles.yaml": model.Title,
    "steps.yaml": model.Step,
    "activities.yaml": Activity,
    "warnings.yaml": model.Warning_,
    "directions.yaml": model.Direction,
}
"""Files that hold a list, and the kind of its entries."""
FOLDERS: dict[str, type[Part]] = {"credentials": Credential, "guidance": model.Guidance}
"""Folders of files, and the kind of entry they hold."""
_NEEDED = "rulebook sources vocabulary questions facts levels titles"
_FILES = ("rulebook.yaml", "vocabulary.yaml", "spelling.yaml", "ranking.yaml", "choices.yaml", *LISTS)


def read_folder(root: Path) -> tuple[dict[str, bytes | Problem], str]:
    """Read every rule file: its bytes, or why they cannot be used, by name; and the digest of names and bytes.

    Cases are tests and are left out, and so are hidden files and a README.
    """
    files: dict[str, bytes | Problem] = {}
    digest = sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or name.startswith((".", "cases/")) or "/." in name or path.name == "README.md":
            continue
        folder, _, file = name.rpartition("/")
        if (folder not in FOLDERS and (folder or file not in _FILES)) or not file.endswith(".yaml"):
            known = [*_FILES, *(f"{one}/{Path(file).stem}.yaml" for one in FOLDERS)]
            allowed = listing([*_FILES, *(f"{one}/*.yaml" for one in (*FOLDERS, "cases"))], 20)
            message = f"This is not a file of a rulebook.{nearest(name, known)} The files are {allowed}."
            files[name] = Problem(message, file=name)
            continue
        try:
            content = files[name] = _content(path)
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        except OSError as problem:
            files[name] = Problem(f"The file cannot be opened: {problem.strerror}.", file=name)
        except ValueError as problem:
            files[name] = Problem(str(problem), file=name)
    for name in [f"{needed}.yaml" for needed in _NEEDED.split()]:
        if name not in files:
            files[name] = Problem("This file is needed and is missing.", file=name)
    return files, digest.hexdigest()


def _content(path: Path) -> bytes:
    """Read a file: no pipe, which may wait for ever, no device, and nothing larger than a document may be.

    Raises OSError, and ValueError with a sentence.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("This is not a file.")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    return content


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Give each problem once, by file and line."""
    return sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.path, problem.message))


def read_choices(
    given: Choices | Document, assumptions: Mapping[str, model.Assumption]
) -> tuple[dict[str, str], list[Problem]]:
    """Give the choices that are offered, and a problem for each other. Raises RulebookError for an unreadable file."""
    if given is None:
        return {}, []
    if isinstance(given, Mapping):
        document = Document(dict(given), "choices")
    else:
        document = given if isinstance(given, Document) else read_document(given, surprises=True, error=RulebookError)
    if not isinstance(document.data, Mapping):
        return {}, [Problem("Choices are written as `assumption: choice`.", document.name, 1)]
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    for id, choice in document.data.items():
        allowed = assumptions[id].choices if id in assumptions else ()
        if isinstance(choice, str) and choice in allowed:
            chosen[id] = choice
            continue
        message = f"The choices of {id} are {listing(allowed)}.{nearest(str(choice), allowed)}"
        message = message if allowed else unknown("assumption", id, assumptions)
        problems.append(Problem(message, document.name, document.line((id,))))
    return chosen, problems

"""A folder of YAML to a Rulebook, or an error with file, line, what is wrong and what would be right."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Problem, RulebookError
from advisor.files import rules_folder
from advisor.rulebook.book import Rulebook
from advisor.rulebook.cache import read_cached, write_cached
from advisor.rulebook.folder import Choices, in_order, read_choices, read_folder


def load_rulebook(folder: Path | str | None = None, choices: Choices = None) -> Rulebook:
    """Load a rulebook from a folder (default: the one that comes with the package).

    ``choices`` are an institution's own: ``{assumption: choice}`` or a YAML file of them; they come after
    the folder's ``choices.yaml``. A folder whose files are those of an earlier call, also in another process, is
    not parsed and checked again. Raises RulebookError with every mistake found.
    """
    root = Path(folder) if folder is not None else rules_folder()
    if not root.is_dir():
        raise RulebookError(Problem("There is no such folder of rules.", file=str(root)))
    files, digest = read_folder(root)
    usable = not any(isinstance(content, Problem) for content in files.values())
    checked = read_cached(root, digest) if usable else None
    if checked is None:
        from advisor.rulebook.validation import validate

        checked = validate(files, digest, choices)
        write_cached(root, digest, checked)
    rulebook, own = checked
    given, problems = read_choices(choices, rulebook.assumptions)
    if problems:
        raise RulebookError(*in_order(problems))
    chosen = own | given
    return rulebook.choose(chosen) if chosen else rulebook

"""Where the rules and the example profiles are: inside the installed package, or at the top of a checkout.

The installed place comes first, and a checkout is known by its ``pyproject.toml``: an installed ``advisor/``
lies in ``site-packages``, where a folder called ``rules`` belongs to somebody else.
"""

from __future__ import annotations

from pathlib import Path

from advisor.errors import RulebookError, listing, nearest

_PACKAGE = Path(__file__).resolve().parent


def rules_folder(id: str | None = None, folder: Path | None = None) -> Path:
    """Find the rulebook ``id`` (default: the first there is); ``folder`` names another rulebook outright.

    An id may come from a stranger: it is looked up among the rulebooks there are, never joined to a path.
    """
    if folder is not None:
        return _given(folder)
    rulebooks = {path.name: path for path in installed_rulebooks()}
    if id is None and rulebooks:
        return next(iter(rulebooks.values()))
    if id not in rulebooks:
        raise RulebookError(
            f"There is no rulebook {id!r} in {_data_folder('rules')}, only: {listing(rulebooks) or 'none'}."
            + nearest(id or "", rulebooks)
        )
    return rulebooks[id]


def installed_rulebooks() -> list[Path]:
    """Find the folders of all rulebooks that come with the advisor, in the order of their names."""
    return [path for path in sorted(_data_folder("rules").iterdir()) if (path / "rulebook.yaml").is_file()]


def compiled_rulebook(folder: Path) -> Path | None:
    """Give the file with the checked form of a rulebook that was installed with the package, or None for another."""
    data = _PACKAGE / "_data"
    return data / "compiled" / f"{folder.name}.json" if folder.parent == data / "rules" else None


def profiles_folder(folder: Path | None = None) -> Path:
    """Find the invented people that come with the advisor; ``folder`` names another place outright."""
    return _data_folder("profiles") if folder is None else _given(folder)


def _given(folder: Path) -> Path:
    if not folder.is_dir():
        raise RulebookError(f"{folder} is not a folder, or does not exist.")
    return folder


def _data_folder(kind: str) -> Path:
    bundled, repository = _PACKAGE / "_data" / kind, _PACKAGE.parent
    if bundled.is_dir():
        return bundled
    if (repository / kind).is_dir() and (repository / "pyproject.toml").is_file():
        return repository / kind
    raise RulebookError(
        f"The folder {kind!r} is missing: it is neither {bundled} (installed) nor {repository / kind} "
        "beside a pyproject.toml (checkout). Install career-path-advisor again, or name a folder."
    )

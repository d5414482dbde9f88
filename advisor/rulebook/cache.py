"""Checked rulebooks in files, so that a later start parses no YAML: in the wheel, and in the user's cache folder.

A file holds a seal, the hash of this package's code, the digest of the rule files and the content, and a rulebook. A
file of another version or of other rules, a damaged one, or one in a cache folder that others may write to is not read.
"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from advisor.files import compiled_rulebook
from advisor.rulebook.codec import Checked, decode, encode

_MOST_FILES = 32
_PACKAGE = Path(__file__).resolve().parent.parent


def read_cached(root: Path, digest: str) -> Checked | None:
    """Give the checked rulebook of a folder whose files have this digest, or None."""
    shipped = compiled_rulebook(root)
    return (shipped and _opened(shipped, digest)) or _opened(_user_file(root), digest, private=True)


def _opened(path: Path | None, digest: str, *, private: bool = False) -> Checked | None:
    try:
        if path is None or (private and not (_is_private(path.parent) and _is_private(path))):
            return None
        seal, _, content = path.read_bytes().partition(b"\n")
        return decode(content) if seal == _seal(digest, content) else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def write_cached(root: Path, digest: str, checked: Checked) -> None:
    """Keep a checked rulebook in the user's cache folder, in place of what was kept of the same folder."""
    import tempfile

    path = _user_file(root)
    try:
        if path is None:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(path.parent):
            return
        descriptor, written = tempfile.mkstemp(prefix="rulebook-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed(digest, checked))
            os.replace(written, path)
        finally:
            Path(written).unlink(missing_ok=True)
        kept = sorted(path.parent.glob("rulebook-*"), key=lambda kept: kept.stat().st_mtime_ns)
        for oldest in kept[:-_MOST_FILES]:
            oldest.unlink(missing_ok=True)
    except (OSError, TypeError):  # the folder cannot be written, or the rulebook cannot
        return


def sealed(digest: str, checked: Checked) -> bytes:
    """Give the content of a file."""
    content = encode(checked)
    return _seal(digest, content) + b"\n" + content


def _seal(digest: str, content: bytes) -> bytes:
    return sha256(_code() + digest.encode() + content).hexdigest().encode()


@cache
def _code() -> bytes:
    """Hash the modules that parse, check and hold a rulebook."""
    code = sha256()
    for path in sorted((*_PACKAGE.glob("*.py"), *_PACKAGE.glob("rulebook/*.py"))):
        code.update(path.read_bytes())
    return code.digest()


def _user_file(root: Path) -> Path | None:
    """Give the file for a folder of rules; None when the user has no cache folder."""
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("career-path-advisor", appauthor=False)
    except RuntimeError:  # there is no home
        return None
    name = sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]
    return folder / f"rulebook-{name}.json" if folder.is_absolute() else None


def _is_private(path: Path) -> bool:
    """Whether a file or folder, itself and not by a link, belongs to the user alone to write."""
    status = path.lstat()
    return not path.is_symlink() and status.st_uid == os.geteuid() and not status.st_mode & 0o022

"""The packages installed with the advisor, and their licenses: ``python -m tests.dependencies`` writes them."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
HEAD = """# What it stands on

<!-- written by `python -m tests.dependencies`; do not edit -->

These packages are installed with the advisor, with the licenses that they declare. All of them may be used and passed
on by anybody under these terms. `constraints.txt` has the versions that the tests ran with, and the hashes of their
files.

`make test` looks nothing up in a database of vulnerabilities, since it asks no other service. Where there is a network:

```
pip install pip-audit && pip-audit --require-hashes -r constraints.txt
```

| package | license |
|---|---|
"""


def installed() -> dict[str, str]:
    """Give every package that is installed with the advisor in this environment, and its license."""
    found: dict[str, str] = {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = [(one, "") for one in project["dependencies"]]
    seen = set[tuple[str, str]]()
    while waiting:
        line, extra = waiting.pop()
        one = Requirement(line)
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        name = normal(one.name)
        try:
            required = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # it is of another platform
        found[name] = _license(name)
        for wanted in ("", *one.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(line, wanted) for line in required]
    return dict(sorted(found.items()))


def normal(name: str) -> str:
    """Write the name of a package as PyPI does."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _license(name: str) -> str:
    said = metadata(name)
    classifiers = [
        one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or () if one.startswith("License :: ")
    ]
    short = "".join(said.get_all("License") or ()).strip()
    plain = short if short and "\n" not in short and len(short) < 60 else ""
    return "".join(said.get_all("License-Expression") or ()) or "; ".join(classifiers) or plain or "in its own file"


def main() -> None:
    """Write the page."""
    rows = [f"| {name} | {license} |\n" for name, license in installed().items()]
    PAGE.write_text(HEAD + "".join(rows), "utf-8")
    sys.stdout.write(f"{len(rows)} packages\n")


if __name__ == "__main__":
    main()

"""The house stays in order: imports run one way, and each outside library has its one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "advisor"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)

STAGES: tuple[tuple[str, ...], ...] = (
    (
        "advisor.words",
        "advisor.language",
        "advisor.errors",
        "advisor.dates",
        "advisor.differences",
        "advisor.document",
        "advisor.problems",
        "advisor.files",
    ),
    ("advisor.rulebook",),
    ("advisor.reading",),
    ("advisor.profile_fields",),
    ("advisor.profile",),
    ("advisor.person",),
    ("advisor.recognize",),
    ("advisor.facts",),
    ("advisor.engine",),
    ("advisor.advice",),
    ("advisor.planning",),
    ("advisor.reasoning",),
    ("advisor.changing", "advisor.interview", "advisor.roster", "advisor.workshop", "advisor.schema"),
    ("advisor.advisor",),
    ("advisor.render",),
    ("advisor.doors",),
)
"""From left to right; a stage imports only what stands to its left or in the same room."""

PERSON = {
    "advisor.profile",
    "advisor.person",
    "advisor.recognize",
    "advisor.facts",
    "advisor.engine",
    "advisor.advice",
}
MOST_LINES = 300
LONGER: dict[str, int] = {}
"""Modules that are one table or one pass each, and how long they may become."""


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports(path: Path, everywhere: bool = True) -> Iterator[str]:
    """Every module that a file imports; without ``everywhere`` only what loading the file imports."""
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            base = node.module or ""
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if full in MODULES else base
        if not everywhere and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if not everywhere and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        waiting += ast.iter_child_nodes(node)


def room_of(module: str) -> tuple[int, str] | None:
    """The stage of a module and its room; the package itself has none."""
    for number, rooms in enumerate(STAGES):
        for room in rooms:
            if module == room or module.startswith(f"{room}."):
                return number, room
    return None


def library(name: str) -> set[str]:
    """The modules that import an outside library."""
    return {module for module, path in MODULES.items() if any(one.split(".")[0] == name for one in imports(path))}


def test_every_module_has_its_place() -> None:
    """A module outside the plan could import anything from anywhere."""
    assert [module for module in MODULES if module not in ("advisor", "advisor.__main__") and not room_of(module)] == []


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module)])
def test_imports_run_one_way(module: str) -> None:
    """An earlier stage that knows a later one can no longer be used, tested or replaced by itself."""
    mine = room_of(module)
    assert mine is not None
    wrong = []
    for other in imports(MODULES[module]):
        theirs = room_of(other)
        if other == "advisor" or other.startswith("advisor."):
            assert theirs is not None or mine[1] == "advisor.doors", f"{module} imports the whole package"
        if theirs and theirs[1] != mine[1] and theirs[0] > mine[0]:
            wrong.append(other)
    assert wrong == [], f"{module} imports what comes after it"


def test_the_rulebook_knows_nothing_of_a_person() -> None:
    """What the documents say would depend on who asks."""
    found = {
        (module, other)
        for module, path in MODULES.items()
        if module.startswith("advisor.rulebook")
        for other in imports(path)
        if (place := room_of(other)) and place[1] in PERSON
    }
    assert found == set()


def test_nobody_imports_a_door() -> None:
    """A rule or a sentence would depend on a command line."""
    found = {
        (module, other)
        for module, path in MODULES.items()
        if not module.startswith("advisor.doors") and module != "advisor.__main__"
        for other in imports(path)
        if other.startswith("advisor.doors")
    }
    assert found == set()


def test_one_module_alone_knows_the_rules_engine() -> None:
    """The engine is sound when it is used in one way; a second user would not keep to it."""
    assert library("durable_rules_engine") | library("durable") == {"advisor.engine.durable"}


def test_only_doors_know_the_command_line() -> None:
    """Advice could not be had without the libraries of a terminal."""
    assert [module for module in library("click") if not module.startswith("advisor.doors.")] == []


@pytest.mark.parametrize("room", ["advisor.doors.http", "advisor.doors.web"])
def test_the_service_and_the_pages_know_no_command_line(room: str) -> None:
    """A server that another program starts would need the libraries of a terminal, at whatever distance."""
    waiting, reached = [module for module in MODULES if module.startswith(f"{room}.")], set[str]()
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += [other for other in imports(MODULES[module]) if other in MODULES]
    assert reached & library("click") == set()


def folder_of(module: str) -> str:
    """The room of a module as a folder; one that lies among rooms is a room of its own."""
    home = MODULES[module].parent
    return module if home in (PACKAGE, PACKAGE / "doors") else ".".join(("advisor", *home.relative_to(PACKAGE).parts))


def test_no_room_imports_itself_in_a_circle() -> None:
    """Of two rooms neither could be understood, tested or replaced without the other."""
    graph: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        if module != "advisor":  # it gives the public names, and so knows every room
            others = {folder_of(other) for other in imports(path) if other in MODULES and other != "advisor"}
            graph.setdefault(folder_of(module), set()).update(others - {folder_of(module)})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle of rooms: {' -> '.join(circle.args[1])}")


def test_the_solver_has_one_door() -> None:
    """Another solver could not take its place, and commands without a plan would wait for it."""
    assert library("ortools") == {"advisor.planning.constraints", "advisor.planning.solver"}


def test_no_module_imports_itself_in_a_circle() -> None:
    """What is imported first would decide whether the package loads."""
    graph = {
        module: {other for other in imports(path, everywhere=False) if other in MODULES and other != module}
        for module, path in MODULES.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(f"a circle of imports: {' -> '.join(circle.args[1])}")
    assert set(order) == set(MODULES)


def test_a_module_can_be_read_in_one_sitting() -> None:
    """A module that grows without end takes on work that belongs elsewhere."""
    lengths = {module: len(path.read_text("utf-8").splitlines()) for module, path in MODULES.items()}
    too_long = {module: lines for module, lines in lengths.items() if lines > LONGER.get(module, MOST_LINES)}
    assert too_long == {}


def test_importing_the_package_alone_is_cheap() -> None:
    """`advisor --help` would wait for every library the advisor may ever need."""
    heavy = ("pydantic", "yaml", "durable_rules_engine", "rich")
    code = f"import sys, advisor; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"

"""``advisor rules``: for those who keep a rulebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.doors.options import as_shown, form_option, write
from advisor.errors import PARTLY

if TYPE_CHECKING:
    from advisor.workshop.cases import Tested

_FOLDER = click.Path(path_type=Path, file_okay=False)
_folder_argument = click.argument("folder", metavar="[DIR]", required=False, type=_FOLDER)


@click.group(short_help="For those who keep the rules: test, check, show, try.")
def rules() -> None:
    """Test, check and look into a rulebook. DIR is its folder; without it, the one that comes with the advisor."""


@rules.command("test", short_help="Run the cases beside the rules.")
@_folder_argument
@click.option("--profiles", type=_FOLDER, help="The folder of the people whom cases name; default: the shipped ones.")
@form_option
def test_command(folder: Path | None, profiles: Path | None, form: str) -> None:
    """Run the cases in the folder cases/ of a rulebook. Exit status 1 when one is not met."""
    from advisor.files import profiles_folder, rules_folder
    from advisor.rulebook.load import load_rulebook
    from advisor.workshop.cases import run_cases

    root = rules_folder(folder=folder)
    tested = run_cases(root, load_rulebook(root), profiles_folder(profiles))
    write(as_shown(tested.to_json(), None) if form == "json" else _tested_text(tested).encode(), None)
    if tested.failures:
        click.get_current_context().exit(PARTLY)


def _tested_text(tested: Tested) -> str:
    lines = []
    for failure in tested.failures:
        lines += [f"{failure.file}:{failure.line}: {failure.name}", f"  because: {failure.why}"]
        for one in failure.differences:
            lines += [f"  - {one.what}", f"      expected: {one.expected}", f"      got:      {one.got}"]
        lines.append("")
    failed = len(tested.failures)
    lines.append(f"Cases: {tested.cases}, {f'{failed} not met.' if failed else 'all met.'}")
    return "\n".join(lines) + "\n"

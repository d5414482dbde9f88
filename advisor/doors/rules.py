"""``advisor rules``: for those who keep a rulebook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.doors.options import (
    as_shown,
    day_option,
    form_option,
    output_option,
    read_profile,
    rulebook_options,
    show,
    write,
)
from advisor.errors import PARTLY, RulebookError

if TYPE_CHECKING:
    from advisor.workshop.cases import Tested
    from advisor.workshop.check import Checked
    from advisor.workshop.entries import Shown
    from advisor.workshop.readers import FactsGuide

_FOLDER = click.Path(path_type=Path, file_okay=False)
_folder_argument = click.argument("folder", metavar="[DIR]", required=False, type=_FOLDER)
_rules_option = click.option("--rules", type=_FOLDER, help="Another rulebook's folder.")


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


@rules.command("check", short_help="Mistakes, and what an author should look at.")
@_folder_argument
@day_option
@form_option
def check_command(folder: Path | None, as_of: date, form: str) -> None:
    """Find what is wrong in a rulebook, or looks so. Exit status 1 on findings, 4 when it cannot be used at all.

    What stands for a reason is accepted beside its entry: `accepted: {CODE: why}`.
    """
    from advisor.files import rules_folder
    from advisor.workshop.check import check_folder, invalid_json

    try:
        checked = check_folder(rules_folder(folder=folder), as_of)
    except RulebookError as error:
        if form == "json":
            write(as_shown(invalid_json(error), None), None)
        raise
    write(as_shown(checked.to_json(), None) if form == "json" else _checked_text(checked).encode(), None)
    if checked.findings:
        click.get_current_context().exit(PARTLY)


def _checked_text(checked: Checked) -> str:
    count, accepted = len(checked.findings), f"accepted with a reason: {checked.accepted}."
    return "\n".join([*map(str, checked.findings), f"Findings: {count or 'none'}; {accepted}"]) + "\n"


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


@rules.command("show", short_help="An entry as written, and what names it.")
@click.argument("entry", required=False)
@_rules_option
@form_option
def show_command(entry: str | None, rules: Path | None, form: str) -> None:
    """Show an entry of the rulebook as its author wrote it, the entries that name it and the cases that do.

    ENTRY is KIND:ID such as level:mid, certification:ccs, step:earn-the-cca or fact:coding_years, or an id alone.
    Without it: the names of all entries.
    """
    from advisor.files import rules_folder
    from advisor.workshop.entries import show_entries

    shown = show_entries(rules_folder(folder=rules), entry)
    write(as_shown(shown.to_json(), None) if form == "json" else _shown_text(shown).encode(), None)


def _shown_text(shown: Shown) -> str:
    lines = [f"{kind}: {', '.join(ids)}" for kind, ids in shown.all.items() if ids]
    for one in shown.entries:
        lines += [f"{one.entry}  ({one.file}:{one.line})", "", one.text, ""]
        lines += ["Named by:", *(f"  {name}" for name in one.named_by or ("no entry",))]
        lines += ["Cases:", *(f"  {name}" for name in one.cases or ("none",))]
    return "\n".join(lines) + "\n"


@rules.command("facts", short_help="What facts can read, and what conditions can ask.")
@_rules_option
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def facts_command(rules: Path | None, form: str) -> None:
    """Say what each reader, each key of its filter and each operator means, and list the facts of the rulebook."""
    from advisor.files import rules_folder
    from advisor.rulebook.load import load_rulebook
    from advisor.workshop.readers import facts_guide, markdown

    guide = facts_guide(load_rulebook(rules_folder(folder=rules)))
    if form == "json":
        write(as_shown(guide.to_json(), None), None)
    else:
        write((markdown(guide) if form == "markdown" else _facts_text(guide)).encode(), None)


def _facts_text(guide: FactsGuide) -> str:
    lines = ["READERS (read: {READER: {KEY: ...}})"]
    for one in guide.readers:
        of = f" of {one.of}" if one.of else ""
        lines += ["", f"{one.reader}: {' or '.join(one.types)}{of}", f"  {one.text}"]
        lines += [f"  {key.key}: {key.takes}. {key.text}" for key in one.filter]
    lines += ["", "OPERATORS (FACT: {OPERATOR: VALUE})", ""]
    lines += [f"{one.operator} ({', '.join(one.types)}): {one.text}" for one in guide.operators]
    lines += ["", "FACTS OF THIS RULEBOOK", ""]
    for fact in guide.facts:
        of = f" of {fact.of}" if fact.of else ""
        lines.append(f"{fact.fact} ({fact.type}{of}): {fact.name}; {next(iter(fact.read))}")
    return "\n".join(lines) + "\n"


@rules.command("try", short_help="One entry for one person, condition by condition.")
@click.argument("entry")
@click.argument("file", metavar="PROFILE")
@rulebook_options
@day_option
@form_option
@output_option
def try_command(
    entry: str, file: str, rules: Path | None, choices: Path | None, as_of: date, form: str, output: Path | None
) -> None:
    """Work an entry out for a person: each condition with the person's value, met, not met or not known yet.

    ENTRY is level:ID, title:ID, certification:ID, activity:ID, step:ID, preference:ID, warning:ID or guidance:ID, or an
    id alone. PROFILE is a file; - is standard input.
    """
    from advisor.document import located
    from advisor.profile import profile_from
    from advisor.render.trial import render_trial
    from advisor.rulebook.load import load_rulebook
    from advisor.workshop.trying import try_entry

    rulebook, document = load_rulebook(rules, choices), read_profile(file)
    with located(document):
        trial = try_entry(entry, profile_from(document), rulebook, as_of)
    show(trial, render_trial, rulebook, form, output)

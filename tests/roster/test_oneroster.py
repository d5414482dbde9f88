"""A OneRoster export: its students, and nothing that is not sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import InputError, UsageError
from advisor.roster.grouping import open_together
from advisor.roster.oneroster import OneRoster

USERS = "sourcedId,status,enabledUser,{role}username,givenName,familyName,identifier\n"
PEOPLE = (
    ("u1", "active", "student", "Maria", "Lopez", "77"),
    ("u2", "active", "teacher", "Ben", "Park", "78"),
    ("u3", "tobedeleted", "student", "Ana", "Silva", "79"),
    ("u4", "", "student", "Omar", "Khan", "80"),
)
ROLES = "sourcedId,status,userSourcedId,role\n1,active,u1,student\n2,active,u2,teacher\n3,tobedeleted,u4,student\n"
BIRTHS = "sourcedId,birthDate,stateOfBirthAbbreviation\nu4,1990-02-03,CA\nu1,2001-12-31,NY\n"


def export(folder: Path, version: str = "1.1", **files: str) -> Path:
    """Write the files of an export; the path of users.csv."""
    path = folder / "users.csv"
    old = version == "1.1"
    lines = [
        f"{id},{status},true,{f'{role},' if old else ''}x,{given},{family},{number}\n"
        for id, status, role, given, family, number in PEOPLE
    ]
    path.write_text(USERS.format(role="role," if old else "") + "".join(lines))
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return path


def opened(path: Path, **mapping: str) -> OneRoster:
    (roster,) = open_together([(path, "users.csv", "csv")], mapping)
    assert isinstance(roster, OneRoster)
    return roster


def cells(roster: OneRoster) -> dict[str, list[str | None]]:
    (chunk,) = roster.chunks()
    assert len(chunk.rows) == roster.about_rows()
    return {name: column.to_pylist() for name, column in chunk.cells.items()} | {"row": chunk.rows.tolist()}


def test_the_students_are_read_with_their_year_of_birth(tmp_path: Path) -> None:
    """Teachers would be advised as students, `role` be a job, and the state of birth where somebody lives."""
    roster = opened(export(tmp_path, demographics=BIRTHS))
    assert cells(roster) == {
        "id": ["u1", "u4"],
        "name": ["Maria Lopez", "Omar Khan"],
        "birth_year": ["2001-12-31", "1990-02-03"],
        "row": [2, 5],
    }
    assert "2 students, with demographics.csv; left out: 1 with another role, 1 to be deleted." in roster.described


def test_an_export_without_roles_among_its_users(tmp_path: Path) -> None:
    """OneRoster 1.2 says the roles in a file of their own."""
    path = export(tmp_path, "1.2")
    with pytest.raises(InputError, match=r"Put roles\.csv of the export beside"):
        opened(path)
    (tmp_path / "enrollments.csv").write_text(ROLES.replace("u2,teacher", "u2,student"))
    assert cells(opened(path))["id"] == ["u1", "u2"]
    (tmp_path / "roles.csv").write_text(ROLES)
    assert cells(opened(path))["id"] == ["u1"]


def test_another_id_can_be_said(tmp_path: Path) -> None:
    """Other files of the institution know the student's number alone."""
    assert cells(opened(export(tmp_path), id="identifier"))["id"] == ["77", "80"]
    with pytest.raises(UsageError, match="Did you mean identifier"):
        opened(export(tmp_path), id="identifyer")


@pytest.mark.parametrize("text", ["", "sourcedId\nu1\n", "sourcedId,birthDate\nu1,2001,x\n", "\udcff"])
def test_a_file_beside_it_that_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    """A broken export would be a traceback."""
    path = export(tmp_path)
    (tmp_path / "demographics.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        opened(path)
    assert caught.value.problems[0].file == "demographics.csv"

"""Rows of one person in one file or several, from file to file: in any order, by any number of processes, in parts."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pyarrow.csv as arrow_csv
import pytest

from advisor.advice.advise import advise
from advisor.errors import InputError, UsageError
from advisor.roster import joining, merging
from advisor.roster.answers import RESULTS, answer_in
from advisor.roster.checkpoint import Checkpoint
from advisor.roster.grouping import Grouping, open_together
from advisor.roster.headings import COLUMNS
from advisor.roster.kept import kept_columns
from advisor.roster.run import rejects_of, run_roster
from advisor.roster.writing import results_schema
from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from tests.people import DAY
from tests.roster.exploding import Row
from tests.roster.test_one_person import exploded_people
from tests.strategies import random_profile
from tests.synthetic import in_rows, synthetic_roster

_folders = count()


@cache
def rulebook() -> Rulebook:
    return load_rulebook().as_of(DAY)


class Run:
    """A run of files in a folder: the results, as bytes and by id, and the rejects."""

    def __init__(
        self,
        folder: Path,
        *names: str,
        by: str = "id",
        mapping: dict[str, str] | None = None,
        keep: Sequence[str] = (),
        **options: Any,
    ):
        files = [(folder / name, name, name.rpartition(".")[2]) for name in names]
        roster, *others = open_together(files, mapping or {})
        roster = replace(roster, kept=kept_columns(keep, roster.headings, results_schema().names))
        grouping = Grouping(by, tuple(others))
        out, checkpoint = folder / "out.csv", Checkpoint(folder / f"parts-{next(_folders)}")
        self.outcome = run_roster(
            roster, rulebook(), DAY, "plain", checkpoint, out, "csv", grouping=grouping, **options
        )
        self.rejects = b"".join(rejects_of(checkpoint, grouping, roster.name)).decode().splitlines()
        checkpoint.remove()
        self.results = out.read_bytes()
        self.rows = list(csv.DictReader(self.results.decode().splitlines()))
        self.answers = [{name: row[name] for name in row if name != "row"} for row in self.rows]
        self.by_id = {row["id"]: row for row in self.rows}
        self.ids = [row["id"] for row in self.rows]


def write(path: Path, rows: Sequence[Row]) -> None:
    columns = [column for column in COLUMNS if column == "id" or any(column in row for row in rows)]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def warnings(row: dict[str, str]) -> list[str]:
    return [one for one in row["warnings"].split("; ") if one]


def test_one_file_or_several_in_any_order_give_the_same_answers(tmp_path: Path) -> None:
    """The answer would hang on how the export was cut, sorted or worked on."""
    chance = random.Random(4)
    rows = exploded_people(chance, 60)
    chance.shuffle(rows)
    first = list({row["id"]: row for row in reversed(rows)}.values())[::-1]
    others = [row for row in rows if not any(row is one for one in first)]
    write(tmp_path / "all.csv", rows)
    whole = Run(tmp_path, "all.csv")
    assert whole.ids == list(dict.fromkeys(row["id"] for row in rows))
    chance.shuffle(others)
    order = {id: n for n, id in enumerate(whole.ids)}
    first.sort(key=lambda row: order[row["id"]])
    write(tmp_path / "people.csv", first)
    for n in range(3):
        write(tmp_path / f"more{n}.csv", others[n::3])
    assert Run(tmp_path, "people.csv", "more0.csv", "more1.csv", "more2.csv").answers == whole.answers
    write(tmp_path / "other.csv", [*first, *others])
    assert Run(tmp_path, "other.csv").answers == whole.answers


def test_a_synthetic_roster_cut_into_rows(tmp_path: Path) -> None:
    """A person would get another answer when the export is a row a degree and a row a job."""
    wide = next(iter(synthetic_roster(rulebook(), 1500, seed=9)))
    for name, table in (("wide.csv", wide), ("rows.csv", in_rows(wide))):
        arrow_csv.write_csv(table, tmp_path / name)
    one, several = Run(tmp_path, "wide.csv", by=""), Run(tmp_path, "rows.csv")
    assert one.rejects == several.rejects == ["row,column,code,reason"]
    assert len(one.rows) == 1500
    for row in one.rows:
        other = several.by_id[row["id"]]
        one_answer, answer = ({**some, "warnings": sorted(warnings(some)), "row": ""} for some in (row, other))
        assert one_answer == answer


def test_pieces_processes_and_resuming_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person would be cut in two where a piece ends, or lost with a process."""
    chance = random.Random(5)
    rows = exploded_people(chance, 60)
    chance.shuffle(rows)
    write(tmp_path / "all.csv", rows)
    whole = Run(tmp_path, "all.csv")
    monkeypatch.setattr(joining, "CHUNK_ROWS", 40)
    assert Run(tmp_path, "all.csv").results == whole.results
    assert Run(tmp_path, "all.csv", processes=2).results == whole.results
    pieces = list(joining.Joined(open_together([(tmp_path / "all.csv", "all.csv", "csv")], {}), "id").pieces())
    assert len(pieces) > 5
    people = [set(piece.chunk.cells["id"].to_pylist()) for piece in pieces]
    assert sum(map(len, people)) == len(set().union(*people))


def test_a_run_is_resumed_only_with_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of another run would be taken for this one's."""
    monkeypatch.setattr(joining, "CHUNK_ROWS", 10)
    chance, resumed = random.Random(6), list[int]()
    rows = exploded_people(chance, 20)
    write(tmp_path / "a.csv", rows)
    write(tmp_path / "b.csv", [{"id": rows[0]["id"], "certifications": "RHIT"}])
    whole = Run(tmp_path, "a.csv", "b.csv").results
    monkeypatch.setattr("tests.roster.test_joined_files._folders", iter([0, 0, 0, 0]))

    class Stop(Exception):
        pass

    def stop(_: int) -> None:
        raise Stop

    def again(*names: str) -> bytes:
        return Run(tmp_path, *names, resume=True, on_resume=lambda parts, rows: resumed.append(parts)).results

    with pytest.raises(Stop):
        Run(tmp_path, "a.csv", "b.csv", on_rows=stop)
    assert again("a.csv", "b.csv") == whole
    assert resumed == [1]
    with pytest.raises(Stop):
        Run(tmp_path, "a.csv", "b.csv", on_rows=stop)
    write(tmp_path / "b.csv", [{"id": rows[0]["id"], "certifications": "RHIA"}])
    again("a.csv", "b.csv")
    assert resumed == [1]


def test_single_values_that_differ_are_named_and_not_known(tmp_path: Path) -> None:
    """The first row would win by chance, or the person be silently two."""
    rows = [
        {"id": "1", "birth_year": "1990", "state": "CA", "name": "Maria Lopez", "goal_title": "medical-coder"},
        {"id": "1", "birth_year": "1991", "state": "California", "name": "LOPEZ, Maria", "education_level": "AAS"},
        {"id": "2", "name": "Ana Silva", "college_credits": "30"},
        {"id": "2", "name": "Ben Park", "college_credits": "30.0"},
    ]
    write(tmp_path / "r.csv", rows)
    run = Run(tmp_path, "r.csv")
    assert [one for one in warnings(run.by_id["1"]) if "differs" in one] == ["birth-year-differs"]
    assert [one for one in warnings(run.by_id["2"]) if "differs" in one] == ["name-differs"]
    assert "Lopez" not in run.results.decode()


def test_a_value_that_differs_counts_as_not_said(tmp_path: Path) -> None:
    """A birth year of another person would bound the years of work."""
    work = {"education_level": "AAS", "experience_years": "20", "experience_role": "Medical coder"}
    write(tmp_path / "r.csv", [{"id": "1", "birth_year": "2005", **work}, {"id": "1", "birth_year": "1960"}])
    write(tmp_path / "one.csv", [{"id": "1", **work}])
    both, one = Run(tmp_path, "r.csv").by_id["1"], Run(tmp_path, "one.csv").by_id["1"]
    assert sorted(warnings(both)) == sorted([*warnings(one), "birth-year-differs"])
    assert {**both, "warnings": ""} == {**one, "warnings": ""}


def test_a_row_that_cannot_be_read_is_left_out_and_said(tmp_path: Path) -> None:
    """One bad cell would cost the person the answer, or go unnoticed."""
    rows = [
        {"id": "1", "education_level": "AAS"},
        {"id": "2", "experience_years": "many"},
        {"id": "1", "experience_years": "many"},
        {"id": "3", "education_level": "BS"},
    ]
    write(tmp_path / "r.csv", rows)
    run = Run(tmp_path, "r.csv")
    assert run.ids == ["1", "3"]
    assert "row-left-out" in warnings(run.by_id["1"])
    assert "row-left-out" not in warnings(run.by_id["3"])
    assert [line.split(",")[:3] for line in run.rejects[1:]] == [[n, "experience_years", "not-a-number"] for n in "34"]
    assert (run.outcome.summary.read, run.outcome.people, run.outcome.refused) == (4, 2, 2)


def test_rejects_name_their_file_in_the_order_of_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who corrects the files would look for row 3 in the wrong one."""
    monkeypatch.setattr(joining, "CHUNK_ROWS", 2)
    write(tmp_path / "r.csv", [{"id": n, "education_level": "AAS"} for n in "123"])
    bad = [{"id": n, "experience_years": years} for n, years in (("3", "a"), ("1", "b"), ("2", "1"), ("9", "c"))]
    write(tmp_path / "jobs.csv", bad)
    (tmp_path / "awards.csv").write_text("id,degree\n1,AAS,too,many\n3,BS\n")
    run = Run(tmp_path, "r.csv", "jobs.csv", "awards.csv")
    assert run.rejects[0] == "row,column,code,reason,file"
    assert [(line.split(",")[0], line.rpartition(",")[2]) for line in run.rejects[1:]] == [
        ("2", "jobs.csv"),
        ("3", "jobs.csv"),
        ("2", "awards.csv"),
    ]
    assert run.outcome.remarks == ("jobs.csv: 1 row has an id that the roster does not have, or none; not answered.",)


def test_rows_without_an_id_are_a_person_each(tmp_path: Path) -> None:
    """All whose id is not known would be one person with a hundred degrees."""
    rows = [{"id": id, "education_level": "AAS"} for id in ("", "n/a", "7", "", "7 ")]
    write(tmp_path / "r.csv", rows)
    assert Run(tmp_path, "r.csv").ids == ["", "n/a", "7", ""]


def test_people_are_told_apart_by_another_column(tmp_path: Path) -> None:
    """An export that has addresses instead of numbers could not be gathered."""
    (tmp_path / "r.csv").write_text("id,E-mail,degree,certs\n1,a@x,AAS,\n2,b@x,BS,\n3,a@x,,RHIT\n")
    run = Run(tmp_path, "r.csv", by="e mail")
    assert run.ids == ["1", "2"]
    assert "rhit" not in run.by_id["1"]["next_certifications"]


def test_a_mapping_holds_for_each_file_that_has_its_headings(tmp_path: Path) -> None:
    """A second file would need headings of its own, or be read wrongly."""
    (tmp_path / "r.csv").write_text("Key one,degree\n1,AAS\n")
    (tmp_path / "c.csv").write_text("Key one,Key two\n1,RHIT\n")
    mapping = {"id": "Key one", "certifications": "Key two"}
    assert Run(tmp_path, "r.csv", "c.csv", mapping=mapping).by_id["1"]["next_level"] == "mid"
    with pytest.raises(UsageError, match="No heading is called Key tree"):
        Run(tmp_path, "r.csv", "c.csv", mapping={**mapping, "state": "Key tree"})


def test_what_too_many_rows_have_is_no_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of a school in the column of ids would make one person of all its students."""
    monkeypatch.setattr(joining, "MOST_ROWS_OF_ONE", 3)
    monkeypatch.setattr(merging, "MOST_ROWS_OF_ONE", 3)
    rows: list[dict[str, Any]] = [{"id": "1"}] * 3 + [{"id": "2"}] * 4
    write(tmp_path / "r.csv", [{**row, "education_level": "AAS"} for row in rows])
    (tmp_path / "r.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    for name in ("r.csv", "r.jsonl"):
        run = Run(tmp_path, name)
        assert run.ids == ["1"]
        assert [line.split(",")[1:3] for line in run.rejects[1:]] == [["id", "too-many-rows"]] * 4
        assert run.outcome.summary.read == 7


def test_more_rows_than_fit_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine would run out of memory."""
    write(tmp_path / "r.csv", [{"id": str(n), "education_level": "AAS"} for n in range(5)])
    (tmp_path / "r.jsonl").write_text('{"id": "1"}\n' * 5)
    for module in (joining, merging):
        monkeypatch.setattr(module, "MOST_ROWS", 4)
    for name in ("r.csv", "r.jsonl"):
        with pytest.raises(InputError, match="too many to bring together"):
            Run(tmp_path, name)


def test_profiles_cut_into_lines_get_the_answer_of_the_whole_one(tmp_path: Path) -> None:
    """A roster of whole profiles would not be gathered as rows are."""
    chance = random.Random(7)
    lines, expected = [], {}
    for n in range(60):
        id, profile = f"p{n}", random_profile(chance, rulebook())
        profile.pop("id", None)
        for key, value in profile.items():  # an entry that is there twice counts once
            if isinstance(value, list):
                profile[key] = list({orjson.dumps(one): one for one in value}.values())
        expected[id] = answer_in(advise(profile, rulebook(), as_of=DAY, engine="plain"))._asdict()
        own: list[dict[str, Any]] = [{"id": id}]
        for key, value in profile.items():
            several = isinstance(value, list) and value
            own += [{"id": id, key: [one]} for one in value] if several else [{"id": id, key: value}]
        lines += own + chance.choices(own, k=2)
    chance.shuffle(lines)
    (tmp_path / "r.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    run = Run(tmp_path, "r.jsonl")
    assert run.rejects[1:] == []
    for id, answer in expected.items():
        got = {name: run.by_id[id][name] for name in RESULTS}
        assert {**got, "warnings": sorted(warnings(run.by_id[id]))} == {
            **answer,
            "warnings": sorted(one for one in answer["warnings"].split("; ") if one),
        }


def test_values_of_profiles_that_differ_are_named(tmp_path: Path) -> None:
    """What the first line says would count, and the other be lost."""
    lines = [
        {"id": "1", "state": "CA", "birth_year": 1990, "name": "Ana", "goal": {"track": "coding"}},
        {"id": "1", "state": "California", "birth_year": 1991, "name": "ana", "goal": {"track": "registry"}},
        {"id": "1", "experience": -1},
    ]
    (tmp_path / "r.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    run = Run(tmp_path, "r.jsonl")
    assert warnings(run.by_id["1"])[-3:] == ["birth-year-differs", "goal-track-differs", "row-left-out"]
    assert [line.split(",")[0] for line in run.rejects[1:]] == ["3"]


def test_columns_are_kept_of_the_first_row_of_a_person(tmp_path: Path) -> None:
    """The address of one row would stand beside the number of another, or of another person."""
    (tmp_path / "r.csv").write_text(
        "Email,id,degree,experience_years\na@x,1,,many\nb@x,2,AAS,\nc@x,1,AAS,\n,3,AAS,\nTotal: 3,,,\n"
    )
    (tmp_path / "jobs.csv").write_text("id,Email,certs\n2,other@x,RHIT\n3,else@x,CCS\n")
    run = Run(tmp_path, "r.csv", "jobs.csv", keep=["Email"])
    assert [(row["id"], row["row"], row["Email"]) for row in run.rows] == [
        ("1", "2", "a@x"),
        ("2", "3", "b@x"),
        ("3", "5", ""),
    ]
    assert [line.split(",")[:3:2] for line in run.rejects[1:]] == [["2", "not-a-number"], ["6", "no-person"]]
    assert run.outcome.summary.read == 7


def test_rows_that_are_of_nobody_add_up(tmp_path: Path) -> None:
    """Rows would vanish from the sums, or a run break off because they do not add up."""
    (tmp_path / "r.csv").write_text("id,degree\n1,AAS\n1,AAS\n")
    (tmp_path / "jobs.csv").write_text("Jobs of the fall\n\nid,certs\n1,RHIT\n7,CCS\n,CCS\n")
    run = Run(tmp_path, "r.csv", "jobs.csv")
    assert (run.outcome.summary.read, run.outcome.people, run.outcome.counts.left_out) == (5, 1, 2)
    assert Run(tmp_path, "r.csv", by="").outcome.summary.read == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_lines_in_another_encoding_are_gathered(tmp_path: Path, encoding: str) -> None:
    """Lines would be cut in the middle of letters."""
    lines = ['{"id": "1", "education": "associate"}', '{"id": "é"}', '{"id": "1", "certifications": ["RHIT"]}']
    (tmp_path / "r.jsonl").write_text("\n".join(lines), encoding=encoding)
    run = Run(tmp_path, "r.jsonl")
    assert run.rejects[1:] == []
    assert (run.ids, run.by_id["1"]["next_level"]) == (["1", "é"], "mid")

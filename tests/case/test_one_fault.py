"""One fault is told once: what cannot be known because of it is not told as a fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from peripheries.case import find_case, read_case
from peripheries.errors import CaseError

Told = Callable[[], list[str]]
Swap = Callable[[str, str, str], int]
QUESTION = """questions:
  - {id: Q01, as_of: 2018-01-01, question: q, resolves: 2019-01-01, rule: r, bears_on: K01}
"""
VOTES = """  votes: {kind: roll_calls, file: record/votes.csv, what: w, unit: u, source: s,
    computed: c, coverage: {start: 2018, end: 2018}, as_of: 2019-01-01, terms: t, step: event}
"""


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("actors.yaml", "is missing. A case cannot be without."),
        ("systems.yaml", "is missing. A case cannot be without."),
        ("record.yaml", "is missing. A case cannot be without."),
        ("record/chronicle.csv", "cannot be read (No such file or directory). Put the file there."),
    ],
)
def test_a_file_that_is_missing(name: str, problem: str, small: Path, told: Told) -> None:
    (small / name).unlink()
    assert told() == [f"{name}: {problem}"]


@pytest.mark.parametrize("name", ["actors.yaml", "claims/summits.yaml", "record/chronicle.csv"])
def test_a_file_that_cannot_be_read_as_text(name: str, small: Path, told: Told) -> None:
    (small / "questions.yaml").write_text(QUESTION)
    text = (small / name).read_bytes()
    (small / name).write_bytes(text.replace(b"e", b"\xe9", 1))
    line = text[: text.index(b"e")].count(b"\n") + 1
    assert told() == [
        f"{name}:{line}: byte 0xe9 is not UTF-8. Save the file with the encoding UTF-8."
    ]


def test_a_key_that_is_missing_is_no_list_of_names_that_lead_nowhere(
    swap: Swap, told: Told
) -> None:
    swap("actors.yaml", "actors:", "actor:")
    assert told() == [
        "actors.yaml:2: has no key 'actors'. Add it.",
        "actors.yaml:2 [actor]: there is no key 'actor' here. Did you mean 'actors'?",
    ]


def test_a_table_that_is_faulty_hides_its_events_from_nobody(swap: Swap, told: Told) -> None:
    swap("claims/summits.yaml", "rows: {source: PRK,", "rows: {ids: [E01], source: PRK,")
    line = swap("record.yaml", "terms:", "termes:")
    assert told() == [
        "record.yaml:3 [tables.chronicle.terms]: is missing. Add it.",
        f"record.yaml:{line} [tables.chronicle.termes]: there is no key 'termes' here. "
        "Did you mean 'terms'?",
    ]


def test_a_row_that_cannot_be_read_hides_its_id_from_nobody(swap: Swap, told: Told) -> None:
    swap("claims/summits.yaml", "rows: {source: PRK,", "rows: {ids: [E02], source: PRK,")
    line = swap("record/chronicle.csv", "E02,", "E02,,")
    assert told() == [
        f"record/chronicle.csv:{line}: has 18 cells where the header has 17. "
        "Quote cells that hold commas; give empty cells their comma."
    ]


def test_a_column_too_many_in_a_table_of_events(small: Path, told: Told) -> None:
    file = small / "record" / "chronicle.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([f"note,{lines[0]}", *(f",{line}" for line in lines[1:])]))
    assert told() == [
        "record/chronicle.csv:1 [note]: there is no column 'note' here. "
        "Remove it, or correct its name."
    ]


def test_two_tables_of_one_file_tell_its_faults_once(small: Path, told: Told) -> None:
    (small / "record" / "votes.csv").write_text("time;id\n2018-01-01;T1\n")
    with (small / "record.yaml").open("a", encoding="utf-8") as file:
        file.write(VOTES + VOTES.replace("votes:", "again:"))
    assert told() == ["record/votes.csv:1: columns are parted by ';'. Save it with commas."]


def test_columns_of_votes_belong_to_actors_of_the_case(small: Path, told: Told) -> None:
    text = "time,id,title,topic,known,KOR,PRKK\n2018-01-01,T1,t,t,2018-01-01,Y,N\n"
    (small / "record" / "votes.csv").write_text(text)
    with (small / "record.yaml").open("a", encoding="utf-8") as file:
        file.write(VOTES)
    assert told() == ["record/votes.csv:1 [PRKK]: there is no actor 'PRKK'. Did you mean 'PRK'?"]


@pytest.mark.parametrize("folder", ["", "claims"])
def test_a_folder_without_permission(
    folder: str, small: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_of = Path.iterdir

    def refused(path: Path) -> object:
        if path == small / folder:
            raise PermissionError(13, "Permission denied")
        return list_of(path)

    monkeypatch.setattr(Path, "iterdir", refused)
    (fault,) = told()
    assert fault.startswith(f"{small / folder}:" if folder == "" else "claims:")
    assert fault.endswith("cannot be listed (Permission denied). Let yourself read the folder.")


def test_a_folder_in_one_without_permission(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_folder = Path.is_dir

    def refused(path: Path) -> bool:
        if path == small:
            raise PermissionError(13, "Permission denied")
        return is_folder(path)

    monkeypatch.setattr(Path, "is_dir", refused)
    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(CaseError, match="cannot be listed"):
        read_case(find_case(str(small)))


@pytest.mark.parametrize("path", ["../secret.csv", "{outside}", "record/../../secret.csv", "link"])
def test_a_table_lies_in_the_case(path: str, small: Path, swap: Swap, told: Told) -> None:
    outside = small.parent / "secret.csv"
    outside.write_text("sesame,1\nsesame,2,3\n")
    (small / "link").symlink_to(outside)
    named = path.format(outside=outside)
    line = swap("record.yaml", "record/chronicle.csv", named)
    assert told() == [
        f"record.yaml:{line} [tables.chronicle.file]: '{named}' leaves the folder of the case. "
        "Put the file into the case, and give its path from there."
    ]

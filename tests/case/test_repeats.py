"""What a table says twice is a fault, in every kind of table that has a key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from peripheries.case.sheets import read_publishers

Told = Callable[..., list[str]]
QUADS = "verbal_cooperation,material_cooperation,verbal_conflict,material_conflict,exposure"
ONCE = "Keep one of the two."
REPEATED = [
    ("series", "time,value,known", "2018-01,1,2018-02-01", "time", "2018-01"),
    ("dyad_columns", "time,KOR-PRK,known", "2018-01,1,2018-02-01", "time", "2018-01"),
    (
        "actor_series",
        "time,actor,value,known",
        "2018-01,PRK,1,2018-02-01",
        "time, actor",
        "2018-01, PRK",
    ),
    (
        "dyad_series",
        "time,a,b,value,known",
        "2018-01,KOR,PRK,1,2018-02-01",
        "time, a, b",
        "2018-01, KOR, PRK",
    ),
    (
        "directed_counts",
        f"time,source,target,{QUADS},known",
        "2018-01,KOR,PRK,1,1,1,1,9,2018-02-01",
        "time, source, target",
        "2018-01, KOR, PRK",
    ),
    ("roll_calls", "time,id,title,topic,known", "2018-01-01,T1,t,t,2018-01-01", "id", "T1"),
    (
        "figures",
        "id,time,quantity,low,high,unit,known,by,sources",
        "L1,2018,q,1,2,u,2018-01-01,b,https://a.org/",
        "id",
        "L1",
    ),
]


@pytest.mark.parametrize(("kind", "head", "row", "key", "given"), REPEATED)
def test_a_repeated_line_names_the_first(
    kind: str, head: str, row: str, key: str, given: str, told_of_table: Told
) -> None:
    assert told_of_table(kind, f"{head}\n{row}\n") == []
    text = f"{head}\n{row}\n{row}\n{row}\n"
    assert told_of_table(kind, text) == [
        f"{line} [{key}]: repeats line 2 ({given}). {ONCE}" for line in (3, 4)
    ]


def test_a_dyad_has_no_order_unless_the_table_is_directed(told_of_table: Told) -> None:
    text = "time,a,b,value,known\n2018,KOR,PRK,1,2019-01-01\n2018,PRK,KOR,2,2019-01-01\n"
    assert told_of_table("dyad_series", text, step="year", directed=True) == []
    assert told_of_table("dyad_series", text, step="year") == [
        f"3 [time, a, b]: repeats line 2 (2018, PRK, KOR). {ONCE}"
    ]
    columns = "time,KOR-PRK,PRK-KOR,known\n2018-01,1,2,2018-02-01\n"
    assert told_of_table("dyad_columns", columns) == [
        f"1 [PRK-KOR]: is the same dyad as column 'KOR-PRK'. {ONCE}"
    ]


def test_a_month_and_its_first_day_are_one_time(told_of_table: Told) -> None:
    text = "time,value,known\n2018-01,1,2018-02-01\n2018-01-01,1,2018-02-01\n"
    assert told_of_table("series", text) == [f"3 [time]: repeats line 2 (2018-01-01). {ONCE}"]


def test_rows_that_are_left_out_repeat_nothing(told_of_table: Told) -> None:
    text = "time,value,known,stream\n2018-01,1,2018-02-01,a\n2018-01,2,2018-02-01,b\n"
    assert told_of_table("series", text, where={"stream": "a"}) == []


def test_figures_without_ids_may_agree(told_of_table: Told) -> None:
    row = "2018,q,1,2,u,2018-01-01,b,https://a.org/\n"
    assert (
        told_of_table("figures", f"time,quantity,low,high,unit,known,by,sources\n{row}{row}") == []
    )


def test_a_text_may_have_several_roll_calls_if_each_has_its_number(told_of_table: Told) -> None:
    head = "rollcall,time,id,title,topic,known"
    rows = ["V1,2018-01-01,T1,t,t,2018-01-01", "V2,2018-01-01,T1,part,t,2018-01-01"]
    assert told_of_table("roll_calls", "\n".join([head, *rows])) == []
    assert told_of_table("roll_calls", "\n".join([head, *rows, rows[0]])) == [
        f"4 [rollcall]: repeats line 2 (V1). {ONCE}"
    ]


def test_a_column_that_stands_twice_is_told(told_of_table: Told) -> None:
    assert told_of_table("series", "time,value,known,value\n2018-01,1,2018-02-01,2\n") == [
        "1 [value]: the column 'value' stands twice. Rename or remove one."
    ]


def test_a_host_has_one_publisher(tmp_path: Path) -> None:
    file = tmp_path / "publishers.csv"
    file.write_text("host,publisher,kind\na.org,A,press\na.org,B,official\n", encoding="utf-8")
    found, faults = read_publishers(file)
    assert found["a.org"].publisher == "A"
    assert [str(f) for f in faults] == [f"{file}:3 [host]: repeats line 2 (a.org). {ONCE}"]

"""A cell that is not what its column says is found before the table is used."""

from collections.abc import Callable

import pytest

Told = Callable[..., list[str]]
FIGURES = "time,quantity,low,high,unit,known,by,sources,end\n"
VOTES = "time,id,title,topic,known,PRK\n"
ENDED = "Give a day from {} on; a row of part of a period needs `true` in a column 'partial'."


@pytest.mark.parametrize("cell", ["1e400", "-1e400", "nan", "1,5", "٣"])
def test_a_number_is_finite_and_written_as_one(cell: str, told_of_table: Told) -> None:
    assert told_of_table("series", f'time,value,known\n2018-01,"{cell}",2018-02-01\n') == [
        f"2 [value]: '{cell}' is not a number. "
        "Write a number with a decimal point, or leave the cell empty."
    ]


@pytest.mark.parametrize("cell", ["y", "yes", "1", "Y "])
def test_a_vote_is_one_of_four_letters_or_nothing(cell: str, told_of_table: Told) -> None:
    rows = f"2018-01-01,T1,t,t,2018-01-01,{cell}\n" + "".join(
        f"2018-01-01,T{vote}2,t,t,2018-01-01,{vote}\n" for vote in ("Y", "N", "A", "X", "")
    )
    assert told_of_table("roll_calls", VOTES + rows, step="event") == [
        f"2 [PRK]: '{cell}' is not a vote. "
        "Write Y (yes), N (no), A (abstention), X (absent), or leave the cell empty."
    ]


def test_the_end_of_a_figure_is_a_date_or_nothing(told_of_table: Told) -> None:
    row = "2018,q,1,2,u,2017-01-01,b,https://a.org/,"
    assert told_of_table("figures", f"{FIGURES}{row}\n{row}2019\n") == []
    assert told_of_table("figures", f"{FIGURES}{row}soon\n") == [
        "2 [end]: 'soon' is not a date. Write it as YYYY, YYYY-MM or YYYY-MM-DD."
    ]


@pytest.mark.parametrize(
    ("step", "time", "last"),
    [
        ("day", "2018-01-05", "2018-01-05"),
        ("week", "2018-01-29", "2018-02-04"),
        ("month", "2020-02", "2020-02-29"),
        ("month", "2018-12", "2018-12-31"),
        ("year", "2018", "2018-12-31"),
        ("event", "2018-01-05", "2018-01-05"),
    ],
)
def test_a_row_is_known_when_its_period_has_ended(
    step: str, time: str, last: str, told_of_table: Told
) -> None:
    assert told_of_table("series", f"time,value,known\n{time},1,{last}\n", step=step) == []


@pytest.mark.parametrize(
    ("kind", "columns", "cells"),
    [
        ("series", "value", "1"),
        ("actor_series", "actor,value", "PRK,1"),
        ("dyad_series", "a,b,value", "PRK,KOR,1"),
        ("dyad_columns", "KOR-PRK", "1"),
        (
            "directed_counts",
            "source,target,verbal_cooperation,material_cooperation,verbal_conflict,"
            "material_conflict,exposure",
            "PRK,KOR,1,1,1,1,9",
        ),
    ],
)
def test_a_period_that_is_known_before_its_end_leaks(
    kind: str, columns: str, cells: str, told_of_table: Told
) -> None:
    head, row = f"time,known,{columns}", f"2018-01,2018-01-30,{cells}"
    early = "2 [known]: known on 2018-01-30, which is before its period (2018-01) ended. "
    assert told_of_table(kind, f"{head}\n{row}\n") == [early + ENDED.format("2018-01-31")]
    assert told_of_table(kind, f"{head},partial\n{row},true\n") == []
    marked = {"columns": {"partial": "cut"}}
    assert told_of_table(kind, f"{head},cut\n{row},true\n", **marked) == []


def test_no_mark_lets_a_row_be_known_before_its_period_began(told_of_table: Told) -> None:
    assert told_of_table("series", "time,value,known,partial\n2018-02,1,2018-01-31,true\n") == [
        "2 [known]: known on 2018-01-31, which is before it happened (2018-02). "
        "Give the day on which it became known."
    ]


@pytest.mark.parametrize(("sign", "words"), [(";", "';'"), ("\t", "tabs")])
def test_columns_that_are_parted_otherwise_are_one_fault(
    sign: str, words: str, told_of_table: Told
) -> None:
    text = "time,value,known\n2018-01,1,2018-02-01\n2018-02,1,2018-03-01\n".replace(",", sign)
    assert told_of_table("series", text) == [
        f"1: columns are parted by {words}. Save it with commas."
    ]


def test_a_column_that_is_missing_is_added_or_mapped(told_of_table: Told) -> None:
    text = "time,failures,known\n2018-01,1,2018-02-01\n"
    assert told_of_table("series", text, columns={"value": "missiles"}) == [
        "1 [missiles]: has no column 'missiles'. Add it, or map another with `columns`."
    ]
    chosen = {"columns": {"value": "failures"}, "where": {"stream": "a"}}
    assert told_of_table("series", text, **chosen) == [
        "1 [stream]: has no column 'stream'. Add it, or correct `where`."
    ]

import csv
import io
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.record.delimited import Shape, read_lines, tally

PLAIN = Shape(("id", "day", "code"), separator="\t", header=False, quoted=False)
QUOTED = Shape(("id", "day", "code"))
here = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file.txt"
    path.write_bytes(content)
    return path


def rows(frame: pl.LazyFrame) -> list[tuple[object, ...]]:
    return frame.select("line", "id", "day", "code").collect().sort("line").rows()


def scratch_in(folder: Path) -> Path:
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    return scratch


def test_lines_that_are_not_whole_are_counted_with_their_place(tmp_path: Path) -> None:
    path = written(tmp_path, b"1\t2\t3\n4\t5\n\n6\t7\t8\t9\n10\t\t12")
    lines = read_lines(path, PLAIN, scratch_in(tmp_path))
    assert rows(lines.frame) == [(1, "1", "2", "3"), (5, "10", None, "12")]
    assert lines.read == 5
    assert [(r.reason, r.rows, r.first) for r in lines.rejected] == [
        ("a line of 2 fields, not 3", 1, "line 2"),
        ("a line of 1 field, not 3", 1, "line 3"),
        ("a line of 4 fields, not 3", 1, "line 4"),
    ]


def test_empty_fields_too_many_are_dropped_where_the_source_leaves_them(tmp_path: Path) -> None:
    shape = Shape(PLAIN.columns, "\t", quoted=False, spare=True)
    path = written(tmp_path, b"id\tday\tcode\n1\t2\t3\t\t\n4\t5\t6\t7\n7\t8\t9\n")
    lines = read_lines(path, shape, scratch_in(tmp_path))
    assert rows(lines.frame) == [(2, "1", "2", "3"), (4, "7", "8", "9")]
    assert lines.read == 3
    assert [r.reason for r in lines.rejected] == ["a line of 4 fields, not 3"]


def test_what_is_not_of_its_type_is_null_and_quotes_are_letters(tmp_path: Path) -> None:
    path = written(tmp_path, b'x\t2\t"a\n7\t\t3"\r\n')
    lines = read_lines(path, PLAIN, scratch_in(tmp_path), {"id": pl.Int64, "day": pl.Int32})
    assert rows(lines.frame) == [(1, None, 2, '"a'), (2, 7, None, '3"')]


def test_bytes_that_are_not_utf8_are_told_of(tmp_path: Path) -> None:
    lines = read_lines(written(tmp_path, b"1\t2\t\xff3\n"), PLAIN, scratch_in(tmp_path))
    assert rows(lines.frame) == [(1, "1", "2", "\ufffd3")]
    assert lines.remarks == ("1 characters are not UTF-8 and stand as \ufffd",)


@pytest.mark.parametrize("shape", [PLAIN, replace(PLAIN, quoted=True)])
@pytest.mark.parametrize("start", [b"\x1f\x8b", b"x\x01", b"x\x9c", b"x\xda", b"\x28\xb5\x2f\xfd"])
@pytest.mark.parametrize("before", [b"", b"odd\n"])
def test_text_that_begins_as_packed_files_do_is_text(
    tmp_path: Path, shape: Shape, start: bytes, before: bytes
) -> None:
    path = written(tmp_path, before + start + b"1\t2\t3\n4\t5\t6\n")
    lines = read_lines(path, shape, scratch_in(tmp_path))
    gone = before.count(b"\n")
    first = (1 + gone, start.decode(errors="replace") + "1", "2", "3")
    assert rows(lines.frame) == [first, (2 + gone, "4", "5", "6")]


def test_other_encodings_are_read_as_what_they_are(tmp_path: Path) -> None:
    shape = Shape(PLAIN.columns, "\t", header=False, quoted=False, encoding="iso-8859-1")
    lines = read_lines(
        written(tmp_path, "1\té\t3\n".encode("latin-1")), shape, scratch_in(tmp_path)
    )
    assert rows(lines.frame) == [(1, "1", "é", "3")]


def test_another_header_is_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,date,code\n1,2,3\n")
    with pytest.raises(RecordError, match=r"file.txt: line 1: .*missing: day; found: id, date"):
        read_lines(path, QUOTED, scratch_in(tmp_path))


def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, b'id,day,code\n1,2,"' + b"x" * 200_000)
    with pytest.raises(RecordError, match=r"file.txt: line \d+: a quote is never closed"):
        read_lines(path, QUOTED, scratch_in(tmp_path))


def test_pieces_of_a_quoted_file_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peripheries.record.delimited.quotes._CHUNK", 7)
    body = "".join(f'{n},"a\nb",\n' for n in range(40))
    path = written(tmp_path, f"id,day,code\n{body}".encode())
    lines = read_lines(path, QUOTED, scratch_in(tmp_path))
    assert lines.read == 40
    assert rows(lines.frame) == [(2 * n + 2, str(n), "a\nb", None) for n in range(40)]


def test_pieces_of_a_file_meet_at_whole_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peripheries.record.delimited.narrowing._PIECE", 5)
    sound = b"".join(b"%d\t2\t3\n" % number for number in range(4, 20))
    path = written(tmp_path, b"1\t2\t3\nlonger than a piece\n" + sound + b"4\t5\t" + b"6" * 90_000)
    lines = read_lines(path, PLAIN, scratch_in(tmp_path))
    assert rows(lines.frame) == [
        (1, "1", "2", "3"),
        *((number - 1, str(number), "2", "3") for number in range(4, 20)),
        (19, "4", "5", "6" * 90_000),
    ]
    assert [lost.first for lost in lines.rejected] == ["line 2"]


field = st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r\x00"), max_size=4)


@here
@given(st.lists(st.lists(field, min_size=1, max_size=5), max_size=12), st.booleans())
def test_plain_lines_are_those_of_a_naive_reading(
    tmp_path: Path, table: list[list[str]], ends: bool
) -> None:
    text = "\n".join("\t".join(row) for row in table) + ("\n" if ends and table else "")
    lines = read_lines(written(tmp_path, text.encode()), PLAIN, scratch_in(tmp_path))
    naive = [line.split("\t") for line in text.split("\n")]
    naive = naive[:-1] if naive[-1] == [""] else naive
    assert lines.read == len(naive)
    assert sum(r.rows for r in lines.rejected) == sum(len(row) != 3 for row in naive)
    kept = [(n, *(f or None for f in row)) for n, row in enumerate(naive, 1) if len(row) == 3]
    assert rows(lines.frame) == kept


LINE = st.lists(
    st.binary(max_size=4).map(lambda noise: noise.translate(None, b"\t\n").lstrip(b"\xef")),
    min_size=2,
    max_size=5,
).map(b"\t".join)
SOME = st.lists(st.sampled_from(PLAIN.columns), min_size=1, unique=True)


@here
@given(
    st.lists(
        LINE | st.sampled_from([b"", b"1\t2\t3\r", b"1\t2\r\t3", b"a\tb\tc\t\t\r\r"]), max_size=9
    ),
    st.sampled_from([b"", b"\n", b"\r\n"]),
    st.booleans(),
    SOME,
)
def test_wanted_columns_are_those_of_all_of_them(
    tmp_path: Path, drawn: list[bytes], end: bytes, spare: bool, wanted: list[str]
) -> None:
    path = written(tmp_path, b"\n".join(drawn) + end)
    shape = replace(PLAIN, spare=spare)
    whole = read_lines(path, shape, scratch_in(tmp_path))
    full = whole.frame.select("line", *PLAIN.columns).collect()
    some = read_lines(path, replace(shape, wanted=tuple(wanted)), scratch_in(tmp_path))
    assert some.frame.collect().equals(full.select("line", *sorted(wanted, key=full.columns.index)))
    assert (some.read, some.rejected, some.remarks) == (whole.read, whole.rejected, whole.remarks)
    assert whole.read == full.height + sum(lost.rows for lost in whole.rejected)


def test_wanted_columns_of_a_quoted_file_are_read_alone(tmp_path: Path) -> None:
    path = written(tmp_path, b'id,day,code\n1,"2\n",3\n4,5\n6,,7\n')
    lines = read_lines(path, replace(QUOTED, wanted=("code", "day")), scratch_in(tmp_path))
    assert lines.frame.collect().rows() == [(2, "2\n", "3"), (5, None, "7")]
    assert [lost.first for lost in lines.rejected] == ["line 4"]


quotable = st.text(st.sampled_from('a",\n é'), max_size=4)


@here
@given(st.lists(st.lists(quotable, min_size=1, max_size=5), max_size=12))
def test_quoted_rows_survive_their_way_through_a_file(
    tmp_path: Path, table: list[list[str]]
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([QUOTED.columns, *table])
    lines = read_lines(written(tmp_path, text.getvalue().encode()), QUOTED, scratch_in(tmp_path))
    assert lines.read == len(table)
    breaks = [sum(field.count("\n") for field in row) for row in table]
    starts = [n + sum(breaks[: n - 2]) for n in range(2, len(table) + 2)]
    kept = [
        (n, *(f or None for f in row))
        for n, row in zip(starts, table, strict=True)
        if len(row) == 3
    ]
    assert rows(lines.frame) == kept
    assert sum(r.rows for r in lines.rejected) == len(table) - len(kept)


@here
@given(st.lists(st.text(st.sampled_from('a",é'), max_size=9), max_size=8))
def test_stray_quotes_are_read_as_the_csv_module_reads_them(
    tmp_path: Path, drawn: list[str]
) -> None:
    whole = [line for line in drawn if len(next(csv.reader([line + "\n"]), [])) == 3]
    closed = [line for line in whole if "\n" not in "".join(next(csv.reader([line + "\n"])))]
    path = written(tmp_path, ("id,day,code\n" + "".join(f"{x}\n" for x in closed)).encode())
    lines = read_lines(path, QUOTED, scratch_in(tmp_path))
    read = [tuple(f or None for f in next(csv.reader([line]))) for line in closed]
    assert [row[1:] for row in rows(lines.frame)] == read


@here
@given(st.binary(max_size=80), st.sampled_from([PLAIN, QUOTED]))
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, noise: bytes, shape: Shape) -> None:
    content = noise if not shape.header else b"id,day,code\n" + noise
    try:
        lines = read_lines(written(tmp_path, content), shape, scratch_in(tmp_path))
    except RecordError:
        return
    kept = lines.frame.collect().height
    assert lines.read == kept + sum(r.rows for r in lines.rejected)


def test_reasons_are_summed_in_the_order_in_which_they_come() -> None:
    assert [(r.reason, r.rows) for r in tally([("b", 2), ("a", 3), ("b", 9)])] == [
        ("b", 2),
        ("a", 1),
    ]

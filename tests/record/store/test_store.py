"""What enters, what does not, and how it is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from peripheries.errors import OutputError, RecordError, UsageError
from peripheries.record.connectors.base import Layout
from peripheries.record.forms import SCHEMAS, Form, shaped
from peripheries.record.parsed import Parsed, Rejected
from peripheries.record.store import Added, Store, reading
from record import stored

Adds = Callable[..., Added]
MIXED = [
    stored.line(),
    "bad\n",
    stored.line("2020-02-30"),
    stored.line("2020-01-03", source=""),
    "\tRUS\tPRK\tverbal_conflict\n",
    stored.line("2020-02-31"),
]


@pytest.fixture(params=["in memory", "on the disk"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "on the disk":
        monkeypatch.setattr(reading, "SMALL", 0)


@pytest.mark.usefixtures("_size")
def test_every_row_is_kept_or_rejected_with_its_reason(add: Adds, store: Store) -> None:
    (part,) = add("a.tsv", MIXED).parts
    assert (part.read, part.rows) == (6, 2)
    assert set(part.rejected) == {
        Rejected("a line of 1 field, not 4", 1, "line 2"),
        Rejected("no such day", 2, "line 3"),
        Rejected("no date", 1, "line 5"),
    }
    assert (part.first, part.last) == (date(2020, 1, 1), date(2020, 1, 3))
    rows = store.scan("acts", Form.EVENTS).collect()
    assert rows.schema == pl.Schema(SCHEMAS[Form.EVENTS])
    assert rows["event_id"].to_list() == ["1", "4"]
    assert rows["source"].to_list() == ["RUS", None]
    listed = store.rejected("acts")
    assert sorted(listed.rows["line"]) == [2, 3, 5, 6]
    assert set(listed.rows["file"]) == {"a.tsv"}


def test_a_limit_on_rejected_rows_is_told(add: Adds, store: Store) -> None:
    add("a.tsv", MIXED)
    listed = store.rejected("acts", limit=1)
    assert (listed.rows.height, listed.entries, listed.rejected) == (1, 4, 4)


def test_a_file_is_held_byte_for_byte_with_what_is_known_of_it(
    store: Store, tmp_path: Path
) -> None:
    path = stored.written(tmp_path, "a.tsv", MIXED)
    coming = replace(stored.coming(path), etag='"e"', md5="m", covers=(date(2020, 1, 1),) * 2)
    store.add("acts", stored.LINES, coming, now=stored.NOW)
    (held,) = store.files("acts")
    assert (store.root / held.place).read_bytes() == path.read_bytes()
    assert (held.name, held.origin) == ("a.tsv", "https://example.org/a.tsv")
    assert (held.terms, held.etag, held.md5, held.fetched) == ("free", '"e"', "m", stored.NOW)
    assert store.parts("acts")[0].covers == ((date(2020, 1, 1), date(2020, 1, 1)),)


def test_the_same_file_again_changes_nothing_and_says_so(add: Adds, store: Store) -> None:
    first = add("a.tsv", [stored.line()])
    again = add("a.tsv", [stored.line()])
    renamed = add("b.tsv", [stored.line()])
    assert (again.changed, again.already) == (False, ("a.tsv",))
    assert (renamed.changed, renamed.already) == (False, ("b.tsv (as a.tsv)",))
    assert store.state() == first.state
    assert store.verify().strays == ()


def test_the_same_bytes_under_a_name_that_says_other_days_enter(add: Adds, store: Store) -> None:
    add("covers_2020-01-01_2020-01-01.tsv", [])
    add("covers_2020-01-02_2020-01-02.tsv", [])
    assert len(store.parts("acts")) == 2
    assert [days for part in store.parts("acts") for days in part.covers] == [
        (date(2020, 1, 1), date(2020, 1, 1)),
        (date(2020, 1, 2), date(2020, 1, 2)),
    ]


def test_many_files_enter_as_one_part_by_one_commit(store: Store, tmp_path: Path) -> None:
    paths = [
        stored.written(tmp_path, f"{day:02}.tsv", [stored.line(f"2020-01-{day:02}")] * day)
        for day in range(1, 8)
    ]
    html = stored.written(tmp_path, "page.tsv", ["<html>\n"])
    bad = Layout("lines", "", stored.LINES.fits, _refusing(stored.LINES, "page.tsv"))
    told: list[int] = []
    added = store.add_many(
        "acts",
        bad,
        [stored.coming(path) for path in (*paths, html)],
        now=stored.NOW,
        progress=lambda done, _of, _words: told.append(done),
    )
    (part,) = added.parts
    assert added.state.number == 1
    assert [one.kept for one in part.readings] == list(range(1, 8))
    assert [one.name for one in part.readings] == [path.name for path in paths]
    assert added.refused == (("page.tsv", "https://example.org/page.tsv: a page, not rows."),)
    assert told == list(range(8))
    dates = store.scan("acts", Form.EVENTS).collect()["date"]
    assert dates.is_sorted()
    assert dates.len() == part.rows == 28
    assert store.verify().strays == ()


def _refusing(layout: Layout, name: str) -> Callable[[Path, Path], Parsed]:
    def parse(path: Path, scratch: Path) -> Parsed:
        if path.name == name:
            raise RecordError(f"{path}: a page, not rows.")
        return layout.parse(path, scratch)

    return parse


def test_files_of_a_batch_find_an_empty_folder_and_keep_their_names(
    store: Store, tmp_path: Path
) -> None:
    found: list[tuple[str, list[str]]] = []

    def parse(path: Path, scratch: Path) -> Parsed:
        found.append((path.name, [left.name for left in scratch.iterdir()]))
        (scratch / "lines").write_bytes(path.read_bytes())
        (scratch / "below").mkdir()
        if not path.read_bytes():
            raise RecordError(f"{path}: empty.")
        return stored.parse(scratch / "lines", scratch / "below")

    texts = ([], [stored.line()], [stored.line(source="USA")] * 2)
    files = [stored.written(tmp_path / str(n), "a.tsv", lines) for n, lines in enumerate(texts)]
    written = replace(stored.LINES, parse=parse)
    coming = [stored.coming(file) for file in files]
    coming[2] = replace(coming[2], name="b.tsv")
    added = store.add_many("acts", written, [*coming, coming[1]], now=stored.NOW)
    assert found == [("a.tsv", []), ("a.tsv", []), ("b.tsv", [])]
    assert [name for name, _ in added.refused] == ["a.tsv"]
    assert store.scan("acts", Form.EVENTS).collect()["source"].to_list() == ["RUS", "USA", "USA"]
    assert store.verify().strays == ()


def test_a_large_batch_is_joined_piece_by_piece_in_order(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peripheries.record.store.joining._HELD", 5)
    monkeypatch.setattr(reading, "SMALL", 4)
    files = [
        stored.written(tmp_path, f"{n}.tsv", [stored.line(source=f"S{n}")] * n + ["bad\n"])
        for n in (1, 2, 9, 3, 4, 1, 7, 2)
    ]
    wanted = [f"S{n}" for n in (1, 2, 9, 3, 4, 7) for _ in range(n)]
    store.add_many("acts", stored.LINES, [stored.coming(f) for f in files], now=stored.NOW)
    assert store.scan("acts", Form.EVENTS).collect()["source"].to_list() == wanted
    assert store.rejected("acts").rows["line"].to_list() == [2, 3, 10, 4, 5, 8]


def test_a_name_with_other_bytes_is_refused_unless_it_supersedes(add: Adds, store: Store) -> None:
    add("a.tsv", [stored.line()])
    with pytest.raises(RecordError, match="another file of this name"):
        add("a.tsv", [stored.line()] * 2)
    newer = add("a.tsv", [stored.line()] * 2, supersede=True)
    assert len(newer.replaced) == 1
    assert store.scan("acts", Form.EVENTS).collect().height == 2
    assert len(store.files("acts")) == 1
    assert store.verify().whole


def test_a_newer_edition_keeps_the_rows_of_its_neighbours(
    add: Adds, store: Store, tmp_path: Path
) -> None:
    paths = [stored.written(tmp_path, f"{n}.tsv", [stored.line(source=n)]) for n in "ABC"]
    store.add_many("acts", stored.LINES, [stored.coming(path) for path in paths], now=stored.NOW)
    add("B.tsv", [stored.line(source="NEW")] * 3, supersede=True)
    rows = store.scan("acts", Form.EVENTS).collect()
    assert sorted(rows["source"]) == ["A", "C", "NEW", "NEW", "NEW"]
    assert len(store.parts("acts")) == 1
    assert store.verify().strays == ()


def test_a_file_that_is_put_waits_to_be_read(store: Store, tmp_path: Path) -> None:
    path = stored.written(tmp_path, "a.tsv", [stored.line()])
    held = store.put_file("acts", stored.coming(path), now=stored.NOW)
    assert store.put_file("acts", stored.coming(path), now=stored.NOW) == held
    assert store.state().number == 1
    assert store.unread("acts") == (held,)
    assert store.scan("acts", Form.EVENTS).collect().is_empty()
    store.add("acts", stored.LINES, held, now=stored.NOW)
    assert store.unread("acts") == ()
    assert store.scan("acts", Form.EVENTS).collect().height == 1


def test_a_file_may_stay_where_it_lies(store: Store, tmp_path: Path) -> None:
    path = stored.written(tmp_path, "a.tsv", [stored.line()])
    coming = replace(stored.coming(path), in_place=True)
    store.add("acts", stored.LINES, coming, now=stored.NOW)
    assert store.files("acts")[0].place == str(path)
    assert not (store.root / "files").exists()
    assert store.verify().whole
    path.write_text(stored.line("2021-01-01"))
    (damage,) = store.verify().damages
    assert damage.place == path
    path.unlink()
    assert store.verify().damages[0].problem == "missing"


def test_rows_that_do_not_add_up_do_not_enter(store: Store, tmp_path: Path) -> None:
    def parse(path: Path, scratch: Path) -> Parsed:
        parsed = stored.parse(path, scratch)
        return replace(parsed, read=parsed.read + 1)

    path = stored.written(tmp_path, "a.tsv", MIXED)
    wrong = replace(stored.LINES, parse=parse)
    with pytest.raises(RecordError, match="7 rows were read, 2 kept and 4 rejected"):
        store.add("acts", wrong, stored.coming(path), now=stored.NOW)
    assert store.state().number == 0
    assert store.verify().strays == ()


def test_a_fault_of_computing_names_the_file(store: Store, tmp_path: Path) -> None:
    def parse(_path: Path, _scratch: Path) -> Parsed:
        frame = pl.LazyFrame({"event_id": ["x"]}).with_columns(pl.col("event_id").cast(pl.Int64))
        return Parsed({Form.EVENTS: shaped(frame, Form.EVENTS)}, 1)

    path = stored.written(tmp_path, "a.tsv", ["x"])
    with pytest.raises(RecordError, match=r"example\.org/a\.tsv: it cannot be read as lines"):
        store.add("acts", replace(stored.LINES, parse=parse), stored.coming(path), now=stored.NOW)


def test_two_forms_of_one_file_each_become_a_part(store: Store, tmp_path: Path) -> None:
    def parse(path: Path, scratch: Path) -> Parsed:
        parsed = stored.parse(path, scratch)
        more = pl.LazyFrame({"date": [date(2020, 5, 1), None], "line": [7, 8]})
        more = more.with_columns(known=pl.col("date"), step=pl.lit("day"), quantity=pl.lit("q"))
        more = more.with_columns(unit=pl.lit("u"))
        series = pl.concat([shaped(more, Form.SERIES), more.select("line")], how="horizontal")
        return replace(parsed, tables={**parsed.tables, Form.SERIES: series})

    path = stored.written(tmp_path, "a.tsv", MIXED)
    two = replace(stored.LINES, parse=parse)
    added = store.add("acts", two, stored.coming(path), now=stored.NOW)
    assert [part.form for part in added.parts] == [Form.EVENTS, Form.SERIES]
    assert [(part.read, part.rows) for part in added.parts] == [(6, 2), (2, 1)]
    assert added.parts[1].rejected == (Rejected("no date", 1, "line 8"),)
    assert store.add("acts", two, stored.coming(path), now=stored.NOW).already == ("a.tsv",)


def test_an_empty_store_answers_with_nothing(store: Store) -> None:
    assert store.streams() == ()
    assert store.scan("acts", Form.INDEX).collect_schema() == pl.Schema(SCHEMAS[Form.INDEX])
    assert store.rejected("acts").entries == 0
    assert store.verify().whole
    assert store.calendar("acts", Form.EVENTS).days.is_empty()
    assert not store.root.exists()


def test_what_cannot_be_is_refused_by_name(store: Store, tmp_path: Path) -> None:
    path = stored.written(tmp_path, "a.tsv", [])
    with pytest.raises(UsageError, match="cannot be the name of a stream"):
        store.put_file("../acts", stored.coming(path), now=stored.NOW)
    with pytest.raises(RecordError, match=r"none\.tsv: it cannot be read"):
        store.add("acts", stored.LINES, stored.coming(tmp_path / "none.tsv"), now=stored.NOW)
    with pytest.raises(OutputError, match="not a folder"):
        stored.opened(path)


def test_names_that_would_leave_the_store_stay_within(store: Store, tmp_path: Path) -> None:
    path = stored.written(tmp_path, "a.tsv", [stored.line()])
    for name in ("../../up", "..", "a\x00b", "\udc80", "n" * 999):
        store.put_file("acts", replace(stored.coming(path), name=name), now=stored.NOW)
    assert len(store.files("acts")) == 5
    assert store.verify().whole
    assert not (tmp_path / "up").exists()


def test_more_reasons_than_can_be_told_are_summed_up(store: Store, tmp_path: Path) -> None:
    def parse(path: Path, scratch: Path) -> Parsed:
        parsed = stored.parse(path, scratch)
        fault = pl.format("odd {}", pl.col("line"))
        return replace(
            parsed, tables={Form.EVENTS: parsed.tables[Form.EVENTS].with_columns(fault=fault)}
        )

    path = stored.written(tmp_path, "a.tsv", [stored.line()] * 10_500)
    (part,) = store.add(
        "acts", replace(stored.LINES, parse=parse), stored.coming(path), now=stored.NOW
    ).parts
    assert len(part.rejected) == 101
    assert sum(one.rows for one in part.rejected) == part.read == 10_500
    assert store.rejected("acts").entries == 10_500

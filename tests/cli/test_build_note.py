"""What must be told beside a derived table stands below it on the terminal."""

import polars as pl
import pytest

from peripheries.api.recording.building import Table
from peripheries.cli import recording


def test_a_note_stands_below_its_table_and_nothing_below_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = [
        Table("one", "record/one.csv", 3, True, pl.DataFrame(), "all votes: not converged."),
        Table("two", "record/two.csv", 4, False, pl.DataFrame()),
    ]
    monkeypatch.setattr(recording, "build", lambda *_, **__: tables)
    recording.build_and_tell("a case", (), None, None, check=False)
    assert capsys.readouterr().out.splitlines() == [
        "record/one.csv: 3 rows, changed",
        "  note: all votes: not converged.",
        "record/two.csv: 4 rows, unchanged",
    ]

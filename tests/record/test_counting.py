from datetime import date

import polars as pl
import pytest

from peripheries.record.counting import count, together


def events(*acts: tuple[int, str, str | None]) -> pl.LazyFrame:
    schema = {"date": pl.Date, "source": pl.String, "target": pl.String, "quad": pl.String}
    rows = [
        (date(2020, month, 5), source, target, "verbal_conflict") for month, source, target in acts
    ]
    return pl.LazyFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize("held", [0, 3, 100])
def test_counts_of_parts_are_those_of_all_together(
    monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr("peripheries.record.counting._HELD", held)
    parts = [
        events((1, "RUS", "USA"), (1, "RUS", "USA"), (2, "CHN", None)),
        events(),
        events((2, "USA", "RUS"), (1, "RUS", "USA"), (2, "CHN", None)),
        events((1, "CHN", "PRK")),
    ]
    found = together(count(part, rules=()) for part in parts)
    whole = count(pl.concat(parts), rules=())
    assert found.dyads.equals(whole.dyads)
    assert found.unmapped.equals(whole.unmapped)
    assert found.counted == 5

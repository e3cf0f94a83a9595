"""The same measure of others: drawn from all there are, and free of what the real one is about."""

from datetime import date
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from invented import record_of
from peripheries.case.measures import Coupling, Equidistance, Relation
from peripheries.measures import observe, others, subject_of
from peripheries.measures.coupling import PSEUDO_THEATRES
from peripheries.measures.ties import MOST_RIVALS
from peripheries.record import Record

YEARS = [date(year, 1, 1) for year in range(2010, 2023)]
BALANCE = Equidistance(
    measure="equidistance", table="invented", pivot="RUS", first="PRK", second="KOR"
)
THEATRES = Coupling(
    measure="coupling",
    table="invented",
    first=("RUS-UKR", "RUS-USA"),
    second=("PRK-KOR", "PRK-USA"),
)


def _record(frame: pl.DataFrame, **marks: object) -> Record:
    coverage = {"start": "2010", "end": "2022"}
    return record_of(
        frame, **({"unit": "tie weight", "step": "year", "coverage": coverage} | marks)
    )


def _ties(partners: list[str], *, directed: bool) -> Record:
    """Ties of RUS with each partner: weight 3 on its own side, 1 on the partner's."""
    pairs = [("RUS", p, 3.0) for p in partners]
    if directed:
        pairs += [(p, "RUS", 1.0) for p in partners]
    rows = [{"time": y, "a": a, "b": b, "value": v, "known": y} for y in YEARS for a, b, v in pairs]
    return _record(pl.DataFrame(rows), kind="dyad_series", directed=directed)


def _columns(actors: list[str]) -> Record:
    columns = {"-".join(pair): [0.0] for pair in combinations(sorted(actors), 2)}
    frame = pl.DataFrame({"time": [date(2020, 1, 1)], "known": [date(2020, 1, 1)]} | columns)
    return _record(frame, kind="dyad_columns")


def _rivals(record: Record, seed: int) -> list[tuple[str, str]]:
    found = others(record, BALANCE, np.random.default_rng(seed))
    return [(other.first, other.second) for other in found if isinstance(other, Equidistance)]


def _theatres(record: Record) -> list[Coupling]:
    found = others(record, THEATRES, np.random.default_rng(1))
    return [other for other in found if isinstance(other, Coupling)]


def _actors(*dyads: str) -> set[str]:
    return {actor for dyad in dyads for actor in dyad.split("-")}


@pytest.mark.parametrize("directed", [False, True])
def test_a_balance_has_one_row_a_year_read_off_the_pivot_s_side(*, directed: bool) -> None:
    record = _ties(["PRK", "KOR"], directed=directed)
    odd = record.table("invented").with_columns(
        pl.when((pl.col("a") == "RUS") & (pl.col("b") == "KOR"))
        .then(1.0)
        .otherwise("value")
        .alias("value")
    )
    seen = observe(_record(odd, kind="dyad_series", directed=directed), BALANCE)
    assert seen.frame["date"].to_list() == YEARS
    assert set(seen.values) == {0.5}


def test_a_directed_tie_is_that_of_its_source() -> None:
    record = _ties(["PRK", "KOR"], directed=True)
    tie = Relation(measure="relation", table="invented", source="PRK", target="RUS")
    assert set(observe(record, tie).values) == {1.0}
    assert subject_of(record, tie) == observe(record, tie).subject == "PRK → RUS"


def test_too_many_rivals_are_drawn_at_random_from_all() -> None:
    partners = [f"{first}{second}A" for first in "ABCDEF" for second in "ABCDEFGH"]
    record = _ties(["PRK", "KOR", *partners], directed=True)
    drawn = _rivals(record, 1)
    assert len(drawn) == len(set(drawn)) == MOST_RIVALS
    assert {a for pair in drawn for a in pair} >= set(partners)
    assert ("KOR", "PRK") not in drawn
    assert drawn == _rivals(record, 1) != _rivals(record, 2)


def test_few_rivals_are_all_taken() -> None:
    record = _ties(["PRK", "KOR", "CHN", "JPN"], directed=False)
    every = set(combinations(["CHN", "JPN", "KOR", "PRK"], 2)) - {("KOR", "PRK")}
    assert set(_rivals(record, 1)) == every


def test_pseudo_theatres_hold_no_linking_actor_and_share_none() -> None:
    rest = ["BLR", "CHN", "DEU", "FRA", "GBR", "IND", "IRN"]
    drawn = _theatres(_columns(["RUS", "UKR", "PRK", "KOR", "USA", *rest]))
    assert len({frozenset(map(frozenset, (d.first, d.second))) for d in drawn}) == PSEUDO_THEATRES
    for one in drawn:
        assert _actors(*one.first, *one.second) <= set(rest)
        assert not _actors(*one.first) & _actors(*one.second)


def test_where_few_pseudo_theatres_exist_each_is_taken_once() -> None:
    # Four actors fall into two dyads that share none of them in three ways.
    record = _columns(["RUS", "UKR", "PRK", "KOR", "CHN", "DEU", "FRA", "GBR"])
    single = THEATRES.model_copy(update={"first": ("RUS-UKR",), "second": ("PRK-KOR",)})
    found = others(record, single, np.random.default_rng(1))
    assert len(found) == 3
    none = others(
        _columns(["RUS", "UKR", "PRK", "KOR", "CHN", "DEU", "FRA"]),
        single,
        np.random.default_rng(1),
    )
    assert none == []

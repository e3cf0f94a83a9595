"""Agreement of all states, and the Assembly's own record, through the verbs."""

from pathlib import Path

import pytest

import peripheries as p
from peripheries.errors import RecordError

FILES = ("unga_votes_1946_2026.csv.gz", "unga_rollcalls_1946_2026.csv.gz")
PUBLISHED = {2016: 0.78, 2017: 0.90, 2021: 0.88, 2023: 0.90, 2024: 0.89, 2025: 0.945}
"""Russia and the DPRK, as computed elsewhere (checks/published.md), to the digits given there."""


def test_without_votes_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="record add un_assembly FILE"):
        p.agreement(store=tmp_path)


def test_agreement_of_all_pairs_since_1946(shared: Path, tmp_path: Path) -> None:
    p.add("un_assembly", *(shared / "data" / "un" / name for name in FILES), store=tmp_path)
    pairs = p.agreement(store=tmp_path)
    assert pairs["year"].min() == 1946
    assert pairs.select("year", "a", "b").is_unique().all()
    own = pairs.filter(a="PRK", b="RUS").select("year", "agreement", "agreement_contested")
    found = {year: (alike, contested) for year, alike, contested in own.iter_rows()}
    for year, alike in PUBLISHED.items():
        digits = len(str(alike).partition(".")[2])
        assert found[year][0] == pytest.approx(alike, abs=0.5 * 10**-digits + 1e-9), year
    assert found[2025][1] == pytest.approx(0.91, abs=0.005)

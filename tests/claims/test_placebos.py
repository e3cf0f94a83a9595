"""A contrast on invented dyads: what moves everywhere supports nothing about one dyad."""

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
import pytest

from invented import record_of
from peripheries.case.measures import Relation
from peripheries.case.tests import Contrast
from peripheries.claims import outcome as outcomes
from peripheries.claims.outcome import PlaceboOutcome
from peripheries.claims.placebo import ranked
from peripheries.claims.tests import contrast, run_test
from peripheries.claims.verdict import Verdict
from peripheries.record import Record

PARTNERS = [f"P{letter}{other}" for letter in "ABCD" for other in "ABCDEF"]
MONTHS = pl.date_range(date(2018, 1, 1), date(2023, 12, 1), "1mo", eager=True)
CONTRAST = Contrast.model_validate(
    {
        "test": "contrast",
        "asks": "Did it rise?",
        "of": {"measure": "relation", "table": "invented", "source": "RUS", "target": "PRK"},
        "before": {"start": "2018", "end": "2021"},
        "after": {"start": "2022", "end": "2023"},
        "expect": "higher",
        "matters": 0.5,
        "placebos": "dyads",
    }
)


def _record(series: dict[str, np.ndarray]) -> Record:
    frames = [
        pl.DataFrame({"time": MONTHS, "value": values, "known": MONTHS}).with_columns(
            pl.lit("RUS").alias("a"), pl.lit(partner).alias("b")
        )
        for partner, values in series.items()
    ]
    frame = pl.concat(frames).sort("time")
    return record_of(frame)


def _run(record: Record, test: Contrast = CONTRAST) -> outcomes.TestOutcome:
    return run_test(record, test, np.random.default_rng(1))


@pytest.fixture
def noise() -> dict[str, np.ndarray]:
    """A quiet series for every dyad."""
    rng = np.random.default_rng(7)
    return {partner: rng.normal(size=len(MONTHS)) for partner in ["PRK", *PARTNERS]}


@pytest.fixture
def shift() -> np.ndarray:
    """A rise that begins with the later window."""
    return np.where(MONTHS.to_numpy() >= np.datetime64("2022-01-01"), 3.0, 0.0)


def test_where_every_dyad_rises_alike_nothing_is_supported(shift: np.ndarray) -> None:
    own = np.random.default_rng(7).normal(size=len(MONTHS)) + shift
    # Louder dyads, the same move: placebos are ranked in each dyad's own units.
    series = {p: own * 2.0 ** (i % 3) for i, p in enumerate(["PRK", *PARTNERS])}
    outcome = _run(_record(series))
    assert outcome.estimate is not None
    assert outcome.estimate.p_expected > 0.99
    assert outcome.placebos[0].p == 1.0
    assert outcome.verdict is Verdict.MIXED


@pytest.mark.parametrize(
    "broken",
    [
        lambda kind, real, effects, sign: ranked(kind, real, effects, -sign),
        lambda kind, real, effects, _sign: PlaceboOutcome(kind, real, 1, len(effects), 0, 0.0, ()),
    ],
    ids=["ranked from the wrong end", "never computed"],
)
def test_broken_placebos_would_let_a_general_rise_pass(
    monkeypatch: pytest.MonkeyPatch, shift: np.ndarray, broken: Callable[..., PlaceboOutcome]
) -> None:
    # The real dyad rises least of all: sound placebos see it, broken ones call it a finding.
    own = np.random.default_rng(7).normal(size=len(MONTHS))
    series = {p: own + shift * (1 if p == "PRK" else 3) for p in ["PRK", *PARTNERS]}
    assert _run(_record(series)).verdict is Verdict.MIXED
    monkeypatch.setattr(contrast, "ranked", broken)
    assert _run(_record(series)).verdict is Verdict.SUPPORTED


def test_where_only_the_real_dyad_rises_it_ranks_first(
    noise: dict[str, np.ndarray], shift: np.ndarray
) -> None:
    outcome = _run(_record(noise | {"PRK": noise["PRK"] + shift}))
    (placebo,) = outcome.placebos
    assert (placebo.kind, placebo.rank, placebo.n) == ("dyads", 1, len(PARTNERS))
    assert outcome.verdict is Verdict.SUPPORTED


def test_a_fall_where_a_rise_was_claimed_contradicts(
    noise: dict[str, np.ndarray], shift: np.ndarray
) -> None:
    outcome = _run(_record(noise | {"PRK": noise["PRK"] - shift}))
    assert outcome.placebos[0].rank == len(PARTNERS) + 1
    assert outcome.verdict is Verdict.CONTRADICTED


def test_without_placebos_a_rise_only_leans_for(
    noise: dict[str, np.ndarray], shift: np.ndarray
) -> None:
    alone = _record({"PRK": noise["PRK"] + shift})
    assert _run(alone).verdict is Verdict.LEANS_FOR


def test_a_window_without_observations_leaves_the_test_untested(
    noise: dict[str, np.ndarray],
) -> None:
    late = CONTRAST.model_copy(
        update={
            "before": CONTRAST.before.model_copy(
                update={"start": date(2001, 1, 1), "end": date(2001, 12, 31)}
            )
        }
    )
    outcome = _run(_record(noise), late)
    assert outcome.verdict is Verdict.UNTESTED
    assert outcome.estimate is None


def test_the_dyad_is_the_same_whichever_way_it_is_named(noise: dict[str, np.ndarray]) -> None:
    turned = Relation(measure="relation", table="invented", source="PRK", target="RUS")
    record = _record(noise)
    other = _run(record, CONTRAST.model_copy(update={"of": turned}))
    assert other.estimate == _run(record).estimate
    assert other.placebos == _run(record).placebos


def test_a_dyad_that_never_varied_before_is_judged_without_rank(
    noise: dict[str, np.ndarray], shift: np.ndarray
) -> None:
    outcome = _run(_record(noise | {"PRK": shift}))
    assert outcome.verdict is not Verdict.SUPPORTED

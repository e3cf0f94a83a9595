"""Verdicts in worlds whose truth is known: a few of those that docs/validation.md records."""

import numpy as np
import pytest

from model.recovered import recovered
from model.worlds import TESTED, Course, Kind, judged, world

FOR = {"supported", "leans for"}
AGAINST = {"contradicted", "leans against"}


def verdicts(kind: Kind, weight: float, n: int) -> list[str]:
    """The verdicts in some worlds of a kind."""
    found = []
    for seed in range(n):
        rng = np.random.default_rng([3, seed, [*Kind].index(kind)])
        made = world(kind, [*Course][seed % 2], weight, rng)
        found.append(judged(made, TESTED, rng).verdict.value)
    return found


def test_a_true_claim_is_supported_or_leaned_for():
    found = verdicts(Kind.TRUE, 1.1, 3)
    assert sum(word in FOR for word in found) >= 2
    assert not AGAINST & {*found}


def test_a_claim_of_the_wrong_sign_is_never_leaned_for():
    found = verdicts(Kind.REVERSED, 1.1, 3)
    assert sum(word in AGAINST for word in found) >= 2
    assert not FOR & {*found}


@pytest.mark.parametrize("kind", [Kind.NULL, Kind.ATTENTION, Kind.TREND, Kind.DRIFT])
def test_a_false_claim_is_not_supported(kind):
    """Of hundreds of worlds up to 5% may be; of these few none is."""
    assert "supported" not in verdicts(kind, 0.0, 2)


def test_the_weights_of_a_fit_are_found_in_acts_drawn_from_it(evidence):
    found = [recovered(evidence, np.random.default_rng(seed)) for seed in range(8)]
    held = np.array([one.held(one.laplace) for one in found])
    truth, estimate = (
        np.array([getattr(one, name) for one in found]) for name in ("truth", "estimate")
    )
    # 40 intervals: fewer than 29 hold with a probability of 0.0003 if 90% do.
    assert np.nansum(held) >= 29
    assert np.corrcoef(truth.ravel(), estimate.ravel())[0, 1] > 0.7

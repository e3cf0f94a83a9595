import numpy as np
import pytest

from peripheries.scaling.chains import mixing

RNG = np.random.default_rng(0)


def walks(related, n=4000, columns=40):
    noise = RNG.standard_normal((n, columns))
    drawn = np.empty_like(noise)
    drawn[0] = noise[0]
    for k in range(1, n):
        drawn[k] = related * drawn[k - 1] + np.sqrt(1 - related**2) * noise[k]
    return drawn.astype(np.float32)


@pytest.mark.parametrize("related", [0.0, 0.5, 0.9])
def test_effective_size_is_that_of_an_autoregression(related):
    found = mixing(walks(related))
    wanted = 4000 * (1 - related) / (1 + related)
    assert np.median(found.ess) == pytest.approx(wanted, rel=0.15)
    assert np.median(found.r_hat) == pytest.approx(1.0, abs=0.02)


def test_halves_that_disagree_are_told():
    drawn = walks(0.0)
    drawn[2000:] += 3
    assert mixing(drawn).r_hat.min() > 1.5


def test_what_does_not_vary_tells_nothing():
    found = mixing(np.ones((100, 2), np.float32))
    assert np.isnan(found.r_hat).all()
    assert np.isnan(found.ess).all()

"""The built-in case's acts drawn anew from its own fit: how often intervals hold the truth."""

from dataclasses import replace
from functools import cache

import numpy as np

from model.recovered import Recovered, recovered
from peripheries.case import find_case, read_case
from peripheries.model.evidence import Evidence, read_evidence
from peripheries.record import read_record

WORLDS = 40


@cache
def evidence() -> Evidence:
    """The built-in case's fit, without its other specifications and streams."""
    case = read_case(find_case("two_peripheries"))
    assert case.model is not None
    bare = case.model.model_copy(update={"specifications": (), "streams": ()})
    found = read_evidence(replace(case, model=bare), read_record(case))
    assert found is not None
    return found


def recover(seed: int) -> Recovered:
    """One world."""
    return recovered(evidence(), np.random.default_rng([11, seed]))


def coverage(found: list[Recovered]) -> dict[str, object]:
    """Shares of 90% intervals that hold the truth, over worlds and weights.

    The error of the whole rate clusters weights by world. bias: mean over worlds of estimate less
    truth, in standard errors of an estimate.
    """
    names = found[0].names
    truth, estimate, laplace, error = (
        np.array([getattr(one, column) for one in found])
        for column in ("truth", "estimate", "laplace", "error")
    )
    held = np.array([one.held(one.error) for one in found])
    by_posterior = np.array([one.held(one.laplace) for one in found])
    worlds = np.nanmean(held, axis=1)
    away = np.nanmean((estimate - truth) / laplace, axis=0)
    wide = error.mean(axis=0) / (estimate - truth).std(axis=0)
    return {
        "worlds": len(found),
        "weights": len(names),
        "held": round(float(np.nanmean(held)), 3),
        "held_error": round(float(worlds.std(ddof=1) / np.sqrt(len(found))), 3),
        "held_posterior": round(float(np.nanmean(by_posterior)), 3),
        "error_over_spread": round(float(np.nanmedian(wide)), 2),
        "lowest": _named(names, np.nanmean(held, axis=0)),
        "bias": _named(names, away),
        "shrinks": round(float(np.nansum(estimate * truth) / np.nansum(truth**2)), 3),
    }


def _named(names: tuple[str, ...], values: np.ndarray) -> dict[str, float]:
    """The five lowest and, of biases, the five furthest from 0."""
    order = np.argsort(values if values.min() >= 0 else -np.abs(values))[:5]
    return {names[place]: round(float(values[place]), 2) for place in order.tolist()}

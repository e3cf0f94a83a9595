"""Counts by period: likelihood, fit and futures, at the size of a case and at that of the world."""

import json
import time

import numpy as np

from engine_parts.machine import gflop_per_s, peak_gib, read_gb_per_s, seconds
from peripheries import engine
from peripheries.engine.periods.lines import Ledger

KINDS = 4
HELD = {"source": 1.0, "target": 1.0, "pair": 0.5}
LOG = engine.Scale.LOG1P
PRODUCT = engine.Combine.PRODUCT
OPERATIONS = 45
"""Of a cell beside its statistics: exp, log, a division and sums, as multiply-adds."""


def statistics(n: int) -> list[list[engine.Statistic]]:
    """Eight statistics of each of four kinds; kind 0 is cooperation, kind 3 conflict."""
    memory = engine.HalfLife(6.0)
    here = np.arange(n) < n // 2
    spillover = engine.Spillover(
        sources=here[:, None] & here,
        targets=~here[:, None] & ~here,
        network=engine.Past(memory=memory),
        scale=LOG,
    )
    conflict = engine.Past(kind=3, memory=memory)
    enmity = engine.Past(kind=3, memory=memory, undirected=True)
    friendship = engine.Past(kind=0, memory=memory, undirected=True)
    common: list[engine.Statistic] = [
        engine.Inertia(network=enmity, scale=LOG, label="enmity"),
        engine.Inertia(network=friendship, scale=LOG, label="friendship"),
        engine.TwoPaths(
            path=engine.Path.SHARED_TARGETS, network=conflict, combine=PRODUCT, scale=LOG
        ),
        engine.TwoPaths(network=friendship, combine=PRODUCT, scale=LOG, label="friend of friend"),
        engine.TwoPaths(
            network=enmity, second=friendship, combine=PRODUCT, scale=LOG, label="friend of enemy"
        ),
        spillover,
    ]
    return [
        [
            engine.Inertia(network=engine.Past(kind=k, memory=memory), scale=LOG),
            engine.Reciprocity(network=engine.Past(kind=k, memory=memory), scale=LOG),
            *common,
        ]
        for k in range(KINDS)
    ]


def invented(n: int, n_periods: int, rate: float) -> engine.History:
    """Counts with the scatter of actors and dyads, about `rate` a cell."""
    rng = np.random.default_rng(0)
    spread = rng.normal(0, 1, n)[:, None] + rng.normal(0, 1, n) + rng.normal(0, 0.5, (n, n))
    mean = rate * np.exp(spread) * (1 - np.eye(n))
    found = []
    for t in range(n_periods):
        for k in range(KINDS):
            size = 0.7
            counts = rng.negative_binomial(size, size / (size + mean * (1 + 0.3 * k)))
            i, j = np.nonzero(counts)
            found.append(
                np.column_stack([np.full(len(i), t), i, j, np.full(len(i), k), counts[i, j]])
            )
    time_, source, target, kind, count = np.concatenate(found).T
    return engine.history(time_, source, target, n, kind=kind, weight=count)


def measured(n: int, n_periods: int, rate: float, precision: str, machine: dict) -> dict:
    """Likelihood with gradient, with curvature, and fits."""
    past, own = invented(n, n_periods, rate), statistics(n)
    start = time.perf_counter()
    panel = engine.panel(past, own, n_periods=n_periods, precision=precision)
    first = time.perf_counter() - start
    del panel  # two at once would count twice
    start = time.perf_counter()
    panel = engine.panel(past, own, n_periods=n_periods, precision=precision)
    again = time.perf_counter() - start
    ledger = Ledger(panel)
    held = engine.fit_counts(panel, sd=HELD, prior_sd=1.0)
    at = held.mode
    offset = (
        at.coefficient[:, 0]
        + at.source[panel.source]
        + at.target[panel.target]
        + at.pair[panel.source, panel.target][:, None]
    )
    effect = np.ascontiguousarray(at.coefficient[:, 1:])
    repeats = 200 if n < 50 else 5
    slope = seconds(lambda: ledger.slopes(offset, effect, at.log_size), repeats)
    bend = seconds(lambda: ledger.lines(offset, effect, at.log_size), repeats)
    fits = 15 if n < 50 else 1
    fit = seconds(lambda: engine.fit_counts(panel, sd=HELD, prior_sd=1.0), fits)
    found = []
    estimated = seconds(lambda: found.append(engine.fit_counts(panel, prior_sd=1.0)), fits)
    flops = 2 * panel.n_cells * (2 * len(panel.names) + OPERATIONS)
    return {
        "cells": panel.n_cells,
        "share_with_events": round(len(panel.event_count) / panel.n_cells, 4),
        "parameters": held.mode.coefficient.size + KINDS + 2 * n * KINDS + n * (n - 1),
        "panel_first_s": round(first, 3),
        "panel_s": round(again, 3),
        "likelihood_with_gradient_ms": round(1e3 * slope, 3),
        "with_curvature_ms": round(1e3 * bend, 3),
        "fit_s": round(fit, 4),
        "fit_steps": held.steps,
        "fit_with_sds_estimated_s": round(estimated, 4),
        "fit_with_sds_steps": found[-1].steps,
        "log_likelihood": held.log_likelihood,
        "gb_per_s": round(panel.column.nbytes / slope / 1e9, 2),
        "share_of_read_bandwidth": round(panel.column.nbytes / slope / 1e9 / machine["gb"], 3),
        "gflop_per_s": round(flops / slope / 1e9, 2),
        "share_of_arithmetic_peak": round(flops / slope / 1e9 / machine["gflop"], 3),
        "peak_rss_gib": round(peak_gib(), 2),
    }


def futures() -> dict:
    """10,000 futures of 36 months, all counts kept."""
    n = 12
    past, own = invented(n, 432, 0.05), statistics(n)
    found = engine.fit_counts(engine.panel(past, own, n_periods=432), prior_sd=1.0)
    last = []

    def draw() -> None:
        last[:] = [
            engine.count_futures(
                past,
                engine.CountModel(own, found.mode),
                n_periods=36,
                futures=10_000,
                seed=1,
                first=432,
            )
        ]

    taken = seconds(draw, 5)
    total = float(last[0].count.sum(axis=(1, 2, 3, 4), dtype=np.int64).mean())
    observed = float(past.weight[past.time >= 432 - 36].sum())
    return {
        "seconds": round(taken, 3),
        "futures_per_s": round(10_000 / taken),
        "mean_events_of_36_months": round(total, 1),
        "events_of_the_last_36_months": observed,
        "prototype_recorded_s": 1.51,
    }


def measure() -> dict:
    """Every size."""
    machine = {"gb": read_gb_per_s(), "gflop": gflop_per_s()}
    return {
        "machine": {name: round(value, 2) for name, value in machine.items()},
        "12 actors, 432 months": measured(12, 432, 0.05, "double", machine),
        "10,000 futures of 36 months, 12 actors": futures(),
        "200 actors, 336 months": measured(200, 336, 0.0008, "single", machine),
    }


if __name__ == "__main__":
    print(f"RESULT {json.dumps(measure())}")

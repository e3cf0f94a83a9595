"""Several likelihoods at once: strata of one model, such as kinds of event, streams or theatres."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from peripheries.engine.likelihoods.base import Curve, Likelihood
from peripheries.engine.types import Floats, Integers


@final
@dataclass(frozen=True, eq=False)
class Joint:
    """Sum of the log-likelihoods of parts, whose coefficients are matched by name.

    Coefficients of one name are one coefficient; every other belongs to its part. With a baseline
    labelled apart in each part it fits streams with their own levels and common effects; with
    partial likelihoods it is the stratified one, each stratum with a baseline hazard of its own
    (Kalbfleisch & Prentice 2002, section 4.4).
    """

    parts: Sequence[Likelihood]

    def __post_init__(self) -> None:
        """Say what could not be matched.

        Raises:
            ValueError: there is no part, or two coefficients of one have one name.
        """
        if not self.parts:
            raise ValueError("There is no part: join one likelihood at least.")
        for place, part in enumerate(self.parts):
            twice = sorted({name for name in part.names if part.names.count(name) > 1})
            if twice:
                words = f"Part {place} has two coefficients called {twice[0]}"
                raise ValueError(f"{words}: give one of the statistics a label.")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients, each once, as they first come."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.names))

    def start(self) -> Floats:
        """The mean of the parts that have a coefficient."""
        total, parts = np.zeros(len(self.names)), np.zeros(len(self.names))
        for part, own in zip(self.parts, self._own, strict=True):
            total[own] += part.start()
            parts[own] += 1
        return np.asarray(total / parts)

    def __call__(self, coefficients: Floats) -> Curve:
        """The log-likelihood."""
        p = len(self.names)
        value, gradient, information = 0.0, np.zeros(p), np.zeros((p, p))
        for part, own in zip(self.parts, self._own, strict=True):
            curve = part(coefficients[own])
            value += curve.value
            gradient[own] += curve.gradient
            information[np.ix_(own, own)] += curve.information
        return Curve(value, gradient, information)

    def scores(self, coefficients: Floats) -> Floats:
        """Those of the parts, one below the other."""
        found = [np.zeros((0, len(self.names)))]
        for part, own in zip(self.parts, self._own, strict=True):
            scores = part.scores(coefficients[own])
            found.append(np.zeros((len(scores), len(self.names))))
            found[-1][:, own] = scores
        return np.concatenate(found)

    @cached_property
    def _own(self) -> list[Integers]:
        """Places of each part's coefficients."""
        names = [[self.names.index(name) for name in part.names] for part in self.parts]
        return [np.array(places, dtype=np.int64) for places in names]

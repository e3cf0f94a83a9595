"""Where the parameters of a panel's model stand: coefficients by kind, then actors, then dyads."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeAlias, final

import numpy as np

from peripheries.engine.kernels.arrow import spread
from peripheries.engine.periods.arrow import Arrow
from peripheries.engine.periods.lines import Constants, Lines
from peripheries.engine.periods.panel import Panel
from peripheries.engine.types import Floats, Integers

Effect: TypeAlias = Literal["source", "target", "pair"]
EFFECTS: Final[tuple[Effect, ...]] = ("source", "target", "pair")
_LEAST_BEND: Final = 1e-3


@final
@dataclass(frozen=True, eq=False)
class CountParameters:
    """Parameters of log rate = coefficient · (1, statistics) + source + target + pair.

    coefficient: (…, K, 1 + P), the baseline first · log_size: (…, K) · source, target:
    (…, N, K) of an actor as source or target of a kind · pair: (…, N, N), of all kinds, 0 on the
    diagonal. Draws come with a leading axis.
    """

    coefficient: Floats
    log_size: Floats
    source: Floats
    target: Floats
    pair: Floats

    def drawn(self, number: int) -> "CountParameters":
        """One of several draws."""
        return CountParameters(
            *(self.coefficient[number], self.log_size[number]),
            *(self.source[number], self.target[number], self.pair[number]),
        )


@final
@dataclass(frozen=True, eq=False)
class Layout:
    """A block (Q,) of coefficients and actors' effects, and dyads (D,) or none."""

    panel: Panel
    effects: tuple[Effect, ...]

    @property
    def n_own(self) -> int:
        """Coefficients of a kind: baseline, statistics, log size."""
        return len(self.panel.names) + 2

    @property
    def n_fixed(self) -> int:
        """Coefficients of all kinds."""
        return self.panel.n_kinds * self.n_own

    @cached_property
    def begin(self) -> dict[Effect, int]:
        """Where the effects of sources and of targets begin in the block."""
        actors = [effect for effect in EFFECTS[:2] if effect in self.effects]
        step = self.panel.n_actors * self.panel.n_kinds
        return {effect: self.n_fixed + place * step for place, effect in enumerate(actors)}

    @property
    def size(self) -> int:
        """Q."""
        return self.n_fixed + len(self.begin) * self.panel.n_actors * self.panel.n_kinds

    @property
    def has_pairs(self) -> bool:
        """Whether dyads have effects."""
        return "pair" in self.effects

    @cached_property
    def place(self) -> Integers:
        """Entries of the block that a line touches, (D, K, P + 4): own, source, target; −1 none."""
        panel, k = self.panel, self.panel.n_kinds
        found = np.full((len(panel.source), k, self.n_own + 2), -1, dtype=np.int64)
        found[:, :, : self.n_own] = np.arange(self.n_fixed).reshape(k, self.n_own)
        for column, (effect, actor) in enumerate(
            (("source", panel.source), ("target", panel.target)), start=self.n_own
        ):
            if effect in self.begin:
                first = self.begin[effect]
                found[:, :, column] = first + actor[:, None] * k + np.arange(k)
        return found

    def start(self, baseline: Floats) -> tuple[Floats, Floats]:
        """Baselines (K,) and how much more than the mean actors did and suffered; dyads at 0."""
        panel, block = self.panel, np.zeros(self.size + 1)
        block[: self.n_fixed : self.n_own] = baseline
        lines = np.add.reduceat(np.append(panel.event_count, 0.0), panel.event_begin[:-1])
        lines[np.diff(panel.event_begin) == 0] = 0.0
        for column in (-2, -1):
            place, happened = self.place[:, :, column], np.zeros(self.size + 1)
            np.add.at(happened, place, lines.reshape(place.shape))
            mean = lines.reshape(place.shape).sum(axis=0) / panel.n_actors
            own = place >= 0
            block[place[own]] = np.log((happened[place] + 1.0) / (mean + 1.0))[own]
        return block[:-1], np.zeros(len(panel.source) if self.has_pairs else 0)

    def offset(self, block: Floats, pairs: Floats) -> Floats:
        """All but the statistics, (D, K)."""
        touched = np.append(block, 0.0)[self.place[:, :, [0, -2, -1]]].sum(axis=2)
        return np.asarray(touched + pairs[:, None] if self.has_pairs else touched)

    def own(self, block: Floats) -> Floats:
        """Coefficients by kind, (K, P + 2)."""
        return block[: self.n_fixed].reshape(self.panel.n_kinds, self.n_own)

    def gradient(self, lines: Lines, alone: Constants) -> tuple[Floats, Floats]:
        """By the block (Q,) and by the dyads (D,)."""
        return self.gathered(lines.slope, lines.size_slope.sum(axis=0) + alone.slope)

    def gathered(self, slope: Floats, size_slope: Floats) -> tuple[Floats, Floats]:
        """Slopes by offset and statistics of each line (D, K, 1 + P), and by log sizes (K,)."""
        found = np.zeros(self.size + 1)
        own = [slope.sum(axis=0), size_slope[:, None]]
        found[: self.n_fixed] = np.concatenate(own, axis=1).ravel()
        for column in (-2, -1):
            np.add.at(found, self.place[:, :, column], slope[:, :, 0])
        pairs = slope[:, :, 0].sum(axis=1) if self.has_pairs else np.zeros(0)
        return found[:-1], pairs

    def information(
        self,
        lines: Lines,
        alone: Constants,
        precision: Floats,
        pair_precision: float,
        *,
        joint: bool,
    ) -> Arrow:
        """Minus the Hessian plus the priors' precision.

        joint: whether log sizes are seen together with the rest; apart, with positive curvature,
        the matrix is positive definite wherever the search is.
        """
        cross = -lines.cross if joint else np.zeros_like(lines.cross)
        block = np.zeros((self.size, self.size))
        self._fixed(block, lines, alone, joint=joint)
        spread(block, lines.weight, cross, self.place, self.n_own)
        block[np.diag_indices(self.size)] += precision
        n_dyads = len(lines.value) if self.has_pairs else 0
        actors = lines.weight[:, :, :1]
        touch = np.concatenate([lines.weight, cross[:, :, None], actors, actors], axis=2)
        return Arrow(
            block,
            touch.reshape(len(touch), -1)[:n_dyads],
            self.place.reshape(len(touch), -1)[:n_dyads],
            lines.weight[:n_dyads, :, 0].sum(axis=1) + pair_precision,
        )

    def _fixed(self, block: Floats, lines: Lines, alone: Constants, *, joint: bool) -> None:
        """The coefficients' own part."""
        size = self.n_own - 1
        for k in range(self.panel.n_kinds):
            own = block[
                k * self.n_own : (k + 1) * self.n_own, k * self.n_own : (k + 1) * self.n_own
            ]
            own[:size, 0] = lines.weight[:, k].sum(axis=0)
            own[1:size, 1:size] = np.tril(lines.gram[k])
            bend = -lines.size_bend[:, k].sum() - alone.bend[k]
            own[size, size] = bend if joint else max(abs(bend), _LEAST_BEND)
            if joint:
                own[size, 0] = -lines.cross[:, k].sum()
                own[size, 1:size] = -lines.effect_cross[k]

    def parameters(self, block: Floats, pairs: Floats) -> CountParameters:
        """The same by name; leading axes stay."""
        panel, k, n = self.panel, self.panel.n_kinds, self.panel.n_actors
        lead = block.shape[:-1]
        own = block[..., : self.n_fixed].reshape(*lead, k, self.n_own)
        actors = {
            effect: block[..., first : first + n * k].reshape(*lead, n, k)
            for effect, first in self.begin.items()
        }
        pair = np.zeros((*lead, n, n))
        if self.has_pairs:
            pair[..., panel.source, panel.target] = pairs
        none = np.zeros((*lead, n, k))
        return CountParameters(
            own[..., :-1],
            own[..., -1],
            actors.get("source", none),
            actors.get("target", none),
            pair,
        )

"""A symmetric matrix with a dense block and a diagonal one, and all that a fit asks of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, final

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular

from peripheries.engine.kernels import arrow as kernel
from peripheries.engine.types import Floats, Integers

_ALONE: Final = 1e-11
_LEAST: Final = 1e-6


@final
@dataclass(frozen=True, eq=False)
class Arrow:
    """[[block, across], [acrossᵀ, diag(own)]]; block (Q, Q), own (D,), across sparse.

    block: its lower part, what is above the diagonal is not read.

    touch, place: (D, E) the entries of `across` that are not 0, by dyad; place −1 for none.

    Raises:
        numpy.linalg.LinAlgError: where it is not positive definite, when it is first asked.
    """

    block: Floats
    touch: Floats
    place: Integers
    own: Floats

    @cached_property
    def left(self) -> Floats:
        """The block without what dyads leave open (Schur complement), its lower part, (Q, Q)."""
        left = self.block.copy()
        kernel.eliminate(left, self.touch, self.place, self.own)
        return left

    @cached_property
    def factor(self) -> Floats:
        """Lower Cholesky factor of what is left of the block, (Q, Q)."""
        if not (self.own > 0).all():
            raise np.linalg.LinAlgError("A dyad has no information.")
        lower = np.asarray(cholesky(self.left, lower=True, check_finite=False))
        # What an entry has that others do not: below rounding it has nothing of its own.
        if not (np.diag(lower) ** 2 > _ALONE * np.diag(self.left)).all():
            raise np.linalg.LinAlgError("An entry says what others say.")
        return lower

    @property
    def can_be_solved(self) -> bool:
        """Whether it is positive definite, with something of its own in every entry."""
        try:
            return len(self.factor) > 0
        except np.linalg.LinAlgError:
            return False

    def ridged(self, share: float) -> "Arrow":
        """The same with a share more of the information on every entry itself."""
        more = np.diag(share * np.maximum(np.abs(np.diag(self.block)), _LEAST))
        own = np.maximum(np.abs(self.own), _LEAST) * (1.0 + share)
        return Arrow(self.block + more, self.touch, self.place, own)

    def solve(self, block: Floats, own: Floats) -> tuple[Floats, Floats]:
        """The matrix⁻¹ times a vector (Q,), (D,)."""
        reduced = block.copy()
        kernel.scattered(-own / self.own, self.touch, self.place, reduced)
        first = np.asarray(cho_solve((self.factor, True), reduced))
        met = np.empty(len(own))
        kernel.gathered(first, self.touch, self.place, met)
        return first, (own - met) / self.own

    def apart(self) -> "Arrow":
        """Every entry by itself: nothing is left that could not be inverted."""
        return Arrow(
            np.diag(np.maximum(np.abs(np.diag(self.block)), _LEAST)),
            np.zeros_like(self.touch),
            self.place,
            np.maximum(np.abs(self.own), _LEAST),
        )

    @cached_property
    def block_inverse(self) -> Floats:
        """Covariance of the block's entries, (Q, Q)."""
        return np.asarray(cho_solve((self.factor, True), np.eye(len(self.block))))

    @cached_property
    def own_variance(self) -> Floats:
        """Variance of each dyad's entry, (D,)."""
        open_ = np.empty(len(self.own))
        kernel.quadratic(self.block_inverse, self.touch, self.place, open_)
        return np.asarray(1.0 / self.own + open_ / self.own**2)

    def line_variance(self, lines: Integers) -> Floats:
        """Variance of baseline + source + target + pair of each line, (D, K).

        lines: (D, K, 3) their places in the block, −1 for none.
        """
        found = np.empty(lines.shape[:2])
        kernel.line_variance(
            self.block_inverse, self.touch, self.place, self.own, np.ascontiguousarray(lines), found
        )
        return found + (self.own_variance[:, None] if len(self.own) else 0.0)

    @cached_property
    def log_determinant(self) -> float:
        """Of the whole matrix."""
        return float(2 * np.log(np.diag(self.factor)).sum() + np.log(self.own).sum())

    def draws(self, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draws from the Normal with this precision and mean 0: (n, Q) and (n, D)."""
        white = rng.standard_normal((len(self.block), n))
        first = solve_triangular(self.factor, white, lower=True, trans="T").T
        met = np.empty((n, len(self.own)))
        for row, values in zip(met, first, strict=True):
            kernel.gathered(np.ascontiguousarray(values), self.touch, self.place, row)
        second = rng.standard_normal(met.shape) / np.sqrt(self.own) - met / self.own
        return np.asarray(first), second

"""Balance of a network of friendly and hostile ties: triangles, frustration, camps."""

from dataclasses import dataclass
from math import prod
from typing import final

import numpy as np
from scipy.sparse.csgraph import connected_components

from peripheries.errors import RecordError
from peripheries.measures.estimators.results import Integers

LARGEST_PART = 24  # nodes of a connected part whose every division into two camps is tried


@final
@dataclass(frozen=True, eq=False)
class Balance:
    """How far a signed network is from two camps with friends inside and foes across.

    triangles, balanced: triads with three ties, and those whose signs multiply to plus (none of
    either is no evidence of balance) · frustration: least number of ties to flip (or to remove)
    for balance · camps (n,): 0 or 1 in one best division, -1 for a node without ties; camps of
    parts that no tie joins cannot be compared · divisions: how many best divisions there are, the
    two names of the camps in each part not told apart; above 1, `camps` is one among them.
    """

    ties: int
    triangles: int
    balanced: int
    frustration: int
    camps: Integers
    divisions: int


def balance(signs: Integers) -> Balance:
    """Balance of an undirected network; signs (n, n) symmetric in {-1, 0, +1}, 0 for no tie.

    Triangles: Cartwright & Harary (1956). Frustration index: exact, over all divisions into two
    camps (Aref & Wilson 2019), part by connected part.

        >>> found = balance(np.array([[0, -1, -1], [-1, 0, -1], [-1, -1, 0]]))
        >>> found.triangles, found.balanced, found.frustration
        (1, 0, 1)

    Raises:
        ValueError: signs are not a symmetric matrix of -1, 0 and 1 with a zero diagonal.
        RecordError: a connected part has more than 24 nodes.
    """
    _check(signs)
    ties = np.abs(signs)
    closed, product = (int(np.trace(kind @ kind @ kind)) // 6 for kind in (ties, signs))

    camps = np.full(len(signs), -1, dtype=np.int64)
    frustration, divisions = 0, []
    for part in _parts(ties):
        cost, count, camps[part] = _best_division(signs[np.ix_(part, part)])
        frustration += cost
        divisions.append(count)
    return Balance(
        int(ties.sum()) // 2,
        closed,
        (closed + product) // 2,
        frustration,
        camps,
        prod(divisions),
    )


def _check(signs: Integers) -> None:
    square = signs.ndim == 2 and signs.shape[0] == signs.shape[1]
    if not square or not np.isin(signs, (-1, 0, 1)).all() or np.diag(signs).any():
        message = "Signs must be a square matrix of -1, 0 and 1 with a zero diagonal."
        raise ValueError(message)
    if not np.array_equal(signs, signs.T):
        message = "Signs must be symmetric: reduce directed ties to one sign per pair first."
        raise ValueError(message)


def _parts(ties: Integers) -> list[Integers]:
    """Nodes of each connected part that has a tie."""
    count, label = connected_components(ties, directed=False)
    parts = [np.flatnonzero(label == part) for part in range(count)]
    largest = max((len(part) for part in parts), default=0)
    if largest > LARGEST_PART:
        message = (
            f"{largest} actors hang together, and the exact frustration index is computed for at "
            f"most {LARGEST_PART}. Choose fewer actors or only the stronger ties."
        )
        raise RecordError(message)
    return [part for part in parts if len(part) > 1]


def _best_division(signs: Integers) -> tuple[int, int, Integers]:
    """Least frustration of a connected part, number of divisions with it, and the first of them."""
    agreement = _agreements(signs)
    best = int(agreement.max())
    ties = int(np.abs(signs).sum()) // 2
    first = int(agreement.argmax())
    camps = np.array([0, *((first >> bit) & 1 for bit in range(len(signs) - 1))], dtype=np.int64)
    return (ties - best) // 2, int((agreement == best).sum()), camps


def _agreements(signs: Integers) -> Integers:
    """Satisfied minus frustrated ties of each division; bit k - 1 of its number is node k's camp.

    Node 0 stays in camp 0. Each node added doubles the list, so that the work is a few additions
    per division.
    """
    agreement = np.zeros(1, dtype=np.int64)
    for node in range(1, len(signs)):
        pull = signs[:1, node].astype(np.int64)
        for other in range(1, node):
            pull = np.concatenate([pull + signs[other, node], pull - signs[other, node]])
        agreement = np.concatenate([agreement + pull, agreement - pull])
    return agreement

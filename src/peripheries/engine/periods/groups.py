"""Effects that share an sd, and how the mode moves when their sd does."""

from collections.abc import Mapping
from typing import NamedTuple, final

import numpy as np

from peripheries.engine.periods.arrow import Arrow
from peripheries.engine.periods.layout import Effect, Layout
from peripheries.engine.types import Floats


@final
class Group(NamedTuple):
    """Effects of one sort, on one kind unless of pairs, with their sd."""

    effect: Effect
    kind: int
    sd: float

    def members(self, layout: Layout) -> slice:
        """Where they stand in the block, or among the pairs."""
        if self.effect == "pair":
            return slice(None)
        n, k = layout.panel.n_actors, layout.panel.n_kinds
        first = layout.begin[self.effect] + self.kind
        return slice(first, first + n * k, k)


def groups(sd: Mapping[Effect, Floats]) -> list[Group]:
    """Every group that has an sd."""
    return [Group(effect, k, float(own)) for effect, sds in sd.items() for k, own in enumerate(sds)]


def drift(
    layout: Layout, block: Floats, pairs: Floats, information: Arrow, of: list[Group]
) -> tuple[Floats, Floats]:
    """Derivative of the mode by each log sd, (H, Q) and (H, D).

    The penalty pulls an effect u by u ÷ sd²; information⁻¹ · 2 u ÷ sd² of the group.
    """
    moved = np.zeros((len(of), len(block))), np.zeros((len(of), len(pairs)))
    for h, group in enumerate(of):
        pull = np.zeros_like(block), np.zeros_like(pairs)
        side = 1 if group.effect == "pair" else 0
        here = group.members(layout)
        pull[side][here] = 2 * (block, pairs)[side][here] / group.sd**2
        moved[0][h], moved[1][h] = information.solve(*pull)
    return moved

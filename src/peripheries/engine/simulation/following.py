"""What one new event does to the ties of a network, at once and later."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, final

from peripheries.engine.history import History, history
from peripheries.engine.networks import Changes, Network


@final
class Effect(NamedTuple):
    """A tie that an event changes: of which network, how long after, between which of its ends.

    source, target: 0 for the source of the event, 1 for its target.
    """

    place: int
    lag: float
    source: int
    target: int
    value: float
    adds: bool


def following(
    networks: Sequence[Network], n_actors: int, kind: int, weight: float
) -> tuple[Effect, ...]:
    """All that an event does, in order of time.

    It is what the changes of a history with that one event, at time 0 from 0 to 1, have more than
    the changes of a history without events.
    """
    none = history([], [], [], n_actors)
    one = history([0.0], [0], [1], n_actors, kind=[kind], weight=[weight])
    found = [
        Effect(place, *change)
        for place, network in enumerate(networks)
        for change in _more(network, one, none)
    ]
    return tuple(sorted(found, key=lambda effect: effect.lag))


def _more(
    network: Network, one: History, none: History
) -> list[tuple[float, int, int, float, bool]]:
    with_it, without = (_listed(network.changes(past)) for past in (one, none))
    return list((Counter(with_it) - Counter(without)).elements())


def _listed(changes: Changes) -> list[tuple[float, int, int, float, bool]]:
    columns = (changes.time, changes.source, changes.target, changes.value)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(*row, changes.adds) for row in rows]

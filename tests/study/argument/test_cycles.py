from itertools import permutations, product
from math import factorial

from hypothesis import given
from hypothesis import strategies as st

from peripheries.study.argument.cycles import Arc, Cycle, cycles

NODES = st.integers(min_value=0, max_value=4)
ARCS = st.lists(st.builds(Arc, NODES, NODES, st.sampled_from([1, -1])), max_size=14)


def brute(arcs: list[Arc]) -> set[Cycle]:
    """Every ring of distinct nodes tried, from its lowest node on, with every choice of signs."""
    found = set()
    for length in range(1, 6):
        for ring in permutations(range(5), length):
            if ring[0] != min(ring):
                continue
            ends = zip(ring, (*ring[1:], ring[0]), strict=True)
            choices = [[a for a in set(arcs) if (a.cause, a.effect) == end] for end in ends]
            found |= set(product(*choices))
    return found


@given(ARCS)
def test_cycles_are_those_of_brute_force_each_once(arcs: list[Arc]) -> None:
    found = cycles(arcs, most=10_000)
    assert found.up_to is None
    assert set(found.found) == brute(arcs)
    assert len(set(found.found)) == len(found.found)


@given(ARCS.flatmap(lambda arcs: st.tuples(st.just(arcs), st.permutations(arcs))))
def test_the_order_of_arcs_does_not_matter(both: tuple[list[Arc], list[Arc]]) -> None:
    assert cycles(both[0], most=10_000) == cycles(both[1], most=10_000)


@given(ARCS)
def test_cycles_start_at_their_lowest_node_and_the_shortest_come_first(arcs: list[Arc]) -> None:
    found = cycles(arcs, most=10_000).found
    keys = [(len(cycle), cycle) for cycle in found]
    assert keys == sorted(keys)
    assert all(cycle[0] == min(cycle) for cycle in found)


def test_a_complete_graph_has_the_known_number_of_cycles() -> None:
    n = 6
    arcs = [Arc(i, j, 1) for i in range(n) for j in range(n) if i != j]
    rings = sum(factorial(n) // factorial(n - k) // k for k in range(2, n + 1))
    assert len(cycles(arcs, most=10_000).found) == rings == 409


def test_a_search_that_grows_too_wide_says_up_to_which_length_it_went() -> None:
    n = 30
    arcs = [Arc(i, j, 1) for i in range(n) for j in range(n) if i != j]
    found = cycles(arcs, most=9_000)
    assert found.up_to == 3
    pairs, triples = n * (n - 1) // 2, n * (n - 1) * (n - 2) // 3
    assert len(found.found) == pairs + triples

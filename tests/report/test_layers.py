"""Where the nodes of a graph are drawn: in layers, apart from each other, whatever the graph."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from peripheries.report.layers import placed

NODES = [f"n{i}" for i in range(7)]
EDGES = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda e: e[0] != e[1]),
    max_size=14,
    unique=True,
)


@given(EDGES)
def test_nothing_overlaps_and_every_arrow_passes_from_layer_to_layer(
    edges: list[tuple[str, str]],
) -> None:
    found = placed(NODES, edges, width=10, bend=4)
    for a, b in combinations(found.x, 2):
        if found.layer[a] == found.layer[b]:
            room = sum(10 if n in NODES else 4 for n in (a, b)) / 2
            assert abs(found.x[a] - found.x[b]) >= room - 1e-6
    for (a, b), route in zip(edges, found.routes, strict=True):
        assert (route[0], route[-1]) == (a, b)
        levels = [found.layer[n] for n in route]
        steps = {y - x for x, y in pairwise(levels)}
        assert steps in ({1}, {-1})


def test_a_graph_without_cycles_flows_downwards_only() -> None:
    edges = [("n0", "n1"), ("n0", "n2"), ("n1", "n3"), ("n2", "n3"), ("n0", "n3")]
    found = placed(NODES[:4], edges, width=10, bend=4)
    assert [found.layer[n] for n in NODES[:4]] == [0, 1, 1, 2]


def test_arrows_do_not_cross_where_they_need_not() -> None:
    edges = [("n0", "n4"), ("n1", "n3"), ("n2", "n5")]
    x = placed(NODES[:6], edges, width=10, bend=4).x
    pairs = sorted((x[a], x[b]) for a, b in edges)
    assert [b for _, b in pairs] == sorted(b for _, b in pairs)

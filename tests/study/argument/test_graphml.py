from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from peripheries.study.argument import as_graphml
from peripheries.study.argument.wording import one_line
from peripheries.study.results.argument import ArgumentResult, NodeResult

G = "{http://graphml.graphdrawing.org/xmlns}"


def read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode())


def data(element: ElementTree.Element) -> dict[str, str | None]:
    kind = element.tag.removeprefix(G)
    return {d.attrib["key"].removeprefix(f"{kind}_"): d.text for d in element.findall(f"{G}data")}


def test_nodes_come_back_with_their_marks(argument: ArgumentResult) -> None:
    nodes = {n.attrib["id"]: data(n) for n in read(as_graphml("t", argument)).iter(f"{G}node")}
    assert list(nodes) == [node.id for node in argument.nodes]
    for node in argument.nodes:
        told = {"kind": node.kind, "name": node.name, "system": node.system}
        told |= {"verdict": node.verdict, "found": node.found}
        told |= {"says": one_line(node.says)}
        shown = {name: value for name, value in nodes[node.id].items() if name != "label"}
        assert shown == {name: value for name, value in told.items() if value is not None}
    assert nodes["K01"]["label"] == "K01 a short #claim"


def test_edges_come_back_with_signs_and_loops(argument: ArgumentResult) -> None:
    edges = list(read(as_graphml("t", argument)).iter(f"{G}edge"))
    for element, edge in zip(edges, argument.edges, strict=True):
        assert (element.attrib["source"], element.attrib["target"]) == (edge.source, edge.target)
        assert data(element)["kind"] == edge.relation
        assert data(element).get("sign") == edge.sign
    rings = {
        (e.attrib["source"], e.attrib["target"], data(e)["mechanism"]): data(e)["loops"]
        for e in edges
        if "loops" in data(e)
    }
    distance, trade = "quantity.distance", "quantity.trade"
    assert rings[distance, trade, "mechanism.fuel"] == "1 2"
    assert rings[trade, distance, "mechanism.push"] == "1"
    assert len(rings) == 5


def test_ids_are_unique_and_ends_and_keys_are_declared(argument: ArgumentResult) -> None:
    root = read(as_graphml("t", argument))
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    assert {e.attrib[end] for e in root.iter(f"{G}edge") for end in ("source", "target")} <= {*ids}
    for element in root.iter(f"{G}data"):
        assert element.attrib["key"] in ids


def test_the_graph_tells_its_loops_one_a_line(argument: ArgumentResult) -> None:
    graph = read(as_graphml("two\nlines", argument)).find(f"{G}graph")
    assert graph is not None
    assert data(graph)["name"] == "two lines"
    loops = data(graph)["loops"]
    assert loops is not None
    assert [line.split(":")[0] for line in loops.splitlines()] == ["1. Balancing", "2. Reinforcing"]


@given(st.text(max_size=30))
def test_any_text_makes_a_file_that_a_parser_reads(text: str) -> None:
    node = NodeResult(
        id="quantity.q",
        kind="quantity",
        name=text,
        says=text,
        system=None,
        verdict=None,
        found=None,
    )
    bare = ArgumentResult(nodes=(node,), edges=(), loops=(), loops_up_to=None)
    read_back = next(read(as_graphml(text, bare)).iter(f"{G}node"))
    assert (data(read_back)["says"] or "") == one_line(text)

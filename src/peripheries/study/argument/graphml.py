"""The map of an argument as GraphML (http://graphml.graphdrawing.org)."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree

from peripheries.study.argument.wording import loop_in_words, names_of, one_line
from peripheries.study.results.argument import ArgumentResult, EdgeResult, NodeResult

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "graph": ("name", "loops"),
    "node": ("kind", "name", "label", "says", "system", "verdict", "found"),
    "edge": ("kind", "sign", "mechanism", "label", "loops"),
}


def as_graphml(title: str, argument: ArgumentResult) -> str:
    """The argument as a directed GraphML graph; nodes have the ids that they have in the results.

    Every datum is a string; what is null in the results is left out. An edge's `kind` is its
    relation, and its `loops` are the numbers of the feedback loops that it belongs to, in the order
    of the results; the loops themselves stand in the graph's `loops`, one a line.
    """
    root = ElementTree.Element("graphml", {"xmlns": _NAMESPACE})
    for element, keys in _KEYS.items():
        for name in keys:
            key = {"id": f"{element}_{name}", "for": element, "attr.name": name}
            ElementTree.SubElement(root, "key", {**key, "attr.type": "string"})
    graph = ElementTree.SubElement(root, "graph", {"id": "argument", "edgedefault": "directed"})
    _tell(graph, _graph_data(title, argument))
    for node in argument.nodes:
        _tell(ElementTree.SubElement(graph, "node", {"id": node.id}), _node_data(node))
    names, rings = names_of(argument), _rings(argument)
    for number, edge in enumerate(argument.edges, 1):
        ends = {"id": f"e{number}", "source": edge.source, "target": edge.target}
        _tell(ElementTree.SubElement(graph, "edge", ends), _edge_data(edge, names, rings))
    ElementTree.indent(root)
    written = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _tell(element: ElementTree.Element, data: Mapping[str, str | None]) -> None:
    """Add what is known to an element."""
    for name, value in data.items():
        if value is not None:
            datum = ElementTree.SubElement(element, "data", {"key": f"{element.tag}_{name}"})
            datum.text = value


def _graph_data(title: str, argument: ArgumentResult) -> dict[str, str | None]:
    names = names_of(argument)
    loops = [f"{n}. {loop_in_words(loop, names)}" for n, loop in enumerate(argument.loops, 1)]
    return {"name": one_line(title), "loops": "\n".join(loops) or None}


def _node_data(node: NodeResult) -> dict[str, str | None]:
    name = one_line(node.name)
    return {
        "kind": node.kind,
        "name": name,
        "label": f"{node.id} {name}" if node.kind == "claim" else name,
        "says": one_line(node.says),
        "system": node.system,
        "verdict": node.verdict,
        "found": node.found,
    }


def _edge_data(
    edge: EdgeResult, names: Mapping[str, str], rings: Mapping[EdgeResult, list[int]]
) -> dict[str, str | None]:
    return {
        "kind": edge.relation,
        "sign": edge.sign,
        "mechanism": edge.mechanism,
        "label": edge.relation if edge.mechanism is None else names[edge.mechanism],
        "loops": " ".join(map(str, rings[edge])) if edge in rings else None,
    }


def _rings(argument: ArgumentResult) -> dict[EdgeResult, list[int]]:
    """The numbers of the loops that each edge belongs to."""
    found: dict[EdgeResult, list[int]] = defaultdict(list)
    for number, loop in enumerate(argument.loops, 1):
        for step in loop.steps:
            for mechanism in step.mechanisms:
                edge = EdgeResult(
                    source=step.cause,
                    target=step.effect,
                    relation="moves",
                    sign=step.sign,
                    mechanism=mechanism,
                )
                found[edge].append(number)
    return found

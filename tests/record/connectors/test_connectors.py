import ast
from pathlib import Path

import pytest

from peripheries.record import connectors

MODULES = sorted(Path(connectors.__file__).parent.glob("[a-z]*.py"))


def test_every_source_is_listed_with_a_description():
    used = {entry.read.__module__.rsplit(".", 1)[1] for entry in connectors.CONNECTORS.values()}
    assert used == {module.stem for module in MODULES}
    assert all(len(entry.description) > 20 for entry in connectors.CONNECTORS.values())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_connectors_do_not_know_each_other(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any("record.connectors" in (name or "") for name in imported)

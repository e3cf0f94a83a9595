"""Where compiled loops are kept."""

import subprocess
import sys
from importlib import util

from peripheries import compiling

LOOP = """
from peripheries.compiling import compiled

@compiled()
def twice(n):
    return 2 * n
"""


def loop_in(folder):
    path = folder / "kept_loop.py"
    path.write_text(LOOP)
    spec = util.spec_from_file_location("kept_loop", path)
    module = util.module_from_spec(spec)
    sys.modules["kept_loop"] = module
    try:
        spec.loader.exec_module(module)
        assert module.twice(21) == 42
    finally:
        del sys.modules["kept_loop"]


def test_a_compiled_loop_is_kept_beside_its_own_file(tmp_path):
    loop_in(tmp_path)
    assert [path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")] == ["kept_loop.twice"]


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(tmp_path, monkeypatch):
    real = compiling.njit

    def nowhere(cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(compiling, "njit", nowhere)
    loop_in(tmp_path)
    assert list(tmp_path.rglob("*.nbi")) == []


def test_reading_the_record_does_not_import_the_engine():
    asked = (
        "import sys, peripheries.record.connectors; assert 'peripheries.engine' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)

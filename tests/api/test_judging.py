"""What came of a case, by verbs of their own: the same as in its results, and run only once."""

from datetime import date
from pathlib import Path

import pytest

import peripheries as p
from peripheries.errors import UsageError
from peripheries.study import Results

pytestmark = pytest.mark.usefixtures("read_once")


def test_the_verbs_tell_what_one_run_found(
    results: Results, computed: list[date], tmp_path: Path
) -> None:
    run = p.run(out=tmp_path)
    assert p.ledger(kept=tmp_path).equals(run.claims)
    assert p.weights(kept=tmp_path).equals(run.weights)
    assert p.knock_outs(kept=tmp_path).equals(run.knock_outs)
    assert p.claim("K18", kept=tmp_path) == next(c for c in results.claims if c.id == "K18")
    assert p.argument(kept=tmp_path).startswith("===\ntitle:")
    assert p.argument(kept=tmp_path, format="graphml").startswith("<?xml")
    assert len(computed) == 1


def test_what_is_not_there_is_refused_before_the_work(computed: list[date], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no claim 'K99'. Did you mean 'K39'\?"):
        p.claim("K99", kept=tmp_path)
    with pytest.raises(UsageError, match="Did you mean 'argdown'"):
        p.argument(kept=tmp_path, format="argdwn")
    assert not computed
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("computed")
def test_the_numbers_of_a_weight_and_a_knock_out_are_those_of_the_results(
    results: Results, tmp_path: Path
) -> None:
    one = next(m for m in results.mechanisms if m.knock_out is not None)
    assert one.knock_out is not None
    assert one.weights[0].gain is not None
    weight = p.weights(kept=tmp_path).filter(name=one.weights[0].name).row(0, named=True)
    assert (weight["value"], weight["gain"]) == (one.weights[0].value, one.weights[0].gain.total)
    change = p.knock_outs(kept=tmp_path).filter(mechanism=one.declared.id, way="both")
    assert change["mean"].to_list() == [one.knock_out.both.mean]

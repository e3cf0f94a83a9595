"""Which rows are acts of the model, and which of them are to be explained."""

from datetime import date

import numpy as np
import pytest

from acts import act, record_of_acts
from model.tiny import chronicle
from peripheries.model.acts import KINDS, KINDS_OF, past_acts

SINCE = date(2015, 1, 1)
ROWS = [
    act("E1", date(2014, 5, 1), "RUS", quad="verbal_cooperation", attribution="self"),
    act("E2", date(2015, 5, 1), "CHN", quad="material_conflict", attribution="alleged"),
    act(
        "E3", date(2016, 1, 1), "RUS", quad="verbal_conflict", attribution="self", precision="year"
    ),
    act("E4", date(2016, 3, 1), "USA", quad="verbal_conflict", attribution="self", counts=False),
    act("E5", date(2016, 4, 1), "RUS", quad="material_cooperation", attribution="self"),
]


@pytest.mark.parametrize(("alleged", "kept"), [(True, "E1 E2 E3 E5"), (False, "E1 E3 E5")])
def test_unverified_rows_never_count_and_alleged_ones_where_asked_for(alleged, kept):
    past = past_acts(record_of_acts(ROWS), "chronicle", SINCE, alleged=alleged)
    assert " ".join(past.event_id) == kept
    assert past.place("USA") is None
    assert (past.place("CHN") is not None) == alleged


def test_early_acts_and_those_of_a_year_alone_are_history_only():
    past = past_acts(record_of_acts(ROWS), "chronicle", SINCE, alleged=True)
    assert dict(zip(past.event_id, past.explained.tolist(), strict=True)) == {
        "E1": False,
        "E2": True,
        "E3": False,
        "E5": True,
    }
    assert len(past.history) == 4


def test_days_kinds_and_ends_become_the_engines_numbers():
    past = past_acts(
        chronicle([(0, "BBB", "AAA", 3), (2, "AAA", "CCC", 0)]), "chronicle", SINCE, alleged=True
    )
    assert past.actors == ("AAA", "BBB", "CCC")
    assert np.diff(past.history.time).tolist() == [2.0]
    ends = zip(past.history.source.tolist(), past.history.target.tolist(), strict=True)
    assert list(ends) == [(1, 0), (0, 2)]
    assert past.history.kind.tolist() == [3, 0]
    assert past.side().tolist() == [1, 0]


def test_every_class_of_acts_names_its_quads():
    for name, kinds in KINDS_OF.items():
        told = {KINDS[kind].value for kind in kinds}
        assert told == {q.value for q in KINDS if name == "any" or q.value.endswith(name)}

"""The design: which options there are, how statistics are scaled, which effects are on."""

from datetime import date

import numpy as np
import pytest

from model.tiny import chronicle, past_of, random_rows
from peripheries.model.acts import KINDS
from peripheries.model.design import PAIR_SIDES, SOURCE_KINDS, design, lagged
from peripheries.model.expand import Setting, kinds_moved


def test_an_act_can_be_of_every_kind_towards_all_with_whom_its_source_ever_dealt(parts):
    rows = [row for row in random_rows(60, 2) if {row[1], row[2]} != {"AAA", "DDD"}]
    past = past_of(chronicle(rows))
    setting = Setting(chronicle(rows), past.actors, 100.0, 100.0)
    found = design(past, parts, setting)
    dealt = {frozenset(row[1:3]) for row in rows}
    for m, source in enumerate(found.source.tolist()):
        own = found.options.event == m
        there = set(zip(found.kind[own].tolist(), found.target[own].tolist(), strict=True))
        others = [
            j
            for j, code in enumerate(past.actors)
            if frozenset((past.actors[source], code)) in dealt
        ]
        assert there == {(k, j) for k in range(len(KINDS)) for j in others}


def test_what_was_taken_is_the_act(made, past):
    taken = made.options.taken
    np.testing.assert_array_equal(made.kind[taken], past.history.kind[made.act])
    np.testing.assert_array_equal(made.target[taken], past.history.target[made.act])
    np.testing.assert_array_equal(made.source, past.history.source[made.act])


def test_a_statistic_varies_by_one_among_the_options_that_it_touches(made, parts, setting):
    source = made.source[made.options.event]
    for place, one in enumerate(parts):
        pairs = setting.pairs(one.part.by, one.part.towards)[source, made.target]
        touched = pairs & np.isin(made.kind, kinds_moved(one.part))
        assert made.options.statistic[touched, place].std() == pytest.approx(1.0)
        assert not made.options.statistic[~touched, place].any()


def test_a_statistic_that_never_differs_has_no_scale(past, setting, parts):
    constant = parts[2].part.model_copy(update={"by": ("DDD",), "towards": ("DDD",)})
    found = design(past, [type(parts[2])("nothing", constant)], setting)
    assert found.scale.tolist() == [0.0]
    assert not found.options.statistic.any()


def test_every_option_has_the_effects_of_its_kind_its_sources_kind_and_its_pairs_side(made):
    names = np.array([*made.options.effects, "none"])
    sides = ["cooperation", "cooperation", "conflict", "conflict"]
    on = names[made.options.effect]
    for row in range(0, len(on), 37):
        k, j = int(made.kind[row]), made.actors[made.target[row]]
        i = made.actors[made.source[made.options.event[row]]]
        assert on[row].tolist() == [
            "none" if k == 0 else KINDS[k].value,
            f"{i}: {KINDS[k].value}",
            f"{i} → {j}: {sides[k]}",
        ]
    groups = {group.name: set(group.members) for group in made.groups}
    assert groups[SOURCE_KINDS] == set(on[:, 1])
    assert groups[PAIR_SIDES] == set(on[:, 2])


def test_quarters_are_those_of_the_calendar(made, past):
    for act, quarter in zip(made.act.tolist(), made.quarter.tolist(), strict=True):
        day: date = past.day[act]
        assert divmod(quarter, 4) == (day.year, (day.month - 1) // 3)


def test_statistics_of_no_time_before_are_the_designs_own(past, parts, setting, made):
    np.testing.assert_allclose(lagged(past, parts, setting, made, 0.0), made.options.statistic)


def test_statistics_of_long_before_the_record_are_nothing(past, parts, setting, made):
    assert not lagged(past, parts, setting, made, 1e5).any()

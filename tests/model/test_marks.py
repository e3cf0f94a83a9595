"""How acts are done: which acts are asked about, and what moves the answer."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from model.tiny import FIRST, chronicle, named, past_of, random_rows, with_table
from peripheries.model.expand import Setting
from peripheries.model.marks import fit_mark

SHARE = named(
    "cover", of={"statistic": "actor_series", "table": "share", "of": "source"}, moves="overt"
)


@pytest.fixture(scope="module")
def record():
    """A number of two actors that moves by half years, and acts that are open where it is large."""
    rows = random_rows(300, 3)
    rng = np.random.default_rng(5)
    steps = [FIRST + timedelta(180 * step) for step in range(9)]
    level = {(a, day): float(rng.normal()) for day in steps for a in ("AAA", "BBB")}
    share = pl.DataFrame(
        {
            "time": [day for _, day in level],
            "known": [day for _, day in level],
            "actor": [actor for actor, _ in level],
            "value": [*level.values()],
        }
    )

    def now(source, day):
        seen = [d for d in steps if d < day]
        return level.get((source, seen[-1]), 0.0) if seen else 0.0

    acts = chronicle(rows).table("chronicle")
    open_ = [
        rng.uniform() < 1 / (1 + np.exp(-2.0 * now(source, day)))
        for source, day in acts.select("source", "date").iter_rows()
    ]
    words = [["denied", "deniable"][m % 2] if not yes else "overt" for m, yes in enumerate(open_)]
    words = ["na" if m % 10 == 0 else word for m, word in enumerate(words)]
    made = with_table(chronicle(rows), "share", share, "actor_series")
    frame = acts.with_columns(overtness=pl.Series(words), invokes_un=pl.lit("unknown"))
    return type(made)(
        made.declarations, made.frames | {"chronicle": frame}, made.left_out, made.as_of
    )


def fitted_on(record, mark="overt", part=SHARE):
    past = past_of(record)
    setting = Setting(record, past.actors, 100.0, 400.0)
    return fit_mark(past, record.table("chronicle"), mark, [part], setting, 1.0)


def test_only_acts_whose_mark_is_known_are_asked_about(record):
    found = fitted_on(record)
    words = record.table("chronicle")["overtness"].to_list()
    assert found.act.tolist() == [m for m, word in enumerate(words) if word != "na"]
    assert found.yes.tolist() == [word == "overt" for word in words if word != "na"]


def test_what_moves_the_mark_is_found(record):
    """Drawn with 2 by unit, which is so much by standard deviation."""
    found = fitted_on(record)
    place = found.place("cover")
    assert found.found.estimate[place] == pytest.approx(
        2.0 * found.scale[0], abs=2 * found.error[place]
    )
    assert found.found.estimate[place] > 2 * found.error[place]


def test_errors_are_never_smaller_than_the_posteriors_own(record):
    found = fitted_on(record)
    assert (found.error >= found.found.standard_error).all()


def test_a_mark_that_no_two_acts_carry_tells_nothing(record):
    assert fitted_on(record, "invokes_un") is None


def test_a_statistic_that_stays_0_has_no_place(record):
    nobody = named(
        "cover",
        of={"statistic": "carry_over", "reads": "any", "of": "ZZZ", "upon": "ZZZ"},
        moves="overt",
    )
    found = fitted_on(record, part=nobody)
    assert found.place("cover") is None
    assert found.place("something else") is None

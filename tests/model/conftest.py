"""A small model fitted once, and an invented world."""

import numpy as np
import pytest

from model.tiny import chronicle as chronicle_of
from model.tiny import named, past_of, random_rows
from model.worlds import Course, Kind, World, world
from peripheries.model.acts import PastActs
from peripheries.model.design import Design, Named, design
from peripheries.model.evidence import Evidence, read_evidence
from peripheries.model.expand import Setting
from peripheries.model.fitted import Fitted, fit_design

PARTS: tuple[Named, ...] = (
    named("inertia", of={"statistic": "inertia"}, moves="any"),
    named("reciprocity", of={"statistic": "reciprocity", "reads": "cooperation"}),
    named(
        "spillover",
        of={"statistic": "carry_over", "reads": "conflict", "of": "CCC", "upon": "DDD"},
        by="AAA",
        towards="BBB",
    ),
)


@pytest.fixture(scope="session")
def past() -> PastActs:
    return past_of(chronicle_of(random_rows(150, 8)))


@pytest.fixture(scope="session")
def parts() -> tuple[Named, ...]:
    return PARTS


@pytest.fixture(scope="session")
def setting(past: PastActs) -> Setting:
    return Setting(chronicle_of([(0, "AAA", "BBB", 0)]), past.actors, 200.0, 400.0)


@pytest.fixture(scope="session")
def made(past: PastActs, setting: Setting) -> Design:
    return design(past, PARTS, setting)


@pytest.fixture(scope="session")
def fitted(made: Design) -> Fitted:
    return fit_design(made, 1.0)


@pytest.fixture(scope="session")
def true_world() -> World:
    return world(Kind.TRUE, Course.SEVERAL, 0.8, np.random.default_rng(1))


@pytest.fixture(scope="session")
def evidence(true_world: World) -> Evidence:
    found = read_evidence(true_world.case, true_world.record)
    assert found is not None
    return found

"""Statistics that a case declares wrongly say so."""

from itertools import product
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from peripheries.case import read_case
from peripheries.case.mechanisms import Part
from peripheries.case.statistics import StatisticDeclaration, Strain
from peripheries.model.expand import Setting, expanded
from peripheries.record import read_record

DECLARED: TypeAdapter[StatisticDeclaration] = TypeAdapter(StatisticDeclaration)


@pytest.mark.parametrize("actors", list(product(["AAA", "BBB", "CCC"], repeat=3)))
def test_a_strain_is_about_three_actors(actors: tuple[str, str, str]) -> None:
    pivot, rival, other = actors
    strain = {
        "statistic": "equidistance_strain",
        "pivot": pivot,
        "rival": rival,
        "other": other,
    }
    if len(set(actors)) == 3:
        assert isinstance(DECLARED.validate_python(strain), Strain)
        return
    for declared in (
        strain,
        {"statistic": "product", "first": {"statistic": "inertia"}, "second": strain},
    ):
        with pytest.raises(ValidationError, match="are not three different actors"):
            DECLARED.validate_python(declared)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(("other", "there"), [("CCC", True), ("ZZZ", False)])
def test_a_product_with_a_strain_needs_its_actors(
    small: Path, other: str, there: bool, deep: bool, turned: bool
) -> None:
    setting = Setting(read_record(read_case(small)), ("AAA", "BBB", "CCC"), 120.0, 700.0)
    declared: dict[str, object] = {
        "statistic": "equidistance_strain",
        "pivot": "AAA",
        "rival": "BBB",
        "other": other,
    }
    for _ in range(2 if deep else 1):
        habit: dict[str, object] = {"statistic": "inertia"}
        first, second = (declared, habit) if turned else (habit, declared)
        declared = {"statistic": "product", "first": first, "second": second}
    part = Part.model_validate({"of": declared})
    assert (expanded(part, 0, setting) is not None) == there

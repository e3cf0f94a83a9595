"""Tests of how acts are done: the weight in the log odds that an act carries a mark."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from peripheries.case.mechanisms import Part, weight_name
from peripheries.case.statistics import Mark
from peripheries.case.tests import MechanismTest
from peripheries.claims.bench import Bench
from peripheries.claims.outcome import (
    Carried,
    Estimate,
    PlaceboOutcome,
    SpecificationOutcome,
    TestOutcome,
    Where,
    untested,
)
from peripheries.claims.placebo import NOT_ASKED, lacking, ranked_anew
from peripheries.claims.screening import REFITS
from peripheries.claims.sensitivity import smallest_detectable
from peripheries.claims.tests.weights import (
    SCORE_UNIT,
    agrees,
    cautious,
    error_of,
    expected,
    normal,
    ranked,
    tables,
    worst_rank,
)
from peripheries.claims.verdict import Numbers, Verdict, verdict_of
from peripheries.claims.wording import carried_reason, mechanism_reason
from peripheries.model.mark_placebos import other_actors, other_times
from peripheries.model.marks import CHOICES, MarkFit

_FORMULA: Final = (
    "weight of the statistic, within sources, in the log odds that an act carries the mark"
)
_LACKS: Final[dict[Where, str]] = {
    "dyads": "the statistic is the same of all actors",
    "dates": "the statistic had no course years earlier",
}


def run_mark(
    test: MechanismTest, bench: Bench, part: Part, sign: int, rng: np.random.Generator
) -> TestOutcome:
    """How acts are done: unseen acts are not scored, so that it can at most lean, either way.

    Placebos are tried at the same acts: the statistic of other actors, and as it stood years
    earlier.
    """
    evidence, name = bench.evidence, weight_name(test.mechanism, part)
    fits = () if evidence is None else evidence.marks.get(_mark(part), ())
    if evidence is None or not fits or None in [fitted.place(name) for fitted in fits]:
        reason = f"The record of this vintage cannot tell '{name}': too few acts differ in it."
        return untested(test.test, test.asks, reason, tables(bench), _FORMULA)
    told = _of_fits(fits, name, sign)
    tried = tuple(_placebos(test, fits[0], name, sign, rng))
    placebos = tuple(p for p in tried if p.n)
    none = lacking(tried, {w: _LACKS[w] if w in test.placebos else NOT_ASKED for w in _LACKS})
    numbers = _numbers(told, worst_rank(placebos), sign, test.matters)
    verdict = _at_most_leaning(numbers)
    found = replace(told[0], p_expected=numbers.probability)
    carried = _carried(fits, name, sign, placebos, test.matters)
    counts = {
        "acts": float(len(fits[0].act)),
        "smallest_detectable": smallest_detectable(found) or float("nan"),
        "probability_as_fitted": told[0].p_expected,
        "without_most_telling": carried.value,
    }
    reason = mechanism_reason(found, expected(sign), numbers, placebos, none, len(told), counts)
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        reason + carried_reason(carried, verdict, ""),
        _FORMULA,
        tables(bench),
        estimate=found,
        expected=expected(sign),
        matters=test.matters,
        agreement=numbers.agreement,
        specifications=tuple(
            SpecificationOutcome(choice.name, one, agrees=agrees(one, sign))
            for choice, one in zip(CHOICES[1:], told[1:], strict=True)
        ),
        placebos=placebos,
        no_placebos=none,
        rows=(carried.what,),
        placebo_unit=SCORE_UNIT if placebos else "",
        carried=carried,
        counts=counts,
    )


def _of_fits(fits: tuple[MarkFit, ...], name: str, sign: int) -> list[Estimate]:
    places = [(fitted, fitted.names.index(name)) for fitted in fits]
    return [
        normal(float(f.found.estimate[at]), float(f.error[at]), sign, len(f.act))
        for f, at in places
    ]


def _numbers(told: list[Estimate], worst: float | None, sign: int, matters: float) -> Numbers:
    agreement = sum(agrees(one, sign) for one in told) / len(told)
    probability = cautious(*(one.p_expected for one in told))
    return Numbers(probability, agreement, worst, told[0].value * sign, matters)


def _at_most_leaning(numbers: Numbers) -> Verdict:
    verdict = verdict_of(numbers)
    return _LEANING.get(verdict, verdict)


_LEANING: Final = {
    Verdict.SUPPORTED: Verdict.LEANS_FOR,
    Verdict.CONTRADICTED: Verdict.LEANS_AGAINST,
}


def _placebos(
    test: MechanismTest, fitted: MarkFit, name: str, sign: int, rng: np.random.Generator
) -> Iterator[PlaceboOutcome]:
    place = fitted.names.index(name)
    if "dyads" in test.placebos:
        yield ranked("dyads", other_actors(fitted, place, rng), sign)
    if "dates" in test.placebos:
        yield ranked("dates", other_times(fitted, place), sign)


def _carried(
    fits: tuple[MarkFit, ...],
    name: str,
    sign: int,
    placebos: tuple[PlaceboOutcome, ...],
    matters: float,
) -> Carried:
    """The act that carries a weight: the few with most influence are left out in turn.

    The verdict rests on refits under every choice; the score moves by as many standard errors as
    the weight, and is ranked among the placebos as they are.
    """
    fitted = fits[0]
    place = fitted.names.index(name)
    value = float(fitted.found.estimate[place])
    side = 1 if value > 0 else -1
    likeliest = fitted.act[np.argsort(-fitted.influence(place) * side)[:REFITS]].tolist()
    refits = {act: fitted.without(act) for act in likeliest}
    act = min(likeliest, key=lambda one: refits[one].found.estimate[place] * side)
    event = fitted.marked.past.event_id[act]
    told = _of_fits((refits[act], *(one.without(act) for one in fits[1:])), name, sign)
    by = (told[0].value - value) / error_of(told[0])
    ranks = tuple(replace(p, p=ranked_anew(p, p.effect + by, sign)) for p in placebos)
    numbers = _numbers(told, worst_rank(ranks), sign, matters)
    return Carried(event, event, told[0].value, _at_most_leaning(numbers))


def _mark(part: Part) -> Mark:
    return "overt" if part.moves == "overt" else "invokes_un"

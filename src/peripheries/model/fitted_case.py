"""The model of a case fitted to one vintage: what is judged, relived and forecast rests on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from peripheries.case import Case
from peripheries.case.mechanisms import weight_name
from peripheries.case.model import ModelDeclaration
from peripheries.model.acts import PastActs, past_acts
from peripheries.model.design import Named, design
from peripheries.model.expand import MARKS, Setting
from peripheries.model.fitted import Fitted, fit_design
from peripheries.record import Record

FEWEST_ACTS: Final = 60
"""Explained acts below which nothing is fitted."""


@final
@dataclass(frozen=True)
class Memory:
    """Half-lives in days, and the log marginal likelihood with them (Laplace)."""

    half_life: float
    slow: float
    log_marginal: float


@final
@dataclass(frozen=True, eq=False)
class FittedCase:
    """A case's mechanisms and controls as weights of one fit.

    parts: in the order of the weights · memories: the half-lives that were tried.
    """

    declared: ModelDeclaration
    past: PastActs
    parts: tuple[Named, ...]
    setting: Setting
    fitted: Fitted
    memories: tuple[Memory, ...]


def fitted_case(case: Case, record: Record) -> FittedCase | None:
    """The model of a case in a vintage; None where it has no model, or too few acts."""
    declared = case.model
    past = None if declared is None else acts_of(record, declared)
    if declared is None or past is None:
        return None
    controls = [Named(control.id, control.part) for control in declared.controls]
    parts = (*(n for n in declared_parts(case) if n.part.moves not in MARKS), *controls)
    memories, setting, fitted = _remembered(record, declared, past, parts)
    return FittedCase(declared, past, parts, setting, fitted, memories)


def declared_parts(case: Case) -> list[Named]:
    """The parts of all mechanisms, those that move marks among them."""
    return [Named(weight_name(one.id, part), part) for one in case.mechanisms for part in one.parts]


def acts_of(record: Record, declared: ModelDeclaration) -> PastActs | None:
    """The acts that a declaration asks for; None where too few are explained."""
    past = past_acts(record, declared.events, declared.since, alleged=declared.alleged)
    return past if int(past.explained.sum()) >= FEWEST_ACTS else None


def _remembered(
    record: Record, declared: ModelDeclaration, past: PastActs, parts: Sequence[Named]
) -> tuple[tuple[Memory, ...], Setting, Fitted]:
    """Half-lives that the case allows, and the fit with the likeliest.

    First that of acts is chosen, then that of slow things. All are compared at the standard
    deviations of the first fit's effects; the chosen one estimates its own.
    """
    middle = declared.slow_half_life[len(declared.slow_half_life) // 2]
    tried: dict[tuple[float, float], tuple[Setting, Fitted]] = {}

    def fitted_with(pair: tuple[float, float]) -> float:
        if pair not in tried:
            setting = Setting(record, past.actors, *pair)
            start = next(iter(tried.values()))[1] if tried else None
            made = design(past, parts, setting)
            tried[pair] = (
                setting,
                fit_design(made, declared.prior_sd, start=start, held=bool(tried)),
            )
        return tried[pair][1].log_marginal

    best = max(declared.half_life, key=lambda days: fitted_with((days, middle)))
    slow = max(declared.slow_half_life, key=lambda days: fitted_with((best, days)))
    memories = tuple(Memory(*pair, found.log_marginal) for pair, (_, found) in tried.items())
    setting, chosen = tried[best, slow]
    return memories, setting, fit_design(chosen.design, declared.prior_sd, start=chosen)

"""All that the model of a case says of its mechanisms in one vintage, computed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import final

import numpy as np

from peripheries.case import Case
from peripheries.case.mechanisms import weight_name
from peripheries.case.model import ModelDeclaration, ModelSpecification
from peripheries.case.statistics import Mark
from peripheries.engine.types import Floats
from peripheries.model.acts import PastActs
from peripheries.model.assess import OutOfSample, out_of_sample
from peripheries.model.design import Named, design, lagged
from peripheries.model.expand import Setting
from peripheries.model.fitted import Fitted, fit_design
from peripheries.model.fitted_case import (
    FEWEST_ACTS,
    FittedCase,
    Memory,
    acts_of,
    declared_parts,
    fitted_case,
)
from peripheries.model.marks import CHOICES, MarkFit, fit_mark
from peripheries.model.placebos import LAGS, YEAR, Lagged
from peripheries.model.streams import StreamWeight, stream_weights
from peripheries.record import Record


@final
@dataclass(frozen=True, eq=False)
class Specified:
    """The model under another specification; None where it could not be fitted, and why."""

    name: str
    fitted: Fitted | None
    advice: str


@final
@dataclass(frozen=True, eq=False)
class Evidence:
    """The fitted model of a vintage, its other specifications and streams.

    parts: of the mechanisms and controls, in the order of the weights · marks: each by the choices
    of `CHOICES`, the declared one first.
    """

    record: Record
    declared: ModelDeclaration
    past: PastActs
    parts: tuple[Named, ...]
    rivals: Mapping[str, tuple[Named, ...]]
    setting: Setting
    fitted: Fitted
    memories: tuple[Memory, ...]
    specifications: tuple[Specified, ...]
    streams: tuple[StreamWeight, ...]
    marks: Mapping[Mark, tuple[MarkFit, ...]]

    @property
    def model(self) -> FittedCase:
        """The fit alone: what futures are drawn from."""
        return FittedCase(
            self.declared, self.past, self.parts, self.setting, self.fitted, self.memories
        )

    def places(self, mechanism: str) -> list[int]:
        """Places of the weights of a mechanism that the record can tell."""
        found = []
        for name in self.fitted.design.weights:
            if name == mechanism or name.startswith(f"{mechanism}."):
                place = self.fitted.place(name)
                found += [] if place is None else [place]
        return found

    def direction(self, name: str, less: str | None = None) -> Floats | None:
        """One weight, or one less another, (W,); None if the record cannot tell them."""
        places = [self.fitted.place(n) for n in (name, less) if n is not None]
        if None in places:
            return None
        return difference(self.fitted, [place for place in places if place is not None])

    @cached_property
    def unseen(self) -> OutOfSample:
        """Out of sample: without each weight, and without each mechanism."""
        weights = self.fitted.design.weights
        groups = {name: [place] for place, name in enumerate(weights)}
        owners = dict.fromkeys(name.split(".")[0] for name in weights)
        groups |= {owner: places for owner in owners if (places := self.places(owner))}
        return out_of_sample(self.fitted, groups)

    @cached_property
    def earlier(self) -> tuple[Lagged, ...]:
        """The statistics as they stood long before each act, for placebos in time."""
        return tuple(
            Lagged(
                f"{years:.1f} years earlier",
                lagged(self.past, self.parts, self.setting, self.fitted.design, years * YEAR),
            )
            for years in LAGS
        )

    @cached_property
    def against(self) -> "Against":
        """The model with every competing explanation in it."""
        more = [named for rival in self.rivals.values() for named in rival]
        parts = [*self.parts, *more]
        wide = design(self.past, parts, self.setting)
        fitted = fit_design(wide, self.declared.prior_sd, start=self.fitted, held=True)
        return Against(fitted, {k: tuple(n.name for n in v) for k, v in self.rivals.items()})


@final
@dataclass(frozen=True, eq=False)
class Against:
    """A fit with mechanisms and competing explanations, and the explanations' weights by name."""

    fitted: Fitted
    rivals: Mapping[str, tuple[str, ...]]


def difference(fitted: Fitted, places: Sequence[int]) -> Floats:
    """One weight, or one less another in the unit of the first, as a direction (W,)."""
    found = np.zeros(fitted.design.n_weights)
    found[places[0]] = 1.0
    for other in places[1:]:
        found[other] = -fitted.design.scale[places[0]] / fitted.design.scale[other]
    return found


def read_evidence(case: Case, record: Record) -> Evidence | None:
    """The model of a case, fitted to a vintage; None where it has no model, or too few acts."""
    found = fitted_case(case, record)
    if found is None:
        return None
    declared, past, parts = found.declared, found.past, found.parts
    setting, fitted = found.setting, found.fitted
    rivals = {
        one.id: tuple(Named(weight_name(one.id, part), part) for part in one.parts)
        for one in case.explanations
    }
    return Evidence(
        record,
        declared,
        past,
        parts,
        rivals,
        setting,
        fitted,
        found.memories,
        tuple(_specified(declared, one, parts, setting, fitted) for one in declared.specifications),
        tuple(
            weight
            for stream in declared.streams
            for weight in stream_weights(stream, past, parts, setting)
        ),
        _marks(record, declared, past, declared_parts(case), setting),
    )


def _specified(
    declared: ModelDeclaration,
    one: ModelSpecification,
    parts: Sequence[Named],
    setting: Setting,
    base: Fitted,
) -> Specified:
    changes = one.model_dump(exclude_none=True, exclude={"name", "controls", "memory"})
    changed = declared.model_copy(update=changes)
    past = acts_of(setting.record, changed)
    if past is None:
        return Specified(one.name, None, f"fewer than {FEWEST_ACTS} acts in this vintage")
    without = {control.id for control in declared.controls} if one.controls is False else set()
    kept = [named for named in parts if named.name not in without]
    longer = one.memory or 1.0
    own = replace(
        setting,
        actors=past.actors,
        half_life=setting.half_life * longer,
        slow=setting.slow * longer,
    )
    made = design(past, kept, own)
    return Specified(one.name, fit_design(made, changed.prior_sd, start=base, held=True), "")


def _marks(
    record: Record,
    declared: ModelDeclaration,
    past: PastActs,
    every: Sequence[Named],
    setting: Setting,
) -> dict[Mark, tuple[MarkFit, ...]]:
    rows = record.table(declared.events)
    marks: tuple[Mark, ...] = ("overt", "invokes_un")
    found: dict[Mark, tuple[MarkFit, ...]] = {}
    for mark in marks:
        parts = [named for named in every if named.part.moves == mark]
        if not parts:
            continue
        tried = [
            fit_mark(past, rows, mark, parts, setting, declared.prior_sd, choice)
            for choice in CHOICES
        ]
        if all(fitted is not None for fitted in tried):
            found[mark] = tuple(fitted for fitted in tried if fitted is not None)
    return found

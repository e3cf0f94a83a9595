"""What if: scenarios of a case, or of a file of your own, as data frames."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.api.running import quiet
from peripheries.api.tabular import Row, Schema, framed
from peripheries.api.vintages import vintage_of
from peripheries.api.words import DEFAULT_CASE
from peripheries.case import Case, find_case
from peripheries.case import read_case as read_folder
from peripheries.case.faults import nearest
from peripheries.case.scenarios import Scenario
from peripheries.errors import UsageError
from peripheries.futures.ahead import start_of
from peripheries.futures.arms import Drawer
from peripheries.futures.asking import SEED, Progress
from peripheries.futures.effects import Quantity
from peripheries.futures.scenarios import Sized, WhatIf, what_if
from peripheries.model.fitted_case import fitted_case
from peripheries.record import Record, read_record

FUTURES: Final = Sized().futures
_OF: Final[Schema] = {"scenario": pl.String}
_QUANTITY: Final[Schema] = {**_OF, "source": pl.String, "target": pl.String, "acts": pl.String}
_FLOATS: Final = (
    "without",
    "under",
    "recorded",
    "change",
    "error",
    "low",
    "high",
    "least",
    "most",
    "rises",
    "falls",
    "by_hand",
)
MOVED: Final[Schema] = {
    **_QUANTITY,
    **dict.fromkeys(_FLOATS, pl.Float64),
    "direct": pl.Boolean,
    "told": pl.Boolean,
}
THROUGH: Final[Schema] = {
    **_QUANTITY,
    "mechanism": pl.String,
    "change": pl.Float64,
    "error": pl.Float64,
    "told": pl.Boolean,
}
BY_MONTH: Final[Schema] = {
    **_QUANTITY,
    "month": pl.String,
    **dict.fromkeys(("without", "under", "change", "error"), pl.Float64),
}
QUESTIONS: Final[Schema] = {
    **_OF,
    "id": pl.String,
    "question": pl.String,
    "resolves": pl.Date,
    **dict.fromkeys(("without", "under", "change", "error"), pl.Float64),
    "told": pl.Boolean,
}


@final
@dataclass(frozen=True)
class WhatIfs:
    """Scenarios side by side; `results` holds the same, typed.

    left_out: scenarios of which this vintage lets one say nothing, with the reason.
    """

    results: tuple[WhatIf, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def moved(self) -> pl.DataFrame:
        """One row a scenario and quantity, the surest change first."""
        rows = (
            {**vars(one), **_of(found, one.quantity)}
            for found in self.results
            for one in found.moved
        )
        return framed(rows, MOVED)

    @property
    def through(self) -> pl.DataFrame:
        """One row a watched quantity and mechanism.

        `all`: the whole effect; `alone`: with all mechanisms off; `rest`: what they do not add up
        to.
        """
        return framed(_parts(self.results), THROUGH)

    @property
    def by_month(self) -> pl.DataFrame:
        """One row a watched quantity and month."""
        return framed(_months(self.results), BY_MONTH)

    @property
    def questions(self) -> pl.DataFrame:
        """One row a scenario and open question, whose probability changes most first."""
        rows = (
            {**vars(one), "scenario": found.scenario.id, "change": one.change}
            for found in self.results
            for one in found.questions
        )
        return framed(rows, QUESTIONS)


@final
@dataclass(frozen=True)
class Chosen:
    """Scenarios to simulate, with their case, its record and the vintage."""

    case: Case
    record: Record
    vintage: date
    scenarios: tuple[Scenario, ...]
    left_out: tuple[tuple[str, str], ...]


def whatif(
    case: str | Path = DEFAULT_CASE,
    id: str | Sequence[str] | None = None,
    as_of: date | str | None = None,
    *,
    file: str | Path | None = None,
    futures: int = FUTURES,
    seed: int = SEED,
    progress: Progress = quiet,
) -> WhatIfs:
    """What scenarios change: acts between all pairs, by mechanism and month, and open questions.

    id: one or several; None: all · as_of: the vintage; None: the case's own. What lies ahead of it
    is drawn with and without the scenario; what lies before it is lived through again · file:
    scenarios of your own, as in `scenarios.yaml`, in the place of the case's · futures: with and
    without; questions take 4,000 of them at most, mechanisms 2,000.

    Raises:
        CaseError: with every fault of the case, or of the file.
        UsageError: there is no such case or scenario, a scenario's window straddles the vintage, it
            names somebody of whom the record knows no act, or the case has no model.
    """
    found = chosen(case, id, as_of, file)
    return simulated(found, sized(futures), seed, progress)


def sized(futures: int) -> Sized:
    """How many futures are drawn for what, where so many are asked for.

    Raises:
        UsageError: they are too few to have a spread.
    """
    if futures < 2:
        raise UsageError(f"It takes 2 futures or more to tell a change from chance: {futures}.")
    most = Sized()
    return Sized(futures, min(futures, most.questions), min(futures, most.shares))


def chosen(
    case: str | Path,
    id: str | Sequence[str] | None,
    as_of: date | str | None,
    file: str | Path | None = None,
) -> Chosen:
    """Scenarios by id, or all of which the vintage lets one say something.

    Raises:
        CaseError, UsageError: as `whatif` does.
    """
    found = read_folder(find_case(str(case)), None if file is None else Path(file))
    wanted = found.scenarios if id is None else _named(found, [id] if isinstance(id, str) else id)
    record = read_record(found)
    vintage = vintage_of(found, record, as_of)
    if not wanted:
        raise UsageError("The case declares no scenario: put some into scenarios.yaml.")
    straddling = [one for one in wanted if one.within.start <= vintage < one.within.end]
    if id is not None or len(straddling) == len(wanted):
        straddling = []
    left_out = tuple((one.id, f"Its window ({one.within}) straddles it.") for one in straddling)
    kept = tuple(one for one in wanted if one not in straddling)
    return Chosen(found, record, vintage, kept, left_out)


def simulated(found: Chosen, size: Sized, seed: int, progress: Progress) -> WhatIfs:
    """Chosen scenarios, in their order, with the same random numbers.

    Raises:
        UsageError: as `whatif` does.
    """
    if seed < 0:
        raise UsageError(f"A seed is 0 or more: {seed}.")
    progress("fitting the model", 0.0)
    known = found.record.vintage(found.vintage)
    fitted = fitted_case(found.case, known)
    if fitted is None:
        raise UsageError(
            f"The case has no model, or too few acts were known on {found.vintage} to fit it: a "
            "scenario is simulated from one (model.yaml)."
        )
    drawer = Drawer(start_of(fitted, known, found.vintage), seed)
    results = []
    for number, scenario in enumerate(found.scenarios):
        share = (number + 1) / (len(found.scenarios) + 1)

        def tell(words: str, name: str = scenario.id, done: float = share) -> None:
            progress(f"{name}: {words}", done)

        results.append(what_if(scenario, drawer, found.case.questions, size, tell))
    return WhatIfs(tuple(results), found.left_out)


def _of(found: WhatIf, quantity: Quantity) -> Row:
    return {"scenario": found.scenario.id, **vars(quantity)}


def _parts(results: Sequence[WhatIf]) -> Iterator[Row]:
    for found in results:
        for one in found.through:
            of = _of(found, one.quantity)
            yield {**of, "mechanism": "all", "change": one.change, "error": one.error}
            for part in one.parts:
                yield {**of, **vars(part)}
            yield {**of, "mechanism": "alone", "change": one.alone}
            yield {**of, "mechanism": "rest", "change": one.rest}


def _months(results: Sequence[WhatIf]) -> Iterator[Row]:
    for found in results:
        for one in found.monthly:
            columns = (one.month, one.without, one.under, one.change, one.error)
            for month, without, under, change, error in zip(*columns, strict=True):
                yield {
                    **_of(found, one.quantity),
                    "month": month,
                    "without": without,
                    "under": under,
                    "change": change,
                    "error": error,
                }


def _named(case: Case, ids: Sequence[str]) -> tuple[Scenario, ...]:
    known = {one.id: one for one in case.scenarios}
    for name in ids:
        if name not in known:
            raise UsageError(f"There is no scenario '{name}'. {nearest(name, known)}")
    return tuple(known[name] for name in dict.fromkeys(ids))

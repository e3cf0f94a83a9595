"""How acts are done, given that they are done: openly or not, invoking the UN or not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, final

import numpy as np
import polars as pl

from peripheries.case.statistics import Mark
from peripheries.engine import (
    Active,
    Conditional,
    Declared,
    Fit,
    Flat,
    Group,
    fit,
    fit_effects,
    options,
)
from peripheries.engine.threads import one_blas_thread
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.model.acts import KINDS, PastActs
from peripheries.model.design import Named
from peripheries.model.expand import Setting, expanded
from peripheries.model.fitted import clustered

_KNOWN: Final[dict[Mark, tuple[str, tuple[str, ...]]]] = {
    "overt": ("overt", ("deniable", "denied")),
    "invokes_un": ("yes", ("no",)),
}
"""What stands for a mark's yes and its no; all else is not known."""
_COLUMN: Final[dict[Mark, str]] = {"overt": "overtness", "invokes_un": "invokes_un"}
_SOURCES: Final = "acts of each source"
_DRIFT: Final = "drift"
_CONSTANT_SD: Final = 5.0


@final
@dataclass(frozen=True)
class Choice:
    """A choice in fitting a mark: whether what is not told counts as no, and a line of time."""

    name: str
    untold_as_no: bool = False
    drift: bool = False


CHOICES: Final = (
    Choice("as told"),
    Choice("what is not told counts as no", untold_as_no=True),
    Choice("beside a drift", drift=True),
)
"""The declared choice first; then others under which a weight on a mark must hold."""


@final
@dataclass(frozen=True, eq=False)
class Marked:
    """Acts whose mark is known.

    past, parts, setting: whence they are · act: (M,) numbers in the history · yes: (M,) · source,
    target: (M,) · statistic: (M, W) of the parts at what was done, as it stood.
    """

    past: PastActs
    parts: tuple[Named, ...]
    setting: Setting
    act: Integers
    yes: Booleans
    statistic: Floats

    @property
    def source(self) -> Integers:
        """(M,)."""
        return self.past.history.source[self.act]

    @property
    def target(self) -> Integers:
        """(M,)."""
        return self.past.history.target[self.act]

    def of(self, kept: Booleans) -> "Marked":
        """Some of them only, (M,)."""
        return replace(self, act=self.act[kept], yes=self.yes[kept], statistic=self.statistic[kept])


@final
@dataclass(frozen=True, eq=False)
class MarkFit:
    """A logistic model of a mark, source effects pooled.

    found: constant and weights · error: (P,) the larger of Laplace's and that clustered by year ·
    scale: (W,) · marked: the acts · choice: how they were fitted · prior_sd: (P,) of what was.
    """

    mark: Mark
    names: tuple[str, ...]
    found: Fit
    error: Floats
    scale: Floats
    marked: Marked
    choice: Choice
    prior_sd: Floats

    @property
    def act(self) -> Integers:
        """Numbers of the acts in the history, (M,)."""
        return self.marked.act

    @property
    def yes(self) -> Booleans:
        """Whether each carries the mark, (M,)."""
        return self.marked.yes

    def place(self, name: str) -> int | None:
        """The place of a weight; None where the record cannot tell it."""
        if name not in self.names or self.scale[self.names.index(name)] == 0:
            return None
        return self.names.index(name)

    def without(self, act: int) -> "MarkFit":
        """The fit without an act, by its number in the history, which others still remember.

        Statistics are centred and standardised, and effects pooled, as with it.
        """
        kept = self.marked.act != act
        rest = Conditional(likelihood_of(self.marked, self.choice)[0].options.of(kept))
        with one_blas_thread():
            found = fit(rest, prior_sd=self.prior_sd, start=self.found.estimate)
        marked = self.marked.of(kept)
        return replace(self, found=found, error=_errors(rest, found, marked), marked=marked)

    def influence(self, place: int) -> Floats:
        """What each act adds to a weight, to first order (Cook 1977), (M,)."""
        likelihood = likelihood_of(self.marked, self.choice)[0]
        scores = likelihood.scores(self.found.estimate)
        return np.asarray(scores @ self.found.covariance[:, place])


def fit_mark(
    past: PastActs,
    rows: pl.DataFrame,
    mark: Mark,
    parts: Sequence[Named],
    setting: Setting,
    prior_sd: float,
    choice: Choice = CHOICES[0],
) -> MarkFit | None:
    """The weights of parts on a mark; None where fewer than two acts carry it, or do not.

    rows: the events' marks, by id. Acts of everyone are in; a part on some actors' acts is 0
    elsewhere, and on theirs its difference from the source's mean: levels are the sources' own.
    """
    yes_word, no_words = _KNOWN[mark]
    told = dict(rows.select("event_id", _COLUMN[mark]).iter_rows())
    words = np.array([told[event] for event in past.event_id])
    sayable = np.isin(words, [yes_word, *no_words, *(["unknown"] if choice.untold_as_no else [])])
    known = past.explained & sayable
    yes = words[known] == yes_word
    if min(int(yes.sum()), int((~yes).sum())) < 2:
        return None
    statistic = _at_acts(past, parts, setting, known)
    marked = Marked(past, tuple(parts), setting, np.flatnonzero(known), yes, statistic)
    likelihood, scale = likelihood_of(marked, choice)
    w = len(likelihood.names) - len(np.unique(marked.source)) - 1
    sds = np.full(len(likelihood.names), prior_sd)
    sds[w] = _CONSTANT_SD
    group = Group(_SOURCES, likelihood.names[w + 1 :])
    with one_blas_thread():
        fitted = fit_effects(likelihood, [group], prior_sd=sds)
    return MarkFit(
        mark,
        tuple(one.name for one in marked.parts),
        fitted.found,
        _errors(likelihood, fitted.found, marked),
        scale,
        marked,
        choice,
        fitted.prior_sd,
    )


def _errors(likelihood: Conditional, found: Fit, marked: Marked) -> Floats:
    """The larger of Laplace's and that clustered by year, (P,)."""
    years = np.array([marked.past.day[act].year for act in marked.act.tolist()])
    robust = np.sqrt(np.diag(clustered(likelihood, found, years)))
    return np.maximum(found.standard_error, robust)


def likelihood_of(marked: Marked, choice: Choice) -> tuple[Conditional, Floats]:
    """The likelihood of marks, and the scale of each part's statistic, (W,)."""
    statistic, scale = within_sources(marked.statistic, marked.source)
    names = [one.name for one in marked.parts]
    if choice.drift:
        days = marked.past.history.time[marked.act]
        line = (days - days.mean()) / max(float(days.std()), 1e-9)
        statistic, names = np.column_stack([statistic, line]), [*names, _DRIFT]
    return Conditional(_two_options(statistic, marked, names)), scale


def within_sources(statistic: Floats, source: Integers) -> tuple[Floats, Floats]:
    """Each statistic about its mean over a source's acts, standardised; and its spread, or 0."""
    touched = statistic != 0
    centred = np.zeros_like(statistic)
    for actor in np.unique(source):
        own = source == actor
        centred[own] = statistic[own] - statistic[own].mean(axis=0)
    centred = np.where(touched, centred, 0.0)
    spread = np.array(
        [c[t].std() if t.any() else 0.0 for c, t in zip(centred.T, touched.T, strict=True)]
    )
    scale = np.where(spread > 1e-9, spread, 0.0)
    return centred / np.where(scale > 0, scale, 1.0), scale


def _at_acts(past: PastActs, parts: Sequence[Named], setting: Setting, known: Booleans) -> Floats:
    """Statistics of what was done, (M, W)."""
    pairs = Active().at(past.history, 0.0)
    found = options(
        past.history,
        [[expanded(one.part, kind, setting) for one in parts] for kind in range(len(KINDS))],
        names=[one.name for one in parts],
        at_risk=[Declared(pairs)],
        outcome=known.astype(np.float64),
    )
    return np.asarray(found.statistic[np.arange(len(found)), found.kind, found.target])


def _two_options(statistic: Floats, marked: Marked, names: Sequence[str]) -> Flat:
    """Each act as a choice of two: not to carry the mark, or to carry it."""
    m = len(statistic)
    rows = np.zeros((2 * m, len(names)))
    rows[1::2] = statistic
    present, own = np.unique(marked.source, return_inverse=True)
    effect = np.full((2 * m, 2), -1, dtype=np.int64)
    effect[1::2, 0] = 0
    effect[1::2, 1] = own + 1
    begin = np.arange(m, dtype=np.int64) * 2
    return Flat(
        tuple(names),
        rows,
        np.repeat(np.arange(m, dtype=np.int64), 2),
        begin,
        begin + marked.yes,
        np.ones(m),
        ("constant", *(marked.past.actors[s] for s in present.tolist())),
        effect,
    )

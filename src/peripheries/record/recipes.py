"""From streams of the store to the tables of a case: the one table of recipes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, final

import polars as pl

from peripheries.case import recipes as declared
from peripheries.errors import RecordError
from peripheries.record.connectors.tone_matrices import matrix_codes
from peripheries.record.derive import (
    agreement,
    assembly,
    coded,
    council,
    estimated,
    isolation,
    missiles,
    positions,
    rates,
    ties,
    tone,
)
from peripheries.record.forms import Form
from peripheries.record.store import Store

ASSEMBLY: Final = "un_assembly"
COUNCIL: Final = "un_council"
POINTS: Final = "ideal_points"


@final
@dataclass(frozen=True)
class Streams:
    """Streams of a store as recipes read them; what several recipes need is computed once."""

    store: Store
    _estimates: dict[estimated.Plan, estimated.Estimates] = field(default_factory=dict)

    def rows(self, stream: str, form: Form) -> pl.LazyFrame:
        """The rows of a stream.

        Raises:
            RecordError: the store holds none.
        """
        if not self.store.parts(stream, form):
            raise RecordError(
                f"The store holds no {form} of '{stream}', which a table is derived from. Fetch it "
                f"(`peripheries record fetch {stream}`) or add its files "
                f"(`peripheries record add {stream} FILE`)."
            )
        return self.store.scan(stream, form)

    def frame(self, stream: str, form: Form) -> pl.DataFrame:
        """The rows of a stream, in memory."""
        return self.rows(stream, form).collect(engine="streaming")

    def told_once(self, stream: str, form: Form) -> pl.DataFrame:
        """The rows of a stream that holds them in one layout only.

        Raises:
            RecordError: it holds them in several, which tell the same things again.
        """
        layouts = sorted({part.layout for part in self.store.parts(stream, form)})
        if len(layouts) > 1:
            raise RecordError(
                f"The store holds '{stream}' in several layouts ({', '.join(layouts)}), which tell "
                "the same again: counted together, all would count twice. Derive the table from a "
                "store that holds one of them."
            )
        return self.frame(stream, form)

    @cached_property
    def votes(self) -> pl.DataFrame:
        """Votes of the General Assembly."""
        return self.frame(ASSEMBLY, Form.VOTES)

    @cached_property
    def rollcalls(self) -> pl.DataFrame:
        """Roll calls of the General Assembly."""
        return self.frame(ASSEMBLY, Form.ROLLCALLS)

    @cached_property
    def council(self) -> pl.DataFrame:
        """Texts put to the Security Council.

        Raises:
            RecordError: two origins tell of one text.
        """
        texts = self.frame(COUNCIL, Form.ROLLCALLS)
        twice = texts.filter(pl.col("origin").n_unique().over("symbol", "date") > 1)
        if not twice.is_empty():
            symbol, origins = twice["symbol"][0], ", ".join(twice["origin"].unique().sort())
            raise RecordError(
                f"{symbol} and others are told by several origins ({origins}): their votes would "
                "count twice. Derive the table from a store that holds one of them."
            )
        return texts

    def cast(self, since: int) -> pl.DataFrame:
        """Votes on whole texts that divided the Assembly, one source a session."""
        votes = assembly.one_source_per_session(self.votes)
        lists = votes.filter(pl.col("origin") != assembly.PRESS)
        return agreement.whole_text_votes(lists, self.rollcalls, since)

    def estimates(
        self, recipe: declared.EstimatedPoints | declared.EstimatedDistances
    ) -> estimated.Estimates:
        """Ideal points of all states; minutes of work, done once for tables that share them."""
        plan = estimated.Plan(recipe.seed, recipe.positive, recipe.scale_until)
        if plan not in self._estimates:
            self._estimates[plan] = estimated.estimated(self.votes, self.rollcalls, plan)
        return self._estimates[plan]


def _assembly_texts(recipe: declared.AssemblyTexts, streams: Streams) -> pl.DataFrame:
    return assembly.texts(streams.votes, streams.rollcalls, recipe)


def _council_texts(recipe: declared.CouncilTexts, streams: Streams) -> pl.DataFrame:
    votes = streams.frame(COUNCIL, Form.VOTES)
    return council.texts(votes, streams.council, recipe)


def _agreement(recipe: declared.Agreement, streams: Streams) -> pl.DataFrame:
    pairs = agreement.pairwise(streams.cast(recipe.since))
    return agreement.of_case(pairs, recipe.actors, recipe.pivots)


def _vote_isolation(recipe: declared.VoteIsolation, streams: Streams) -> pl.DataFrame:
    cast = streams.cast(recipe.since)
    return isolation.from_votes(cast, agreement.pairwise(cast))


def _published_points(recipe: declared.PublishedPoints, streams: Streams) -> pl.DataFrame:
    return positions.ideal_points(
        streams.told_once(POINTS, Form.SERIES), recipe.actors, recipe.since
    )


def _estimated_points(recipe: declared.EstimatedPoints, streams: Streams) -> pl.DataFrame:
    return estimated.points(streams.estimates(recipe), recipe.actors, recipe.since)


def _estimated_distances(recipe: declared.EstimatedDistances, streams: Streams) -> pl.DataFrame:
    pairs = agreement.pairwise(streams.cast(recipe.since))
    return estimated.distances(streams.estimates(recipe), pairs, recipe.actors, recipe.since)


def _council_counts(recipe: declared.CouncilCounts, streams: Streams) -> pl.DataFrame:
    votes = streams.frame(COUNCIL, Form.VOTES)
    return council.counts(votes, streams.council, recipe)


def _index_columns(recipe: declared.IndexColumns, streams: Streams) -> pl.DataFrame:
    rows = _scored(recipe.stream, recipe.actors, streams)
    return tone.daily(tone.scaled(rows, tone.dyads_among(recipe.actors)))


def _index_months(recipe: declared.IndexMonths, streams: Streams) -> pl.DataFrame:
    rows = _scored(recipe.stream, recipe.actors, streams)
    return tone.monthly(tone.scaled(rows, tone.dyads_among(recipe.actors)))


def _tie_years(recipe: declared.TieYears, streams: Streams) -> pl.DataFrame:
    scores = _scores(recipe.index, recipe.actors, streams)
    counts = streams.frame(recipe.counts, Form.COUNTS)
    by_counts = ties.from_coded(counts, recipe.actors)
    return pl.concat([by_counts, ties.from_tone(scores, recipe.actors)])


def _tie_months(recipe: declared.TieMonths, streams: Streams) -> pl.DataFrame:
    scores = _scores(recipe.index, recipe.actors, streams)
    return ties.monthly_from_tone(scores, recipe.actors, recipe.partners)


def _scores(stream: str, actors: Sequence[str], streams: Streams) -> pl.DataFrame:
    """Scaled scores of every pair that has one of the actors in it."""
    rows = _scored(stream, actors, streams)
    return tone.scaled(rows, tone.dyads_with(actors, matrix_codes()))


def _scored(stream: str, actors: Sequence[str], streams: Streams) -> pl.LazyFrame:
    """The rows of an index in which each of the actors is met: else its zeros were nobody's."""
    rows = streams.rows(stream, Form.INDEX)
    ends = pl.concat([rows.select(actor=end) for end in ("a", "b")]).unique()
    met = set(ends.collect(engine="streaming")["actor"])
    absent = [actor for actor in actors if actor not in met]
    if absent:
        raise RecordError(
            f"'{stream}' holds no score of {', '.join(absent)}. Leave out of the table's actors in "
            "built.yaml whom it does not score."
        )
    return rows


def _event_counts(recipe: declared.EventCounts, streams: Streams) -> pl.DataFrame:
    events = streams.rows(recipe.stream, Form.EVENTS)
    among = pl.col("source").is_in(list(recipe.actors)) & pl.col("target").is_in(
        list(recipe.actors)
    )
    exposure = streams.frame(recipe.stream, Form.SERIES)
    chosen = events.filter(among).collect(engine="streaming")
    once = "rereports" not in recipe.without
    return coded.monthly(chosen, exposure, recipe.actors, roles=recipe.roles, once=once)


def _missile_months(recipe: declared.MissileMonths, streams: Streams) -> pl.DataFrame:
    flights = streams.told_once(recipe.stream, Form.SERIES)
    return missiles.monthly(flights, recipe.since, recipe.until)


def _series_months(recipe: declared.SeriesMonths, streams: Streams) -> pl.DataFrame:
    rows = streams.rows(recipe.stream, Form.SERIES).filter(pl.col("quantity") == recipe.quantity)
    if recipe.actor is not None:
        rows = rows.filter(pl.col("actor") == recipe.actor)
    found = rows.collect(engine="streaming")
    if found.is_empty():
        raise RecordError(
            f"'{recipe.stream}' holds no '{recipe.quantity}'. `peripheries record show "
            f"{recipe.stream}` shows the quantities that it has."
        )
    return rates.by_month(found, recipe.takes)


def derive(recipe: declared.Recipe, streams: Streams) -> pl.DataFrame:
    """The table of a recipe.

    Raises:
        RecordError: the store lacks a stream that it needs.
    """
    return RECIPES[type(recipe)](recipe, streams)


def note_of(recipe: declared.Recipe, streams: Streams) -> str:
    """What whoever reads the table must be told beside it, as that an estimate has not converged.

    Empty where there is nothing to tell.
    """
    match recipe:
        case declared.EstimatedPoints() | declared.EstimatedDistances():
            return estimated.trust(streams.estimates(recipe), recipe.since)
        case _:
            return ""


RECIPES: Final[dict[type, Callable[..., pl.DataFrame]]] = {
    declared.AssemblyTexts: _assembly_texts,
    declared.CouncilTexts: _council_texts,
    declared.Agreement: _agreement,
    declared.VoteIsolation: _vote_isolation,
    declared.PublishedPoints: _published_points,
    declared.EstimatedPoints: _estimated_points,
    declared.EstimatedDistances: _estimated_distances,
    declared.CouncilCounts: _council_counts,
    declared.IndexColumns: _index_columns,
    declared.IndexMonths: _index_months,
    declared.TieYears: _tie_years,
    declared.TieMonths: _tie_months,
    declared.EventCounts: _event_counts,
    declared.MissileMonths: _missile_months,
    declared.SeriesMonths: _series_months,
}
"""Each kind of derived table, and what derives it."""

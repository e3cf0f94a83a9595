"""Roll calls as a plain table: who chose what, on which vote, in which period."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.scaling.types import Integers

CHOICES: Final = ("yes", "abstain", "no")
"""What numbers 0, 1 and 2 stand for. An absence is no choice: leave its row out."""


@final
@dataclass(frozen=True, eq=False)
class RollCalls:
    """O observed choices; one row for each actor that took part in a vote.

    votes: which vote, from 0. Rows on a text that recurs may carry one number: a bridge, which
        holds periods to one scale. A subset of the votes, as contested ones, is a subset of rows.
    actors: whose choice, from 0. periods: when, from 0 in the order of time; they need not all
        hold votes. choices: 0 yes, 1 abstain, 2 no.
    actor_names, period_names: what the numbers stand for.

    Raises ValueError, saying what to do, for a table that cannot be what was meant.

    >>> calls = RollCalls(*np.array([[0, 0, 0], [0, 1, 2], [0, 0, 0], [0, 1, 2]]),
    ...                   actor_names=("A", "B", "C"), period_names=("1946",))
    >>> len(calls)
    3
    """

    votes: Integers
    actors: Integers
    periods: Integers
    choices: Integers
    actor_names: tuple[str, ...]
    period_names: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        columns = {
            "votes": self.votes,
            "actors": self.actors,
            "periods": self.periods,
            "choices": self.choices,
        }
        for name, column in columns.items():
            _check_column(name, column, len(self.votes))
        _check_below("actors", self.actors, len(self.actor_names), "actor_names")
        _check_below("periods", self.periods, len(self.period_names), "period_names")
        _check_below("choices", self.choices, len(CHOICES), "0 yes, 1 abstain, 2 no")
        for name, names in (("actor", self.actor_names), ("period", self.period_names)):
            if len(set(names)) < len(names):
                raise ValueError(f"{name}_names repeat a name: give each {name} one of its own.")
        same = np.lexsort((self.periods, self.actors, self.votes))
        table = np.column_stack([self.votes, self.actors, self.periods])[same]
        twice = (table[1:] == table[:-1]).all(axis=1)
        if twice.any():
            vote, actor, period = table[1:][twice][0]
            raise ValueError(
                f"{self.actor_names[actor]} chooses twice on vote {vote} in "
                f"{self.period_names[period]}: keep one row for each."
            )

    def __len__(self) -> int:
        """How many choices were observed."""
        return len(self.votes)


def _check_column(name: str, column: Integers, rows: int) -> None:
    if column.ndim != 1 or len(column) != rows:
        raise ValueError(f"{name} has shape {column.shape}: give one number for each of {rows}.")
    if not np.issubdtype(column.dtype, np.integer):
        raise ValueError(f"{name} holds {column.dtype}: give whole numbers, counted from 0.")
    if rows and column.min() < 0:
        raise ValueError(f"{name} holds {column.min()}: leave out rows without a value.")


def _check_below(name: str, column: Integers, bound: int, of: str) -> None:
    if len(column) and column.max() >= bound:
        raise ValueError(f"{name} holds {column.max()}, but there are {bound} ({of}).")

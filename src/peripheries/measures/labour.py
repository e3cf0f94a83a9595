"""The labour channel: what a rouble wage is worth in the currency that reaches Pyongyang."""

import polars as pl

from peripheries.case.measures import Labour
from peripheries.errors import RecordError
from peripheries.measures.base import Observations, Sort, levels
from peripheries.measures.standing import sourced_figures
from peripheries.record import Record


def observe(record: Record, declared: Labour) -> Observations:
    """USD value per month of a fixed rouble wage.

    The wage is held fixed because no source gives a series of it; only the rate moves, and what
    commissions and capital controls took on the way is not in it.
    """
    wage = declared.base if declared.base is not None else _usual_wage(record, declared.wages)
    rate = record.table(declared.rate)
    value = rate.select(pl.col("time").alias("date"), (wage / pl.col("value")).alias("value"))
    return Observations(
        Sort.LEVELS,
        f"a wage of {wage:,.0f} roubles a month",
        "USD per month",
        f"{wage:,.0f} RUB ÷ roubles per dollar of the month; the wage is held fixed",
        declared.rate,
        record.declarations[declared.rate].step,
        levels(value),
    )


def _usual_wage(record: Record, name: str) -> float:
    wages = sourced_figures(record.table(name), "monthly_wage")
    figures = wages.filter(pl.col("unit") == "RUB_per_month")
    middle = ((figures["low"] + figures["high"]) / 2).drop_nulls()
    if middle.is_empty():
        problem = f"The table '{name}' has no sourced monthly_wage in RUB_per_month"
        raise RecordError(f"{problem}: add one, or give the measure a `base`.")
    return float(middle.to_numpy().mean())

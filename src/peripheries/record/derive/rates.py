"""The price of the dollar in rubles by month."""

import polars as pl


def monthly_close(rates: pl.DataFrame) -> pl.DataFrame:
    """Month (YYYY-MM), close in RUB per USD (higher is a weaker ruble), known.

    known is the first day of the next month.
    """
    month = pl.col("date").dt.strftime("%Y-%m").alias("month")
    known = pl.col("date").dt.offset_by("1mo").alias("known")
    return rates.select(month, "close", known).sort("month")

"""The words that the verbs take; imports nothing heavy, so that help can list them at once."""

from typing import Final, Literal

DEFAULT_CASE: Final = "two_peripheries"

What = Literal[
    "actors",
    "theatres",
    "systems",
    "tables",
    "series",
    "events",
    "claims",
    "measures",
    "mechanisms",
    "questions",
    "scenarios",
    "publishers",
]
"""What can be shown of a case; `series` are the tables that hold one value a period."""

Format = Literal["parquet", "csv"]
"""How the tables of the record are written."""

Map = Literal["argdown", "graphml"]
"""How the map of the argument is written."""

Step = Literal["day", "month", "year"]
"""Length of a period by which events are counted."""

"""Names for values that cross layers; no behaviour lives here."""

from datetime import date
from typing import NewType

ActorCode = NewType("ActorCode", str)
"""ISO 3166 alpha-3 of a state, or the plain code of a body (UN, UNSC, EU, NATO, MSMT)."""

AsOf = date
"""The day of a vintage: what became known later does not exist for it."""

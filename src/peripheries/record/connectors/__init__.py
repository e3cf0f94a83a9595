"""One module per source of the record, each reading that source's true file format."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import polars as pl

from peripheries.record.connectors import (
    coded_events,
    exchange_rates,
    general_assembly,
    ideal_points,
    missile_flights,
    security_council,
    tone_matrices,
)

__all__ = ["CONNECTORS", "Connector"]


@final
@dataclass(frozen=True)
class Connector:
    """A source's description and its reader; a reader takes paths and gives one frame."""

    description: str
    read: Callable[..., pl.DataFrame]


CONNECTORS = {
    "assembly-votes": Connector(
        "General Assembly: each state's vote on each roll call (csv.gz)",
        general_assembly.read_votes,
    ),
    "assembly-rollcalls": Connector(
        "General Assembly: what each roll call was about, and its totals (csv.gz)",
        general_assembly.read_rollcalls,
    ),
    "assembly-secondary": Connector(
        "General Assembly: emergency-session votes of 2025 from the press (csv)",
        general_assembly.read_secondary,
    ),
    "council-resolutions": Connector(
        "Security Council: adopted resolutions (csv.gz)", security_council.read_resolutions
    ),
    "council-votes": Connector(
        "Security Council: votes on adopted resolutions (csv.gz)", security_council.read_votes
    ),
    "council-not-adopted": Connector(
        "Security Council: drafts not adopted (csv)", security_council.read_not_adopted
    ),
    "council-not-adopted-votes": Connector(
        "Security Council: votes on drafts not adopted (csv)",
        security_council.read_not_adopted_votes,
    ),
    "council-vetoes": Connector(
        "Security Council: vetoed drafts and who vetoed (csv)", security_council.read_vetoes
    ),
    "ideal-points": Connector(
        "Ideal points of states in the General Assembly, Bailey, Strezhnev & Voeten (tab)",
        ideal_points.read,
    ),
    "tone-matrices": Connector(
        "Daily net tone between states, derived from GDELT 2.0 (zips of .npy)",
        tone_matrices.read,
    ),
    "coded-events": Connector(
        "ICEWS events among eight states, benchmark copies (csv.gz)", coded_events.read_events
    ),
    "coded-exposure": Connector(
        "ICEWS: all coded events a day in each copy (csv)", coded_events.read_exposure
    ),
    "coded-annual": Connector(
        "ICEWS: directed yearly counts of the four quads (csv.gz)", coded_events.read_annual
    ),
    "missile-flights": Connector("North Korean missile flights (csv)", missile_flights.read),
    "exchange-rates": Connector("US dollar in rubles, month closes (csv)", exchange_rates.read),
}

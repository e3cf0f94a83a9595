"""One module per source of the record, each reading that source's true formats."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from peripheries.record.connectors import (
    exchange_rates,
    gdelt,
    icews,
    icews_quadruples,
    ideal_points,
    missile_flights,
    polecat,
    tone_matrices,
    un_assembly,
    un_council,
    world_bank,
)
from peripheries.record.connectors.base import Connector
from peripheries.record.connectors.remotes import bank_of_russia, dataverse, github
from peripheries.record.connectors.remotes import world_bank as indicators

__all__ = ["CONNECTORS", "Connector"]

CONNECTORS: Final[Mapping[str, Connector]] = {
    "gdelt2": gdelt.GDELT_2,
    "gdelt1": gdelt.GDELT_1,
    "tone_matrices": replace(tone_matrices.CONNECTOR, remote=github.daily_matrices()),
    "icews": replace(icews.CONNECTOR, remote=dataverse.icews()),
    "icews_quadruples": icews_quadruples.CONNECTOR,
    "polecat": replace(polecat.CONNECTOR, remote=dataverse.polecat()),
    "un_assembly": un_assembly.CONNECTOR,
    "un_council": un_council.CONNECTOR,
    "ideal_points": replace(ideal_points.CONNECTOR, remote=dataverse.ideal_points()),
    "missile_flights": replace(missile_flights.CONNECTOR, remote=github.missile_flights()),
    "exchange_rates": replace(exchange_rates.CONNECTOR, remote=bank_of_russia.exchange_rates()),
    "world_bank": replace(world_bank.CONNECTOR, remote=indicators.indicators(())),
}
"""Every stream by its name."""

"""Which store, and which streams: those of the connectors, and those that a case declares."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from peripheries.case import find_case, read_sourcing
from peripheries.case.faults import nearest
from peripheries.errors import UsageError
from peripheries.record.connectors import CONNECTORS, Connector
from peripheries.record.connectors.declared import connector_of
from peripheries.record.store import Store

PLACE: Final = "PERIPHERIES_STORE"
"""Environment variable that names the folder of the store."""


def store_folder(store: str | Path | None = None) -> Path:
    """The folder of the store: as asked, as the environment says, or the user's own."""
    if store is not None:
        return Path(store)
    named = os.environ.get(PLACE)
    return Path(named) if named else user_data_path("peripheries", appauthor=False) / "record"


def open_store(store: str | Path | None = None) -> Store:
    """The store in a folder, which is made by the first file that enters.

    Raises:
        OutputError: it is not a folder.
    """
    return Store.open(store_folder(store), program=f"peripheries {version('peripheries')}")


def connectors(case: str | Path | None = None) -> Mapping[str, Connector]:
    """Every stream by name: those that are built in, and those that a case declares.

    Raises:
        CaseError: with every fault of the case.
        UsageError: there is no such case, or it names a stream as a built-in one is named.
    """
    if case is None:
        return CONNECTORS
    declared = {
        stream.id: connector_of(stream) for stream in read_sourcing(find_case(str(case))).streams
    }
    twice = sorted(declared.keys() & CONNECTORS.keys())
    if twice:
        raise UsageError(
            f"The case declares a stream '{twice[0]}', which is built in. Give it another name."
        )
    return {**CONNECTORS, **declared}


def connector(stream: str, case: str | Path | None = None) -> Connector:
    """The connector of a stream.

    Raises:
        UsageError: naming the nearest stream, if there is none of that name.
    """
    known = connectors(case)
    if stream not in known:
        raise UsageError(
            f"There is no stream '{stream}'. {nearest(stream, known)} `peripheries record list` "
            "shows all; those that a case declares need --case."
        )
    return known[stream]


def now() -> datetime:
    """The present moment, read once at each verb's door."""
    return datetime.now(UTC)

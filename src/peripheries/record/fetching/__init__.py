"""Fetching a source's files: politely, resumably, believing nothing that is not checked."""

from peripheries.record.fetching.client import Client
from peripheries.record.fetching.limits import Limits
from peripheries.record.fetching.outcome import Fetched, Held, Missing, Told
from peripheries.record.fetching.run import fetch_all

__all__ = ["Client", "Fetched", "Held", "Limits", "Missing", "Told", "fetch_all"]

"""How the hosts of a run stand: which of them has failed too often to be asked again."""

from threading import Lock
from typing import Final, final

from peripheries.record.fetching.limits import Limits
from peripheries.record.fetching.trouble import LATER, Kind, Trouble

_ITS_FAULT: Final = frozenset({Kind.PASSING, Kind.BLOCKED})


@final
class Standing:
    """Counts failures in a row by host, over all threads."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._failures: dict[str, int] = {}
        self._closed: dict[str, Trouble] = {}
        self._lock = Lock()

    def closed(self, origin: str) -> Trouble | None:
        """Why a host is not asked any more; None: it is."""
        with self._lock:
            return self._closed.get(origin)

    def served(self, origin: str) -> None:
        """The host gave a file, or said plainly that it has none."""
        with self._lock:
            self._failures[origin] = 0

    def failed(self, origin: str, trouble: Trouble) -> None:
        """The host did not give a file."""
        if trouble.kind is Kind.ABSENT:
            self.served(origin)
        with self._lock:
            if trouble.kind in _ITS_FAULT:
                self._failures[origin] = self._failures.get(origin, 0) + 1
            often = self._failures.get(origin, 0) >= self._limits.in_a_row
            if trouble.kind is Kind.CLOSED or often:
                why = f"it was not asked for, because before {trouble.reason}"
                remedy = LATER if trouble.kind is Kind.CLOSED else trouble.remedy
                self._closed.setdefault(origin, Trouble(Kind.CLOSED, why, remedy))

"""How long to wait before the next try."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf
from threading import Event

import numpy as np

from peripheries.record.fetching.limits import Limits


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks for (RFC 9110, 10.2.3); None where it cannot be read.

    >>> retry_after("Wed, 01 Jan 2025 00:01:00 GMT", datetime(2025, 1, 1, tzinfo=UTC))
    60.0
    >>> retry_after("soon", datetime(2025, 1, 1, tzinfo=UTC))
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 10 else inf
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def back_off(failures: int, limits: Limits, rng: np.random.Generator) -> float:
    """Seconds before the try after `failures` failures: doubling, jittered by half either way."""
    steady = min(limits.longest_wait, limits.first_wait * 2.0 ** (failures - 1))
    return float(steady * rng.uniform(0.5, 1.5))


def pause(seconds: float, sleep: Callable[[float], None], stop: Event) -> None:
    """Sleep, but no longer than a second after `stop` is set."""
    left = seconds
    while left > 0 and not stop.is_set():
        sleep(min(left, 1.0))
        left -= 1.0

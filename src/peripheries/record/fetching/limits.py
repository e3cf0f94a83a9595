"""How patient a fetcher is, and how much it takes."""

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class Limits:
    """Bounds on what one run asks of a host and accepts from it. Times are in seconds."""

    at_once: int = 4
    """Downloads at the same time."""
    tries: int = 5
    """Failures in a row, with hardly a byte between them, after which a file is left."""
    anew: int = 2
    """Times that a file whose bytes are wrong is fetched from its beginning."""
    in_a_row: int = 5
    """Files in a row that a host may fail to give before it is asked no more in this run."""
    redirects: int = 5
    connect: float = 10.0
    read: float = 30.0
    """Silence on an open connection."""
    stall: float = 60.0
    """Span in which at least `least` bytes must come."""
    least: int = 16 * 2**10
    first_wait: float = 1.0
    """Before the second try; it doubles with each further one, up to `longest_wait`."""
    longest_wait: float = 60.0
    retry_after: float = 120.0
    """The longest wait that a host may ask for; more, and its files are left for a later run."""
    listing: int = 512 * 2**20
    """Bytes of a listing; GDELT's grows by some 12 MB a year and passed 100 MB in 2025."""

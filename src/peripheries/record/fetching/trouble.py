"""What can go wrong with one file, sorted by what is to be done about it."""

from enum import Enum, auto
from typing import final

LATER = "Run the same command again later; what has come is kept."
BY_HAND = "Fetch it in a browser from {url} and add the file with `peripheries record add`."


@final
class Kind(Enum):
    """What a trouble means for the next step."""

    PASSING = auto()
    """Try again after a wait, from where it broke off."""
    WRONG = auto()
    """The bytes are not what they should be: throw them away, begin anew."""
    ABSENT = auto()
    """The host is well but has not this file; go on with the next."""
    BLOCKED = auto()
    """The host will not give it to this client; asking again does not help."""
    CLOSED = auto()
    """The host is not to be asked again in this run."""


@final
class Trouble(Exception):
    """Internal: never leaves this package."""

    def __init__(self, kind: Kind, reason: str, remedy: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.remedy = remedy
        self.wait = wait
        """Seconds that the host asked for; None: it said nothing."""


def passing(reason: str, wait: float | None = None) -> Trouble:
    """A trouble that may pass."""
    return Trouble(Kind.PASSING, reason, LATER, wait)


def wrong(reason: str) -> Trouble:
    """Bytes that are not what they should be."""
    remedy = (
        "The source may be renewing it: run again later. If it stays so, fetch it by hand and add "
        "it with `peripheries record add`."
    )
    return Trouble(Kind.WRONG, reason, remedy)


def blocked(reason: str, url: str) -> Trouble:
    """A refusal that asking again does not change."""
    return Trouble(Kind.BLOCKED, reason, BY_HAND.format(url=url))

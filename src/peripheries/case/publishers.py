"""Who stands behind an address: the publisher of a host, and what sort of source it is."""

from typing import Final, final
from urllib.parse import urlsplit

from peripheries.case.base import CaseModel, Text
from peripheries.case.vocabulary import SourceKind

PUBLISHER_COLUMNS: Final = ("host", "publisher", "kind")


@final
class Publisher(CaseModel):
    """One host and who publishes there; hosts of one publisher are not independent."""

    host: Text
    """Host of the addresses, without `www.`; it stands for its subdomains too."""
    publisher: Text
    """Who publishes there; one name for all hosts of one publisher."""
    kind: SourceKind
    """What sort of source it is."""


def host_of(address: str) -> str:
    """The host of an address, without `www.`.

    >>> host_of("https://www.un.org/en/ga")
    'un.org'
    """
    return (urlsplit(address).hostname or "").removeprefix("www.")


def publisher_of(address: str, publishers: dict[str, Publisher]) -> Publisher:
    """Who published an address; an unlisted host stands for itself, as press."""
    host = host_of(address)
    parts = host.split(".")
    for start in range(len(parts) - 1):
        known = publishers.get(".".join(parts[start:]))
        if known is not None:
            return known
    return Publisher(host=host, publisher=host, kind=SourceKind.PRESS)

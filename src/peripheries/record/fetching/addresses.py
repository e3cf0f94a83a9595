"""To which addresses a fetcher may speak, and where a copy of a host stands in for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, final
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from peripheries.record.fetching.trouble import Trouble, blocked

_PORTS: Final = {"https": 443, "http": 80}


def origin_of(url: str) -> str | None:
    """Scheme, host and unusual port in lower case; None if it is no plain web address.

    >>> origin_of("HTTPS://Data.Example.org:443/a?b"), origin_of("https://me@example.org/")
    ('https://data.example.org', None)
    """
    try:
        parts = parse_url(url)
    except LocationParseError:
        return None
    scheme = (parts.scheme or "").lower()
    if scheme not in _PORTS or not parts.host or parts.auth is not None:
        return None
    port = "" if parts.port in (None, _PORTS[scheme]) else f":{parts.port}"
    return f"{scheme}://{parts.host.lower()}{port}"


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as fault:
        raise blocked("a redirect leads to what is no address", url) from fault


@final
@dataclass(frozen=True)
class Routes:
    """The hosts of one source and their stand-ins.

    Addresses are spoken of as the source's own ("logical"); only at the moment of asking are they
    turned into those of a mirror.
    """

    hosts: Sequence[str]
    mirrors: Mapping[str, str] = field(default_factory=dict)

    def checked(self, url: str) -> str:
        """The origin of `url`, which is one of the hosts; else Trouble."""
        origin = origin_of(url)
        if origin is None or origin not in {origin_of(host) for host in self.hosts}:
            reason = f"its address leads to {origin or url[:100]}, which is no host of this source"
            raise blocked(reason, url)
        return origin

    def asked(self, url: str) -> str:
        """The address that is asked for the logical `url`."""
        base = self.mirrors.get(self.checked(url))
        if base is None:
            return url
        return base.rstrip("/") + (parse_url(url).request_uri or "/")

    def followed(self, url: str, location: str) -> str:
        """The logical address that a redirect from `url` leads to; else Trouble.

        A mirror may lead within itself. From https it never leads to http.
        """
        base = (self.mirrors.get(self.checked(url)) or "").rstrip("/")
        if base and location.startswith(base + "/"):
            target = self.checked(url) + location.removeprefix(base)
        else:
            target = _joined(url, location)
        if url.lower().startswith("https:") and not target.lower().startswith("https:"):
            raise blocked("a redirect leads from https to http", url)
        try:
            self.checked(target)
        except Trouble as foreign:
            raise blocked(foreign.reason, url) from foreign
        return target

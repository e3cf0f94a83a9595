"""One request at a time: to the hosts of a table only, with TLS verified and redirects by hand."""

import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.metadata import version
from threading import Lock
from time import monotonic
from typing import Final, final
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

import certifi
import numpy as np
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Timeout, make_headers
from urllib3.exceptions import HTTPError, NewConnectionError, ProxySchemeUnknown, SSLError
from urllib3.util import parse_url

from peripheries.errors import UsageError
from peripheries.record.fetching.addresses import Routes
from peripheries.record.fetching.limits import Limits
from peripheries.record.fetching.trouble import Kind, Trouble, blocked, passing

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_OWN: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


@final
class Client:
    """Asks for addresses; shared by the threads of a run.

    Args:
        rng: jitters the waits.
        sleep: waits, as `time.sleep`.
        now: the present instant, with its zone.
        mirrors: `https://host` → the base address of a copy that is asked instead.
        proxies: scheme → address; None: those of the environment, `no_proxy` honoured.
        limits: see there.
    """

    def __init__(
        self,
        *,
        rng: np.random.Generator,
        sleep: Callable[[float], None],
        now: Callable[[], datetime],
        mirrors: Mapping[str, str] | None = None,
        proxies: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.rng = rng
        self.sleep = sleep
        self.now = now
        self.mirrors = dict(mirrors or {})
        self.limits = limits or Limits()
        self._from_environment = proxies is None
        self._proxies = getproxies() if proxies is None else dict(proxies)
        self._pools: dict[str | None, PoolManager] = {}
        self._not_before: dict[str, float] = {}
        self._lock = Lock()

    def close(self) -> None:
        """Let go of idle connections."""
        for pool in self._pools.values():
            pool.clear()

    def hold_off(self, origin: str, seconds: float) -> None:
        """Ask nothing of a host for some seconds, on any thread."""
        with self._lock:
            until = monotonic() + seconds
            self._not_before[origin] = max(until, self._not_before.get(origin, until))

    def due_in(self, origin: str) -> float:
        """Seconds until a host may be asked again."""
        with self._lock:
            return max(0.0, self._not_before.get(origin, 0.0) - monotonic())

    def open(self, url: str, routes: Routes, headers: Mapping[str, str]) -> BaseHTTPResponse:
        """The beginning of the answer, redirects followed; the caller closes it. Else Trouble."""
        for _ in range(self.limits.redirects + 1):
            response = self._asked(routes.asked(url), headers)
            location = response.headers.get("Location")
            if response.status not in _MOVED or location is None:
                return response
            response.close()
            url = routes.followed(url, location)
        raise blocked(f"more than {self.limits.redirects} redirects", url)

    def _asked(self, url: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        own = {"User-Agent": f"peripheries/{version('peripheries')}", "Accept-Encoding": "identity"}
        try:
            return self._pool(url).request(
                "GET",
                url,
                headers={**own, **headers},
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=Timeout(connect=self.limits.connect, read=self.limits.read),
            )
        except HTTPError as fault:
            raise unreachable(fault, url) from fault

    def _pool(self, url: str) -> PoolManager:
        proxy = self._proxy(url)
        with self._lock:
            if proxy not in self._pools:
                self._pools[proxy] = _pool_through(proxy, self.limits.at_once)
            return self._pools[proxy]

    def _proxy(self, url: str) -> str | None:
        parts = parse_url(url)
        host = parts.host or ""
        if host in _OWN or (self._from_environment and proxy_bypass(host)):
            return None
        return self._proxies.get(parts.scheme or "") or self._proxies.get("all")


def _pool_through(proxy: str | None, size: int) -> PoolManager:
    trusted = certifi.where()
    if proxy is None:
        return PoolManager(maxsize=size, cert_reqs="CERT_REQUIRED", ca_certs=trusted)
    auth = parse_url(proxy).auth
    try:
        return ProxyManager(
            proxy,
            proxy_headers=make_headers(proxy_basic_auth=unquote(auth)) if auth else None,
            maxsize=size,
            cert_reqs="CERT_REQUIRED",
            ca_certs=trusted,
        )
    except ProxySchemeUnknown as fault:
        raise UsageError(
            f"The environment names a proxy of a kind that is not spoken here ({fault}). "
            "Name one that begins with http:// or https://, or none."
        ) from fault


def unreachable(fault: HTTPError, url: str) -> Trouble:
    """What a failure below HTTP means, in words."""
    host = parse_url(url).host
    if isinstance(fault, SSLError):
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in fault.args):
            reason = f"the certificate of {host} cannot be verified"
            return Trouble(Kind.BLOCKED, reason, "Check the clock, and what stands in between.")
        return passing(f"the secure connection to {host} failed")
    if isinstance(fault, NewConnectionError):
        return passing(f"{host} cannot be reached")
    return passing(f"the connection to {host} broke ({type(fault).__name__})")

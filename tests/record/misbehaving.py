"""A server on loopback that misbehaves on order.

Give each path a list of acts: the n-th request for it meets the n-th act, later ones the last.

    with Misbehaving() as server:
        server.on("/a.zip", status(503), whole(data, etag='"1"'))
        client = Client(mirrors={"https://data.example.org": server.base}, ...)
        ...
        assert server.asked("/a.zip")[1].get("Range") == "bytes=100-"

A path without acts is answered 404. `zip_of` makes a zip of one file.
"""

import io
import re
import socket
import struct
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any

Act = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; acts answer it by `head` and `body`."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.owner.act_for(self.path, dict(self.headers))(self)

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def body(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: "Misbehaving"

    def process_request(self, request: Any, client_address: Any) -> None:
        self.owner.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class Misbehaving:
    """See the module."""

    def __init__(self, context: SSLContext | None = None) -> None:
        self.stopping = Event()
        self.connections = 0
        self._acts: dict[str, list[Act]] = {}
        self._requests: list[tuple[str, dict[str, str]]] = []
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), Request)
        self._server.owner = self
        scheme = "http" if context is None else "https"
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.base = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Misbehaving":
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def on(self, path: str, *acts: Act) -> None:
        """What happens at a path, request by request; forgets what was ordered before."""
        self._acts[path] = list(acts)

    def asked(self, path: str | None = None) -> list[dict[str, str]]:
        """The headers of the requests so far, of one path or all."""
        with self._lock:
            return [headers for at, headers in self._requests if path in (None, at)]

    def act_for(self, path: str, headers: dict[str, str]) -> Act:
        with self._lock:
            self._requests.append((path, headers))
            acts = self._acts.get(path, [status(404)])
            return acts.pop(0) if len(acts) > 1 else acts[0]


# -- acts -----------------------------------------------------------------------------------------


def whole(data: bytes, *, ranges: bool = True, **headers: str) -> Act:
    """Answers well, with ranges; `etag=`, `connection=` and others become headers."""
    return _sent(data, headers, ranges=ranges)


def cut(data: bytes, at: int, **headers: str) -> Act:
    """Announces all, sends the bytes before `at`, and closes."""
    return _sent(data, headers, until=at)


def reset(data: bytes, at: int, **headers: str) -> Act:
    """As `cut`, but the connection is torn down."""

    def tear(request: Request) -> None:
        linger = struct.pack("ii", 1, 0)
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        request.connection.close()

    return _sent(data, headers, until=at, then=tear)


def stall(data: bytes, at: int, **headers: str) -> Act:
    """As `cut`, but falls silent instead of closing."""
    return _sent(data, headers, until=at, then=lambda r: _wait(r, 30.0))


def drip(data: bytes, gap: float, **headers: str) -> Act:
    """Sends one byte at a time."""

    def act(request: Request) -> None:
        request.head(200, {"Content-Length": str(len(data)), **_named(headers)})
        for byte in data:
            request.body(bytes([byte]))
            if _wait(request, gap):
                return

    return act


def endless(piece: bytes = b"x" * 65536) -> Act:
    """Sends for ever, without a length."""

    def act(request: Request) -> None:
        request.head(200, {"Content-Type": "application/zip"})
        while not request.server.owner.stopping.is_set():
            request.body(piece)

    return act


def status(code: int, data: bytes = b"", **headers: str) -> Act:
    """Answers with a status; `retry_after="5"` and others become headers."""

    def act(request: Request) -> None:
        request.head(code, {"Content-Length": str(len(data)), **_named(headers)})
        request.body(data)

    return act


def redirect(to: str, code: int = 302) -> Act:
    """Leads elsewhere."""
    return status(code, location=to)


def page(content_type: str = "text/html; charset=utf-8") -> Act:
    """A web page in place of a file."""
    html = b"\n<!DOCTYPE html>\n<html><title>Just a moment</title></html>"
    return whole(html, content_type=content_type)


def empty_202() -> Act:
    """What a web firewall sends to a client that is no browser."""
    return status(202, x_amzn_waf_action="challenge")


def chunked(data: bytes, *, cut_short: bool = False, **headers: str) -> Act:
    """Sends without a length, in chunks; `cut_short`: the last chunk never comes."""

    def act(request: Request) -> None:
        request.head(200, {"Transfer-Encoding": "chunked", **_named(headers)})
        for at in range(0, len(data), 100):
            piece = data[at : at + 100]
            request.body(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if not cut_short:
            request.body(b"0\r\n\r\n")

    return act


def _sent(
    data: bytes,
    headers: Mapping[str, str],
    *,
    ranges: bool = True,
    until: int | None = None,
    then: Callable[[Request], object] = lambda _: None,
) -> Act:
    def act(request: Request) -> None:
        own = _named(headers)
        start = _start(request.headers, own) if ranges else 0
        if start >= len(data) > 0:
            request.head(416, {"Content-Range": f"bytes */{len(data)}", "Content-Length": "0"})
            return
        own.setdefault("Content-Length", str(len(data) - start))
        if start:
            own["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        if _unchanged(request.headers, own):
            request.head(304, {})
            return
        request.head(206 if start else 200, own)
        with suppress(OSError):
            request.body(data[start:until])
            then(request)

    return act


def _start(asked: Mapping[str, str], own: Mapping[str, str]) -> int:
    match = re.fullmatch(r"bytes=(\d+)-", asked.get("Range", ""))
    condition = asked.get("If-Range")
    if match is None or condition not in (None, own.get("ETag"), own.get("Last-Modified")):
        return 0
    return int(match[1])


def _unchanged(asked: Mapping[str, str], own: Mapping[str, str]) -> bool:
    tag = asked.get("If-None-Match")
    since = asked.get("If-Modified-Since")
    if tag is not None:
        return tag == own.get("ETag")
    return since is not None and since == own.get("Last-Modified")


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        "ETag" if name == "etag" else name.replace("_", "-").title(): value
        for name, value in headers.items()
    }


def _wait(request: Request, seconds: float) -> bool:
    return request.server.owner.stopping.wait(seconds)


def zip_of(text: bytes, name: str = "a.csv") -> bytes:
    """A zip of one file, its bytes hard to press so that cuts fall inside."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()

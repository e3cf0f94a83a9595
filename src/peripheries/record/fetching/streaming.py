"""Taking the bytes of an answer: as they come, no more than allowed, and not for ever."""

from time import monotonic
from typing import Final

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import DecodeError, HTTPError

from peripheries.errors import OutputError
from peripheries.record.connectors.base import Item
from peripheries.record.fetching.answers import Answer
from peripheries.record.fetching.client import unreachable
from peripheries.record.fetching.errand import Errand
from peripheries.record.fetching.limits import Limits
from peripheries.record.fetching.partial import Hashes
from peripheries.record.fetching.trouble import passing, wrong

_PIECE: Final = 2**18


class _Pace:
    """Whether bytes keep coming: at least so many in each span of so long."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._since = monotonic()
        self._came = 0

    def keeps(self, size: int) -> bool:
        self._came += size
        if monotonic() - self._since < self._limits.stall:
            return True
        enough = self._came >= self._limits.least
        self._since, self._came = monotonic(), 0
        return enough


def receive(response: BaseHTTPResponse, answer: Answer, errand: Errand, hashes: Hashes) -> None:
    """Append the bytes of an answer to the partial file; Trouble if they are not all."""
    bound = errand.largest if errand.item.size is None else min(errand.largest, errand.item.size)
    end = None if answer.length is None else answer.start + answer.length
    pace = _Pace(errand.client.limits)
    try:
        with errand.partial.path.open("ab") as file:
            # Read to the very end, past the last byte: only then can the connection serve again.
            while piece := _piece(response, errand.item):
                errand.count(len(piece))
                if hashes.size + len(piece) > bound:
                    raise wrong(f"more than {bound:,} bytes came, which the file may not have")
                file.write(piece)
                hashes.add(piece)
                if errand.stop.is_set():
                    raise passing("the run was stopped")
                if not pace.keeps(len(piece)):
                    raise passing(f"hardly a byte came for {errand.client.limits.stall:g} seconds")
    except OSError as fault:
        raise OutputError(
            f"{errand.partial.path}: cannot be written ({fault.strerror}). Make room, or choose "
            "another folder."
        ) from fault
    if end is not None and hashes.size < end:
        raise passing(f"the file broke off after {hashes.size:,} of {end:,} bytes")


def _piece(response: BaseHTTPResponse, item: Item) -> bytes:
    try:
        return response.read1(_PIECE, decode_content=True)
    except DecodeError as fault:
        raise wrong("what came packed cannot be unpacked") from fault
    except HTTPError as fault:
        raise unreachable(fault, item.url) from fault

"""What the head of an answer says, before a byte of the file is taken."""

import re
from dataclasses import dataclass
from typing import Final, final

from urllib3 import BaseHTTPResponse

from peripheries.record.fetching.checks import is_packed, page_instead
from peripheries.record.fetching.errand import Errand
from peripheries.record.fetching.partial import Note
from peripheries.record.fetching.trouble import LATER, Kind, Trouble, blocked, passing, wrong
from peripheries.record.fetching.waiting import retry_after

_RANGE: Final = re.compile(r"bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_PASSING: Final = frozenset({408, 425, 429})


@final
@dataclass(frozen=True)
class Answer:
    """The head of an answer that brings bytes."""

    start: int
    """Where in the file they begin."""
    length: int | None
    """How many they are; None: not said, or they come packed."""
    whole: int | None
    """Bytes of the whole file."""
    etag: str | None
    last_modified: str | None

    def continues(self, note: Note, size: int) -> bool:
        """Whether these bytes come after the first `size` of the file that `note` speaks of."""
        return (
            self.start == size
            and (self.whole is None or note.length in (None, self.whole))
            and (self.etag is None or note.etag in (None, self.etag))
        )


def read_answer(response: BaseHTTPResponse, errand: Errand) -> Answer | None:
    """The head of an answer; None if the file is unchanged. Raises Trouble for all others."""
    status = response.status
    if status == 304 and errand.held is not None:
        return None
    if status == 416:
        errand.partial.drop()
        raise passing("the host cannot continue the file", wait=0.0)
    if status not in (200, 206):
        raise _refusal(response, errand)
    if is_packed(errand.item) and "text/html" in response.headers.get("Content-Type", "").lower():
        raise page_instead(errand.item)
    answer = _head(response)
    if status == 206 and answer.start == 0 and errand.partial.size() > 0:
        errand.partial.drop()
        raise passing("the host answers with an unreadable range", wait=0.0)
    _check_size(answer, errand)
    return answer


def _head(response: BaseHTTPResponse) -> Answer:
    headers = response.headers
    packed = headers.get("Content-Encoding", "identity").lower() not in ("identity", "")
    stated = headers.get("Content-Length", "")
    known = stated.isascii() and stated.isdigit() and len(stated) < 19 and not packed
    length = int(stated) if known else None
    start, whole = 0, length
    if response.status == 206:
        match = _RANGE.fullmatch(headers.get("Content-Range", "").strip())
        start = int(match[1]) if match else 0
        whole = int(match[3]) if match and match[3] != "*" else None
        length = int(match[2]) - start + 1 if match else length
    etag = None if packed else headers.get("ETag")
    return Answer(start, length, whole, etag, headers.get("Last-Modified"))


def _check_size(answer: Answer, errand: Errand) -> None:
    if answer.whole is None:
        return
    if answer.whole > errand.largest:
        raise blocked(
            f"it has {answer.whole:,} bytes, more than the {errand.largest:,} that a file of this "
            "source may have",
            errand.item.url,
        )
    if errand.item.size is not None and answer.whole != errand.item.size:
        raise wrong(
            f"the host announces {answer.whole:,} bytes where the source's list says "
            f"{errand.item.size:,}"
        )


def _refusal(response: BaseHTTPResponse, errand: Errand) -> Trouble:
    status, url = response.status, errand.item.url
    if status in (404, 410):
        remedy = "The source may add or rename it: run again later."
        return Trouble(Kind.ABSENT, f"the host has no such file ({status})", remedy)
    if status in _PASSING or status >= 500:
        return _busy(response, errand)
    if status == 202:
        return blocked("the host answers 202 with nothing in it, to ask for a browser", url)
    return blocked(f"the host refuses it ({status})", url)


def _busy(response: BaseHTTPResponse, errand: Errand) -> Trouble:
    client = errand.client
    said = "asks for a pause" if response.status == 429 else "is not ready"
    wait = retry_after(response.headers.get("Retry-After"), client.now())
    if wait is None:
        return passing(f"the host {said} ({response.status})")
    if wait > client.limits.retry_after:
        asked = f"{wait:,.0f} seconds" if wait < 10**9 else "very long"
        reason = f"the host {said} ({response.status}) and wants to be left alone for {asked}"
        return Trouble(Kind.CLOSED, reason, LATER)
    client.hold_off(errand.routes.checked(errand.item.url), wait)
    return passing(f"the host {said} ({response.status})", wait)

"""One file, from the first request to its checks, with every try that this takes."""

from collections.abc import Mapping
from contextlib import closing
from typing import Final

from peripheries.record.fetching.answers import Answer, read_answer
from peripheries.record.fetching.checks import check
from peripheries.record.fetching.errand import Errand
from peripheries.record.fetching.outcome import Told
from peripheries.record.fetching.partial import Hashes, Note
from peripheries.record.fetching.streaming import receive
from peripheries.record.fetching.trouble import Kind, Trouble, passing
from peripheries.record.fetching.waiting import back_off, pause

_HEADWAY: Final = 2**20
"""Bytes after which a failure counts as the first one again."""


def download(errand: Errand) -> Told | None:
    """Fetch and check a file; None if it is unchanged.

    It then stands at `errand.partial.whole`. Raises Trouble when no further try makes sense; what
    has come by then is kept for a later run if it can be continued.
    """
    limits, client = errand.client.limits, errand.client
    failures, spoilt = 0, 0
    while True:
        before = errand.partial.size()
        try:
            return _try(errand)
        except Trouble as trouble:
            if trouble.kind is Kind.PASSING:
                headway = errand.partial.size() - before >= _HEADWAY
                failures = 1 if headway else failures + 1
                if failures >= limits.tries:
                    reason = f"{trouble.reason} ({failures} tries in a row)"
                    raise Trouble(trouble.kind, reason, trouble.remedy) from trouble
            elif trouble.kind is Kind.WRONG:
                errand.partial.drop()
                spoilt += 1
                if spoilt >= limits.anew:
                    raise
            else:
                raise
            if trouble.wait is None:
                wait = back_off(max(failures, spoilt), limits, client.rng)
                pause(wait, client.sleep, errand.stop)


def _try(errand: Errand) -> Told | None:
    note = errand.partial.note()
    if note is not None and note.length == errand.partial.size() > 0 and not errand.fresh:
        return _checked(errand, note, Hashes(errand.partial.path))
    origin = errand.routes.checked(errand.item.url)
    pause(errand.client.due_in(origin), errand.client.sleep, errand.stop)
    if errand.stop.is_set():
        raise passing("the run was stopped")
    headers = _headers(errand, note)
    with closing(errand.client.open(errand.item.url, errand.routes, headers)) as response:
        answer = read_answer(response, errand)
        if answer is None:
            return None
        note = _begun(errand, note, answer)
        hashes = Hashes(errand.partial.path)
        receive(response, answer, errand, hashes)
    return _checked(errand, note, hashes)


def _headers(errand: Errand, note: Note | None) -> Mapping[str, str]:
    """To continue where that is safe, else to be told only of a change."""
    size = errand.partial.size()
    if note is not None and size > 0 and size != note.length:
        if note.validator is not None:
            return {"Range": f"bytes={size}-", "If-Range": note.validator}
        if errand.item.md5 is not None:
            return {"Range": f"bytes={size}-"}
    held, headers = errand.held, {}
    if held is not None and held.etag is not None:
        headers["If-None-Match"] = held.etag
    if held is not None and held.last_modified is not None:
        headers["If-Modified-Since"] = held.last_modified
    return headers


def _begun(errand: Errand, note: Note | None, answer: Answer) -> Note:
    """What is now known of the whole; the bytes at hand are those that the answer continues."""
    if answer.start > 0:
        if note is not None and answer.continues(note, errand.partial.size()):
            return note
        errand.partial.drop()
        raise passing("the file changed at the source while it came", wait=0.0)
    begun = Note(errand.item.url, answer.etag, answer.last_modified, answer.whole)
    errand.partial.begin(begun)
    return begun


def _checked(errand: Errand, note: Note, hashes: Hashes) -> Told | None:
    try:
        check(errand.partial.path, errand.item, hashes)
    except Trouble:
        errand.partial.drop()
        raise
    if errand.held is not None and errand.held.sha256 == hashes.sha256:
        errand.partial.drop()
        return None
    errand.partial.finish(note)
    return Told(
        url=errand.item.url,
        at=errand.client.now(),
        size=hashes.size,
        sha256=hashes.sha256,
        md5=hashes.md5,
        etag=note.etag,
        last_modified=note.last_modified,
    )

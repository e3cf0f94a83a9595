"""Is the store what its manifest says? And mending it where it is not."""

from collections.abc import Callable
from pathlib import Path

from peripheries.api.recording.adding import silent
from peripheries.api.recording.opening import connectors, now, open_store
from peripheries.record.connectors.base import Layout
from peripheries.record.store import Mended, Verified

Progress = Callable[[int, int, str], None]


def verify(store: str | Path | None = None, progress: Progress = silent) -> Verified:
    """Compute the hash of every commit, file and part again.

    What it finds damaged or missing stands in `damages`, each with its place; `strays` are files
    that no commit names, left by a writer that was killed.
    """
    return open_store(store).verify(progress)


def mend(
    store: str | Path | None = None,
    case: str | Path | None = None,
    progress: Progress = silent,
) -> Mended:
    """Rebuild what is damaged from its source, and sweep away what is nobody's.

    A part is read again from the file that it was made of; a damaged file must be fetched or
    placed again, and is told in `left`.
    """
    known = connectors(case)

    def layout(stream: str, name: str) -> Layout | None:
        layouts = known[stream].layouts if stream in known else ()
        return next((one for one in layouts if one.name == name), None)

    return open_store(store).mend(layout, now=now(), progress=progress)

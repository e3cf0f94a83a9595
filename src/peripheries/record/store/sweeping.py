"""Sweeping away what killed writers left, without taking anything from those that are at work."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from peripheries.record.store.disk import scratch
from peripheries.record.store.verifying import read_chain


def swept(root: Path, strays: Sequence[Path], *, before: datetime) -> tuple[Path, ...]:
    """Delete strays that came to rest before a moment; gives those that are gone.

    Each is first moved aside, and put back if a commit names it by now or another writer brought
    the same content anew in between: places are named by content, so putting back harms nothing.
    """
    old = [stray for stray in strays if _rested(stray, before)]
    gone: list[Path] = []
    if not old:
        return ()
    with scratch(root) as folder:
        moved = [(stray, folder / str(number)) for number, stray in enumerate(old)]
        moved = [(stray, aside) for stray, aside in moved if _moved(stray, aside)]
        chain = read_chain(root)
        for stray, aside in moved:
            if chain.broken is not None or stray in chain.named or not _rested(aside, before):
                aside.replace(stray)
            else:
                shutil.rmtree(aside) if aside.is_dir() else aside.unlink()
                gone.append(stray)
    return tuple(gone)


def _moved(stray: Path, aside: Path) -> bool:
    try:
        stray.rename(aside)
    except FileNotFoundError:
        return False
    return True


def _rested(place: Path, before: datetime) -> bool:
    """Whether nothing at or below a place was written since; False if it is gone."""
    try:
        times = [path.stat().st_mtime for path in (place, *place.rglob("*"))]
    except FileNotFoundError:
        return False
    return datetime.fromtimestamp(max(times), UTC) < before

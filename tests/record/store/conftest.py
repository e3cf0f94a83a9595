"""A store, and what adds to it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from peripheries.record.store import Added, Store
from record import stored

Adds = Callable[..., Added]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return stored.opened(tmp_path / "store")


@pytest.fixture
def add(store: Store, tmp_path: Path) -> Adds:
    """Adds one file of the given lines."""

    def added(name: str, lines: Sequence[str], *, supersede: bool = False) -> Added:
        path = stored.written(tmp_path / "files", name, lines)
        return store.add(
            "acts", stored.LINES, stored.coming(path), now=stored.NOW, supersede=supersede
        )

    return added

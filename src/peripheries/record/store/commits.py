"""The chain of commits: a numbered file for each change, each naming the sha256 of the one before.

Each holds the sha256 of its own content too, so that it is known whether it is as it was written.
A number is taken in one step that fails if another writer has it; the loser reads the new head and
tries again. `state.json` beside the chain holds the state after some commit, so that reading need
not start at the first; it can be deleted at any time. Every commit has a copy in `copies`, written
before it, from which a damaged one is restored.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Final, final

from pydantic import TypeAdapter

from peripheries.errors import RecordError
from peripheries.record.store.disk import at_place, claimed, settle, writing
from peripheries.record.store.held import Change, Commit, HeldFile, HeldPart, State, folded

COMMITS: Final = "commits"
COPIES: Final = "copies"
KEPT: Final = "state.json"
EVERY: Final = 256
"""Commits after which the state is written out anew."""
_NUMBER: Final = re.compile(r"(\d{8})\.json")
_COMMIT: Final = TypeAdapter(Commit)
_SEALED: Final = re.compile(rb'\{"sha256":"([0-9a-f]{64})","content":(.*)\}\n', re.DOTALL)


@final
@dataclass(frozen=True)
class Kept:
    """A state written out, to be read in one piece."""

    number: int
    head: str
    files: tuple[HeldFile, ...]
    parts: tuple[HeldPart, ...]


_KEPT: Final = TypeAdapter(Kept)


def numbers(root: Path) -> list[int]:
    """The numbers of all commits, in order."""
    try:
        found = [_NUMBER.fullmatch(place.name) for place in (root / COMMITS).iterdir()]
    except FileNotFoundError:
        return []
    return sorted(int(match[1]) for match in found if match)


def place_of(root: Path, number: int) -> Path:
    """Where the commit of a number lies."""
    return root / COMMITS / f"{number:08d}.json"


def copy_of(root: Path, sha256: str) -> Path:
    """Where the copy of a commit lies."""
    return root / COPIES / sha256[:2] / f"{sha256}.json"


def read_commit(place: Path) -> tuple[Commit, str]:
    """A commit and the sha256 of its bytes.

    Raises:
        RecordError: it is not there or damaged.
    """
    try:
        content, sha256 = _unsealed(at_place(place).read_bytes())
        return _COMMIT.validate_json(content), sha256
    except (OSError, ValueError) as bad:
        raise _damaged(place) from bad


def _sealed(content: bytes) -> tuple[bytes, str]:
    """Content with its sha256, and the latter."""
    sha256 = hashlib.sha256(content).hexdigest()
    return b'{"sha256":"%s","content":%s}\n' % (sha256.encode(), content), sha256


def _unsealed(whole: bytes) -> tuple[bytes, str]:
    """Raises ValueError where the content is not what was sealed."""
    found = _SEALED.fullmatch(whole)
    if found is None or hashlib.sha256(found[2]).hexdigest().encode() != found[1]:
        raise ValueError
    return found[2], found[1].decode()


def _damaged(place: Path) -> RecordError:
    return RecordError(
        f"{place}: a commit of the store is damaged or missing. Restore it with "
        "`peripheries record verify --mend`."
    )


def read_state(root: Path, known: State | None = None) -> State:
    """What the store holds; with a state read before, only later commits are read.

    Raises:
        RecordError: the chain is broken, naming the commit.
    """
    if known is not None and _is_last(root, known.number):
        return known
    found = numbers(root)
    last = found[-1] if found else 0
    if len(found) != last:
        gap = next(n for n in range(1, last + 1) if n not in set(found))
        raise _damaged(place_of(root, gap))
    start = known or State()
    kept = kept_state(root) if last - start.number > EVERY or last < start.number else None
    if kept is not None and kept.number >= start.number:
        start = kept
    if last < start.number:
        raise _damaged(place_of(root, start.number))
    return _chained(root, start, last)


def _is_last(root: Path, number: int) -> bool:
    return (
        number > 0 and place_of(root, number).exists() and not place_of(root, number + 1).exists()
    )


def _chained(root: Path, state: State, last: int) -> State:
    commits: list[tuple[Commit, str]] = []
    head = state.head
    for number in range(state.number + 1, last + 1):
        commit, sha256 = read_commit(place_of(root, number))
        if commit.number != number:
            raise _damaged(place_of(root, number))
        if commit.before != head:
            raise _damaged(place_of(root, max(number - 1, 1)))
        commits.append((commit, sha256))
        head = sha256
    return folded(state, commits)


def kept_state(root: Path) -> State | None:
    """The state written out beside the chain; None where there is none, or it is damaged."""
    try:
        kept = _KEPT.validate_json(_unsealed((root / KEPT).read_bytes())[0])
    except (OSError, ValueError):
        return None
    return State(
        kept.number,
        kept.head,
        MappingProxyType({file.key: file for file in kept.files}),
        MappingProxyType({part.place: part for part in kept.parts}),
    )


def keep(root: Path, state: State) -> None:
    """Write a state out, for faster reading."""
    content = _KEPT.dump_json(
        Kept(state.number, state.head, tuple(state.held.values()), tuple(state.made.values()))
    )
    settle((_aside(root / COMMITS, _sealed(content)[0]), root / KEPT))


def _aside(folder: Path, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".aside", delete=False) as file:
        file.write(content)
    return Path(file.name)


def append(
    root: Path,
    change: Callable[[State], Change | None],
    state: State,
    *,
    now: datetime,
    program: str,
) -> State:
    """Enter a change; it is asked for anew whenever another writer was faster.

    Args:
        root: of the store.
        change: what is to be entered, given what is held; None: nothing.
        state: what is held, as read last.
        now: UTC.
        program: name and version of what writes.

    Raises:
        OutputError: it cannot be written; nothing was entered.
    """
    with writing(root):
        while True:
            wanted = change(state)
            if wanted is None:
                return state
            commit = Commit(state.number + 1, state.head, now, program, wanted)
            content, sha256 = _sealed(_COMMIT.dump_json(commit))
            folder = root / COMMITS
            settle((_aside(folder, content), copy_of(root, sha256)))
            if claimed(_aside(folder, content), place_of(root, commit.number)):
                break
            if read_commit(place_of(root, commit.number))[1] != sha256:
                copy_of(root, sha256).unlink(missing_ok=True)
            state = read_state(root, state)
    state = state.after(commit, sha256)
    if state.number % EVERY == 0:
        _keep_if_possible(root, state)
    return state


def restore(root: Path, number: int, before: str, sha256: str | None) -> bool:
    """Put a commit back from its copy; False if none fits, or several do.

    Args:
        root: of the store.
        number: of the commit that is damaged or missing.
        before: sha256 of the commit before it.
        sha256: its own, where a later commit names it.
    """
    fitting: list[Path] = []
    for place in (root / COPIES).rglob("*.json"):
        try:
            commit, own = read_commit(place)
        except RecordError:
            continue
        if (commit.number, commit.before) == (number, before) and sha256 in {None, own}:
            fitting.append(place)
    if len(fitting) != 1:
        return False
    place = place_of(root, number)
    if place.is_dir():
        place = at_place(place)
    settle((_aside(root / COMMITS, fitting[0].read_bytes()), place))
    return True


def copy_again(root: Path, number: int, sha256: str) -> None:
    """Make the copy of a commit anew."""
    content = at_place(place_of(root, number)).read_bytes()
    settle((_aside(root / COMMITS, content), copy_of(root, sha256)))


def _keep_if_possible(root: Path, state: State) -> None:
    """A full disk after the commit is no failure of the commit."""
    try:
        keep(root, state)
    except OSError:
        return

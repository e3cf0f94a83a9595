"""Computing every hash of the store again: what is damaged, missing, or nobody's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, final

from peripheries.errors import RecordError
from peripheries.record.store.commits import (
    COMMITS,
    COPIES,
    KEPT,
    copy_of,
    kept_state,
    numbers,
    place_of,
    read_commit,
)
from peripheries.record.store.disk import ASIDE, hashed
from peripheries.record.store.held import Commit, HeldFile, HeldPart, State, folded
from peripheries.record.store.joining import PARTS
from peripheries.record.store.sources import FILES

Progress = Callable[[int, int, str], None]
"""Told how many bytes are done, of how many, and in words of what."""


@final
class What(StrEnum):
    """Kinds of things that a store is made of."""

    COMMIT = "commit"
    COPY = "copy of a commit"
    STATE = "state written out"
    FILE = "file"
    PART = "part"
    REJECTS = "rejected rows"


@final
@dataclass(frozen=True)
class Damage:
    """One thing that is not as the manifest says."""

    what: What
    place: Path
    problem: str
    """`damaged` or `missing`."""
    remedy: str
    of: HeldFile | HeldPart | None = None
    """The entry of the manifest that names it."""
    number: int = 0
    """Of the commit, where it is one or its copy."""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}, {self.problem}. {self.remedy}"


@final
@dataclass(frozen=True)
class Verified:
    """What verifying has found."""

    damages: tuple[Damage, ...]
    strays: tuple[Path, ...]
    """Left by writers that were killed, or being written at this moment."""
    state: State = field(repr=False)
    """As far as the chain of commits can be read."""
    checked: int
    """Files whose hash was computed."""
    bytes: int

    @property
    def whole(self) -> bool:
        """Whether nothing is damaged or missing; strays do no harm."""
        return not self.damages


@final
@dataclass(frozen=True)
class Told:
    """A file that the manifest names, and the hash that it says."""

    what: What
    place: Path
    sha256: str
    bytes: int
    of: HeldFile | HeldPart

    def damage(self) -> Damage:
        """What is to be said if it is not as told."""
        problem = "damaged" if self.place.exists() else "missing"
        return Damage(self.what, self.place, problem, _remedy(self.of), self.of)


_MEND: Final = "Mend it with `peripheries record verify --mend`."


def _remedy(of: HeldFile | HeldPart) -> str:
    if isinstance(of, HeldPart):
        return "It is rebuilt from its files by `peripheries record verify --mend`."
    return f"Fetch {of.name} again from {of.origin} and add it to {of.stream}."


def verify(root: Path, progress: Progress) -> Verified:
    """See `Store.verify`."""
    listing = sorted(_lying(root))
    chain = read_chain(root)
    told = list(_told(root, chain.state))
    of = sum(one.bytes for one in told)
    damages = list(chain.damages)
    done = 0
    for one in told:
        progress(done, of, one.place.name)
        if not _as_told(one):
            damages.append(one.damage())
        done += one.bytes
    progress(of, of, "")
    strays = (place for place in listing if place not in chain.named)
    return Verified(
        tuple(damages),
        () if chain.broken else tuple(strays),  # what lies there may belong to what is not read
        chain.state,
        len(told) + chain.state.number,
        of,
    )


@final
@dataclass(frozen=True)
class Chain:
    """The chain of commits read from its start, and what is wrong with it."""

    state: State
    damages: tuple[Damage, ...]
    named: frozenset[Path]
    """Every place that some commit has ever named."""

    @property
    def broken(self) -> int | None:
        """The number of the commit that cannot be read; None: all can be."""
        return next((one.number for one in self.damages if one.what is What.COMMIT), None)


def read_chain(root: Path) -> Chain:
    """Read every commit; stops at the first that cannot be read.

    That the last commits were deleted is seen only if the state written out names a later one.
    """
    found = numbers(root)
    kept = kept_state(root)
    last = max([*found, kept.number if kept else 0])
    commits: list[tuple[Commit, str]] = []
    damages: list[Damage] = []
    head = ""
    for number in range(1, last + 1):
        try:
            commit, sha256 = read_commit(place_of(root, number))
        except RecordError:
            damages.append(_broken(root, number))
            break
        if commit.before != head or commit.number != number:
            damages.append(_broken(root, max(number - 1, 1)))
            break
        if not _same(copy_of(root, sha256), sha256):
            place = copy_of(root, sha256)
            damages.append(Damage(What.COPY, place, _problem(place), _MEND, number=number))
        commits.append((commit, sha256))
        head = sha256
    state = folded(State(), commits)
    broken = any(one.what is What.COMMIT for one in damages)
    if (root / KEPT).exists() and not broken and not _agrees(kept, commits):
        damages.append(Damage(What.STATE, root / KEPT, "damaged", _MEND))
    return Chain(state, tuple(damages), frozenset(_named(root, commits)))


def _broken(root: Path, number: int) -> Damage:
    place = place_of(root, number)
    remedy = f"It is restored from its copy. {_MEND}"
    return Damage(What.COMMIT, place, _problem(place), remedy, number=number)


def _problem(place: Path) -> str:
    return "damaged" if place.exists() else "missing"


def _agrees(kept: State | None, commits: list[tuple[Commit, str]]) -> bool:
    return (
        kept is not None
        and 0 < kept.number <= len(commits)
        and kept == folded(State(), commits[: kept.number])
    )


def _same(place: Path, sha256: str) -> bool:
    try:
        return read_commit(place)[1] == sha256
    except RecordError:
        return False


def _as_told(one: Told) -> bool:
    try:
        return one.place.stat().st_size == one.bytes and hashed(one.place) == one.sha256
    except OSError:
        return False


def _told(root: Path, state: State) -> Iterator[Told]:
    seen: set[Path] = set()
    for file in state.held.values():
        place = root / file.place
        if place not in seen:
            seen.add(place)
            yield Told(What.FILE, place, file.sha256, file.bytes, file)
    for part in state.made.values():
        yield Told(What.PART, root / part.place, part.sha256, part.bytes, part)
        if part.rejects is not None:
            beside = part.rejects
            yield Told(What.REJECTS, root / beside.place, beside.sha256, beside.bytes, part)


def _named(root: Path, commits: list[tuple[Commit, str]]) -> Iterator[Path]:
    yield root / KEPT
    for commit, sha256 in commits:
        yield copy_of(root, sha256)
        yield from (root / file.place for file in commit.change.files)
        for part in commit.change.parts:
            yield root / part.place
            if part.rejects is not None:
                yield root / part.rejects.place


def _lying(root: Path) -> Iterator[Path]:
    """Every file of the store but its commits; what lies in `aside` is told by its folder."""
    for folder in (FILES, PARTS, COPIES):
        if (root / folder).is_dir():
            yield from (path for path in (root / folder).rglob("*") if not path.is_dir())
    for folder, pattern in ((ASIDE, "*"), (COMMITS, ".*")):
        if (root / folder).is_dir():
            yield from (root / folder).glob(pattern)

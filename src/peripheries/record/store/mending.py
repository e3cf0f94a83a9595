"""Mending a store: commits restored from copies, parts rebuilt from files, strays swept away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, final

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Layout
from peripheries.record.store.commits import (
    append,
    copy_again,
    keep,
    place_of,
    read_commit,
    restore,
)
from peripheries.record.store.disk import Room, scratch, writing
from peripheries.record.store.held import Change, HeldPart, State
from peripheries.record.store.joining import Joining, Made
from peripheries.record.store.reading import read_source
from peripheries.record.store.sources import taken_out
from peripheries.record.store.sweeping import swept
from peripheries.record.store.verifying import (
    Chain,
    Damage,
    Progress,
    What,
    read_chain,
    verify,
)

Lookup = Callable[[str, str], Layout | None]
"""From a stream and the name of a layout to the layout."""
RESTS: Final = timedelta(hours=1)
"""Age from which what is nobody's is taken to be a killed writer's."""


@final
@dataclass(frozen=True)
class Mended:
    """What mending has done, and what it could not do."""

    restored: tuple[int, ...]
    """Numbers of commits that were put back from their copies."""
    rebuilt: tuple[str, ...]
    """Places of parts that are as they were."""
    replaced: tuple[tuple[str, str], ...]
    """Places of parts, and of those that took their place because the rebuilt bytes are others:
    another version of a library or of the layout made them."""
    swept: tuple[Path, ...]
    left: tuple[tuple[Damage, str], ...]
    """What is still damaged or missing, and why."""


def mend(root: Path, layouts: Lookup, *, now: datetime, program: str, progress: Progress) -> Mended:
    """See `Store.mend`."""
    with writing(root):
        restored, chain = _restored(root)
        if chain.broken is not None:
            why = "no copy of it is left, or more than one could be it"
            return Mended(restored, (), (), (), tuple((one, why) for one in chain.damages))
        _remade(root, chain)
        found = verify(root, progress)
        rebuilt: list[str] = []
        replaced: list[tuple[str, str]] = []
        left: list[tuple[Damage, str]] = []
        state = found.state
        for one in found.damages:
            if not isinstance(one.of, HeldPart):
                left.append((one, "only its source has it"))
                continue
            if one.of.place in rebuilt or one.of.place not in state.made:
                continue
            try:
                state, place = _rebuilt(root, one.of, layouts, state, now, program)
            except RecordError as why:
                left.append((one, str(why)))
                continue
            if place == one.of.place:
                rebuilt.append(place)
            else:
                replaced.append((one.of.place, place))
        gone = swept(root, found.strays, before=now - RESTS)
        return Mended(restored, tuple(rebuilt), tuple(replaced), gone, tuple(left))


def _restored(root: Path) -> tuple[tuple[int, ...], Chain]:
    restored: list[int] = []
    while True:
        chain = read_chain(root)
        number = chain.broken
        if number is None or number in restored:
            return tuple(restored), chain
        before = read_commit(place_of(root, number - 1))[1] if number > 1 else ""
        if not restore(root, number, before, _named_by_next(root, number)):
            return tuple(restored), chain
        restored.append(number)


def _named_by_next(root: Path, number: int) -> str | None:
    try:
        return read_commit(place_of(root, number + 1))[0].before
    except RecordError:
        return None


def _remade(root: Path, chain: Chain) -> None:
    """What can be made anew from the chain itself."""
    for one in chain.damages:
        if one.what is What.COPY:
            copy_again(root, one.number, one.place.stem)
        if one.what is What.STATE:
            keep(root, chain.state)


def _rebuilt(
    root: Path, part: HeldPart, layouts: Lookup, state: State, now: datetime, program: str
) -> tuple[State, str]:
    """The state afterwards, and the place of the part: its own if the bytes are the same."""
    with scratch(root) as folder:
        made = _made(root, part, layouts, state, Room(folder / "files"), Room(folder / "read"))
        made.settle(root)
    if made.part == part:
        return state, part.place
    change = Change(
        f"{part.stream}: a part rebuilt from its files",
        parts=(made.part,),
        gone_parts=(part.place,),
    )

    def still(found: State) -> Change | None:
        return change if part.place in found.made else None

    return append(root, still, state, now=now, program=program), made.part.place


def _made(
    root: Path, part: HeldPart, layouts: Lookup, state: State, files: Room, room: Room
) -> Made:
    layout = layouts(part.stream, part.layout)
    if layout is None:
        raise RecordError(f"{part.place}: no layout {part.layout} is known any more")
    joining = Joining(part.form, room)
    for reading in part.readings:
        held = state.held[(part.stream, reading.file, reading.name)]
        source = taken_out(root, held, files)
        tables = [t for t in read_source(source, layout, room) if t.form is part.form]
        if not tables:
            raise RecordError(f"{part.place}: {reading.name} holds no {part.form} any more")
        joining.add(tables[0])
    return joining.made(part.stream, part.layout)

"""The ledger of forecasts: what was said, when and knowing what; only ever added to, and sealed.

The chain shows that no forecast was changed, removed or moved since; not when it was written, nor
that none was cut off at the end. For both, keep the ledger's head where others see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Self, final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from peripheries.case.base import Probability, Text
from peripheries.errors import Fault, RecordError, UsageError
from peripheries.futures.sealing import (
    BEGINNING,
    alone_at,
    canonical,
    is_seal,
    parted,
    replace,
    sealed,
    unsealed,
)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{moment} has no time in UTC") from error


@final
class Entry(BaseModel):
    """One forecast of a yes/no question, with what is needed to resolve, score and repeat it."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    case: Text
    """Id of the case."""
    question: Text
    """Id of the question within the case."""
    wording: Text
    """The question as it was asked."""
    opens: date
    """First day on which it can come true."""
    resolves: date
    """Last day on which it can come true."""
    as_of: date
    """The vintage: last day of which anything was known; before `resolves`."""
    made: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    """When the forecast was written, as the caller says; kept in UTC."""
    probability: Probability
    """That it comes true."""
    monte_carlo_error: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """Standard error of `probability` from the number of futures alone, not from the model."""
    baselines: dict[Text, Probability]
    """What simpler forecasts say, by name; one that cannot be had is absent."""
    futures: Annotated[int, Field(ge=1)]
    """How many futures were simulated."""
    seed: Annotated[int, Field(ge=0)]
    """Of their random numbers."""
    model: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of what was fitted."""
    version: Text
    """Of Peripheries."""

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.opens > self.resolves:
            raise ValueError(f"it opens on {self.opens}, after it resolves ({self.resolves})")
        if self.as_of >= self.resolves:
            raise ValueError(f"it resolves on {self.resolves}, not after its vintage {self.as_of}")
        if (self.as_of - self.made.date()).days > 1:
            raise ValueError(f"it knows {self.as_of}, but is made before ({self.made})")
        return self

    @property
    def retrospective(self) -> bool:
        """Whether it was made after the fact, so that it must not pass as foresight.

        So it is where it was made (by the day in UTC) more than a day after `as_of`, hence always
        where after `resolves`: whoever made it may have seen what came, even if the model did not.
        """
        return (self.made.date() - self.as_of).days > 1


@final
@dataclass(frozen=True)
class Ledger:
    """The forecasts of a file whose chain is whole, in the order in which they were written."""

    entries: tuple[Entry, ...]
    seals: tuple[str, ...]
    """One for each entry."""
    torn: bytes
    """What a writer that was stopped left of a last line: no entry. Empty where there is none."""

    @property
    def head(self) -> str:
        """The last seal, to be kept: by it, `verify` sees whether the end was cut off."""
        return self.seals[-1] if self.seals else BEGINNING


@final
@dataclass(frozen=True)
class Appended:
    """A ledger after appending."""

    ledger: Ledger
    new: tuple[Entry, ...]
    """What was written; the rest was there before."""
    set_aside: Path | None
    """Where a torn last line was put before writing; None where there was none, or nothing new."""


def read(path: Path) -> Ledger:
    """The ledger in a file, verified.

    Raises:
        RecordError: there is none, or a line is damaged: file, line and remedy.
    """
    if not path.exists():
        raise RecordError(f"{path}: there is no ledger. The first forecast that is kept begins it.")
    return _verified(path, _content(path))


def verify(path: Path, *, head: str) -> bool:
    """Whether a ledger still holds all that it held when its head was this.

    False: lines were cut off at its end, or written anew with other seals.

    Raises:
        UsageError: `head` is no seal.
        RecordError: there is no ledger, or a line is damaged.
    """
    seal = head.strip().lower()
    if not is_seal(seal):
        raise UsageError(f"'{head}' is no seal: give the 64 hexadecimal digits of a ledger's head.")
    return seal in {BEGINNING, *read(path).seals}


def append(path: Path, entries: Iterable[Entry]) -> Appended:
    """Add forecasts to a ledger, all or none; begins one where there is none.

    A forecast that is there already is not written again: it has the same question, vintage, model,
    seed and numbers, whenever and by whichever version it was made. With other numbers it is new.

    Other writers are waited for. One that is killed leaves the ledger as it was.

    Raises:
        ValueError: an entry is not valid.
        RecordError: the ledger is damaged; nothing is written.
        OutputError: it cannot be written.
    """
    valid = [Entry.model_validate_json(entry.model_dump_json()) for entry in entries]
    place = path.resolve()
    with alone_at(place):
        content = _content(place)
        held = _verified(path, content)
        new = _new(held.entries, valid)
        if not new:
            return Appended(held, (), None)
        torn = _set_aside(place, held.torn)
        return Appended(_extended(place, content, held, new), new, torn)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise RecordError(
            f"{path}: the ledger cannot be read ({error.strerror}). Give the path of a file that "
            "may be read."
        ) from error


def _verified(path: Path, content: bytes) -> Ledger:
    lines, torn = parted(content)
    entries, seals = [], [BEGINNING]
    for number, line in enumerate(lines, 1):
        try:
            entry, seal = unsealed(line, seals[-1])
            entries.append(Entry.model_validate_json(entry))
        except ValidationError as error:
            raise _unreadable(path, number, error) from error
        except ValueError as error:
            raise _damaged(path, number, str(error)) from error
        seals.append(seal)
    return Ledger(tuple(entries), tuple(seals[1:]), torn)


def _damaged(path: Path, line: int, problem: str) -> RecordError:
    remedy = (
        "Put back a copy from before the change, or keep this file as it is and begin another "
        "ledger under a new name."
    )
    return RecordError(str(Fault(path, line, "", problem, remedy)))


def _unreadable(path: Path, line: int, error: ValidationError) -> RecordError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    remedy = "Read it with the version of Peripheries that wrote it, or a later one."
    problem = f"the line is whole, but no forecast that this version knows ({first['msg']})"
    return RecordError(str(Fault(path, line, field, problem, remedy)))


def _said(entry: Entry) -> str:
    """What makes two entries the same forecast."""
    return canonical(entry.model_dump(mode="json", exclude={"made", "version"}))


def _new(held: Sequence[Entry], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    before = {_said(entry) for entry in held}
    wanted: dict[str, Entry] = {}
    for entry in entries:
        wanted.setdefault(_said(entry), entry)
    return tuple(entry for said, entry in wanted.items() if said not in before)


def _extended(place: Path, content: bytes, held: Ledger, new: tuple[Entry, ...]) -> Ledger:
    """Writes the ledger anew with lines added: it is one file or the other, never half of one."""
    seals = [held.head]
    written = [line + b"\n" for line in parted(content)[0]]
    for entry in new:
        line, seal = sealed(entry.model_dump(mode="json"), seals[-1])
        written.append(line)
        seals.append(seal)
    replace(place, b"".join(written))
    return Ledger((*held.entries, *new), (*held.seals, *seals[1:]), b"")


def _set_aside(place: Path, torn: bytes) -> Path | None:
    if not torn:
        return None
    kept = place.with_name(f"{place.name}.torn-{sha256(torn).hexdigest()[:8]}")
    replace(kept, torn)
    return kept

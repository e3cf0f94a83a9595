"""Joining what files gave into parts: one Parquet file for each form, named by days and content."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.record.forms import Form
from peripheries.record.store.disk import Room, hashed, settle
from peripheries.record.store.held import Beside, HeldPart, Reading
from peripheries.record.store.reading import Table, about

PARTS: Final = "parts"
_HELD: Final = 1_000_000
"""Rows in memory beyond which they are written out."""


@final
@dataclass(frozen=True)
class Made:
    """A part that is not yet in its place."""

    part: HeldPart
    aside: Path
    rejects: Path | None

    def settle(self, root: Path) -> None:
        """Bring its files into their places."""
        settle((self.aside, root / self.part.place))
        if self.rejects is not None and self.part.rejects is not None:
            settle((self.rejects, root / self.part.rejects.place))


@final
@dataclass
class Joining:
    """Rows of one form, gathered file by file; what is in memory never grows beyond a bound."""

    form: Form
    room: Room
    readings: list[Reading] = field(default_factory=list)
    _written: list[Path] = field(default_factory=list)
    _sound: list[pl.LazyFrame] = field(default_factory=list)
    _rejects: list[pl.LazyFrame] = field(default_factory=list)
    _rows: int = 0
    _asides: list[Path] = field(default_factory=list)

    def add(self, table: Table) -> None:
        """One more file's rows, after those before."""
        self.readings.append(table.reading)
        if table.reading.read > table.reading.kept:
            self._rejects.append(table.rejects)
        if table.file is not None:
            self._write_out()
            self._written.append(table.file)
            return
        self._sound.append(table.sound)
        self._rows += table.reading.kept + sum(one.rows for one in table.reading.rejected)
        if self._rows > _HELD:
            self._write_out()

    def made(self, stream: str, layout: str) -> Made:
        """The part of all that was added."""
        aside = self._sunk_part({"peripheries": about(stream, layout, self.readings)})
        sha256 = hashed(aside)
        part = HeldPart(
            stream=stream,
            form=self.form,
            place="",
            sha256=sha256,
            bytes=aside.stat().st_size,
            layout=layout,
            readings=tuple(self.readings),
        )
        place = f"{PARTS}/{stream}/{self.form}/{_days(part)}_{sha256[:16]}.parquet"
        beside, rejects = self._beside(place)
        part = HeldPart(
            stream=stream,
            form=self.form,
            place=place,
            sha256=sha256,
            bytes=part.bytes,
            layout=layout,
            readings=part.readings,
            rejects=beside,
        )
        return Made(part, aside, rejects)

    def _sunk_part(self, told: dict[str, str]) -> Path:
        if len(self.readings) == len(self._written) == 1:
            return self._written[0]  # written as a part of its own when it was read
        aside = self.room.place(f"{self.form}.part")
        written = [pl.scan_parquet(path, glob=False) for path in self._written]
        _sunk(pl.concat([*written, *self._sound]), aside, told)
        return aside

    def _beside(self, place: str) -> tuple[Beside | None, Path | None]:
        frames = [*(pl.scan_parquet(path, glob=False) for path in self._asides), *self._rejects]
        if not frames:
            return None, None
        aside = self.room.place(f"{self.form}.rejects")
        _sunk(pl.concat(frames), aside, {})
        sha256 = hashed(aside)
        where = f"{place.removesuffix('.parquet')}.rejected.parquet"
        return Beside(where, sha256, aside.stat().st_size), aside

    def _write_out(self) -> None:
        """In the order in which rows came."""
        if self._sound:
            path = self.room.place(f"{self.form}.sound")
            pl.concat(self._sound).sink_parquet(path, compression="lz4", engine="streaming")
            self._written.append(path)
        if self._rejects:
            path = self.room.place(f"{self.form}.faults")
            pl.concat(self._rejects).sink_parquet(path, compression="lz4", engine="streaming")
            self._asides.append(path)
        self._sound.clear()
        self._rejects.clear()
        self._rows = 0


def _sunk(frame: pl.LazyFrame, path: Path, about: dict[str, str]) -> None:
    frame.sink_parquet(path, compression="zstd", metadata=about, engine="streaming")


def _days(part: HeldPart) -> str:
    return f"{part.first}_{part.last}" if part.rows and part.first else "undated"

"""The verbs of the record on the terminal: what entered, what did not, and what to do about it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape

from peripheries.api.recording.adding import Added, add
from peripheries.api.recording.building import Table, build
from peripheries.api.recording.fetching import fetch
from peripheries.api.recording.listing import files, streams
from peripheries.api.recording.opening import store_folder
from peripheries.api.recording.verifying import mend, verify
from peripheries.cli.console import console
from peripheries.cli.progress import bar
from peripheries.cli.showing import print_frame
from peripheries.cli.words import ShownAs
from peripheries.errors import RecordError, UsageError

_LISTED: Final = ("stream", "title", "fetch", "files", "rows", "rejected", "first", "last")
_FILES: Final = ("name", "covers_from", "covers_to", "bytes", "read", "kept", "rejected")
_SHOWN: Final = 20


def fetch_and_tell(
    stream: str,
    since: str | None,
    until: str | None,
    which: Sequence[str],
    mirrors: Sequence[str],
    store: str | None,
) -> None:
    """Fetch, and say what came, what entered, and what is missing."""
    terminal = console()
    with bar(terminal) as tell:
        done = fetch(
            stream,
            since=since,
            until=until,
            which=tuple(which),
            store=store,
            mirrors=dict(map(_mirror, mirrors)),
            progress=tell,
        )
    came, held = len(done.fetched.came), len(done.fetched.held)
    size = done.fetched.size / 1e6
    terminal.print(f"{_many(came, 'file')} came ({size:.1f} MB); {held} were held already.")
    _tell_added(terminal, done.added)
    missing = [str(one) for one in done.fetched.missing]
    missing += [
        f"{name}: it came, and is none of the layouts of {stream}. The next fetch asks again."
        for name in done.unread
    ]
    _raise_if(
        [*missing, *(why for _, why in done.added.refused)],
        "Not all came; what came is kept. Missing:",
    )


def add_and_tell(
    stream: str,
    paths: Sequence[str],
    store: str | None,
    case: str | None,
    *,
    in_place: bool,
    newer: bool,
) -> None:
    """Add files, and say what entered and what did not."""
    terminal = console()
    with bar(terminal) as tell:
        added = add(
            stream,
            *paths,
            store=store,
            case=case,
            in_place=in_place,
            newer=newer,
            progress=tell,
        )
    _tell_added(terminal, added)
    if added.aside:
        names = ", ".join(added.aside[:_SHOWN])
        terminal.print(
            escape(f"Left aside, being of no layout of {stream}: {names}"), soft_wrap=True
        )
    others = "; the others entered" if added.parts or added.already else ""
    _raise_if([why for _, why in added.refused], f"Not all could be read{others}:")


def list_and_tell(
    stream: str | None, case: str | None, shown_as: ShownAs | None, store: str | None
) -> None:
    """All streams, or the files of one."""
    frame = streams(store, case) if stream is None else files(stream, store)
    print_frame(frame, _LISTED if stream is None else _FILES, shown_as)


def verify_and_tell(store: str | None, case: str | None, *, mend: bool) -> None:
    """Say that all is whole, or name all that is not."""
    terminal = console()
    if mend:
        _mend_and_tell(terminal, store, case)
        return
    if not store_folder(store).is_dir():
        raise UsageError(
            f"There is no store at '{store_folder(store)}': fetch or add a file first."
        )
    with bar(terminal) as tell:
        found = verify(store, progress=tell)
    strays = f" {_many(len(found.strays), 'stray')} of killed writers." if found.strays else ""
    if found.damages:
        told = "\n".join(f"  {damage}" for damage in found.damages)
        remedy = "Mend it with `peripheries record verify --mend`."
        raise RecordError(f"{len(found.damages)} damaged or missing:\n{told}\n{remedy}")
    terminal.print(f"{store_folder(store)}: every hash is as it was written.{strays}")


def build_and_tell(
    case: str, only: Sequence[str], into: str | None, store: str | None, *, check: bool
) -> None:
    """Derive the tables of a case, and say which have changed."""
    terminal = console()
    with bar(terminal) as tell:
        built = build(
            case,
            only=tuple(only),
            into=None if into is None else Path(into),
            store=store,
            check=check,
            progress=tell,
        )
    for table in built:
        terminal.print(_told(table), soft_wrap=True)
        if table.note:
            terminal.print(escape(f"  note: {table.note}"), soft_wrap=True)
    changed = [table.file for table in built if table.changed]
    if check and changed:
        raise RecordError(
            f"{_many(len(changed), 'table')} would change: {', '.join(changed)}. "
            "`peripheries record build` writes them."
        )


def _mend_and_tell(terminal: Console, store: str | None, case: str | None) -> None:
    with bar(terminal) as tell:
        done = mend(store, case, progress=tell)
    if done.restored:
        terminal.print(f"Commits put back: {', '.join(map(str, done.restored))}.")
    for place in done.rebuilt:
        terminal.print(f"Rebuilt: {escape(place)}", soft_wrap=True)
    for before, after in done.replaced:
        terminal.print(f"Replaced: {escape(before)} by {escape(after)}", soft_wrap=True)
    if done.swept:
        terminal.print(f"{_many(len(done.swept), 'stray')} swept away.")
    _raise_if([f"{damage} {why}" for damage, why in done.left], "Still damaged or missing:")
    terminal.print("The store is whole.")


def _tell_added(terminal: Console, added: Added) -> None:
    for part in added.parts:
        days = f"{part.first} to {part.last}" if part.first else "no day"
        terminal.print(f"{added.stream} {part.form}: {part.rows:,} rows, {days}", soft_wrap=True)
        for one in part.rejected:
            terminal.print(
                escape(f"  rejected {one.rows:,}: {one.reason} (first: {one.first})"),
                soft_wrap=True,
            )
        for remark in part.remarks:
            terminal.print(escape(f"  note: {remark}"), soft_wrap=True)
    if added.already:
        terminal.print(f"{_many(len(added.already), 'file')} held already: nothing changed.")


def _told(table: Table) -> str:
    state = "changed" if table.changed else "unchanged"
    return f"{escape(table.file)}: {table.rows:,} rows, {state}"


def _mirror(word: str) -> tuple[str, str]:
    host, _, address = word.partition("=")
    if not host.startswith("https://") or not address.startswith(("http://", "https://")):
        raise UsageError(
            f"'{word}' is no mirror: write the source's host and the address to ask instead, as "
            "https://www.cbr.ru=http://127.0.0.1:8000."
        )
    return host.rstrip("/"), address.rstrip("/")


def _raise_if(wrong: Iterable[str], words: str) -> None:
    faults = list(wrong)
    if faults:
        shown = "\n".join(f"  {fault}" for fault in faults[:_SHOWN])
        more = f"\n  … and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise RecordError(f"{words}\n{shown}{more}")


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"

"""What a source offers of what is wanted, with what is wrong with the offer."""

from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Ask, Item, Remote, Wanted
from peripheries.record.fetching.outcome import Missing

THE_LIST: Final = "the list of files"
_AGAIN: Final = "Then run the same command again; what has come is kept."
_LONGEST: Final = 180
"""Bytes of a name; common file systems hold 255, and endings are added here."""
_OURS: Final = (".partial", ".partial.json", ".partial.json.new")


def offered(remote: Remote, wanted: Wanted, ask: Ask) -> tuple[list[Item], list[Missing]]:
    """The items in the order offered, and those that cannot be fetched under their name.

    A list that cannot be had or read stands among the missing; what was read of it is offered.
    """
    items: dict[str, Item] = {}
    missing: list[Missing] = []
    try:
        for item in remote.offers(wanted, ask):
            if not is_name(item.name):
                remedy = f"Fetch it by hand from {item.url} and give it a plain name."
                missing.append(Missing(item, "its name is not one a file may have here", remedy))
            elif items.setdefault(item.name, item) != item:
                remedy = f"Fetch it by hand from {item.url}."
                missing.append(Missing(item, "another file of that name is on offer", remedy))
    except RecordError as fault:
        whole = Item(url=remote.hosts[0], name=THE_LIST)
        missing.append(Missing(whole, str(fault).rstrip("."), _AGAIN))
    return list(items.values()), missing


def is_name(name: str) -> bool:
    r"""Whether a name says nothing but a file, on any system.

    >>> is_name("a b.zip"), is_name("../a"), is_name("c:\\a"), is_name("a\n"), is_name("")
    (True, False, False, False, False)
    """
    tests: tuple[Callable[[], bool], ...] = (
        lambda: bool(name) and name not in (".", ".."),
        lambda: PurePosixPath(name).name == PureWindowsPath(name).name == name,
        lambda: name.isprintable() and not any(mark in name for mark in '<>:"|?*/\\'),
        lambda: not name.endswith((".", " ", *_OURS)),
        lambda: len(name.encode(errors="replace")) <= _LONGEST,
    )
    return all(test() for test in tests)

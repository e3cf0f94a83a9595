"""Values of the results that know where they stand: whatever the report prints is marked.

A template that prints `{{ claim.reason }}` prints the text inside an element whose `data-path`
leads to it in results.json; nothing of the results can be shown unmarked.
"""

import json
from collections.abc import Iterator
from typing import Final, final

from markupsafe import Markup

from peripheries.case.publishers import host_of

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

NOTHING: Final = "–"


@final
class Shown:
    """One value of the results and its path (`claims.0.tests.1.estimate.value`)."""

    __slots__ = ("_path", "_value")

    def __init__(self, value: Plain, path: str = "") -> None:
        self._value, self._path = value, path

    def __getattr__(self, name: str) -> "Shown":
        try:
            return self[name]
        except KeyError as error:  # as templates ask whether something is there
            raise AttributeError(name) from error

    def __getitem__(self, key: str | int) -> "Shown":
        if isinstance(self._value, dict):
            inner = self._value[str(key)]
        elif isinstance(self._value, list) and isinstance(key, int):
            inner = self._value[key]
        else:
            raise KeyError(key)
        return Shown(inner, f"{self._path}.{key}" if self._path else str(key))

    def __iter__(self) -> Iterator["Shown"]:
        keys = self._value if isinstance(self._value, dict) else range(len(self))
        return (self[key] for key in keys)

    def __len__(self) -> int:
        return len(self._value) if isinstance(self._value, list | dict | str) else 0

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return self._value == (other._value if isinstance(other, Shown) else other)

    def __hash__(self) -> int:
        return hash(self._path)

    def __html__(self) -> str:
        if isinstance(self._value, int | float):
            return self.marked(number(self._value))
        return self.marked(NOTHING if self._value is None else str(self._value))

    @property
    def raw(self) -> Plain:
        """The bare value, for attributes and comparisons."""
        return self._value

    @property
    def path(self) -> str:
        """Where it stands in the results."""
        return self._path

    def marked(self, text: str) -> Markup:
        """Words that show this value, inside an element that says which value it is."""
        if isinstance(self._value, int | float):
            value = json.dumps(self._value)
            template = '<data value="{}" data-path="{}">{}</data>'
            return Markup(template).format(value, self._path, text)
        return Markup('<span data-path="{}">{}</span>').format(self._path, text)


def number(value: float) -> str:
    """A number as it is read: three significant digits, thousands apart.

    >>> number(0.12345), number(12345.6), number(-3.0), number(2_411)
    ('0.123', '12,346', '−3', '2,411')
    """
    if value == int(value) or abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}" if abs(value) >= 1e-4 else f"{value:.2e}"
    return text.replace("-", "−")


def percent(shown: Shown) -> Markup:
    """A share as a percentage, never rounded to none or all of it."""
    value = shown.raw
    if not isinstance(value, int | float):
        return shown.marked(NOTHING)
    if 0 < value < 0.01:
        return shown.marked("<1%")
    if 0.99 < value < 1:
        return shown.marked(">99%")
    return shown.marked(f"{value:.0%}")


def count(shown: Shown) -> Markup:
    """How many there are, marked with the path of the list."""
    return Markup('<data value="{0}" data-path="{1}" data-count="">{0}</data>').format(
        len(shown), shown.path
    )


def tenths(shown: Shown) -> Markup:
    """A number with one decimal, where what matters is how far it is from its neighbours."""
    return shown.marked(f"{shown.raw:,.1f}".replace("-", "−"))


def worded(shown: Shown) -> Markup:
    """A name as words: of `shared_adversary.russia`, shared adversary: russia."""
    return shown.marked(in_words(str(shown.raw)))


def in_words(name: str) -> str:
    """A name as words.

    >>> in_words("shared_adversary.russia")
    'shared adversary: russia'
    """
    return name.replace("_", " ").replace(".", ": ")


def host(shown: Shown) -> str:
    """The host of an address; the link that shows it carries the path."""
    return host_of(str(shown.raw))


def year(shown: Shown) -> Markup:
    """The year of a day, marked with the path of the day."""
    return shown.marked(str(shown.raw)[:4])


def listed(shown: Shown, separator: str = ", ") -> Markup:
    """All of a list, each marked."""
    return Markup(separator).join(shown)


def pairs(shown: Shown) -> list[tuple[str, Shown]]:
    """Keys and values of a set of names."""
    assert isinstance(shown.raw, dict)  # as the template asks for it
    return [(key, shown[key]) for key in shown.raw]

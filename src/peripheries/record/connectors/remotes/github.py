"""Files of a public repository at GitHub, as its main branch has them now.

Verified in docs.github.com ("Get a tree": `/repos/OWNER/NAME/git/trees/REF?recursive=1` gives
`{"tree": [{"path", "type", "size", …}], "truncated"}`, cut at 100,000 entries) and in clients that
ask it for `HEAD`; `raw.githubusercontent.com/OWNER/NAME/REF/PATH` gives a file (in clients, also
with `HEAD`). The first is rationed for those without an account; a run asks it once.

- nagix/nk-missile-tests: `data/test.en.json` (several clients fetch it there; Apache-2.0).
- gzemo/gdelt-graph-data: `networks/YYYYMMDD_network.zip` from 2018-01-01 (listing of the
  repository, which also holds the `country_codes_clean.csv` that gives the order of their rows).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from peripheries.record.connectors.base import Ask, Item, Remote, Wanted
from peripheries.record.connectors.remotes.listing import Period, day_of, read_json, unreadable

API: Final = "https://api.github.com"
RAW: Final = "https://raw.githubusercontent.com"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True)

    path: str
    type: str
    size: int | None = Field(default=None, ge=0)


class _Tree(BaseModel):
    model_config = ConfigDict(frozen=True)

    tree: tuple[_Entry, ...]
    truncated: bool = False


_TREE: Final = TypeAdapter(_Tree)


@final
@dataclass(frozen=True)
class Folder:
    """The files of a folder that are named by a day."""

    repository: str
    name: re.Pattern[str]
    """Matches the whole path; its first group is the day, as eight digits."""

    def offers(self, wanted: Wanted, ask: Ask) -> Iterator[Item]:
        """The files of the days wanted."""
        url = f"{API}/repos/{self.repository}/git/trees/HEAD?recursive=1"
        tree = read_json(_TREE, url, ask(url))
        if tree.truncated:
            raise unreadable(url, "it is cut short")
        files = {entry.path: entry.size for entry in tree.tree if entry.type == "blob"}
        sizes = {path: size for path, size in files.items() if self.name.fullmatch(path)}
        if not sizes:
            raise unreadable(url, "it holds no such file")
        for path in sorted(sizes):
            match = self.name.fullmatch(path)
            day = day_of(match[1]) if match else None
            if day is not None and wanted.since <= day <= wanted.until:
                yield _item(self.repository, path, (day, day), sizes[path])


def _item(repository: str, path: str, covers: Period | None, size: int | None) -> Item:
    url = f"{RAW}/{repository}/HEAD/{quote(path)}"
    return Item(url, path.rsplit("/", 1)[-1], covers, size)


def missile_flights() -> Remote:
    """North Korean missile flights: one file over all years, which grows."""
    one = _item("nagix/nk-missile-tests", "data/test.en.json", None, None)
    return Remote((RAW,), lambda _wanted, _ask: iter((one,)), 16 * 2**20, refreshes=True)


def daily_matrices() -> Remote:
    """Daily scores between states, derived from GDELT 2.0."""
    folder = Folder("gzemo/gdelt-graph-data", re.compile(r"networks/(\d{8})_network\.zip"))
    return Remote((API, RAW), folder.offers, 8 * 2**20)

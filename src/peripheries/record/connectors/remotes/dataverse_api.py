"""The interface of Dataverse: the files of a data set by its DOI, with sizes and MD5.

Verified in the guides (guides.dataverse.org, native API and data access API), in issues of
IQSS/dataverse and in clients (the R packages dataverse and icews, a POLECAT reader):

- `/api/datasets/:persistentId/versions/:latest-published/files?persistentId=doi:…` lists
  `{"status": "OK", "data": [{"label", "restricted", "dataFile": {"id", "filesize", "md5", …}}]}`.
- `/api/access/datafile/ID` gives a file. One that was taken in as a table (its entry has
  `originalFileName` and `originalFileSize`) comes as a tab-separated rendering made on the fly,
  whose size and hash are stated nowhere: `md5` is that of the file as uploaded (issues 7275, 8449,
  11315), which `?format=original` gives. So the original is asked for where it is delimited text,
  and checked against its size and hash; but of ideal points the rendering is wanted, whose layout
  stays while the originals' changes.
- Answers lead by a 303 to a signed address at dvn-cloud.s3.amazonaws.com (issue 5322).
- The firewall turns away common clients' names and answers others with an empty 202 now and then
  (IQSS/dataverse.harvard.edu issue 479): the files must then be placed by hand.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from peripheries.record.connectors.base import Ask, Item, Remote, Wanted
from peripheries.record.connectors.remotes.listing import Period, read_json, unreadable

HOST: Final = "https://dataverse.harvard.edu"
STORE: Final = "https://dvn-cloud.s3.amazonaws.com"
_TEXT: Final = (".csv", ".tab", ".tsv", ".txt")
_MD5: Final = re.compile("[0-9a-fA-F]{32}")

Choose = Callable[[Sequence[str], Wanted], Mapping[str, Period | None]]
"""From the labels of a set's files to those wanted, oldest first, with what each covers."""


class _DataFile(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: int = Field(ge=0)
    filesize: int | None = Field(default=None, ge=0)
    md5: str | None = None
    original_name: str | None = Field(default=None, alias="originalFileName")
    original_size: int | None = Field(default=None, ge=0, alias="originalFileSize")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True)

    label: str
    file: _DataFile = Field(alias="dataFile")


class _Files(BaseModel):
    model_config = ConfigDict(frozen=True)

    data: tuple[_Entry, ...]


_FILES: Final = TypeAdapter(_Files)


@final
@dataclass(frozen=True)
class DataSet:
    """A set of files, and how they are chosen."""

    doi: str
    choose: Choose
    original: bool = True
    """Whether of a table the file as uploaded is wanted, not Dataverse's rendering."""

    def offers(self, wanted: Wanted, ask: Ask) -> Iterator[Item]:
        """The files of the latest published version that hold what is wanted."""
        url = (
            f"{HOST}/api/datasets/:persistentId/versions/:latest-published/files"
            f"?persistentId={self.doi}"
        )
        entries = {entry.label: entry for entry in read_json(_FILES, url, ask(url)).data}
        if not entries:
            raise unreadable(url, "it names no file")
        for label, covers in self.choose(tuple(entries), wanted).items():
            yield _item(entries[label], covers, original=self.original)


def _item(entry: _Entry, covers: Period | None, *, original: bool) -> Item:
    file = entry.file
    url = f"{HOST}/api/access/datafile/{file.id}"
    md5 = file.md5 if file.md5 is not None and _MD5.fullmatch(file.md5) else None
    if file.original_name is None and file.original_size is None:
        return Item(url, entry.label, covers, file.filesize, md5)
    name = file.original_name or entry.label
    if original and name.lower().endswith(_TEXT):
        return Item(f"{url}?format=original", name, covers, file.original_size, md5)
    return Item(url, entry.label, covers)


def remote(files: DataSet, largest: int, *, refreshes: bool = False) -> Remote:
    """Where a set's files lie: the host, and the store that it leads to."""
    return Remote((HOST, STORE), files.offers, largest, refreshes)

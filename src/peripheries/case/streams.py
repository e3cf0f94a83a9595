"""A stream of a case's own: any table of anybody's, and what its columns mean."""

from datetime import date
from typing import Annotated, Literal, Self, final

from pydantic import Field, model_validator

from peripheries.case.base import CaseModel, Name, OneOrMany, Text

StreamForm = Literal["events", "votes", "rollcalls", "index", "series", "counts"]


@final
class StreamDeclaration(CaseModel):
    """How the columns of a CSV, TSV, Excel or Parquet table become rows of one form."""

    id: Name
    """Name of the stream; `peripheries record add NAME FILE --case CASE` takes files into it."""
    title: Text
    """What it is."""
    publisher: Text
    """Who publishes it."""
    terms: Text
    """Terms of use as the publisher states them."""
    citation: Text
    """How it wants to be cited."""
    first: date
    """First day of which it can tell anything."""
    form: StreamForm
    """What one row is; [the forms](streams.md#forms) and their columns."""
    columns: dict[str, str]
    """Our word for a column → the file's own heading."""
    constants: dict[str, str] = Field(default_factory=dict)
    """Our word for a column → the value that it has in every row."""
    dates: OneOrMany[Text] = ("%Y-%m-%d",)
    """How the file writes dates (`%d.%m.%Y`); several are tried in turn."""
    decimal_comma: bool = False
    """Whether numbers are written as `1,5`."""
    encoding: Text = "utf-8"
    """Encoding of a text file."""
    separator: Literal[",", ";", "\t", "|"] | None = None
    """What parts the fields of a text file; left out, a TAB in `.tsv` and `.tab`, else a comma."""
    missing: OneOrMany[Text] = ("NA",)
    """Words that stand for a missing value, beside the empty field."""
    sheet: Text | None = None
    """Sheet of an Excel file; left out, the only one."""
    known_after: Annotated[int, Field(ge=0)] | None = None
    """Days after the end of its `step` (day, month or year; else after its date) on which a row
    became known, where no column says so."""
    caveats: OneOrMany[Text] = ()
    """What a careful reader must know."""

    @model_validator(mode="after")
    def _no_column_has_two_meanings(self) -> Self:
        twice = sorted({*self.columns} & {*self.constants})
        if twice:
            raise ValueError(f"{', '.join(twice)}: give a heading or a constant, not both")
        return self


@final
class StreamsFile(CaseModel):
    """`streams.yaml`: streams of the case's own."""

    streams: tuple[StreamDeclaration, ...]
    """The streams."""

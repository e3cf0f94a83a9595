"""The connector of a stream that a case declares: any table, through its mapping."""

from peripheries.case.streams import StreamDeclaration
from peripheries.record.connectors.base import Connector
from peripheries.record.connectors.tables import Mapping, layout_of
from peripheries.record.forms import Form


def connector_of(stream: StreamDeclaration) -> Connector:
    """The connector that reads files as a case says."""
    mapping = Mapping(
        form=Form(stream.form),
        columns=stream.columns,
        constants=stream.constants,
        dates=stream.dates,
        decimal_comma=stream.decimal_comma,
        encoding=stream.encoding,
        separator=stream.separator,
        missing=("", *stream.missing),
        sheet=stream.sheet,
        known_after=stream.known_after,
    )
    return Connector(
        title=stream.title,
        publisher=stream.publisher,
        terms=stream.terms,
        citation=stream.citation,
        layouts=(layout_of(mapping),),
        first=stream.first,
        caveats=stream.caveats,
        place="Place a file that you have.",
    )

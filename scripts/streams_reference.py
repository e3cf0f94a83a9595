"""The page of the record's streams and forms, from the table of connectors."""

from page_parts import intro, table_of
from peripheries.record.connectors import CONNECTORS, Connector
from peripheries.record.forms import COLUMNS, Form
from peripheries.record.repeats import RULES

MEANINGS = {
    Form.EVENTS: "One act of one actor towards another, coded from news.",
    Form.VOTES: "One state's vote on one roll call.",
    Form.ROLLCALLS: "One text, or part of one, put to a body.",
    Form.INDEX: "The score of a pair of states on a day.",
    Form.SERIES: "A dated number about an actor, a pair, or the world.",
    Form.COUNTS: "How often one state acted towards another in a period.",
}


def streams_page() -> str:
    """Every stream, then the forms of rows, then the rules of double counting."""
    rows = [
        [f"[`{name}`](#{name})", source.title, "yes" if source.remote else "no", str(source.first)]
        for name, source in CONNECTORS.items()
    ]
    table = table_of(["stream", "what it is", "can be fetched", "first day"], rows)
    streams = [_section(name, source) for name, source in CONNECTORS.items()]
    rules = table_of(
        ["rule", "what it takes for one act"], ([f"`{n}`", r.says] for n, r in RULES.items())
    )
    forms = [_form(form) for form in Form]
    return "\n".join(
        [intro("streams"), table, *streams, "## Forms\n", *forms, f"## Double counting\n{rules}"]
    )


def _section(name: str, source: Connector) -> str:
    layouts = table_of(
        ["layout", "its files"], ([f"`{layout.name}`", layout.says] for layout in source.layouts)
    )
    lines = [
        f"## {name}\n{source.title}. Published by {source.publisher}.\n",
        layouts,
        f"- Terms: {source.terms}",
        f"- Cite: {source.citation}",
        f"- Files by hand: {source.place}",
    ]
    if source.remote is not None:
        hosts = ", ".join(f"`{host}`" for host in source.remote.hosts)
        lines.append(f"- `peripheries record fetch {name}` asks {hosts}, and no other host")
    if source.rules:
        rules = ", ".join(f"`{rule}`" for rule in source.rules)
        lines.append(f"- [Double counting](#double-counting): {rules}")
    lines += [f"- {caveat.rstrip('.')}" for caveat in source.caveats]
    return "\n".join(lines) + "\n"


def _form(form: Form) -> str:
    rows = [[f"`{name}`", str(kind), says] for name, (kind, says) in COLUMNS[form].items()]
    return f"### {form}\n{MEANINGS[form]}\n\n{table_of(['column', 'type', 'what it says'], rows)}"

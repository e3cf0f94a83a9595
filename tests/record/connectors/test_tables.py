import datetime as dt
import zipfile

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.record.connectors.tables import Mapping, layout_of
from peripheries.record.forms import Form
from record.accounting import faults, read, sound

FIXED = {"step": "month", "quantity": "trade", "unit": "USD"}
COLUMNS = {"date": "Month", "known": "Told", "actor": "Who", "value": "Sum"}
MAPPING = Mapping(Form.SERIES, COLUMNS, FIXED)
TEXT = (
    "Month,Told,Who,Sum,line\n"
    "2023-05-01,2023-06-20,PRK,1.5,a\n"
    "2023-06-01,2023-07-20,PRK,,a\n"
    "2023-07-01,2023-08-20,PRK,much,a\n"
    "July,2023-08-20,PRK,2,a\n"
    ",2023-08-20,PRK,2,a\n"
    "2023-07-01,2023-08-20\n"
)
TOLD = [(dt.date(2023, 5, 1), "PRK", 1.5, "month"), (dt.date(2023, 6, 1), "PRK", None, "month")]


def series(path, mapping=MAPPING):
    told, frames = read(layout_of(mapping), path)
    return told, frames[mapping.form]


def workbook(path, sheets):
    """A workbook written by hand: strings in the cells themselves."""

    def cell(column, row, text):
        place = f"{chr(65 + column)}{row}"
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""

    def sheet(rows):
        lines = "".join(
            f'<row r="{n}">{"".join(cell(at, n, text) for at, text in enumerate(row))}</row>'
            for n, row in enumerate(rows, start=1)
        )
        return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'

    MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    linked = "".join(
        f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{linked}</Relationships>',
        )
        for n, rows in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/s{n}.xml", sheet(rows))
    return path


def check(told, frame):
    assert sound(frame).select("date", "actor", "value", "step").rows() == TOLD
    assert faults(frame) == {
        "Sum is not a number": 4,
        "Month is not a date as declared": 5,
        "no Month": 6,
    }
    return told


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
def test_a_csv_table_through_its_mapping(write, name):
    told = check(*series(write(name, TEXT)))
    assert [(r.reason, r.first) for r in told.rejected] == [("a line of 2 fields, not 5", "line 7")]


def test_a_tab_separated_table_with_decimal_commas_and_words_for_missing(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_bytes("Monat\tWer\tSumme\n05.2023\tNordkorea\t1,5\n06.2023\tÄ\t–\n".encode("cp1252"))
    mapping = Mapping(
        Form.SERIES,
        {"date": "Monat", "actor": "Wer", "value": "Summe"},
        {**FIXED, "known": "01.2024"},
        dates=("%d.%m.%Y", "%m.%Y"),
        decimal_comma=True,
        encoding="cp1252",
        missing=("–", "k.A."),
    )
    _, frame = series(path, mapping)
    assert frame.select("date", "known", "actor", "value").rows() == [
        (dt.date(2023, 5, 1), dt.date(2024, 1, 1), "Nordkorea", 1.5),
        (dt.date(2023, 6, 1), dt.date(2024, 1, 1), "Ä", None),
    ]


def test_a_sheet_of_a_workbook(tmp_path):
    rows = [line.split(",") for line in TEXT.splitlines()[:-1]]
    path = workbook(tmp_path / "t.xlsx", {"Notes": [["x"]], "Data": rows})
    check(*series(path, Mapping(Form.SERIES, COLUMNS, FIXED, sheet="Data")))
    with pytest.raises(RecordError, match=r"no sheet 'Date'\. Did you mean 'Data'\?"):
        series(path, Mapping(Form.SERIES, COLUMNS, FIXED, sheet="Date"))
    with pytest.raises(RecordError, match="several sheets, and none is declared"):
        series(path)


def test_a_parquet_table_keeps_its_own_dates_and_numbers(tmp_path):
    frame = pl.DataFrame(
        {
            "Month": [dt.date(2023, 5, 1), dt.date(2023, 6, 1)],
            "Told": [dt.datetime(2023, 6, 20, 8, tzinfo=dt.UTC), None],
            "Who": ["PRK", "PRK"],
            "Sum": [1.5, None],
            "line": [7, 8],
        }
    )
    frame.write_parquet(tmp_path / "t.parquet")
    mapping = Mapping(Form.SERIES, COLUMNS, FIXED, dates=("%d/%m/%Y",), decimal_comma=True)
    _, told = series(tmp_path / "t.parquet", mapping)
    assert told.select("date", "known", "value", "fault").rows() == [
        (dt.date(2023, 5, 1), dt.date(2023, 6, 20), 1.5, None),
        (dt.date(2023, 6, 1), None, None, "no Told"),
    ]


def test_flags_and_counts_are_read_as_such(write):
    mapping = Mapping(
        Form.ROLLCALLS,
        {"rollcall": "id", "known": "day", "yes": "yes", "whole_text": "whole"},
        {"body": "GA", "origin": "mine"},
    )
    text = "id,day,yes,whole\n1,2023-01-01,141.0,Yes\n2,2023-01-01,1.5,false\n3,2023-01-01,1,?\n"
    _, frame = series(write("r.csv", text), mapping)
    assert sound(frame).select("yes", "whole_text").rows() == [(141, True)]
    assert faults(frame) == {"yes is not a whole number": 3, "whole is not true or false": 4}


def test_all_that_is_wrong_with_a_mapping_is_told_at_once(write):
    mapping = Mapping(
        Form.SERIES,
        {"date": "Mont", "valu": "Sum", "unit": "Who"},
        {"unit": "USD", "step": "month", "known": "yesterday"},
    )
    with pytest.raises(RecordError) as told:
        series(write("t.csv", TEXT.replace("Told", "Who", 1)), mapping)
    assert [line.strip() for line in str(told.value).splitlines()[1:]] == [
        "series has no column 'valu'. Did you mean 'value'?",
        "'unit' is both a column and a constant. Keep one of them.",
        "nothing gives 'quantity', which no row of series may lack. Map it, or make it a constant.",
        "the constant 'known' is not a date as declared: 'yesterday'.",
        "the file has no column 'Mont' (for 'date'). Did you mean 'Month'?",
        "the file has two columns 'Who'. Rename one.",
    ]


def test_known_may_be_counted_from_the_end_of_the_period(write):
    columns = {"date": "Month", "value": "Sum"}
    fixed = {**FIXED, "actor": "PRK"}
    _, frame = series(write("t.csv", TEXT), Mapping(Form.SERIES, columns, fixed, known_after=10))
    assert sound(frame)["known"].to_list() == [dt.date(2023, 6, 10), dt.date(2023, 7, 10)]
    undated = Mapping(Form.ROLLCALLS, {"rollcall": "Who"}, {"body": "GA"}, known_after=1)
    with pytest.raises(RecordError, match="known_after counts from 'date'"):
        series(write("t.csv", TEXT), undated)


def test_what_is_no_layout_of_dates_is_told(write):
    with pytest.raises(RecordError, match="'%Q' is no layout of dates"):
        series(write("t.csv", TEXT), Mapping(Form.SERIES, COLUMNS, FIXED, dates=("%Q",)))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("t.xlsx", "not a workbook"),
        ("t.parquet", "not Parquet"),
        ("gone.csv", "no such file"),
        ("t.csv.gz", "damaged|does not fit"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, message):
    if name != "gone.csv":
        (tmp_path / name).write_bytes(b"\x1f\x8bnothing that can be read")
    with pytest.raises(RecordError, match=message):
        series(tmp_path / name)


def test_a_strange_encoding_is_named(write):
    with pytest.raises(RecordError, match="Declare another encoding"):
        series(write("t.csv", TEXT), Mapping(Form.SERIES, COLUMNS, FIXED, encoding="latin-77"))


heading = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=6)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(heading, min_size=4, max_size=4, unique=True),
    values=st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5),
)
@example(names=["0", "1", "2", "*"], values=[1.5])
@example(names=["0", "^.*$", "2", "*"], values=[1.5])
def test_any_headings_and_numbers_come_back(tmp_path, names, values):
    days = [dt.date(2020 + n, 1, 1) for n in range(len(values))]
    frame = pl.DataFrame(
        {names[0]: days, names[1]: days, names[2]: ["PRK"] * len(days), names[3]: values},
        schema={names[0]: pl.Date, names[1]: pl.Date, names[2]: pl.String, names[3]: pl.Float64},
    )
    frame.write_csv(tmp_path / "t.csv")
    frame.write_parquet(tmp_path / "t.parquet")
    mapping = Mapping(Form.SERIES, dict(zip(COLUMNS, names, strict=True)), FIXED)
    for name in ("t.csv", "t.parquet"):
        told = series(tmp_path / name, mapping)[1]
        assert told.select("date", "value").rows() == list(zip(days, values, strict=True))

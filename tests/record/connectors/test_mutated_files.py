"""Damaged files of every layout: refused in words, or every row accounted for."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.record.connectors import (
    exchange_rates,
    ideal_points,
    missile_flights,
    tone_matrices,
    un_assembly,
    un_council,
    world_bank,
)
from peripheries.record.connectors.tables import Mapping, layout_of
from peripheries.record.forms import Form
from record.accounting import layout, read
from record.connectors import true_formats as files
from record.mutating import mutated

SCORES = np.zeros((249, 249))
SCORES[1, 2] = SCORES[2, 1] = 3.0
MARC_OF_COUNCIL = files.marc(files.marc_record(symbol="S/RES/1 (1946)", votes=files.MARC_VOTES))
WHOLE = [
    (un_assembly, "bulk-csv", "a.csv", files.BULK),
    (un_assembly, "bulk-csv-1", "a.csv", files.BULK_FIRST),
    (un_assembly, "marcxml", "a.xml", files.MARC),
    (un_assembly, "json-lines", "a.jsonl", files.JSON_LINES),
    (un_assembly, "collated-votes", "a.csv", files.COLLATED_VOTES),
    (un_assembly, "collated-rollcalls", "a.csv", files.COLLATED_ROLLCALLS),
    (un_assembly, "press", "a.csv", files.PRESS),
    (un_council, "bulk-csv", "a.csv", files.COUNCIL_BULK),
    (un_council, "marcxml", "a.xml", MARC_OF_COUNCIL),
    (un_council, "json-lines", "a.jsonl", files.COUNCIL_LINES),
    (un_council, "collated-votes", "a.csv", files.COUNCIL_VOTES),
    (un_council, "collated-resolutions", "a.csv", files.COUNCIL_RESOLUTIONS),
    (un_council, "collated-drafts", "a.csv", files.DRAFTS),
    (un_council, "collated-draft-votes", "a.csv", files.DRAFT_VOTES),
    (un_council, "vetoes", "a.csv", files.VETOES),
    (ideal_points, "by-year", "a.tab", files.IDEAL_YEARS),
    (ideal_points, "by-session", "a.csv", files.IDEAL_SESSIONS),
    (missile_flights, "table", "a.csv", files.FLIGHTS),
    (missile_flights, "page", "a.json", files.FLIGHTS_PAGE),
    (exchange_rates, "official", "a.xml", files.OFFICIAL_RATES),
    (exchange_rates, "month-closes", "a.csv", files.MONTH_CLOSES),
    (world_bank, "page", "a.json", files.BANK_PAGE),
    (world_bank, "bulk", "API_a.zip", files.bank_zip()),
    (world_bank, "bulk", "API_a.csv", files.BANK_TABLE),
    (tone_matrices, "day", "20190425_network.zip", files.matrix_zip(SCORES)),
]
LAYOUTS = [
    pytest.param(layout(source.CONNECTOR, name), file, content, id=f"{source.__name__[31:]} {name}")
    for source, name, file, content in WHOLE
]
TABLE = layout_of(
    Mapping(
        Form.SERIES,
        {"date": "day", "value": "n", "actor": "who"},
        {"known": "2024-01-01", "step": "day", "quantity": "q", "unit": "u"},
    )
)
LAYOUTS.append(pytest.param(TABLE, "a.csv", "day,n,who\n2023-01-01,1,PRK\n", id="tables"))
often = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(("read_by", "file", "content"), LAYOUTS)
@often
@given(data=st.data())
def test_damage_is_refused_in_words_or_accounted_for(tmp_path, read_by, file, content, data):
    whole = content if isinstance(content, bytes) else content.encode()
    path = tmp_path / file
    path.write_bytes(data.draw(mutated(whole)))
    assert read_by.fits(path) in {True, False}
    try:
        read(read_by, path)
    except RecordError as told:
        assert str(path) in str(told)  # noqa: PT017


@pytest.mark.parametrize(("read_by", "file", "whole"), LAYOUTS)
def test_no_layout_takes_noise_for_its_own(tmp_path, read_by, file, whole):
    assert whole
    for noise in (b"", b"\0" * 99, b"\xff\xfe<html>", b"PK\x03\x04", b"[" * 5000):
        path = tmp_path / f"noise{file[-4:]}"
        path.write_bytes(noise)
        if read_by.name != "declared":
            assert not read_by.fits(path)
        with pytest.raises(RecordError, match="noise"):
            read(read_by, path)

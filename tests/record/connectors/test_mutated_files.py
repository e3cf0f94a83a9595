"""Damaged files of every layout: refused in words, or every row accounted for."""

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.record.connectors.tables import Mapping, layout_of
from peripheries.record.forms import Form
from record.accounting import read
from record.connectors.true_files import FILES, PACKED, TrueFile, each
from record.mutating import mutated

TABLE = layout_of(
    Mapping(
        Form.SERIES,
        {"date": "day", "value": "n", "actor": "who"},
        {"known": "2024-01-01", "step": "day", "quantity": "q", "unit": "u"},
    )
)
ZIPS = [true for true in PACKED if true.name.endswith(".zip")]
often = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def refused_or_accounted_for(layout, path):
    assert layout.fits(path) in {True, False}
    try:
        read(layout, path)
    except RecordError as told:
        assert str(path) in str(told)  # noqa: PT017


@each(*FILES, *ZIPS)
@often
@given(data=st.data())
def test_damage_is_refused_in_words_or_accounted_for(
    tmp_path: Path, true: TrueFile, data: st.DataObject
) -> None:
    path = tmp_path / true.name
    path.write_bytes(data.draw(mutated(true.content)))
    refused_or_accounted_for(true.layout, path)


@each(*(true for true in FILES if not true.name.endswith(".zip")))
@settings(often, max_examples=5)
@given(data=st.data())
def test_what_is_damaged_inside_is_told_of_the_file_that_the_user_knows(
    tmp_path: Path, true: TrueFile, data: st.DataObject
) -> None:
    path = tmp_path / f"{true.name}.gz"
    path.write_bytes(gzip.compress(data.draw(mutated(true.content)), 1))
    refused_or_accounted_for(true.layout, path)


@often
@given(data=st.data())
def test_damage_of_a_declared_table_is_refused_in_words_or_accounted_for(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data.draw(mutated(b"day,n,who\n2023-01-01,1,PRK\n")))
    refused_or_accounted_for(TABLE, path)


NOISE = (b"", b"\0" * 99, b"\xff\xfe<html>", b"PK\x03\x04", b"[" * 5000, b"a,b\n1,2\n")


@each(*FILES)
@pytest.mark.parametrize("packed", [False, True])
def test_noise_is_refused_in_words_or_has_no_sound_row(
    tmp_path: Path, true: TrueFile, packed: bool
) -> None:
    path = tmp_path / (f"{true.name}.gz" if packed else true.name)
    for noise in NOISE:
        path.write_bytes(gzip.compress(noise) if packed else noise)
        try:
            _, frames = read(true.layout, path)
        except RecordError as told:
            assert str(path) in str(told)  # noqa: PT017
        else:
            assert all(frame["fault"].null_count() == 0 for frame in frames.values())


@pytest.mark.parametrize("noise", NOISE)
def test_noise_is_no_declared_table(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(noise)
    with pytest.raises(RecordError, match="noise"):
        read(TABLE, path)

import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.record.unpacking import first_line, unpacked, unpacked_all


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_the_one_file_comes_out_whole(tmp_path: Path, scratch: Path) -> None:
    content = b"one line\nand another\n" * 1000
    packed = zipped(tmp_path / "a.zip", **{"inside.csv": content})
    assert unpacked(packed, scratch).read_bytes() == content
    assert unpacked(packed, scratch).parent == scratch
    assert first_line(packed) == "one line"


def test_gzip_and_plain_files(tmp_path: Path, scratch: Path) -> None:
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"text\n"))
    assert unpacked(packed, scratch).read_bytes() == b"text\n"
    assert first_line(packed) == "text"
    plain = tmp_path / "a.csv"
    plain.write_bytes(b"text\n")
    assert unpacked(plain, scratch) == plain


def test_bombs_are_refused_and_nothing_is_left(tmp_path: Path, scratch: Path) -> None:
    zipped_bomb = zipped(tmp_path / "a.zip", inside=b"\0" * 50_000_000)
    gzip_bomb = tmp_path / "a.gz"
    gzip_bomb.write_bytes(gzip.compress(b"\0" * 50_000_000))
    for bomb in (zipped_bomb, gzip_bomb):
        with pytest.raises(RecordError, match="unpacks to more than"):
            unpacked(bomb, scratch)
    assert list(scratch.iterdir()) == []


def test_a_size_that_lies_is_found_out(tmp_path: Path, scratch: Path) -> None:
    content = bytes(range(256)) * 8000
    packed = zipped(tmp_path / "a.zip", inside=content)
    with pytest.raises(RecordError, match="more than 1,000 bytes"):
        unpacked(packed, scratch, largest=1000)


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out", "c:out", "..\\out"])
def test_ways_out_are_refused(tmp_path: Path, scratch: Path, name: str) -> None:
    with pytest.raises(RecordError, match="outside itself"):
        unpacked(zipped(tmp_path / "a.zip", **{name: b"x"}), scratch)


@pytest.mark.parametrize("name", ["\0", ".", "a" * 300, "ä" * 120])
def test_names_that_no_file_can_have_are_refused(tmp_path: Path, scratch: Path, name: str) -> None:
    packed = zipped(tmp_path / "a.zip", **{name.replace("\0", "!!!"): b"x\n"})
    packed.write_bytes(packed.read_bytes().replace(b"!!!", b"\0!!"))
    with pytest.raises(RecordError, match="has no name, or one too long"):
        unpacked(packed, scratch)
    assert first_line(packed) == ""


@pytest.mark.parametrize("files", [{}, {"a": b"1", "b": b"2"}])
def test_only_one_file_is_taken(tmp_path: Path, scratch: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(RecordError, match=f"a zip of {len(files)} files"):
        unpacked(zipped(tmp_path / "a.zip", **files), scratch)


def test_a_zip_of_several_is_taken_whole_where_that_is_meant(tmp_path: Path, scratch: Path) -> None:
    packed = zipped(tmp_path / "a.zip", **{"b.txt": b"2\n", "a.txt": b"1\n"})
    assert [file.read_bytes() for file in unpacked_all(packed, scratch)] == [b"1\n", b"2\n"]
    assert (first_line(packed), first_line(packed, most=2)) == ("", "1")
    with pytest.raises(RecordError, match="more than 3 bytes"):
        unpacked_all(packed, scratch, largest=3)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_zip_is_refused_or_whole(
    tmp_path: Path, scratch: Path, data: st.DataObject
) -> None:
    content = bytes(range(256)) * 4
    packed = bytearray(zipped(tmp_path / "a.zip", inside=content).read_bytes())
    if data.draw(st.booleans()):
        packed = packed[: data.draw(st.integers(0, len(packed) - 1))]
    else:
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    hurt = tmp_path / "hurt.zip"
    hurt.write_bytes(packed)
    try:
        out = unpacked(hurt, scratch)
    except RecordError:
        return
    assert out == hurt or out.read_bytes() == content

"""Reading a case's text files: YAML whose every value keeps the line on which it stands.

All scalars are read as text and take their type from the declaration that they fill, so that `NO`
stays a word and `2022-03` stays a month.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

import yaml

from peripheries.errors import Fault

Key = str | int
Place = tuple[Key, ...]
Plain = str | None | list["Plain"] | dict[str, "Plain"]
_EMPTY: Final = frozenset({"", "~", "null"})
_OTHER_PARTING: Final = {";": "';'", "\t": "tabs"}


@final
@dataclass(frozen=True)
class Document:
    """A YAML file as plain values, with the line of each."""

    file: Path
    value: Plain
    lines: dict[Place, int]

    def line_of(self, place: Place) -> int:
        """Line of the value at a place, or of the nearest one above it that the file has."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


@final
@dataclass(frozen=True)
class Sheet:
    """A CSV file: its header and its rows, each with the line on which it starts."""

    file: Path
    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def is_there(file: Path) -> bool:
    """Whether there is such a file, be it one that cannot be read."""
    try:
        return file.is_file()
    except OSError:
        return True


def is_folder(path: Path) -> bool:
    """Whether there is such a folder, be it one that cannot be read."""
    try:
        return path.is_dir()
    except OSError:
        return True


def listed(folder: Path, suffix: str) -> list[Path] | Fault:
    """What a folder holds that ends so, in order; nothing where there is no folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == suffix)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        problem = f"cannot be listed ({error.strerror or 'unreadable'})"
        return Fault(folder, None, "", problem, "Let yourself read the folder.")


def read_text(file: Path) -> str | Fault:
    """The text of a UTF-8 file, or what is wrong with it."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        return Fault(file, None, "", f"cannot be read ({reason})", "Put the file there.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        return Fault(file, line, "", found, "Save the file with the encoding UTF-8.")


def read_yaml(file: Path) -> tuple[Document | None, list[Fault]]:
    """A YAML file with its lines, and all that is wrong with its syntax."""
    text = read_text(file)
    if isinstance(text, Fault):
        return None, [text]
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        problem = f"is not YAML here: {error.problem or error.context}"
        remedy = "Check the indentation, the colons and the quotes of this line."
        return None, [Fault(file, line, "", problem, remedy)]
    except yaml.YAMLError as error:
        return None, [
            Fault(file, None, "", f"is not YAML: {error}", "Remove what does not belong.")
        ]
    lines: dict[Place, int] = {}
    faults: list[Fault] = []
    value = _plain(node, (), file, lines, faults) if node is not None else {}
    return Document(file, value, lines), faults


def _plain(
    node: yaml.Node, place: Place, file: Path, lines: dict[Place, int], faults: list[Fault]
) -> Plain:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, place, file, lines, faults)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(n, (*place, i), file, lines, faults) for i, n in enumerate(node.value)]
    text = str(node.value)
    return None if text in _EMPTY and not getattr(node, "style", None) else text


def _plain_mapping(
    node: yaml.MappingNode,
    place: Place,
    file: Path,
    lines: dict[Place, int],
    faults: list[Fault],
) -> Plain:
    mapping: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in mapping:
            line = key_node.start_mark.line + 1
            first = lines[(*place, key)]
            remedy = f"It stands already on line {first}: rename or remove one of the two."
            faults.append(Fault(file, line, key, f"the key '{key}' is given twice", remedy))
            continue
        mapping[key] = _plain(value_node, (*place, key), file, lines, faults)
        lines[(*place, key)] = key_node.start_mark.line + 1
    return mapping


def read_sheet(file: Path) -> tuple[Sheet | None, list[Fault]]:
    """A CSV file with the line of each row, and every row that has too many or too few cells."""
    text = read_text(file)
    if isinstance(text, Fault):
        return None, [text]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    faults: list[Fault] = []
    header: tuple[str, ...] = ()
    line = 1
    try:
        for cells in reader:
            if not header:
                header = tuple(cells)
            elif cells and len(cells) != len(header):
                problem = f"has {len(cells)} cells where the header has {len(header)}"
                remedy = "Quote cells that hold commas; give empty cells their comma."
                faults.append(Fault(file, line, "", problem, remedy))
            elif cells:
                rows.append((line, dict(zip(header, cells, strict=True))))
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "Check the quotes of this row."
        faults.append(Fault(file, reader.line_num, "", f"is not CSV here: {error}", remedy))
    unusable = _unusable(file, header)
    if unusable is not None:
        return None, [unusable] if header or not faults else faults
    faults += [
        Fault(file, 1, column, f"the column '{column}' stands twice", "Rename or remove one.")
        for column in dict.fromkeys(header)
        if header.count(column) > 1
    ]
    return Sheet(file, header, tuple(rows)), faults


def _unusable(file: Path, header: tuple[str, ...]) -> Fault | None:
    if not header:
        return Fault(file, 1, "", "is empty", "Give it a header row.")
    for sign, words in _OTHER_PARTING.items():
        if len(header) == 1 and sign in header[0]:
            return Fault(file, 1, "", f"columns are parted by {words}", "Save it with commas.")
    return None

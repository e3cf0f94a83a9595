"""The cases that come with Peripheries, and how a name or a path leads to one."""

from importlib.resources import files
from pathlib import Path

from peripheries.case.faults import nearest
from peripheries.case.text import is_folder
from peripheries.errors import UsageError


def builtin_folder() -> Path:
    """The folder that holds the built-in cases."""
    return Path(str(files("peripheries"))) / "cases"


def builtin_cases() -> tuple[str, ...]:
    """Names of the built-in cases."""
    return tuple(sorted(file.parent.name for file in builtin_folder().glob("*/case.yaml")))


def find_case(name_or_path: str) -> Path:
    """Folder of a case: a built-in name, or a path.

    Raises:
        UsageError: if it is neither.
    """
    if name_or_path in builtin_cases():
        return builtin_folder() / name_or_path
    path = Path(name_or_path)
    if is_folder(path):
        return path
    remedy = nearest(name_or_path, builtin_cases())
    raise UsageError(f"There is no case '{name_or_path}', neither built-in nor a folder. {remedy}")

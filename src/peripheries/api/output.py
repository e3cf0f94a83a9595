"""The folder that a verb writes to: made before the work, so that a bad one costs no time."""

import os
from pathlib import Path

from peripheries.errors import OutputError


def prepared(folder: Path) -> Path:
    """The folder, made if need be.

    Raises:
        OutputError: if it cannot be made, or cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file: choose a folder for --out.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{folder} cannot be written to (no permission): choose another --out.")
    return folder


def cannot_write(folder: Path, error: OSError) -> str:
    """A failure to write a folder or file, in words."""
    return f"{folder} cannot be written to ({error.strerror or error}): choose another --out."

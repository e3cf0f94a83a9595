"""The words that only the command line takes; imports nothing heavy."""

from typing import Literal, get_args

ShownAs = Literal["table", "csv", "json"]
SHOWN_AS: tuple[str, ...] = get_args(ShownAs)

"""What an analyst declares: read, checked as a whole, every fault with its place and remedy."""

from peripheries.case.builtin import builtin_cases, find_case
from peripheries.case.folder import Case, read_case

__all__ = ["Case", "builtin_cases", "find_case", "read_case"]

"""What an analyst declares: read, checked as a whole, every fault with its place and remedy."""

from peripheries.case.builtin import builtin_cases, find_case
from peripheries.case.folder import Case, Sourcing, read_case, read_sourcing

__all__ = ["Case", "Sourcing", "builtin_cases", "find_case", "read_case", "read_sourcing"]

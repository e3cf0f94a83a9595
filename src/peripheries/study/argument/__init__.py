"""The argument of a case as a signed graph: built, its loops found, and written as text."""

from peripheries.study.argument.argdown import as_argdown
from peripheries.study.argument.graph import argument_of
from peripheries.study.argument.graphml import as_graphml
from peripheries.study.argument.nodes import EstimatedSign

__all__ = ["EstimatedSign", "argument_of", "as_argdown", "as_graphml"]

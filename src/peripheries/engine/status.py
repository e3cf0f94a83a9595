"""What may be said of a fit in one word."""

from enum import StrEnum
from typing import final


@final
class Status(StrEnum):
    """Whether a fit can be read as it stands; anything but `ok` comes with advice."""

    OK = "ok"
    COLLINEAR = "collinear"
    NO_INFORMATION = "no information"
    SEPARATED = "separated"
    NOT_CONVERGED = "not converged"

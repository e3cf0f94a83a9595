"""Sentences made from numbers: the only place where a result is put into words."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final

from peripheries.claims.outcome import Carried, Estimate, NoPlacebo, PlaceboOutcome
from peripheries.claims.verdict import FEWEST_PLACEBOS, Numbers, Verdict


def number(value: float) -> str:
    """A number with three significant digits.

    >>> number(0.12345), number(1234.5), number(-3.0)
    ('0.123', '1,234', '−3')
    """
    text = f"{value:,.0f}" if value == 0 or abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", "−")


def percent(share: float) -> str:
    """A probability as a whole percentage that is never 0% or 100% unless it is.

    >>> percent(0.456), percent(0.9999), percent(1.0)
    ('46%', 'over 99%', '100%')
    """
    if 0.99 < share < 1:
        return "over 99%"
    if 0 < share < 0.01:
        return "under 1%"
    return f"{share:.0%}"


def measured_reason(
    found: Estimate,
    expected: str,
    numbers: Numbers,
    placebos: Sequence[PlaceboOutcome],
    no_placebos: Sequence[NoPlacebo],
    tried: int,
) -> str:
    """Why a measured test came out as it did."""
    parts = [
        f"Expected {expected}: {number(found.value)} {found.unit}{_band(found)}, "
        f"{_HOW_SURE[found.band]} {percent(numbers.probability)}"
    ]
    if abs(found.value) < numbers.matters:
        parts.append(f"smaller than what would matter ({number(numbers.matters)})")
    if tried > 1:
        parts.append(f"{percent(numbers.agreement)} of {tried} specifications agree")
    parts += [_among(placebo) for placebo in placebos]
    parts += [f"no placebo {_IN[none.kind]}: {none.because}" for none in no_placebos]
    return "; ".join(parts) + "."


def carried_reason(carried: Carried | None, verdict: Verdict, unit: str) -> str:
    """What is left of an estimate, and of the verdict, without the observation that carries it."""
    if carried is None:
        return ""
    what = carried.row or f"the observation of {carried.what}"
    if isnan(carried.value):
        return f" Without {what} the test could not be run."
    left = f" Without {what} it is {number(carried.value)} {unit}".rstrip()
    return f"{left}, and the verdict {_then(carried.verdict, verdict)}."


def decided_reason(carried: Carried | None, verdict: Verdict, tried: int) -> str:
    """Whether the verdict of a test of a fact hangs on one row, vote or text of those tried."""
    if carried is not None and carried.verdict is not verdict:
        return f" Without {carried.what} the verdict {_then(carried.verdict, verdict)}."
    return " Without any one of them the verdict stays." if tried else ""


def _then(without: Verdict, verdict: Verdict) -> str:
    return "stays" if without is verdict else f"would be “{without.value}”"


def mechanism_reason(
    found: Estimate,
    expected: str,
    numbers: Numbers,
    placebos: Sequence[PlaceboOutcome],
    no_placebos: Sequence[NoPlacebo],
    tried: int,
    counts: Mapping[str, float],
) -> str:
    """Why a test of a mechanism came out as it did, and what it could not have seen."""
    parts = [measured_reason(found, expected, numbers, placebos, no_placebos, tried).rstrip(".")]
    if "probability_as_fitted" in counts:
        parts.append(
            "that is the most cautious of three; as fitted "
            f"{percent(counts['probability_as_fitted'])}"
        )
    if "log_score_gain" in counts:
        gained = counts["log_score_gain"]
        low, high = counts["log_score_gain_low"], counts["log_score_gain_high"]
        parts.append(
            f"it {'raises' if gained > 0 else 'lowers'} the log score of unseen acts by "
            f"{number(abs(gained))} (90% interval {number(low)} to {number(high)})"
        )
    parts.append(
        f"with {counts['acts']:.0f} acts a weight under {number(counts['smallest_detectable'])} "
        "could hardly be seen"
    )
    return "; ".join(parts) + "."


_IN: Final = {"dyads": "in space", "dates": "in time"}
_HOW_SURE: Final = {
    "90% interval": "probability",
    "lowest to highest": "held in a share of periods of",
    "range of sources": "according to a share of sources of",
}


def _band(found: Estimate) -> str:
    if isnan(found.low):
        return ""
    return f" ({found.band} {number(found.low)} to {number(found.high)})"


def _among(placebo: PlaceboOutcome) -> str:
    where = "other dyads" if placebo.kind == "dyads" else "other dates"
    if placebo.n < FEWEST_PLACEBOS:
        return f"{where}: too few placebos to rank among ({placebo.n})"
    return f"rank {placebo.rank} of {placebo.n + 1} among {where}"

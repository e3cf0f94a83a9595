"""What a case declares that waits for futures under interventions."""

from typing import Final

from peripheries.case.scenarios import Scenario
from peripheries.study.results import ScenarioResult

WAITS_FOR_FUTURES: Final = "futures simulated under its interventions"


def waiting_scenario(declared: Scenario) -> ScenarioResult:
    """A scenario that has not been simulated."""
    return ScenarioResult(declared=declared, status="untested", waits_for=WAITS_FOR_FUTURES)

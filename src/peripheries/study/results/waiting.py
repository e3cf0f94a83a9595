"""What waits for futures under interventions: scenarios as declared."""

from typing import Literal, final

from peripheries.case.scenarios import Scenario
from peripheries.study.results.base import ResultModel


@final
class ScenarioResult(ResultModel):
    """A what-if; not yet simulated."""

    declared: Scenario
    """The scenario, as the case declares it."""
    status: Literal["untested"]
    """It has not been simulated."""
    waits_for: str
    """What it takes to simulate it."""

"""What the results say of the fitted model: weights, knock-outs, and accounts that compete."""

from typing import Literal, final

from peripheries.case.mechanisms import Explanation, Mechanism
from peripheries.case.model import ModelDeclaration
from peripheries.study.results.base import MaybeNumber, Number, ResultModel


@final
class SpreadResult(ResultModel):
    """A mean over futures."""

    mean: Number
    """The mean."""
    low: Number
    """Lower end of the 90% interval over futures."""
    high: Number
    """Upper end."""
    error: Number
    """Monte Carlo error of the mean."""


@final
class GainResult(ResultModel):
    """What weights add to the log score of acts that the fit had not seen."""

    total: Number
    """Sum over acts, in nats; positive where unseen acts become likelier."""
    low: MaybeNumber
    """Lower end of the 90% interval, acts clustered by quarter of a year."""
    high: MaybeNumber
    """Upper end."""


@final
class WeightResult(ResultModel):
    """The weight of one part of a mechanism, or of a control."""

    name: str
    """Name of the weight: the mechanism, and the part where there are several."""
    moves: str
    """Acts that it makes likelier, or the mark that it gives them."""
    expected: Literal["positive", "negative"]
    """Sign that the argument expects."""
    value: MaybeNumber
    """Log odds by standard deviation of its statistic; null where the record cannot tell it."""
    low: MaybeNumber
    """Lower end of the 90% interval."""
    high: MaybeNumber
    """Upper end."""
    p_expected: MaybeNumber
    """Probability of the expected sign."""
    scale: MaybeNumber
    """Standard deviation of the raw statistic, by which it was divided."""
    smallest_detectable: MaybeNumber
    """Weight that would be seen at 5%, one-sided, with probability 0.8."""
    gain: GainResult | None
    """What it alone adds out of sample; null for marks."""
    advice: str
    """Why there is no value; empty where there is one."""


@final
class KnockOutResult(ResultModel):
    """Cooperative acts of the tie without the mechanism, less those with it."""

    there: SpreadResult
    """Of the first actor towards the second."""
    back: SpreadResult
    """Of the second towards the first."""
    both: SpreadResult
    """Both ways together."""
    ahead: SpreadResult | None
    """Both ways, in the months after the vintage, of which all is drawn; null where none is."""


@final
class MechanismResult(ResultModel):
    """A premise of the argument, fitted."""

    declared: Mechanism
    """The mechanism, as the case declares it."""
    status: Literal["fitted", "untested"]
    """`untested` where the record of the vintage cannot tell any of its weights."""
    weights: tuple[WeightResult, ...]
    """Its weights, in the order of its parts."""
    gain: GainResult | None
    """What all its weights together add out of sample."""
    knock_out: KnockOutResult | None
    """What the tie would lose, or gain, without it; null where that was not simulated."""


@final
class StreamWeightResult(ResultModel):
    """A weight as another stream tells it."""

    table: str
    """The stream's table."""
    name: str
    """Name of the weight."""
    value: MaybeNumber
    """Estimate by standard deviation of the statistic; null where it cannot be told."""
    error: MaybeNumber
    """Standard error."""
    advice: str
    """Why there is no value."""


@final
class MemoryResult(ResultModel):
    """Half-lives that were tried."""

    half_life: Number
    """Days, of acts between two actors."""
    slow: Number
    """Days, of slow statistics."""
    log_marginal: Number
    """Log marginal likelihood (Laplace): the likeliest pair was taken."""


@final
class JointResult(ResultModel):
    """A weight over the acts and the streams of counts, each with its own level and noise.

    An index is in other units, and stays apart.
    """

    name: str
    """Name of the weight."""
    value: Number
    """Mean by precision: the mode of the joint likelihood (Laplace)."""
    low: Number
    """Lower end of the 90% interval."""
    high: Number
    """Upper end."""
    streams: int
    """How many streams tell it."""
    disagreement: MaybeNumber
    """Probability that estimates would differ so much if the weight were the same (Cochran's Q)."""


@final
class CalibratedResult(ResultModel):
    """Options of like probability: how many acts were expected among them, and how many came."""

    low: Number
    """Least probability."""
    high: Number
    """Largest probability."""
    options: int
    """How many options."""
    expected: Number
    """Acts expected among them."""
    happened: int
    """Acts that came."""


@final
class MisfitResult(ResultModel):
    """A pair, side and year in which the model errs."""

    source: str
    """Who acted."""
    target: str
    """Towards whom."""
    side: Literal["cooperation", "conflict"]
    """Which acts."""
    year: int
    """When."""
    expected: Number
    """Acts expected."""
    happened: int
    """Acts recorded."""
    residual: Number
    """(recorded − expected) ÷ √expected."""


@final
class PairResult(ResultModel):
    """What two mechanisms do together beyond what each does."""

    first: str
    second: str
    value: Number
    """Cooperative acts."""
    low: Number
    """Lower end of the 90% interval over futures."""
    high: Number
    """Upper end."""
    error: Number
    """Monte Carlo error."""


@final
class ShareResult(ResultModel):
    """What a mechanism adds, on average over the orders in which the few come in."""

    mechanism: str
    value: Number
    """Cooperative acts (Shapley value)."""
    low: Number
    """Lower end of the 90% interval over futures."""
    high: Number
    """Upper end."""
    error: Number
    """Monte Carlo error."""


@final
class AheadResult(ResultModel):
    """Cooperative acts of the tie, both ways, simulated from the vintage with the whole model."""

    months: int
    """How many months after the vintage."""
    futures: int
    """How often."""
    model: SpreadResult
    """What is drawn."""


@final
class RelivedResult(ResultModel):
    """A tie lived through again from the model, all else as recorded."""

    actors: tuple[str, str]
    """The two."""
    first: str
    """First month that is lived through again."""
    months: int
    """How many months."""
    futures: int
    """How often."""
    observed: tuple[int, int]
    """Cooperative acts recorded, there and back."""
    model: tuple[SpreadResult, SpreadResult]
    """The same drawn from the whole model."""
    pairs: tuple[PairResult, ...]
    """Interactions of the mechanisms that matter most."""
    shares: tuple[ShareResult, ...]
    """Their shares."""
    ahead: AheadResult | None
    """The tie in the months after the vintage; null where none can be drawn."""


@final
class ComparedResult(ResultModel):
    """A competing explanation against the mechanisms that bear on a claim."""

    claim: str
    """The claim."""
    explanation: str
    """The explanation."""
    score: dict[str, Number]
    """Log score of unseen acts in nats, above that with neither: `argument`, `explanation`, `both`,
    `neither`."""
    weight: dict[str, Number]
    """The same as shares of belief."""
    estimate: MaybeNumber
    """Weight of the explanation beside the argument's; null where the record cannot tell it."""
    error: MaybeNumber
    """Its standard error."""
    argument: GainResult
    """What the argument's weights add to neither."""
    rival: GainResult
    """What the explanation adds to neither."""
    more: GainResult
    """What both add to the best of argument, explanation and neither."""
    as_expected: bool
    """Whether the explanation's weight has the sign that it expects."""
    favours: Literal["argument", "explanation", "both", "neither"]
    """The account that surely makes unseen acts likelier: what it adds has an interval above 0."""


@final
class ModelResult(ResultModel):
    """The fitted model of the case."""

    declared: ModelDeclaration
    """How the case declares it."""
    acts: int
    """Acts that are explained."""
    half_life: Number
    """Days: the likeliest half-life of acts between two actors."""
    slow_half_life: Number
    """Days: the likeliest half-life of slow statistics."""
    memories: tuple[MemoryResult, ...]
    """All half-lives that were tried."""
    effect_sd: dict[str, Number]
    """How much pooled effects differ, by group."""
    log_score: Number
    """Mean log probability of an unseen act, in nats."""
    log_score_effects: Number
    """The same with effects alone, no mechanism."""
    recall: dict[int, Number]
    """Share of acts among the 1, 3 and 5 likeliest of their options (in sample)."""
    calibration: tuple[CalibratedResult, ...]
    """Probabilities of options against what happened (in sample)."""
    misfits: tuple[MisfitResult, ...]
    """Where it errs most, the worst first."""
    controls: tuple[WeightResult, ...]
    """Weights of what is always taken out."""
    streams: tuple[StreamWeightResult, ...]
    """The same weights on other streams."""
    joint: tuple[JointResult, ...]
    """Weights over all streams together."""
    relived: RelivedResult | None
    """The tie lived through again."""
    explanations: tuple[Explanation, ...]
    """Accounts that compete with the argument."""
    compared: tuple[ComparedResult, ...]
    """Each explanation against each claim that it would weaken."""
    status: str
    """`ok`, or what is wrong with the fit."""
    advice: str
    """What to do about it; empty where nothing."""

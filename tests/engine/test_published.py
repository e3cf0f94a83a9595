"""Figures that peers publish or give on their own examples (`checks/rem.md` names them).

Estimates are held to the digits in which the peers agree; goldfish stops at a looser tolerance on
some fits, so their estimates are held to 1e-5 and the log-likelihood to 1e-8 of itself.
"""

import csv
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from peripheries import engine

BINARY, COUNT = engine.Scale.BINARY, engine.Combine.COUNT
Inertia, Reciprocity = engine.Inertia, engine.Reciprocity
END = 1224374400.0
"""goldfish counts the time until the last change of the friendship network."""


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


class SocialEvolution:
    """439 calls among 84 students (Madan et al. 2011), as goldfish ships them."""

    def __init__(self, folder: Path) -> None:
        actors = table(folder / "goldfish_Social_Evolution_actors.csv")
        number = {actor["label"]: i for i, actor in enumerate(actors)}
        n = len(actors)
        self.calls = _history(folder / "goldfish_Social_Evolution_calls.csv", number)
        changes = table(folder / "goldfish_Social_Evolution_friendship.csv")
        later = engine.Changes(
            np.array([float(c["time"]) for c in changes]),
            np.array([number[c["sender"]] for c in changes]),
            np.array([number[c["receiver"]] for c in changes]),
            np.array([float(c["replace"]) for c in changes]),
            adds=False,
        )
        self.friends = engine.Given(np.zeros((n, n)), later)
        grade = np.array(
            [np.nan if a["gradeType"] == "NA" else float(a["gradeType"]) for a in actors]
        )
        # goldfish puts the mean where a covariate is missing.
        self.grade = np.where(np.isnan(grade), np.nanmean(grade), grade)
        self.floor = np.array([float(a["floor"]) for a in actors])


def _history(file: Path, number: dict[str, int]) -> engine.History:
    rows = table(file)
    return engine.history(
        [float(row["time"]) for row in rows],
        [number[row["sender"]] for row in rows],
        [number[row["receiver"]] for row in rows],
        len(number),
    )


@pytest.fixture(scope="module")
def data(shared: Path) -> SocialEvolution:
    return SocialEvolution(shared / "checks" / "data")


def held(
    found: engine.Fit, figures: list[tuple[float, float]], value: float, digits: float
) -> None:
    """Estimates, standard errors and log-likelihood against those published."""
    assert found.status is engine.Status.OK
    estimates, errors = zip(*figures, strict=True)
    np.testing.assert_allclose(found.estimate, estimates, rtol=digits, atol=digits)
    np.testing.assert_allclose(found.standard_error, errors, rtol=10 * digits, atol=digits)
    assert found.log_likelihood == pytest.approx(value, rel=1e-8)


TRANS = engine.TwoPaths(combine=COUNT)
BINARY_TIES = [Inertia(scale=BINARY), Reciprocity(scale=BINARY), TRANS]
COUNTS = [Inertia(), Reciprocity(), TRANS]
BASE = engine.Baseline()


def test_ordinal_model_with_binary_ties(data: SocialEvolution) -> None:
    found = engine.fit(engine.Ordered(engine.rows(data.calls, BINARY_TIES)))
    figures = [(6.19759582, 0.15080645), (1.43355888, 0.11537285), (0.22327611, 0.15710482)]
    held(found, figures, -2187.83657936, 1e-5)


def test_timed_model_with_binary_ties(data: SocialEvolution) -> None:
    found = engine.fit(engine.Timed(engine.rows(data.calls, [BASE, *BINARY_TIES])))
    figures = [
        *((-19.5302771, 0.10911483), (6.4224335, 0.14264299)),
        *((1.4022085, 0.11325054), (0.1377679, 0.15523701)),
    ]
    held(found, figures, -6391.63831785, 1e-5)


def test_choice_of_receiver_with_binary_ties(data: SocialEvolution) -> None:
    found = engine.fit(engine.Choice(engine.rows(data.calls, BINARY_TIES)))
    figures = [(5.19690004, 0.17396959), (1.39802198, 0.17299604), (-0.23035697, 0.21554194)]
    held(found, figures, -696.718526198, 1e-5)


def test_choice_of_receiver_with_friendship_and_covariates(data: SocialEvolution) -> None:
    statistics = [
        *(Inertia(scale=BINARY), Reciprocity(scale=BINARY)),
        *(Inertia(network=data.friends), Reciprocity(network=data.friends)),
        engine.ActorCovariate(values=data.grade, reads="same"),
        engine.ActorCovariate(values=data.floor, reads="same"),
    ]
    found = engine.fit(engine.Choice(engine.rows(data.calls, statistics)))
    figures = [
        *((4.42056551, 0.19225191), (0.27151320, 0.19735484), (1.28778584, 0.25673480)),
        *((0.68624943, 0.22930343), (0.69847399, 0.17607275), (-0.28699969, 0.16617743)),
    ]
    held(found, figures, -637.955879676, 1e-7)


in_ties = partial(engine.Degree, direction="in", of="source", counts_ties=True)
out_ties = partial(engine.Degree, direction="out", of="source", counts_ties=True)


def test_rate_by_order(data: SocialEvolution) -> None:
    rows = engine.rows(data.calls, [in_ties(), out_ties()], units="sources")
    figures = [(0.55144462, 0.066344356), (0.26378392, 0.028386064)]
    held(engine.fit(engine.Ordered(rows)), figures, -1750.91226823, 1e-7)


def test_rate_in_time(data: SocialEvolution) -> None:
    statistics = [BASE, in_ties(), out_ties(), in_ties(network=data.friends)]
    rows = engine.rows(data.calls, statistics, units="sources", end=END)
    figures = [
        *((-14.380372865, 0.095669202), (0.695555092, 0.063114996)),
        *((0.234632935, 0.030153204), (0.054792317, 0.015048955)),
    ]
    held(engine.fit(engine.Timed(rows)), figures, -6003.10196364, 1e-7)


def test_rate_in_time_with_a_window(data: SocialEvolution) -> None:
    window = engine.Past(memory=engine.Window(300.0))
    statistics = [
        *(BASE, in_ties(), out_ties(), in_ties(network=window), out_ties(network=window)),
        in_ties(network=data.friends),
    ]
    rows = engine.rows(data.calls, statistics, units="sources", end=END)
    figures = [
        *((-14.530750303, 0.101675838), (0.245045072, 0.070681993), (0.364576082, 0.032555885)),
        *((5.295709355, 0.139462983), (-0.767498754, 0.116641805), (0.083771551, 0.015288519)),
    ]
    held(engine.fit(engine.Timed(rows)), figures, -5475.87344096, 1e-6)


def test_timed_model_with_twelve_effects(data: SocialEvolution) -> None:
    window = engine.Past(memory=engine.Window(300.0))
    statistics = [
        *(BASE, in_ties(), out_ties(), in_ties(network=data.friends)),
        *(Inertia(scale=BINARY), Reciprocity(scale=BINARY)),
        *(Inertia(scale=BINARY, network=window), Reciprocity(scale=BINARY, network=window)),
        *(Inertia(network=data.friends), Reciprocity(network=data.friends)),
        engine.ActorCovariate(values=data.grade, reads="same"),
        engine.ActorCovariate(values=data.floor, reads="same"),
    ]
    rows = engine.rows(data.calls, statistics, end=END)
    assert len(rows.point) == 880  # intervals, right-censored ones among them, as goldfish counts
    figures = [
        *((-19.763567793, 0.136731012), (0.086900350, 0.071527660), (-0.222329575, 0.040444557)),
        *((0.010742187, 0.017244675), (6.203483264, 0.189796104), (-0.313424536, 0.154555126)),
        *((-1.589903430, 0.179494220), (7.013841512, 0.170730160), (0.853372921, 0.206296895)),
        *((0.930855775, 0.194741591), (0.470687677, 0.132527839), (-0.670748238, 0.123206498)),
    ]
    held(engine.fit(engine.Timed(rows)), figures, -5639.02396402, 1e-6)


def test_timed_model_with_counts(data: SocialEvolution) -> None:
    found = engine.fit(engine.Timed(engine.rows(data.calls, [BASE, *COUNTS])))
    figures = [
        *((-18.160768271, 0.055082401), (0.072958762, 0.003069769)),
        *((0.028575532, 0.004838107), (1.626422733, 0.329141332)),
    ]
    held(found, figures, -7442.85160085, 1e-6)


def but_the_first(past: engine.History) -> np.ndarray:
    """remverse conditions on the first event: it only feeds history."""
    return np.arange(len(past)) > 0


def test_timed_model_with_counts_given_the_first_event(data: SocialEvolution) -> None:
    rows = engine.rows(data.calls, [BASE, *COUNTS], outcome=but_the_first(data.calls))
    figures = [
        *((-18.163806973, 0.055165847), (0.072994465, 0.003069705)),
        *((0.028561710, 0.004837517), (1.628895481, 0.329093159)),
    ]
    held(engine.fit(engine.Timed(rows)), figures, -7424.68931398, 1e-8)


def test_timed_model_with_counts_and_a_second_before_the_first_event(data: SocialEvolution) -> None:
    rows = engine.rows(data.calls, [BASE, *COUNTS], origin=float(data.calls.time[0]) - 1.0)
    found = engine.fit(engine.Timed(rows))
    assert found.log_likelihood == pytest.approx(-7442.85169127, abs=1e-8)


def test_timed_model_with_a_shift(data: SocialEvolution) -> None:
    """relevent's and remverse's searches stop within 1e-5 of the top."""
    shift = engine.ParticipationShift(shift=engine.Shift.AB_BA)
    statistics = [BASE, shift, engine.TwoPaths()]
    rows = engine.rows(data.calls, statistics, origin=float(data.calls.time[0]) - 1.0)
    figures = [
        *((-18.32584975, 0.05971345), (8.19404660, 0.10016959)),
        (0.90331036, 0.07528217),
    ]
    held(engine.fit(engine.Timed(rows)), figures, -7188.80493632, 1e-5)


def test_ordinal_model_with_counts(data: SocialEvolution) -> None:
    """The standard errors of one peer are wrong here; these are goldfish's and coxph's."""
    found = engine.fit(engine.Ordered(engine.rows(data.calls, COUNTS)))
    figures = [(0.07034460, 0.00339126), (0.03756666, 0.00545321), (1.05212419, 0.37360474)]
    held(found, figures, -3101.42422534, 1e-7)


def test_ordinal_model_with_degrees(data: SocialEvolution) -> None:
    degrees = [
        engine.Degree(direction="out", of="source"),
        engine.Degree(direction="in", of="target"),
    ]
    found = engine.fit(
        engine.Ordered(engine.rows(data.calls, [Inertia(), Reciprocity(), *degrees]))
    )
    figures = [
        *((0.04362189, 0.00836623), (0.05143377, 0.00251832)),
        *((0.01916494, 0.00396416), (0.00127995, 0.00745301)),
    ]
    held(found, figures, -3096.29071026, 1e-7)


def test_choice_of_receiver_with_counts(data: SocialEvolution) -> None:
    found = engine.fit(engine.Choice(engine.rows(data.calls, COUNTS)))
    figures = [(0.391319538, 0.02565926), (0.062645409, 0.01454179), (0.457930855, 0.297380505)]
    held(found, figures, -1118.9441708, 2e-6)


def test_ordinal_model_with_the_weaker_tie_of_two_paths(data: SocialEvolution) -> None:
    statistics = [Inertia(), Reciprocity(), engine.TwoPaths()]
    found = engine.fit(engine.Ordered(engine.rows(data.calls, statistics)))
    figures = [(0.06621817, 0.00257584), (0.04554508, 0.00348113), (0.44278619, 0.19281240)]
    held(found, figures, -3102.73557583, 1e-7)


def test_ordinal_model_with_all_four_paths(data: SocialEvolution) -> None:
    """One peer counts outbound shared partners twice in one direction; these are the others'."""
    statistics = [engine.TwoPaths(path=path) for path in engine.Path]
    found = engine.fit(engine.Ordered(engine.rows(data.calls, statistics)))
    figures = [
        *((0.34448943, 0.12691888), (0.41485243, 0.11505246)),
        *((0.31916944, 0.13145542), (0.29617858, 0.08310387)),
    ]
    held(found, figures, -3837.10223081, 1e-7)


def test_participation_shifts_and_the_one_that_never_happened(data: SocialEvolution) -> None:
    shifts = [engine.Shift(word) for word in ("AB-BA", "AB-BY", "AB-XA", "AB-XB", "AB-AY")]
    statistics = [engine.ParticipationShift(shift=shift) for shift in shifts]
    found = engine.fit(engine.Ordered(engine.rows(data.calls, statistics)))
    assert found.status is engine.Status.SEPARATED
    assert "AB-XA" in found.advice
    kept = [0, 1, 3, 4]
    published = [8.306329, 0.660871, 0.660438, 1.960204]
    np.testing.assert_allclose(found.estimate[kept], published, atol=6e-4)
    errors = [0.102566, 0.413107, 0.413194, 0.222347]
    np.testing.assert_allclose(found.standard_error[kept], errors, atol=2e-4)
    assert found.log_likelihood == pytest.approx(-2785.7717, abs=6e-4)


def test_rate_with_counts(data: SocialEvolution) -> None:
    degrees = [engine.Degree(direction=d, of="source") for d in ("in", "out")]
    rows = engine.rows(data.calls, [BASE, *degrees], units="sources")
    figures = [
        *((-13.830974486, 0.056651121), (0.022291491, 0.002337187)),
        (0.034468791, 0.001949584),
    ]
    held(engine.fit(engine.Timed(rows)), figures, -5932.61955211, 1e-6)


def test_rate_with_counts_given_the_first_event(data: SocialEvolution) -> None:
    degrees = [engine.Degree(direction=d, of="source") for d in ("in", "out")]
    outcome = but_the_first(data.calls)
    rows = engine.rows(data.calls, [BASE, *degrees], units="sources", outcome=outcome)
    found = engine.fit(engine.Timed(rows))
    assert found.estimate[0] == pytest.approx(-13.834188873, abs=1e-8)
    assert found.log_likelihood == pytest.approx(-5918.78697, abs=5e-6)


def remembered_at_the_event_before(past: engine.History, half_life: float) -> engine.Given:
    """Ties set right after each event to what is remembered then, and held until the next."""
    ties, clock, columns = np.zeros((past.n_actors, past.n_actors)), past.time[0], []
    for time, i, j in zip(past.time, past.source, past.target, strict=True):
        ties *= 2.0 ** (-(time - clock) / half_life)
        clock = time
        ties[i, j] += 1.0
        there = np.nonzero(ties)
        columns.append((np.full(len(there[0]), time), *there, ties[there]))
    changes = [np.concatenate(column) for column in zip(*columns, strict=True)]
    return engine.Given(np.zeros_like(ties), engine.Changes(*changes, adds=False))


@pytest.mark.parametrize(
    ("convention", "figures", "value"),
    [
        (
            "at the event before",
            [
                *((-6.85881455, 0.05679444), (0.17648567, 0.00767526)),
                *((0.03894796, 0.00976169), (1.31567656, 0.22445986)),
            ],
            -2286.78319206,
        ),
        (
            "at the event",
            [
                *((-6.86946476, 0.05709645), (0.18315508, 0.00781246)),
                *((0.03919818, 0.00990000), (1.38347327, 0.22338419)),
            ],
            -2257.17115942,
        ),
    ],
)
def test_timed_model_with_memory_held_between_events(
    data: SocialEvolution, convention: str, figures: list[tuple[float, float]], value: float
) -> None:
    """remstats evaluates decay at the event before; neither integrates over the time between."""
    days = replace(data.calls, time=(data.calls.time - data.calls.time[0]) / 86400.0 + 1.0)
    network = engine.Past(memory=engine.HalfLife(7.0))
    if convention == "at the event before":
        network = remembered_at_the_event_before(days, 7.0)
    statistics = [
        *(BASE, Inertia(network=network), Reciprocity(network=network)),
        engine.TwoPaths(network=network),
    ]
    rows = engine.rows(days, statistics, outcome=but_the_first(days))
    found = engine.fit(engine.Timed(rows))
    held(found, figures, value, 6e-9)
    assert found.log_likelihood == pytest.approx(value, abs=6e-9)


def test_timed_model_with_memory_integrated_between_events(data: SocialEvolution) -> None:
    """What both conventions are near to: more nodes change nothing any more."""
    days = replace(data.calls, time=(data.calls.time - data.calls.time[0]) / 86400.0 + 1.0)
    network = engine.Past(memory=engine.HalfLife(7.0))
    statistics = [
        *(BASE, Inertia(network=network), Reciprocity(network=network)),
        engine.TwoPaths(network=network),
    ]
    for nodes in (6, 12):
        rows = engine.rows(days, statistics, nodes=nodes, outcome=but_the_first(days))
        found = engine.fit(engine.Timed(rows))
        assert found.log_likelihood == pytest.approx(-2274.33944, abs=5e-6)
        assert found.estimate[1] == pytest.approx(0.17969, abs=5e-6)


def test_ordinal_model_with_decaying_memory(data: SocialEvolution) -> None:
    """Cox regression on eventnet's statistics, half-life of seven days, evaluated at the event."""
    week = engine.Past(memory=engine.HalfLife(604800.0))
    statistics = [
        *(Inertia(network=week), Reciprocity(network=week)),
        engine.TwoPaths(network=week),
    ]
    found = engine.fit(engine.Ordered(engine.rows(data.calls, statistics)))
    figures = [
        *((0.17252455975, 0.0078106273), (0.04869304889, 0.0100818796)),
        (1.09444768400, 0.2512491794),
    ]
    held(found, figures, -2942.74805952, 1e-7)


def test_the_null_model_by_order(data: SocialEvolution) -> None:
    likelihood = engine.Ordered(engine.rows(data.calls, [Inertia()]))
    assert likelihood(np.zeros(1)).value == pytest.approx(-3884.99960151, abs=1e-8)


def of_fifty(shared: Path) -> tuple[engine.History, list[engine.Statistic]]:
    file = shared / "checks" / "data" / "synth_N50_M10000.csv"
    names = sorted({row[c] for row in table(file) for c in ("sender", "receiver")})
    past = _history(file, {name: i for i, name in enumerate(names)})
    degrees = [
        engine.Degree(direction="out", of="source"),
        engine.Degree(direction="in", of="target"),
    ]
    return past, [BASE, *COUNTS, *degrees]


def test_ten_thousand_events_among_fifty(shared: Path) -> None:
    found = engine.fit(engine.Timed(engine.rows(*of_fifty(shared))))
    figures = [
        *((-7.18018907, 0.0232121), (0.0882779251, 0.00458863), (-0.0473668763, 0.00467202)),
        *(
            (0.0000442670755, 0.00154559),
            (0.00094627145, 0.000173977),
            (0.000286169355, 0.00021975),
        ),
    ]
    held(found, figures, -78389.7630054, 1e-7)


def test_ten_thousand_events_as_two_other_peers_count_their_waiting(shared: Path) -> None:
    """redeem waits from 0 on; remverse conditions on the first event."""
    past, statistics = of_fifty(shared)
    whole = engine.fit(engine.Timed(engine.rows(past, statistics, origin=0.0)))
    assert whole.log_likelihood == pytest.approx(-78391.949, abs=5e-4)
    rows = engine.rows(past, statistics, outcome=but_the_first(past))
    assert engine.fit(engine.Timed(rows)).log_likelihood == pytest.approx(-78382.5825469, abs=5e-8)

"""Worlds of each kind, judged as a run judges them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from model.worlds import BYSTANDER, SPREAD, TESTED, Course, Kind, judged_on, world
from peripheries.model.evidence import read_evidence

WORLDS = dict.fromkeys(Kind, 48) | {Kind.TRUE: 16, Kind.REVERSED: 16, Kind.STEP: 10}
"""How many of each kind there are for each course and weight."""
WEIGHTS = {Kind.TRUE: (0.8, 1.1), Kind.REVERSED: (1.1,)}
"""Of the mechanism, in log odds by typical standard deviation; 0 in other worlds."""


@final
@dataclass(frozen=True)
class Job:
    """One world to be judged."""

    kind: Kind
    course: Course
    weight: float
    seed: int


@final
@dataclass(frozen=True)
class Judged:
    """What was said of the tested mechanism and of the bystander; weight: of the world's own."""

    job: Job
    tested: str
    bystander: str
    weight: float


def jobs(share: float) -> list[Job]:
    """Every world, those of one seed after another."""
    found = []
    for course in Course:
        for kind in Kind:
            n = max(1, round(share * WORLDS[kind]))
            found += [
                Job(kind, course, weight, seed)
                for weight in WEIGHTS.get(kind, (0.0,))
                for seed in range(n)
            ]
    return sorted(found, key=lambda job: job.seed)


def judge(job: Job) -> Judged:
    """One world, drawn and judged."""
    place = [*Kind].index(job.kind), [*Course].index(job.course), round(job.weight * 10)
    rng = np.random.default_rng([7, job.seed, *place])
    made = world(job.kind, job.course, job.weight, rng)
    evidence = read_evidence(made.case, made.record)
    assert evidence is not None
    own, other = (judged_on(made.case, evidence, m, rng) for m in (TESTED, BYSTANDER))
    scale = evidence.fitted.design.scale[evidence.fitted.place(TESTED)]
    weight = made.weight[TESTED] * float(scale) / SPREAD[TESTED]
    return Judged(job, own.verdict.value, other.verdict.value, weight)


def by_kind(found: Sequence[Judged]) -> dict[tuple[str, str, float], list[Judged]]:
    """Worlds of one kind, course and weight together."""
    groups: dict[tuple[str, str, float], list[Judged]] = {}
    for one in found:
        job = one.job
        groups.setdefault((job.kind.value, job.course.value, job.weight), []).append(one)
    return groups

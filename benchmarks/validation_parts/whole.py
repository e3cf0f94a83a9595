"""Every world, on two processes; the last line is the result."""

import json
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from validation_parts.judging import by_kind, jobs, judge
from validation_parts.rates import told
from validation_parts.recovering import WORLDS, coverage, recover

PROCESSES = 2


def main() -> None:
    """Judge, recover and print."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        again = [*pool.map(recover, range(max(2, round(share * WORLDS))))]
        print(f"recovered {json.dumps(coverage(again))}", flush=True)
        judged = []
        for one in pool.map(judge, jobs(share), chunksize=2):
            judged.append(one)
            job = one.job
            words = (job.kind.value, job.course.value, job.weight, job.seed, round(one.weight, 3))
            print("judged", json.dumps([*words, one.tested, one.bystander]), flush=True)
    rows = []
    for (kind, course, weight), group in sorted(by_kind(judged).items()):
        mean = sum(one.weight for one in group) / len(group)
        rows.append(
            {
                "kind": kind,
                "course": course,
                "drawn_with": weight,
                "weight": round(mean, 2),
                **told([one.tested for one in group]),
            }
        )
        print(rows[-1], flush=True)
    found = {
        "worlds": rows,
        "bystander": told([one.bystander for one in judged]),
        "recovered": coverage(again),
        "wall_s": round(time.perf_counter() - start),
    }
    print(f"RESULT {json.dumps(found)}")


if __name__ == "__main__":
    main()

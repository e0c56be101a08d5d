"""How the time of each parser of local_aws grows with hostile inputs.

    python -m tests.benchmarks.local_aws_growth

reads each input of `tests/local_aws/test_growth.py` in four sizes and prints, for each parser, the CPU time of its
slowest input and of the one that grows fastest: an exponent of 1 is linear, 2 is quadratic.
"""

from __future__ import annotations

import math
import os
from functools import partial

from tests.local_aws.test_growth import CASES, Make, Use, seconds

SIZES = (1_000, 2_000, 4_000, 8_000)
TRIES = 1  # the best counts
LEAST = 0.02  # seconds of the largest: below it a clock says nothing of growth


def main() -> None:
    """Time everything, print a line each for the slowest and the steepest of each parser."""
    curves = {name: curve(*case) for name, case in CASES.items()}
    print(f"load {os.getloadavg()[0]:.1f}; seconds of CPU time at {', '.join(map(str, SIZES))} pieces; exponent")
    for parser in dict.fromkeys(name.partition(":")[0] for name in curves):
        own = {name: times for name, times in curves.items() if name.startswith(f"{parser}:")}
        measured = {name: times for name, times in own.items() if times[-1] >= LEAST} or own
        for name in dict.fromkeys(
            (max(own, key=lambda name: own[name][-1]), max(measured, key=lambda n: exponent(own[n])))
        ):
            print(f"{name} | {' | '.join(f'{time:.3f}' for time in own[name])} | {exponent(own[name]):.2f}")


def curve(make: Make, use: Use) -> list[float]:
    """Seconds for each size."""
    return [min(seconds(partial(use, made)) for _ in range(TRIES)) for made in map(make, SIZES)]


def exponent(times: list[float]) -> float:
    """Of the power of the size that the time grows with, by the smallest and the largest size."""
    return math.log(times[-1] / times[0], SIZES[-1] / SIZES[0]) if times[0] else 0.0


if __name__ == "__main__":
    main()

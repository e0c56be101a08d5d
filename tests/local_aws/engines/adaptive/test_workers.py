"""Who gets which copy of a model: preambles are computed anew as seldom as fairness allows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from local_aws.engines.adaptive.workers import MOST_PASSED, Workers


@dataclass
class Copy:
    """A copy of a model that holds a preamble."""

    preamble: str = ""


class Queue:
    """Requests that come one after the other while the one worker is busy; they are served when it is let go."""

    def __init__(self, held: str) -> None:
        self.workers = Workers([Copy(held)])
        self.served: list[str] = []

    def order(self, preambles: Sequence[str]) -> list[str]:
        """The requests of these preambles in the order in which they are served."""
        with ThreadPoolExecutor(len(preambles)) as pool:
            with self.workers.worker(""):
                asked: list[Future[None]] = []
                for number, preamble in enumerate(preambles, 1):
                    asked.append(pool.submit(self.ask, preamble))
                    self.workers.wait_for(number)
            for one in asked:
                one.result(10)
        return self.served

    def ask(self, preamble: str) -> None:
        with self.workers.worker(preamble) as copy:
            self.served.append(preamble)
            copy.preamble = preamble


def test_an_idle_worker_that_holds_the_preamble_is_taken() -> None:
    workers = Workers([Copy("a"), Copy("b"), Copy("")])
    for preamble in ("b", "a", ""):
        with workers.worker(preamble) as copy:
            assert copy.preamble == preamble


def test_two_jobs_keep_a_worker_each() -> None:
    workers = Workers([Copy("a"), Copy("b")])
    for _ in range(3):
        with workers.worker("a") as first, workers.worker("b") as second:
            assert (first.preamble, second.preamble) == ("a", "b")


def test_who_goes_on_with_what_a_worker_holds_is_served_first() -> None:
    assert Queue("a").order(["b", "a", "b", "a"]) == ["a", "a", "b", "b"]


def test_nobody_is_passed_over_for_ever() -> None:
    served = Queue("a").order(["b", *["a"] * (MOST_PASSED + 3)])
    assert served.index("b") == MOST_PASSED


def test_a_worker_whose_work_fails_serves_the_next_one() -> None:
    workers = Workers([Copy()])
    with pytest.raises(ValueError, match="no"), workers.worker(""):
        raise ValueError("no")
    with workers.worker("") as copy:
        assert copy == Copy()

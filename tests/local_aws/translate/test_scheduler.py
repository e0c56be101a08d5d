from __future__ import annotations

import threading
from collections.abc import Iterator

from local_aws.translate.scheduler import Scheduler


def counting(name: str, seen: list[str], steps: int, rest: float = 0.0) -> Iterator[float]:
    for _ in range(steps):
        seen.append(name)
        yield rest


def held_by(event: threading.Event) -> Iterator[float]:
    assert event.wait(30)
    yield 0.0


def test_tasks_take_turns_and_later_ones_wait() -> None:
    seen: list[str] = []
    go = threading.Event()
    scheduler = Scheduler("test", running=3)
    scheduler.submit(held_by(go))
    for name in "abc":
        scheduler.submit(counting(name, seen, 3))
    go.set()
    assert scheduler.drain(30)
    assert sorted(seen[:2]) == ["a", "b"]  # with the first task, three run: c waits
    assert sorted(seen) == list("aaabbbccc")
    assert scheduler.stop(30)


def test_a_task_that_breaks_does_not_stop_the_others() -> None:
    seen: list[str] = []

    def broken() -> Iterator[float]:
        yield 0.0
        raise ValueError

    scheduler = Scheduler("test", running=1)
    scheduler.submit(broken())
    scheduler.submit(counting("a", seen, 2))
    assert scheduler.drain(30)
    assert seen == ["a", "a"]
    scheduler.stop(30)


def test_a_task_rests_while_others_work() -> None:
    seen: list[str] = []
    scheduler = Scheduler("test", running=2)
    scheduler.submit(counting("slow", seen, 2, rest=0.05))
    scheduler.submit(counting("fast", seen, 5))
    assert scheduler.drain(30)
    assert seen[-1] == "slow"
    scheduler.stop(30)


def test_inline_a_task_is_over_when_it_was_submitted() -> None:
    seen: list[str] = []
    scheduler = Scheduler("test", running=1, inline=True)
    scheduler.submit(counting("a", seen, 3, rest=1000.0))
    assert seen == ["a"] * 3
    assert scheduler.drain(0)


def test_stopped_it_begins_no_further_step() -> None:
    seen: list[str] = []
    begun, go = threading.Event(), threading.Event()

    def task() -> Iterator[float]:
        begun.set()
        assert go.wait(30)
        yield 0.0
        seen.append("another step")

    scheduler = Scheduler("test", running=1)
    scheduler.submit(task())
    assert begun.wait(30)
    assert not scheduler.stop(0.0)
    go.set()
    assert scheduler.stop(30)
    assert seen == []

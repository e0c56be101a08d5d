"""Copies of a model that work at once, and who gets which."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

MOST_PASSED = 8  # how often others may go first


class Worker(Protocol):
    """A copy of a model; `preamble` is the beginning of a prompt that it need not compute again, or ""."""

    preamble: str


W = TypeVar("W", bound=Worker)


@dataclass(eq=False)
class _Request(Generic[W]):
    """Somebody who waits for a worker."""

    preamble: str
    worker: W | None = None
    passed: int = 0


class Workers(Generic[W]):
    """Idle workers, each given to who goes on with the preamble that it holds, else to who has waited longest.

    So of two jobs with different preambles each keeps its worker, and computes its preamble once.
    """

    def __init__(self, workers: Iterable[W]) -> None:
        """`workers` are all idle."""
        self._idle = list(workers)
        self._waiting: list[_Request[W]] = []
        self._changed = threading.Condition()

    def wait_for(self, waiting: int) -> None:
        """Wait until so many wait for a worker."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) == waiting)

    @contextmanager
    def worker(self, preamble: str) -> Iterator[W]:
        """A worker for a prompt with this preamble, as long as it is needed; waits until there is one."""
        request = _Request[W](preamble)
        try:
            with self._changed:
                self._waiting.append(request)
                self._give()
                self._changed.wait_for(lambda: request.worker)
            assert request.worker is not None
            yield request.worker
        finally:
            with self._changed:
                if request.worker is None:
                    self._waiting.remove(request)
                else:
                    self._idle.append(request.worker)
                self._give()

    def _give(self) -> None:
        while self._idle and self._waiting:
            request, worker = self._best()
            for other in self._waiting[: self._waiting.index(request)]:
                other.passed += 1
            self._waiting.remove(request)
            self._idle.remove(worker)
            request.worker = worker
        self._changed.notify_all()

    def _best(self) -> tuple[_Request[W], W]:
        first = self._waiting[0]
        served = [first] if first.passed >= MOST_PASSED else self._waiting
        suiting = ((one, worker) for one in served for worker in self._idle if worker.preamble == one.preamble)
        return next(suiting, (first, self._idle[0]))

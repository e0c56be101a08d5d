"""Runs tasks side by side: each task gives the word back after a small step, and the next one has its turn."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

LOG = logging.getLogger(__name__)

# A task does a step of its work per `next`; what it yields is how many seconds it wants to rest.
Task = Iterator[float]


@dataclass
class _Running:
    task: Task
    ready_at: float = 0.0


class Scheduler:
    """Up to `running` tasks make progress in turns, the others wait in order of arrival.

    `threads` steps can be under way at once. `inline` runs every task to its end inside `submit`, without rests.
    """

    def __init__(self, name: str, *, running: int, threads: int = 1, inline: bool = False) -> None:
        self._name, self._limit, self._threads, self._inline = name, running, threads, inline
        self._waiting: deque[Task] = deque()
        self._ready: deque[_Running] = deque()
        self._running = 0
        self._stopped = False
        self._condition = threading.Condition()
        self._workers: list[threading.Thread] = []

    def submit(self, task: Task) -> None:
        """Queue a task."""
        if self._inline:
            for _ in task:
                pass
            return
        with self._condition:
            self._waiting.append(task)
            if len(self._workers) < self._threads:
                worker = threading.Thread(target=self._work, name=f"{self._name}-{len(self._workers)}", daemon=True)
                self._workers.append(worker)
                worker.start()
            self._condition.notify()

    def stop(self, timeout: float) -> bool:
        """Begin no further step, and wait up to `timeout` seconds for those under way; False if some still are."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        deadline = time.monotonic() + timeout
        for worker in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        return not any(worker.is_alive() for worker in self._workers)

    def drain(self, timeout: float) -> bool:
        """Wait until no task is left; False if some are after `timeout` seconds."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._waiting and not self._running, timeout)

    def _work(self) -> None:
        while (turn := self._next()) is not None:
            try:
                rest = next(turn.task)
            except StopIteration:
                self._end()
            except Exception:
                LOG.exception("a task of %s broke", self._name)
                self._end()
            else:
                turn.ready_at = time.monotonic() + rest if rest else 0.0
                with self._condition:
                    self._ready.append(turn)
                    self._condition.notify()

    def _end(self) -> None:
        with self._condition:
            self._running -= 1
            self._condition.notify_all()

    def _next(self) -> _Running | None:
        """The task whose turn it is; None when stopped."""
        with self._condition:
            while not self._stopped:
                while self._waiting and self._running < self._limit:
                    self._ready.append(_Running(self._waiting.popleft()))
                    self._running += 1
                now = time.monotonic()
                for turn in self._ready:
                    if turn.ready_at <= now:
                        self._ready.remove(turn)
                        return turn
                self._condition.wait(min((turn.ready_at - now for turn in self._ready), default=None))
            return None

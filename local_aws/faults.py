"""Faults on demand: what shall go wrong, how often, and where. Posted to /_local_aws/faults, or added in process."""

from __future__ import annotations

import fnmatch
import threading
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong. The first three meet requests, the others imports, jobs and their documents."""

    ERROR = "error"  # the operation of Translate answers with the error `code`
    DROP = "drop"  # the connection is closed without an answer
    DELAY = "delay"  # the answer comes `seconds` later
    FAIL_IMPORT = "fail-import"  # parallel data `match` becomes FAILED
    SLOW_START = "slow-start"  # a job stays SUBMITTED for `seconds`
    FAIL_JOB = "fail-job"  # a job becomes FAILED after `after` documents
    FAIL_DOCUMENT = "fail-document"  # a document has an error, the job ends COMPLETED_WITH_ERROR
    TRUNCATE_OUTPUT = "truncate-output"  # half of a translated document is written, and nothing says so
    EXIT = "exit"  # the server dies on the spot after `after` documents of a job


class UnknownFaultError(Exception):
    """A fault that cannot be understood; the message says why."""


@dataclass(frozen=True)
class Fault:
    """One fault. `operation` and `match` are shell patterns. Operations are those of Translate, and `s3:GET`, `s3:PUT`.
    `match` is compared with the name of the parallel data or job, for document faults with the key of the document
    below the input folder, for requests to S3 with bucket/key. `every` 3 lets two that fit pass before each that is
    met. `times` 0 means always.
    """

    kind: FaultKind
    operation: str = "*"
    match: str = "*"
    code: str = "InternalServerException"
    seconds: float = 0.0
    after: int = 0
    every: int = 1
    times: int = 1


def read_fault(body: Any) -> Fault:
    """A fault from its JSON form; raises UnknownFaultError."""
    try:
        unknown = set(body) - {field.name for field in fields(Fault)}
        if unknown:
            raise UnknownFaultError(f"a fault has no {', '.join(sorted(unknown))}")
        fault = Fault(**{**body, "kind": FaultKind(body["kind"])})
        if int(fault.every) < 1:
            raise UnknownFaultError("every is 1 or more")
        return replace(
            fault,
            seconds=float(fault.seconds),
            after=int(fault.after),
            every=int(fault.every),
            times=int(fault.times),
        )
    except (TypeError, KeyError, ValueError) as error:
        raise UnknownFaultError(f"this is not a fault: {error!r}; kinds: {', '.join(FaultKind)}") from error


@dataclass
class _Waiting:
    fault: Fault
    passed: int = 0


class Faults:
    """The faults that are waiting to happen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []

    def add(self, fault: Fault) -> None:
        """Let something go wrong."""
        with self._lock:
            self._waiting.append(_Waiting(fault))

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self._waiting.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """The faults that are left."""
        with self._lock:
            return [asdict(waiting.fault) for waiting in self._waiting]

    def take(self, *kinds: FaultKind, operation: str = "", name: str = "", done: int = 0) -> Fault | None:
        """The first fault that fits, used up once; `done` is the number of finished documents."""
        with self._lock:
            for waiting in self._waiting:
                fault = waiting.fault
                fits = (
                    fault.kind in kinds
                    and fnmatch.fnmatchcase(operation, fault.operation)
                    and fnmatch.fnmatchcase(name, fault.match)
                    and done >= fault.after
                )
                if not fits:
                    continue
                waiting.passed += 1
                if waiting.passed % fault.every:
                    continue
                if fault.times == 1:
                    self._waiting.remove(waiting)
                elif fault.times:
                    waiting.fault = replace(fault, times=fault.times - 1)
                return fault
        return None

"""Faults on demand: what shall go wrong, how often, and where. Posted to /_local_aws/faults, or added in process."""

from __future__ import annotations

import fnmatch
import threading
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong. The first three meet requests, the others imports, jobs and their documents."""

    ERROR = "error"  # the operation answers with the error `code`
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
    """One fault. `operation` and `match` are shell patterns: `match` is compared with the name of the parallel data
    or job, for document faults with the key of the document below the input folder. `times` 0 means always.
    """

    kind: FaultKind
    operation: str = "*"
    match: str = "*"
    code: str = "InternalServerException"
    seconds: float = 0.0
    after: int = 0
    times: int = 1


def read_fault(body: Any) -> Fault:
    """A fault from its JSON form; raises UnknownFaultError."""
    try:
        unknown = set(body) - {field.name for field in fields(Fault)}
        if unknown:
            raise UnknownFaultError(f"a fault has no {', '.join(sorted(unknown))}")
        fault = Fault(**{**body, "kind": FaultKind(body["kind"])})
        return replace(fault, seconds=float(fault.seconds), after=int(fault.after), times=int(fault.times))
    except (TypeError, KeyError, ValueError) as error:
        raise UnknownFaultError(f"this is not a fault: {error!r}; kinds: {', '.join(FaultKind)}") from error


class Faults:
    """The faults that are waiting to happen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let something go wrong."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        with self._lock:
            self._faults.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """The faults that are left."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, *kinds: FaultKind, operation: str = "", name: str = "", done: int = 0) -> Fault | None:
        """The first fault that fits, used up once; `done` is the number of finished documents."""
        with self._lock:
            for position, fault in enumerate(self._faults):
                fits = (
                    fault.kind in kinds
                    and fnmatch.fnmatchcase(operation, fault.operation)
                    and fnmatch.fnmatchcase(name, fault.match)
                    and done >= fault.after
                )
                if fits:
                    if fault.times == 1:
                        del self._faults[position]
                    elif fault.times:
                        self._faults[position] = replace(fault, times=fault.times - 1)
                    return fault
        return None

"""How far a command is, on standard error: a bar, on a terminal only, and what the steps of a run remark, as lines."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from amts_core.cli.console import err

if TYPE_CHECKING:
    from rich.progress import Progress


def progress_bar(*, disable: bool = False) -> Progress:
    """A bar with a text, a count and the time that is left; it is gone when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err.console, transient=True, disable=disable or not err.is_terminal)


@contextmanager
def remarks_of_steps() -> Iterator[None]:
    """Print what steps of a run log, while it goes on: none of them is silent for long."""

    class Remarks(logging.Handler):
        """Prints what steps log."""

        def emit(self, record: logging.LogRecord) -> None:
            """Print one remark."""
            err.print(record.getMessage(), markup=False, soft_wrap=True)

    logger, remarks = logging.getLogger("amts_core"), Remarks(logging.INFO)
    level = logger.level
    logger.setLevel(logging.INFO)  # not by assignment: loggers remember what they may say
    logger.addHandler(remarks)
    try:
        yield
    finally:
        logger.removeHandler(remarks)
        logger.setLevel(level)

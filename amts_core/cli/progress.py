"""The bar that shows how far a command is, on standard error and on a terminal only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts_core.cli.console import err

if TYPE_CHECKING:
    from rich.progress import Progress


def progress_bar(*, disable: bool = False) -> Progress:
    """A bar with a text, a count and the time that is left; it is gone when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err.console, transient=True, disable=disable or not err.is_terminal)

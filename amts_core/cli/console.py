"""What commands print: results on standard output, remarks on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 10_000
"""Columns where nobody looks: a pipe cuts no table."""


class _Stream:
    """A console of rich, made when it is used: its import takes longer than the whole list of commands."""

    def __init__(self, *, stderr: bool) -> None:
        self.stderr = stderr

    @property
    def console(self) -> Console:
        """The console on what the stream is now."""
        from rich.console import Console

        stream = sys.stderr if self.stderr else sys.stdout
        width = None if stream.isatty() else WIDE
        return Console(stderr=self.stderr, soft_wrap=True, highlight=False, width=width)

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks."""
        return self.console.is_terminal

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does."""
        self.console.print(*objects, **options)


out, err = _Stream(stderr=False), _Stream(stderr=True)


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, as_json: bool = False, title: str | None = None
) -> None:
    """Print a table: for people, or as a JSON list of objects whose keys are the columns."""
    if as_json:
        print_json([dict(zip(map(_key, columns), row, strict=True)) for row in rows])
        return
    from rich.table import Table

    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*map(_cell, row))
    out.print(table, soft_wrap=False)


def print_json(value: Any) -> None:
    """Print a value as JSON; dates and paths as text."""
    out.print(json.dumps(value, ensure_ascii=False, indent=1, default=str), markup=False)


def remarks(as_json: bool) -> _Stream:
    """Where a command says what is no result: standard output is the JSON's alone."""
    return err if as_json else out


def _key(column: str) -> str:
    return column.split(" (")[0].replace(" ", "_").replace("-", "_")


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.2f}"
        case list() | tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)

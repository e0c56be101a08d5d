"""What `amts status` does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from amts_core.aws.storage import FolderStore
from amts_core.cli.console import err, out, print_json, print_table
from amts_core.config import load_config
from amts_core.deliver.status import (
    BookStatus,
    Counts,
    badge,
    chapter_table,
    percent,
    source_since,
    status_table,
    write_status,
)
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.pipeline.record import read_records
from amts_core.pipeline.run import Run, open_run
from amts_core.pipeline.status import book_status, write_kept


def show_status(
    config: Path, pairs: Sequence[str], *, as_json: bool, markdown: bool, badges: Path | None, keep: bool
) -> None:
    """Print the status of these pairs, or of all; see `amts_core.cli.status`."""
    books = []
    for name in pairs or list(load_config(config).pairs):
        run = open_run(config, name, "status")
        books.append(book_status(run) if keep else _status(run))
        if keep:
            write_kept(run, books[-1])
    for book in books:
        if badges is not None:
            write_whole(badges / f"{book.pair}.svg", badge(book).encode())
    if as_json:
        print_json([json.loads(write_status(book)) for book in books])
    elif markdown:
        parts = [status_table(books), *(f"## {book.pair}\n\n{chapter_table(book)}" for book in books)]
        out.print("\n".join(parts), markup=False, end="")
    else:
        _show(books, with_chapters=bool(pairs))
    for book in books:
        for remark in book.remarks:
            err.print(f"{book.pair}: {remark}", markup=False, style="yellow")


def _status(run: Run) -> BookStatus:
    """The status of a pair; without its records, and with a remark, where the store cannot be read."""
    try:
        read_records(run)
    except AmtsError as error:
        with TemporaryDirectory(prefix="amts-status-") as folder:
            status = book_status(replace(run, store=FolderStore(Path(folder))))
        return replace(status, remarks=(f"deliveries that wait are not known, for the records: {error}",))
    return book_status(run)


def _show(books: Sequence[BookStatus], *, with_chapters: bool) -> None:
    columns = ("pair", "human", "to review", "outdated", "missing", "delivered", "next step")
    rows = []
    for book in books:
        counts = book.counts
        todo = (counts.to_review, counts.outdated, counts.missing)
        rows.append((book.pair, percent(counts.share("human")), *todo, book.last_delivery[:10], book.next_step))
    print_table(columns, rows)
    for book in books if with_chapters else ():
        chapters = [
            (
                one.chapter,
                one.state.value,
                f"{one.counts.human} of {one.counts.total}",
                source_since(one),
                one.next_step,
            )
            for one in book.chapters
        ]
        print_table(("chapter", "state", "human", "source since", "next step"), chapters, title=book.pair)


def _of(counts: Counts) -> str:
    return f"{counts.human} of {counts.total}"

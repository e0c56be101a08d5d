"""`amts status`: how far the translation of each language pair is, and what happens next."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.table import Table

from amts_core.aws.storage import FolderStore
from amts_core.cli.console import err, out
from amts_core.cli.options import DEFAULT_CONFIG, ConfigFile
from amts_core.config import load_config
from amts_core.deliver.status import (
    BookStatus,
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


def status(
    config: ConfigFile = DEFAULT_CONFIG,
    pair: Annotated[
        list[str] | None, typer.Option("--pair", "-p", help="Language pair; may be repeated. Default: all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, with every chapter.")] = False,
    markdown: Annotated[bool, typer.Option(help="Markdown tables, for a README.")] = False,
    badges: Annotated[Path | None, typer.Option(help="Folder for a badge (SVG) of each pair, for a README.")] = None,
    keep: Annotated[bool, typer.Option(help="Keep the status in the store, where the board reads it.")] = False,
) -> None:
    """Say how far each translation is: from the books, git, records and sidecars. Nothing is sent or paid for."""
    names = pair or list(load_config(config).pairs)
    books = []
    for name in names:
        run = open_run(config, name, "status")
        books.append(book_status(run) if keep else _status(run))
        if keep:
            write_kept(run, books[-1])
    for book in books:
        if badges is not None:
            write_whole(badges / f"{book.pair}.svg", badge(book).encode())
    if as_json:
        out.print(json.dumps([json.loads(write_status(book)) for book in books], ensure_ascii=False), markup=False)
    elif markdown:
        parts = [status_table(books), *(f"## {book.pair}\n\n{chapter_table(book)}" for book in books)]
        out.print("\n".join(parts), markup=False, end="")
    else:
        _show(books, with_chapters=pair is not None)
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


def _show(books: list[BookStatus], *, with_chapters: bool) -> None:
    table = Table("pair", "human", "to review", "outdated", "missing", "delivered", "next step")
    for book in books:
        counts = book.counts
        cells = [book.pair, percent(counts.share("human")), str(counts.to_review), str(counts.outdated)]
        table.add_row(*cells, str(counts.missing), book.last_delivery[:10] or "–", book.next_step)
    out.print(table)
    for book in books if with_chapters else []:
        chapters = Table("chapter", "state", "human", "source since", "next step", title=book.pair)
        for one in book.chapters:
            human = f"{one.counts.human} of {one.counts.total}"
            chapters.add_row(one.chapter, one.state.value, human, source_since(one), one.next_step)
        out.print(chapters)

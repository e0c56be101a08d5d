"""`amts init`: look at the repositories of a book, say what was understood, and write a configuration to go on from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.console import print_table, remarks
from amts_core.cli.options import AsJson


def init(
    source: Annotated[Path, typer.Argument(help="Clone of the source book; it may hold translations, too.")],
    translations: Annotated[
        list[Path] | None, typer.Argument(help="Clones of translations in repositories of their own.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Configuration to write.")] = Path("amts.yaml"),
    language: Annotated[str | None, typer.Option(help="Language of the source; default: the one it is in.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find generator, layout, languages and origins of a book, and write a commented configuration for it.

    An existing file is not overwritten. Look at what was understood, and correct the file where it is wrong.
    """
    from amts_core.cli.init_run import configuration, understand, write_configuration

    books = understand(source, tuple(translations or ()), language)
    columns = ("book", "language", "chapters", "layout", "folder", "origins", "generator")
    rows = [
        (one.name, one.language, one.chapters, one.layout, one.folder, one.origin_suffix, one.generator)
        for one in books
    ]
    write_configuration(output, configuration(books, output.resolve().parent))
    print_table(columns, rows, as_json=as_json)
    say = remarks(as_json).print
    say(f"{output} is written: name bucket and role in it, then `amts config check --config {output}`", markup=False)

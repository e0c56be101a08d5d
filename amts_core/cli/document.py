"""`amts document`: chapters as the HTML documents of a batch job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.chapters import ChapterFile, chapter_files, work_on
from amts_core.cli.options import Granularity, PairName, languages_of
from amts_core.errors import AmtsError


def document(
    chapters: Annotated[Path, typer.Argument(help="A chapter (.md, .mdx, .ipynb) or a folder of them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the documents.")],
    pair: PairName,
    segment: Annotated[Granularity, typer.Option(help="What is translated as one.")] = "paragraph",
) -> None:
    """Write chapters as HTML documents: text to translate, with everything else protected."""
    from amts_core.book.chapter import read_chapter
    from amts_core.book.segments import segments
    from amts_core.files import write_whole
    from amts_core.translate.document import write_documents

    source = languages_of(pair).source
    files = chapter_files(chapters)
    written: set[Path] = set()

    def write(file: ChapterFile) -> int:
        chapter = read_chapter(file.path, id=file.id)
        for page in write_documents(
            chapter.id, segments(chapter, language=source, granularity=segment), source_language=source
        ):
            path = output / page.name
            if path in written:
                raise AmtsError(f"its document {path} belongs to another chapter: rename one of them")
            written.add(path)
            write_whole(path, page.html.encode())
        return 0

    work_on(files, write, doing="documents", done=f"written as documents to {output}")

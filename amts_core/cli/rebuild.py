"""`amts rebuild`: translated documents back into the frames of their chapters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts_core.cli.chapters import ChapterFile, chapter_files, work_on
from amts_core.cli.console import err
from amts_core.cli.options import PairName, languages_of
from amts_core.errors import AmtsError

if TYPE_CHECKING:
    from amts_core.book.chapter import Chapter
    from amts_core.book.segments import Segment
    from amts_core.translate.document import Draft


def rebuild(
    chapters: Annotated[Path, typer.Argument(help="The chapter or folder that the documents were made from.")],
    documents: Annotated[Path, typer.Argument(help="The translated document or the folder of them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the rebuilt chapters.")],
    pair: PairName,
    existing: Annotated[
        Path | None, typer.Option(help="Existing translation, a chapter or a folder, whose code cells are kept.")
    ] = None,
    one_sentence_per_line: Annotated[bool, typer.Option(help="Write each sentence on a line of its own.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show what was repaired.")] = False,
) -> None:
    """Put translated documents back into their chapters; what would be damaged is not written."""
    from amts_core.book.chapter import read_chapter, write_chapter
    from amts_core.translate.rebuild import rebuild_chapter

    languages = languages_of(pair)
    source, target = languages
    files = chapter_files(chapters)
    if not documents.exists():
        raise AmtsError(f"there are no documents at {documents}: check the path")

    def write(file: ChapterFile) -> int:
        chapter = read_chapter(file.path, id=file.id)
        rebuilt = rebuild_chapter(
            chapter,
            _drafts(chapter, documents, source, target),
            source_language=source,
            target_language=target,
            existing=_existing(existing, file),
            one_sentence_per_line=one_sentence_per_line,
        )
        write_chapter(rebuilt.chapter, output / file.relative)
        if verbose:
            for flag in rebuilt.flags:
                err.print(f"{file.relative}: {flag}", markup=False)
        return len(rebuilt.flags)

    work_on(files, write, doing="chapters", done=f"rebuilt in {output}")


def _drafts(chapter: Chapter, documents: Path, source: str, target: str) -> dict[str, Draft]:
    """The drafts of a chapter from its documents, which hold its paragraphs or its sentences."""
    from amts_core.book.segments import segments
    from amts_core.translate.document import read_documents

    wanted = segments(chapter, language=source, granularity="paragraph")
    if not wanted:
        return {}
    htmls = _htmls(chapter.id, wanted, documents, source, target)
    if f'id="{wanted[0].id}.s' in htmls[0]:
        wanted = segments(chapter, language=source, granularity="sentence")
        htmls = _htmls(chapter.id, wanted, documents, source, target)
    return {draft.segment: draft for draft in read_documents(htmls, wanted, target_language=target)}


def _htmls(chapter_id: str, wanted: list[Segment], documents: Path, source: str, target: str) -> list[str]:
    """The documents of these segments: a file, or files in a folder, with the language before the name or not."""
    from amts_core.translate.document import write_documents

    if documents.is_file():
        return [_text(documents)]
    htmls = []
    for page in write_documents(chapter_id, wanted, source_language=source):
        path = documents / page.name
        htmls.append(_text(path if path.is_file() else path.with_name(f"{target}.{path.name}")))
    return htmls


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise AmtsError(f"its document {path} is missing: translate the chapter again") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AmtsError(f"its document {path} cannot be read ({error}): translate the chapter again") from None


def _existing(place: Path | None, file: ChapterFile) -> Chapter | None:
    from amts_core.book.chapter import read_chapter

    if place is None:
        return None
    path = place if place.is_file() else place / file.relative
    return read_chapter(path, id=file.id) if path.is_file() else None

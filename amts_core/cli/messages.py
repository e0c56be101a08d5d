"""`amts messages`: a book whose translations are message files (PO), as chapters and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts_core.cli.chapters import ChapterFile, chapter_files, work_on
from amts_core.cli.console import out
from amts_core.cli.options import PairName, languages_of
from amts_core.errors import AmtsError

if TYPE_CHECKING:
    from amts_core.deliver.sidecar import Provenance

app = typer.Typer(help="Message files of gettext (PO) as chapters, and back.", no_args_is_help=True)
ORIGIN = "_origin"

Source = Annotated[Path, typer.Argument(help="A chapter of the source, or the folder of its book.")]
Messages = Annotated[Path, typer.Argument(help="The message file, or the folder with X.po for each X.md.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="Folder for what is written.")]


@app.callback()
def _group() -> None:
    """Message files of gettext (PO) as chapters, and back."""


@app.command()
def read(source: Source, messages: Messages, output: Output, pair: PairName) -> None:
    """Write the translation that message files hold as chapters X.md, each beside X_origin.md, what it translates.

    `amts sync OUT SOURCE OUT --pair en-de --origin-suffix _origin -o NEW` brings them up to date.
    """
    from amts_core.book.chapter import read_chapter, write_chapter
    from amts_core.deliver.messages import read_messages

    languages, counts = languages_of(pair), [0, 0]

    def task(file: ChapterFile) -> int:
        chapter = read_chapter(file.path, id=file.id)
        place = _message_file(messages, file)
        if not place.is_file():
            raise AmtsError(f"there is no message file {place}: its chapter is not translated")
        found = read_messages(chapter, place.read_bytes(), languages)
        write_chapter(found.translation, output / file.relative)
        write_chapter(found.origin, output / file.relative.with_stem(file.relative.stem + ORIGIN))
        counts[0] += found.translated
        counts[1] += found.untranslated
        return 0

    work_on(chapter_files(source), task, doing="chapters", done=f"written to {output}")
    out.print(f"{counts[0]} blocks are translated, {counts[1]} are not and are left out")


@app.command()
def write(
    source: Source,
    chapters: Annotated[Path, typer.Argument(help="The translated chapter, or the folder that a sync wrote.")],
    messages: Messages,
    output: Output,
    pair: PairName,
) -> None:
    """Write translated chapters as message files; what is to be looked at, and was not, is marked fuzzy.

    What is in a former message file stays: its header, comments, order, and messages that still hold. A chapter that
    did not change is not in the folder that a sync wrote: its message file is left as it is.
    """
    from amts_core.book.chapter import read_chapter
    from amts_core.deliver.messages import write_messages
    from amts_core.deliver.review import to_review
    from amts_core.files import write_whole
    from amts_core.sync.change import Change

    languages, files = languages_of(pair), chapter_files(source)
    if chapters.is_dir():
        files = [file for file in files if (chapters / file.relative).is_file()]
        if not files:
            raise AmtsError(f"{chapters} has none of the chapters of {source}: give the folder that the sync wrote")

    def task(file: ChapterFile) -> int:
        place = chapters if chapters.is_file() else chapters / file.relative
        translation = read_chapter(place, id=file.id)
        story = _story(place)
        drafts = [one.target for one in story.segments if one.state == "machine" and not one.looked_at] if story else []
        left = [one for one in to_review(story) if not (one.looked_at or one.quiet)] if story else []
        former = _message_file(messages, file)
        content = write_messages(
            read_chapter(file.path, id=file.id),
            translation,
            languages,
            existing=former.read_bytes() if former.is_file() else b"",
            path=file.relative.as_posix(),
            drafts=drafts,
            doubtful=[one.target for one in left if one.state != "machine" and one.change != Change.DELETED],
        )
        write_whole(output / file.relative.with_suffix(".po"), content)
        return len(drafts)

    work_on(files, task, doing="messages", done=f"written to {output}")


def _story(chapter: Path) -> Provenance | None:
    """The story of a chapter, which stands in the folder that the sync wrote; None where it has none."""
    from amts_core.deliver.files import sidecar_of
    from amts_core.deliver.sidecar import read_provenance

    places = (folder / sidecar_of(chapter.relative_to(folder).as_posix()) for folder in chapter.parents)
    return next(filter(None, map(read_provenance, places)), None)


def _message_file(messages: Path, file: ChapterFile) -> Path:
    return messages if messages.is_file() else messages / file.relative.with_suffix(".po")

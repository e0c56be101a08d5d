"""Delivery of synced chapters as files: a folder, or a patch. `branch` puts them into a git repository."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from amts_core.book.chapter import BlockKind, Chapter, encode_chapter
from amts_core.book.git import git
from amts_core.book.navigation import Entry
from amts_core.deliver.review import Delivered, review_page, to_do_list
from amts_core.deliver.sidecar import Provenance, dump_provenance, sidecar_path
from amts_core.errors import AmtsError
from amts_core.files import write_whole

Read = Callable[[str], bytes | None]
HEADINGS = 5  # of a removed chapter that are named


@dataclass(frozen=True)
class ChapterFiles:
    """What one chapter changes in the translation's repository: file contents by path, and paths to remove.

    `details` say more than the subject: of a removal, what is lost by it. `entries` go into the generator's lists of
    chapters, by the path of the list, which may lie above the book's folder.
    """

    subject: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    delivered: Delivered | None = None
    details: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What the commit says."""
        return f"{self.subject}\n\n{self.details}".rstrip()

    @property
    def path(self) -> str:
        """The chapter that it is about."""
        return self.delivered.path if self.delivered else next(iter(self.removed), "")

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters that it writes or removes: the files that have a sidecar."""
        paths = (*self.files, *self.removed)
        return tuple(path for path in paths if sidecar_of(path) in paths)


def chapter_files(
    path: str,
    chapter: Chapter,
    provenance: Provenance,
    *,
    source: Chapter,
    origin_suffix: str | None = None,
    former_path: str | None = None,
) -> ChapterFiles:
    """The files of a synced chapter: itself, its origin where the book keeps one, its sidecar.

    `path` is where it stands in the repository; `former_path` where it stood, if its source was renamed.
    """
    files = {path: encode_chapter(chapter), sidecar_of(path): dump_provenance(provenance).encode()}
    if origin_suffix:
        files[_origin(path, origin_suffix)] = encode_chapter(source)
    delivered = Delivered(path, chapter, provenance)
    if former_path is None or former_path == path:
        return ChapterFiles(f"Sync {path} with its source", files, delivered=delivered)
    gone = deleted_files(former_path, origin_suffix=origin_suffix).removed
    return ChapterFiles(f"Move {former_path} to {path} and sync it", files, gone, delivered)


def deleted_files(path: str, *, origin_suffix: str | None = None, lost: Chapter | None = None) -> ChapterFiles:
    """The removal of a chapter whose source is gone; `lost` is its translation."""
    beside = (_origin(path, origin_suffix),) if origin_suffix else ()
    removed = (path, *beside, sidecar_of(path))
    return ChapterFiles(f"Remove {path}: its source is gone", removed=removed, details=_what_is_lost(lost))


def _what_is_lost(chapter: Chapter | None) -> str:
    """The text of a chapter in one sentence: how much it is, and its headings."""
    if chapter is None:
        return ""
    texts = [block for block in chapter.blocks if block.pieces]
    headings = [" ".join(block.text.strip("# \n").split()) for block in texts if block.kind is BlockKind.HEADING]
    about = f", {'; '.join(headings[:HEADINGS])}" if headings else ""
    more = f" and {len(headings) - HEADINGS} headings more" if len(headings) > HEADINGS else ""
    return f"Lost with it: {len(chapter.text):,} characters of translation{about}{more}. Drop this commit to keep them."


def write_folder(
    changes: Sequence[ChapterFiles], folder: Path, notes: Sequence[str] = (), read: Read = lambda path: None
) -> None:
    """Write the files of all chapters, lists of chapters with the new ones, and `TODO.md` with the notes on the book.

    Beside a chapter of that name the to-do list is `.amts/TODO.md`. `read` gives the content of a path in the book,
    None for a file that is not there.
    """
    for change in changes:
        write_chapter_files(change, folder)
    for path, content in lists_with_entries(changes, read).items():
        write_whole(inside(folder, path), content)
    is_taken = any(path.casefold() == "todo.md" for change in changes for path in change.files)
    write_whole(folder / (".amts/TODO.md" if is_taken else "TODO.md"), description(changes, notes=notes).encode())


def lists_with_entries(changes: Iterable[ChapterFiles], read: Read) -> dict[str, bytes]:
    """The lists of chapters inside of the book's folder with the entries of these changes, by path."""
    lists: dict[str, bytes] = {}
    for path, entry in (item for change in changes for item in change.entries.items()):
        content = lists.get(path) or read(path)
        if content and (listed := entry.added_to_file(content)):
            lists[path] = listed
    return lists


def write_chapter_files(change: ChapterFiles, folder: Path) -> None:
    """Write the files of a chapter, and its page for the reviewer, `review/<path>.html`."""
    for path, content in change.files.items():
        write_whole(inside(folder, path), content)
    if change.delivered:
        page = review_page(change.delivered).encode()
        write_whole(inside(folder, f"review/{change.delivered.path}.html"), page)


def description(changes: Iterable[ChapterFiles], *, link: str = "", notes: Sequence[str] = ()) -> str:
    """The to-do list of a delivery, with the chapters that go away at its end; `notes` are on the whole book."""
    listed = list(changes)
    text = to_do_list([change.delivered for change in listed if change.delivered], link=link, notes=notes)
    gone = [f"- {change.subject}. {change.details}".rstrip() for change in listed if not change.delivered]
    return text + ("\n## Removed\n\n" + "\n".join(gone) + "\n" if gone else "")


def make_patch(changes: Sequence[ChapterFiles], read: Read) -> bytes:
    """The delivery as a patch for `git apply` in the book's folder; empty if it changes nothing.

    `read` gives the content of a path in the book, None for a file that is not there.
    """
    with tempfile.TemporaryDirectory(prefix="amts-patch-") as name:
        sides = Path(name) / "a", Path(name) / "b"
        for side in sides:
            side.mkdir()
        lists = ChapterFiles("", lists_with_entries(changes, read))
        for change in (*changes, lists):
            for path in {*change.files, *change.removed}:
                content = read(path)
                if content is not None:
                    for side in sides:
                        write_whole(inside(side, path), content)
            for path in change.removed:
                inside(sides[1], path).unlink(missing_ok=True)
            for path, new in change.files.items():
                write_whole(inside(sides[1], path), new)
        return git(["diff", "--no-index", "--no-prefix", "--binary", "-M", "a", "b"], Path(name), accept=(0, 1))


def _origin(path: str, suffix: str) -> str:
    pure = PurePosixPath(path)
    return str(pure.with_name(pure.stem + suffix + pure.suffix))


def sidecar_of(path: str) -> str:
    """Where the sidecar of the chapter at this path stands."""
    return str(sidecar_path(str(PurePosixPath(path).with_suffix(""))))


def inside(folder: Path, path: str) -> Path:
    """A path of the book in a folder; raises AmtsError if it leads out of it."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        raise AmtsError(f"the path {path!r} leads out of the book: correct the name of the chapter")
    return folder / pure

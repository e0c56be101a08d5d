"""Align whole folders of chapters: pair the files, align them in several processes, keep what went wrong by name."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from amts_core.book.chapter import FORMATS, read_chapter
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChapterAlignment, FacingChapters
from amts_core.parallel.encoder import use_cache
from amts_core.parallel.lexicon import Lexicon
from amts_core.parallel.second_pass import learn_from


@dataclass(frozen=True, order=True)
class ChapterFiles:
    """The two files of a chapter; `chapter` is the path in the book without suffix."""

    chapter: str
    source: Path
    target: Path


@dataclass(frozen=True)
class LeftOut:
    """A chapter that gives no pairs, and the reason as a sentence."""

    chapter: str
    reason: str


@dataclass(frozen=True)
class Aligned:
    """The alignments of some chapters, in their order, the chapters that are left out, and what the words taught."""

    alignments: tuple[ChapterAlignment, ...]
    left_out: tuple[LeftOut, ...]
    lexicon: Lexicon = field(compare=False)


def pair_files(source: Path, target: Path, *, source_suffix: str = "") -> tuple[list[ChapterFiles], list[LeftOut]]:
    """The chapters of two files or folders, by path, and those that only one side has.

    `source_suffix` is the ending of the source files' stem that the target files do not have, such as `_origin`; with
    it both may be in one folder. The formats of the two files of a chapter may differ.
    """
    for path in (source, target):
        if not path.exists():
            raise AmtsError(f"there is no {path}: give a chapter or a folder of chapters")
    if source.is_file() and target.is_file():
        return [ChapterFiles(target.stem, source, target)], []
    if source.is_file() or target.is_file():
        raise AmtsError(f"{source} and {target} do not fit: give two files or two folders")
    ours, theirs = _chapter_files(source, source_suffix), _chapter_files(target, "")
    if source_suffix:
        theirs = {name: path for name, path in theirs.items() if not path.stem.endswith(source_suffix)}
    elif source.resolve() == target.resolve():
        raise AmtsError(f"source and target are both {source}: name the ending of the source files, such as _origin")
    pairs = [ChapterFiles(name, ours[name], theirs[name]) for name in sorted(ours.keys() & theirs.keys())]
    if not pairs:
        raise AmtsError(f"no chapter of {source} has a file of the same path in {target}: check the two folders")
    lonely = [LeftOut(name, f"only {source} has it") for name in ours.keys() - theirs.keys()]
    lonely += [LeftOut(name, f"only {target} has it") for name in theirs.keys() - ours.keys()]
    return pairs, sorted(lonely, key=lambda one: one.chapter)


def align_files(
    files: Sequence[ChapterFiles],
    *,
    languages: LanguagePair,
    processes: int = 1,
    cache: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> Aligned:
    """Align chapters twice, the second time with the words that the first taught (see `second_pass`).

    A chapter that cannot be read or is no translation is left out by name. `cache` is the file that keeps what the
    encoder computes; `progress` is called with every chapter that is done, so twice. Each process takes about 250 MB.
    """
    largest_first = sorted(files, key=lambda one: -one.source.stat().st_size)
    face = partial(_face, languages=languages)
    with _mapper(processes, cache) as map_all:
        first = list(_told(map_all(face, largest_first), progress))
        lexicon = learn_from(one[1] for one in sorted(first, key=_chapter_of) if isinstance(one, tuple))
        again = partial(_align_again, lexicon=lexicon.to_bytes())
        second = sorted(_told(map_all(again, first), progress), key=_chapter_of)
    return Aligned(
        tuple(result for result in second if isinstance(result, ChapterAlignment)),
        tuple(result for result in second if isinstance(result, LeftOut)),
        lexicon,
    )


_First = tuple[FacingChapters, ChapterAlignment] | LeftOut
_Result = TypeVar("_Result", _First, ChapterAlignment | LeftOut)


def _chapter_of(result: _First | ChapterAlignment) -> str:
    return result[1].chapter if isinstance(result, tuple) else result.chapter


def _face(files: ChapterFiles, *, languages: LanguagePair) -> _First:
    try:
        source, target = (read_chapter(path, id=files.chapter) for path in (files.source, files.target))
        facing = FacingChapters.read(source, target, languages)
        return facing, facing.align()
    except AmtsError as error:
        return LeftOut(files.chapter, str(error))


def _align_again(first: _First, *, lexicon: bytes) -> ChapterAlignment | LeftOut:
    if isinstance(first, LeftOut):
        return first
    try:
        return first[0].align(_read_lexicon(lexicon))
    except AmtsError as error:
        return LeftOut(_chapter_of(first), str(error))


@lru_cache(maxsize=1)
def _read_lexicon(content: bytes) -> Lexicon:
    return Lexicon.from_bytes(content)


@contextmanager
def _mapper(processes: int, cache: Path | None) -> Iterator[Callable[..., Iterable[Any]]]:
    """What `map` does, in this process or, in whatever order, in several that live as long as the context."""
    if processes == 1:
        use_cache(cache)
        try:
            yield map
        finally:
            use_cache(None)
        return
    # a forked child would share the locks of the parent's threads
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=use_cache, initargs=(cache,)) as pool:
        yield lambda work, items: (one.result() for one in as_completed([pool.submit(work, item) for item in items]))


def _told(results: Iterable[_Result], progress: Callable[[str], None] | None) -> Iterator[_Result]:
    for result in results:
        if progress is not None:
            progress(_chapter_of(result))
        yield result


def _chapter_files(folder: Path, suffix: str) -> dict[str, Path]:
    """The chapter files of a folder by path without suffix; hidden files and folders are none."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix.lower() not in FORMATS or any(part.startswith(".") for part in relative.parts):
            continue
        if path.is_file() and path.stem.endswith(suffix):
            name = relative.with_name(path.stem.removesuffix(suffix)).as_posix()
            if name in found:
                raise AmtsError(f"{found[name]} and {path} are the same chapter: remove one of them")
            found[name] = path
    return found

"""How each chapter of the two books stands: new, changed, touched, as it was, or gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from amts_core.book.chapter import Chapter
from amts_core.book.git import GitMissing, RepositoryUnreachable
from amts_core.book.renames import renamed_chapters
from amts_core.deliver.forms import Record
from amts_core.errors import AmtsError
from amts_core.pipeline.alignments import alignment_key
from amts_core.pipeline.forms import PlannedChapter, State
from amts_core.pipeline.origins import find_origins
from amts_core.pipeline.past import Past
from amts_core.pipeline.record import is_handed_over, is_text, read_sidecar, read_text, text_digest
from amts_core.pipeline.run import Run
from amts_core.pipeline.settled import Settled, Settlement, made_of
from amts_core.progress import telling
from amts_core.sync.book import BookWork, ChapterWork, Told, plan_book


def plan_chapters(
    run: Run, past: Past, *, again: bool = False, lexicon: str = ""
) -> tuple[tuple[PlannedChapter, ...], dict[str, str]]:
    """Every chapter of the two books, and those that cannot be read, and why.

    One whose translation goes along under another name is not told twice. A chapter whose source is, byte for byte, the
    origin that the translation keeps is in step: it is not even read. `again`: the records of deliveries do not count.
    """
    source, target = run.source_book, run.target_book
    names = [name for name in target.chapters if source.has(name)]
    if run.pair.purpose == "score":
        unreadable = _unreadable(run, {*source.chapters, *target.chapters} - set(names))
        return tuple(_scored_only(run, name, lexicon) for name in names if name not in unreadable), unreadable
    records, remembered = past.records, Settlement(run, past)
    in_step = {name for name in names if run.kept_origin_blob(name) == source.blob(name)}
    settled = {} if again else remembered.find(source.chapters.keys() - in_step)
    known = in_step | settled.keys()
    for book in (source, target):
        book.load(name for name in book.chapters if name not in known)
    unreadable = _unreadable(run, known)
    sources, translations = (
        _Chapters(frozenset(book.chapters) - unreadable.keys(), book.read) for book in (source, target)
    )
    origins = find_origins(run, [name for name in translations if name not in known], records)
    if sources.keys() - translations.keys() - known:  # what may have been split off a chapter that waits
        target.load(settled)
    before = _Chapters(
        frozenset(origins) | in_step | (settled.keys() & translations.keys()),
        lambda name: origins[name].chapter if name in origins else _settled_origin(run, name, settled),
    )
    work = plan_book(
        before,
        sources,
        translations,
        language=run.languages.source,
        told=Told(
            in_step | {name for name, one in settled.items() if one.is_in_step},
            settled.keys(),
            renamed_chapters(source, sources.keys() - translations.keys(), translations.keys() - sources.keys()),
            {name: target.size(name) for name in translations},
        ),
    )
    todo = {one.id: one for one in work.chapters}
    keys = {name: one.key for name, one in origins.items()} | {name: one.origin for name, one in settled.items()}
    planner = _Planner(run, keys, Past({}, past.desks) if again else past, work, todo, lexicon)
    moved = {chapter.former_id for chapter in work.chapters if chapter.is_move}
    told = {*sources, *(translations.keys() - moved), *_left_on_the_branch(run, records)}
    chapters = tuple(planner.chapter(name) for name in telling(sorted(told), "chapters compared"))
    if not again:
        waiting = todo.keys() | {name for name, one in settled.items() if not one.is_in_step}
        quiet = (one for one in chapters if one.state is State.UNCHANGED and one.id not in in_step)
        remembered.keep(
            {
                one.id: Settled(made_of(run, one.id, past), one.origin, one.id not in waiting)
                for one in quiet
                if one.former_id is None and one.id in sources and (one.id in before or one.id not in translations)
            }
        )
    return chapters, unreadable


def _left_on_the_branch(run: Run, records: Mapping[str, Record]) -> list[str]:
    """Chapters that were put on the branch as drafts, and whose source went before anybody took them over."""
    there = (name for name, one in records.items() if one.is_draft and one.path and is_handed_over(run, one))
    return [name for name in there if run.branch and not _is_there(run, name)]


def _is_there(run: Run, name: str) -> bool:
    """Whether one of the books has a chapter."""
    return run.source_book.has(name) or run.target_book.has(name)


def _settled_origin(run: Run, name: str, settled: Mapping[str, Settled]) -> Chapter:
    """The source of a translation that is in step, or settled."""
    if name in settled and settled[name].origin:
        return read_text(run, settled[name].origin, name, run.target_book.read(name).format)
    return run.kept_origin(name) or run.source_book.read(name)


def _scored_only(run: Run, name: str, lexicon: str) -> PlannedChapter:
    """A chapter of a pair that is only scored: its translation is of the source as it is."""
    source, target = run.source_book.blob(name), run.target_book.blob(name)
    key = alignment_key(run, lexicon, source, target)
    return PlannedChapter(name, State.UNCHANGED, alignment=key, size=run.source_book.size(name))


def _unreadable(run: Run, in_step: Collection[str]) -> dict[str, str]:
    """The chapters that cannot be read on one side, or whose story cannot, and why; those in step are not looked at."""
    found: dict[str, str] = {}
    given = run.origins.given
    for name in telling(sorted({*run.source_book.chapters, *run.target_book.chapters} - set(in_step)), "chapters read"):
        try:
            run.source_book.find(name)
            if run.target_book.find(name):
                read_sidecar(run, name)
                if given:
                    given.find(name)
        except (GitMissing, RepositoryUnreachable, OSError):
            raise
        except AmtsError as error:
            found[name] = str(error)
    return found


@dataclass(frozen=True)
class _Chapters(Mapping[str, Chapter]):
    """Chapters by name, each read when it is asked for."""

    names: frozenset[str]
    read: Callable[[str], Chapter]

    def __getitem__(self, name: str) -> Chapter:
        if name not in self.names:
            raise KeyError(name)
        return self.read(name)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.names))

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class _Planner:
    run: Run
    origins: Mapping[str, str]  # keys of the sources of translations, "" for those that the book keeps
    past: Past
    work: BookWork
    todo: Mapping[str, ChapterWork]
    lexicon: str  # key of the words that chapters are aligned with

    def chapter(self, name: str) -> PlannedChapter:
        """What happens with a chapter."""
        todo, source = self.todo.get(name), self.run.source_book
        former_id = todo.former_id if todo else None
        known = self.origins.get(former_id or name, "")
        is_split = todo is not None and former_id is not None and not todo.is_move
        return PlannedChapter(
            name,
            self._state(name, todo),
            former_id,
            todo.is_move if todo else False,
            known,
            None if is_split else self._alignment(former_id or name, known),
            size=next((book.size(name) for book in (source, self.run.target_book) if book.has(name)), 0),
        )

    def _state(self, name: str, todo: ChapterWork | None) -> State:
        known = self.past.records.get(name)
        record = known if is_handed_over(self.run, known) else None
        if name in self.work.deleted or not _is_there(self.run, name):
            return State.UNCHANGED if record and not record.source else State.DELETED
        is_decided = self.past.desks.get(name, "") not in ("", record.desk if record else "")
        if todo is None:
            return State.TOUCHED if is_decided and self.run.target_book.has(name) else State.UNCHANGED
        if record and is_text(record.source, todo.after) and not is_decided:
            return State.UNCHANGED
        if todo.before is None:
            return State.NEW
        texts = [text_digest(chapter, self.run.languages.source) for chapter in (todo.before, todo.after)]
        return State.TOUCHED if texts[0] == texts[1] else State.CHANGED

    def _alignment(self, name: str, origin: str) -> str | None:
        """Key of the aligned pairs, made from what both texts and the words that they are aligned with are known by;
        None for a chapter without translation or origin.
        """
        target = self.run.target_book
        source = origin or self.run.kept_origin_blob(name)
        if not source or not target.has(name):
            return None
        return alignment_key(self.run, self.lexicon, source, target.blob(name))

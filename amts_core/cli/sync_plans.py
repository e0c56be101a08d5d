"""The plans of `amts sync`, chapter by chapter: one that fails is named, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from amts_core.cli.console import err
from amts_core.cli.options import Languages
from amts_core.cli.progress import progress_bar
from amts_core.cli.sync_sides import Sides
from amts_core.deliver.presence import is_taken_over
from amts_core.deliver.sidecar import content_digest
from amts_core.errors import AmtsError
from amts_core.sync.book import BookWork, ChapterWork
from amts_core.sync.chapter import ChapterSync, plan_sync
from amts_core.sync.memory import book_memory

T = TypeVar("T")


def followed(items: Sequence[T], doing: str) -> Iterator[T]:
    """The items, with their progress on a terminal."""
    with progress_bar(disable=len(items) < 2) as progress:
        yield from progress.track(items, description=doing)


@dataclass
class Planning:
    """What of each chapter of a book is to be translated; `failed` are those that are left out."""

    sides: Sides
    languages: Languages
    failed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name, reason in self.sides.failed.items():
            self.fail(name, reason)

    def fail(self, name: str, reason: str) -> None:
        """Leave a chapter out, and say why."""
        self.failed.add(name)
        err.print(reason if name in reason else f"{name}: {reason}", markup=False, style="red")

    def plans(self, work: BookWork) -> dict[str, ChapterSync]:
        """The plans of the chapters by id, without those that were delivered already."""
        todo = [one for one in work.chapters if not self._is_left_out(one)]
        sides = self.sides
        memory = book_memory(todo, sides.before, sides.after, sides.translation, **self.languages)
        plans = {}
        for one in followed(todo, "comparing"):
            try:
                plans[one.id] = plan_sync(
                    one.after, before=one.before, translation=one.translation, memory=memory, **self.languages
                )
            except AmtsError as error:
                self.fail(one.id, str(error))
        return plans

    def _is_left_out(self, one: ChapterWork) -> bool:
        """Whether the sidecar says that this source was delivered, and the translation has taken that over."""
        try:
            known = self.sides.sidecar(one.id)
        except AmtsError as error:
            self.fail(one.id, str(error))
            return True
        if known is None or one.translation is None or known.source_digest != content_digest(one.after):
            return False
        return is_taken_over(known, one.translation)

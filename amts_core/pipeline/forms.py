"""What a run keeps in the store, and the form of each: what steps hand each other, and what pages read.

| key, where `R` is `runs/<pair>/<run>` | form | written by |
|---|---|---|
| `R/plan.json` | `Plan` | `plan.find_changed` |
| `R/cost.json` | `aws.cost.Estimate`, once it is allowed | `jobs.estimate_cost` |
| `R/planned/<batch>.json.gz` | `{chapter: Wanted}`, what is sent and put together | `planned.find_segments` |
| `R/chapters/<chapter>.json` | `deliver.kept.Kept`, a chapter put together, and its story | `record.write_kept` |
| `R/sent/<variant>.json` | `documents.SentParts`, its documents and parallel data | `documents.upload_documents` |
| `R/fetched/<variant>.json` | `drafts.Fetched`, what came back, what is lost and why | `drafts.fetch_output` |
| `R/rebuilt/<batch>.json` | list of `deliver.forms.Rebuilt` | `rebuild.rebuild_batch` |
| `R/outcome.json` | `deliver.forms.Outcome` | `deliver.deliver`, `deliver.reject` |
| `R/chapters.patch` | what is handed over, for `git apply` | `deliver.deliver` |
| `R/failures/<task>.json` | `deliver.forms.Failure` | the DAG, of each task that failed |
| `state/<pair>/status.json` | `deliver.status.BookStatus` | `status.keep_status` |
| `desk/<pair>/<chapter>.json` | `deliver.desk.Desk`, what people decided | the pages |
| `alignments/<pair>/<digest>.json.gz` | `{key: Alignment}`; `index.json` names the object of each | `bundles.Bundles` |
| `drafts/<pair>/<variant>/<digest>.json.gz` | `{key: HTML}`, translated documents, likewise | `bundles.Bundles` |
| `state/<pair>/texts/` | texts that records and origins name, alone or by batch | `record.keep_text`, `keep_texts` |
| `words/<pair>/<digest>.npz` | a lexicon; `current.json` beside it names the one in use | `words.keep_words` |
| `state/<pair>/records.json` | `{chapter: deliver.forms.Record}`, their last delivery | `record.record_delivery` |
| `state/<pair>/rejections.json` | `{chapter: Rejection}`, what people rejected | `rejections.keep_rejections` |
| `tries/<pair>/<chapter>.json` | `Tries`, the runs that sent it in vain | `tries.count_tries` |
| `state/<pair>/languages.json` | the chapters whose language was looked at | `check_languages.look_at_languages` |
| `state/<pair>/settled.json` | `{chapter: Settled}`, what needed nothing | `settled.keep_settled` |

JSON, with the names of the fields below. A key that is not there: the run has not come so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from amts_core.config import Config, Variant
from amts_core.errors import AmtsError

PLAN, COST, OUTCOME = "plan.json", "cost.json", "outcome.json"
NAME_IT = "name the chapter (`chapters` of a run of the DAG, `--chapter` of `amts sync`)"  # the way out of being held


class State(StrEnum):
    """What a chapter of the source book needs."""

    NEW = "new"  # has no translation yet
    CHANGED = "changed"  # its text to translate differs from what was translated
    TOUCHED = "touched"  # only its name, code, white space, formulas or markup differ: nothing to translate
    UNCHANGED = "unchanged"  # as it was translated, or delivered already
    DELETED = "deleted"  # the source is gone, the translation, or its draft on the branch, still there


@dataclass(frozen=True)
class PlannedChapter:
    """A chapter and what happens with it.

    `former_id` is the chapter whose translation it takes along if it was renamed (`is_move`) or split off. `origin` is
    the key of the source that its translation was made from, "" if the translated book keeps it beside. `alignment` is
    the key of its aligned pairs, None without translation. `characters` are what of it is to be translated at most: the
    sentences that the source of its translation has not; `size` is the length of its source in bytes.
    """

    id: str
    state: State
    former_id: str | None = None
    is_move: bool = False
    origin: str = ""
    alignment: str | None = None
    characters: int = 0
    size: int = 0


@dataclass(frozen=True)
class Plan:
    """What a run does, decided once, so that every step works on the same.

    `deliver` are the chapters to put together, `remove` those whose source is gone, `evaluate` those that are scored,
    `waiting` those that the budget left out, `held` those that are left alone as they are, and why: a person rejected
    them (and who and when), they were sent in vain too often, their translation or their source is there and not where
    it belongs, or they are `ahead`, their translation is of a later one,
    `unreadable` those that are left alone since they cannot be read in one of the books, and why. `removed_share` is
    the share of the translation's text in `remove`. `scored_names` are all names that the evaluation articles have or
    had. `align` and `batches` are lists of chapters for one task each: those whose pairs are not kept yet, and those of
    `deliver` (one of no chapters, if there are none). `characters` is the estimate of what the run translates, by
    variant. `lexicon` is the key of the words that chapters are aligned with, "" for none. `config` are the settings
    that all steps have, whatever becomes of the file.
    """

    pair: str
    run: str
    source_revision: str
    target_revision: str
    variants: tuple[Variant, ...]
    delivered: Variant
    chapters: tuple[PlannedChapter, ...]
    deliver: tuple[str, ...]
    remove: tuple[str, ...]
    evaluate: tuple[str, ...]
    force: bool
    budget_usd: float
    formality: str | None
    profanity: str | None
    removed_share: float = 0.0
    waiting: tuple[str, ...] = ()
    scored_names: tuple[str, ...] = ()
    align: tuple[tuple[str, ...], ...] = ()
    batches: tuple[tuple[str, ...], ...] = ()
    characters: Mapping[Variant, int] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    ahead: tuple[str, ...] = ()
    lexicon: str = ""
    config: Config | None = None

    def chapter(self, chapter_id: str) -> PlannedChapter:
        """The planned chapter with this id."""
        found = self._by_id.get(chapter_id)
        if found is not None:
            return found
        raise AmtsError(f"{chapter_id} is not in the plan of run {self.run}: start a new run")

    def batch_of(self, chapter_id: str) -> int:
        """The number of the batch that puts a chapter together."""
        return self._batches[chapter_id]

    @cached_property
    def _batches(self) -> dict[str, int]:
        return {chapter: number for number, batch in enumerate(self.batches) for chapter in batch}

    @cached_property
    def _by_id(self) -> dict[str, PlannedChapter]:
        return {chapter.id: chapter for chapter in self.chapters}

    def is_scored(self, chapter: PlannedChapter) -> bool:
        """Whether it is an evaluation article, under its name or its former one."""
        return chapter.id in self.scored_names or chapter.former_id in self.scored_names

    @property
    def has_work(self) -> bool:
        """Whether the run has anything to do."""
        return bool(self.deliver or self.remove or self.evaluate)

    @property
    def adapted(self) -> tuple[Variant, ...]:
        """The variants that follow parallel data; none where nothing is put together or scored."""
        return tuple(variant for variant in self.variants if variant != "none" and (self.deliver or self.evaluate))

    @property
    def settings(self) -> dict[str, str]:
        """Settings of Amazon Translate: `Formality`, `Profanity`."""
        settings = {"Formality": self.formality, "Profanity": self.profanity}
        return {name: value for name, value in settings.items() if value}

    @property
    def counts(self) -> dict[str, int]:
        """Number of chapters in each state, for the log."""
        return {state.value: sum(chapter.state == state for chapter in self.chapters) for state in State}


@dataclass(frozen=True)
class Rejection:
    """What a person rejected: a chapter as `of` names it (see `rejections`), and by whom and when."""

    of: str
    reason: str

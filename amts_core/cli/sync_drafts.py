"""Where the drafts of `amts sync` come from: TranslateText calls, or one batch job that follows parallel data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from amts_core.aws.jobs import translate_documents, translate_html
from amts_core.aws.keys import digest
from amts_core.aws.parallel_data import put_parallel_data, translate_client
from amts_core.aws.storage import Store, open_store
from amts_core.book.chapter import Chapter
from amts_core.cli.console import err, out
from amts_core.cli.options import Languages
from amts_core.cli.sync_plans import followed
from amts_core.config import Config
from amts_core.errors import AmtsError
from amts_core.parallel import align_chapters, filter_pairs, pair_table, write_pairs
from amts_core.sync.chapter import ChapterSync
from amts_core.translate.document import Draft, read_documents, write_documents


@dataclass(frozen=True)
class Service:
    """Amazon Translate, or what stands in for it, for one language pair."""

    languages: Languages
    region: str
    config: Config | None = None
    parallel_data: str | None = None

    def translate(self, documents: Mapping[str, str]) -> Mapping[str, str]:
        """The documents translated, by the same names: by a batch job if there is parallel data."""
        if self.parallel_data is None:
            client = translate_client(self.region)
            return {name: translate_html(client, html, **self.languages) for name, html in documents.items()}
        storage, told = self._storage.storage, set[str]()

        def watch(status: str) -> None:
            if status not in told:
                err.print(f"batch job: {status}", markup=False)
            told.add(status)

        return translate_documents(
            translate_client(storage.region),
            self._store,
            documents,
            role_arn=storage.role_arn,
            parallel_data=self.parallel_data,
            poll_seconds=storage.poll_seconds,
            watch=watch,
            **self.languages,
        )

    def adapt(self, sources: Mapping[str, Chapter], translation: Mapping[str, Chapter]) -> None:
        """Bring the parallel data up to date with the pairs of a book; chapters that do not match are left out."""
        alignments = []
        for name in followed(sorted(sources.keys() & translation.keys()), "aligning"):
            try:
                alignments.append(align_chapters(sources[name], translation[name], **self.languages))
            except AmtsError as error:
                err.print(f"not in the parallel data: {error}", markup=False)
        pairs = filter_pairs(
            pair_table(alignments, "sentence"), format="tmx", captions_and_cells=False, **self.languages
        )
        with TemporaryDirectory() as folder:
            number = write_pairs(pairs, Path(folder) / "pairs.tmx", "tmx", **self.languages)
            text = (Path(folder) / "pairs.tmx").read_bytes().decode("utf-8")
        if not number:
            raise AmtsError("the book has no pairs that could be parallel data: leave out --adapt")
        storage, store, name = self._storage.storage, self._store, self.parallel_data or ""
        uri = store.write(f"parallel-data/{name}/{digest(text)[:16]}.tmx", text)
        client = translate_client(storage.region)
        put_parallel_data(client, name, uri, "TMX", poll_seconds=storage.poll_seconds)
        out.print(f"parallel data {name}: {number:,} pairs of {len(alignments)} chapters")

    @property
    def _storage(self) -> Config:
        if self.config is None:
            raise AmtsError("a batch job needs a bucket and a role: give --config")
        return self.config

    @property
    def _store(self) -> Store:
        storage = self._storage.storage
        return open_store(storage.bucket, storage.prefix, region=storage.region)


def documents_of(plan: ChapterSync) -> dict[str, str]:
    """The documents of a chapter by name."""
    if not plan.to_translate:
        return {}
    written = write_documents(plan.after.id, plan.to_translate, source_language=plan.source_language)
    return {document.name: document.html for document in written}


def drafts_of(plan: ChapterSync, translated: Mapping[str, str]) -> dict[str, Draft]:
    """The drafts of a chapter by segment id; raises AmtsError if a document is lost or damaged."""
    documents = documents_of(plan)
    lost = [name for name in documents if name not in translated]
    if lost:
        raise AmtsError(f"no translation of {', '.join(lost)} came back; run the command again")
    htmls = [translated[name] for name in documents]
    drafts = read_documents(htmls, plan.to_translate, target_language=plan.target_language) if htmls else []
    return {draft.segment: draft for draft in drafts}

"""Import of parallel data: which records of a file count, and why the others do not.

Rules: AWS, Amazon Translate developer guide, "Parallel data input files for Amazon Translate".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from local_aws.translate.tabular import Row, UnreadableFileError, formula, read_table

LARGEST_FIELD = 1000  # bytes of UTF-8
MESSAGES_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """A source and its translations by language."""

    source: str
    targets: dict[str, str]


@dataclass
class Import:
    """The outcome of an import: the records and the counts of what was left out."""

    source_language: str
    target_languages: tuple[str, ...]
    records: list[Record] = field(default_factory=list)
    skipped: int = 0
    failed: int = 0
    messages: list[dict[str, str]] = field(default_factory=list)

    def note(self, content: str, message: str) -> None:
        """Keep a line for the auxiliary data, of which the first are kept."""
        if len(self.messages) < MESSAGES_KEPT:
            self.messages.append({"content": content, "message": message})

    def auxiliary_data(self) -> bytes:
        """The error file that GetParallelData links to."""
        summary = {"record_error_count": self.failed, "record_skipped_count": self.skipped}
        return json.dumps({"summary": summary, "messages": self.messages}, ensure_ascii=False, indent=1).encode()

    def pairs(self, target_language: str) -> Iterator[tuple[str, str]]:
        """Source and target texts for one target language."""
        return ((r.source, r.targets[target_language]) for r in self.records if target_language in r.targets)


def import_parallel_data(content: bytes, file_format: str) -> Import:
    """Read a file; raises UnreadableFileError if nothing of it can be used.

    A record fails if it cannot be read, and is skipped if its source is blank or over 1000 bytes or if no target
    of it is usable; of several records with one source the last one counts (in TMX the one changed last).
    """
    table = read_table(content, file_format)
    result = Import(table.source, table.targets)
    latest: dict[str, tuple[Row, Record]] = {}
    for row in table.rows:
        problem = row.problem or formula(row.texts.get(table.source, ""), file_format)
        if problem:
            result.failed += 1
            result.note(row.place, problem)
            continue
        record = _usable(row, table.source, result, file_format)
        if record is None:
            result.skipped += 1
            continue
        if record.source in latest:
            result.skipped += 1
            earlier = latest[record.source][0]
            loser = row if row.changed < earlier.changed else earlier
            result.note(loser.place, "another record has the same source")
            if loser is row:
                continue
            del latest[record.source]
        latest[record.source] = (row, record)
    result.records = [record for _, record in latest.values()]
    if not result.records:
        raise UnreadableFileError(
            f"no record of the file could be imported ({result.failed} failed, {result.skipped} skipped)"
        )
    return result


def _usable(row: Row, source_language: str, result: Import, file_format: str) -> Record | None:
    """The record of a row without its unusable targets; None if nothing is left."""
    source = row.texts.get(source_language, "").strip()
    if not source:
        result.note(f"{row.place}, {source_language}", "the source is blank")
        return None
    if len(source.encode()) > LARGEST_FIELD:
        result.note(f"{row.place}, {source_language}", f"the source is longer than {LARGEST_FIELD} bytes")
        return None
    targets: dict[str, str] = {}
    for language, text in row.texts.items():
        text = text.strip()
        if language == source_language:
            continue
        if not text:
            result.note(f"{row.place}, {language}", "the target is blank")
        elif len(text.encode()) > LARGEST_FIELD:
            result.note(f"{row.place}, {language}", f"the target is longer than {LARGEST_FIELD} bytes")
        elif problem := formula(text, file_format):
            result.note(f"{row.place}, {language}", problem)
        else:
            targets[language] = text
    return Record(source, targets) if targets else None

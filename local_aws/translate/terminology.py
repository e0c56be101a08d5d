"""Custom terminologies: import, and the terms for a pair of languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from local_aws.translate.tabular import UnreadableFileError, read_table


@dataclass(frozen=True)
class TermTable:
    """The usable entries of a terminology file: texts by language."""

    source_language: str
    target_languages: tuple[str, ...]
    entries: tuple[Mapping[str, str], ...]
    skipped: int

    def terms(self, source_language: str, target_language: str, directionality: str) -> list[tuple[str, str]]:
        """Source and target texts; UNI knows only the first language as source. The last of equal sources counts."""
        if directionality == "UNI" and source_language != self.source_language:
            return []
        found = {
            entry[source_language]: entry[target_language]
            for entry in self.entries
            if source_language in entry and target_language in entry
        }
        return list(found.items())


def applied_terms(
    terms: Sequence[tuple[str, str]], fragments: Sequence[str], translations: Sequence[str]
) -> list[tuple[str, str]]:
    """The terms that stand in a segment and in its translation; both are HTML fragments."""
    pairs = [(unescape(source), unescape(target)) for source, target in zip(fragments, translations, strict=True)]
    return [term for term in terms if any(term[0] in source and term[1] in target for source, target in pairs)]


def read_terms(content: bytes, file_format: str) -> TermTable:
    """Read a terminology file; raises UnreadableFileError. Entries without two texts are skipped."""
    table = read_table(content, file_format)
    entries: list[Mapping[str, str]] = []
    skipped = 0
    for row in table.rows:
        texts = {language: text.strip() for language, text in row.texts.items() if text.strip()}
        if row.problem or len(texts) < 2:
            skipped += 1
        else:
            entries.append(texts)
    if not entries:
        raise UnreadableFileError("no term of the file has a text in two languages")
    return TermTable(table.source, table.targets, tuple(entries), skipped)

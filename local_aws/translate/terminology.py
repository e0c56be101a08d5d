"""Custom terminologies: import, the terms for a pair of languages, and which of them a translation has.

Rules: AWS, Amazon Translate developer guide, "Customizing your translations with custom terminology", "Quotas".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape, quoteattr

from local_aws.engines.adaptive.markup import TAG
from local_aws.engines.adaptive.terminology import term_pattern
from local_aws.translate.tabular import UnreadableFileError, formula, read_table

MOST_TARGETS = 10
LONGEST_TERM = 200  # bytes of UTF-8


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

    def written(self, file_format: str) -> bytes:
        """The entries as a file of a format: "CSV", "TSV" or "TMX"."""
        languages = [self.source_language, *self.target_languages]
        if file_format == "TMX":
            return self._tmx(languages).encode()
        text = io.StringIO()
        writer = csv.writer(text, delimiter="," if file_format == "CSV" else "\t", lineterminator="\n")
        writer.writerow(languages)
        writer.writerows([entry.get(language, "") for language in languages] for entry in self.entries)
        return text.getvalue().encode()

    def _tmx(self, languages: Sequence[str]) -> str:
        units = "".join(
            "<tu>"
            + "".join(
                f"<tuv xml:lang={quoteattr(language)}><seg>{escape(entry[language])}</seg></tuv>"
                for language in languages
                if language in entry
            )
            + "</tu>\n"
            for entry in self.entries
        )
        header = f"<header srclang={quoteattr(self.source_language)}/>"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">{header}<body>\n{units}</body></tmx>\n'


def applied_terms(
    terms: Sequence[tuple[str, str]], fragments: Sequence[str], translations: Sequence[str]
) -> list[tuple[str, str]]:
    """The terms that stand in a segment, as whole words, and in its translation; both are HTML fragments."""
    pairs = [(_text(source), _text(target).casefold()) for source, target in zip(fragments, translations, strict=True)]
    everything = "\n".join(source for source, _ in pairs).casefold()
    return [term for term in terms if term[0].casefold() in everything and _is_applied(term, pairs)]


def _is_applied(term: tuple[str, str], pairs: Sequence[tuple[str, str]]) -> bool:
    pattern, wanted = term_pattern(term[0]), term[1].casefold()
    return any(wanted in target and pattern.search(source) for source, target in pairs)


def _text(fragment: str) -> str:
    return unescape(TAG.sub("", fragment))


def read_terms(content: bytes, file_format: str) -> TermTable:
    """Read a terminology file; raises UnreadableFileError.

    Texts that are blank or too long are left out, and entries without a source text or without two texts skipped. A
    text that a spreadsheet would take for a formula makes the whole file unusable, unlike one of parallel data.
    """
    table = read_table(content, file_format)
    if len(table.targets) > MOST_TARGETS:
        raise UnreadableFileError(f"the file has {len(table.targets)} target languages; {MOST_TARGETS} are allowed")
    entries: list[Mapping[str, str]] = []
    skipped = 0
    for row in table.rows:
        problem = next(filter(None, (formula(text, file_format) for text in row.texts.values())), "")
        if problem:
            raise UnreadableFileError(f"{row.place}: {problem}")
        texts = {language: text.strip() for language, text in row.texts.items() if _is_usable(text.strip())}
        if row.problem or len(texts) < 2 or table.source not in texts:
            skipped += 1
        else:
            entries.append(texts)
    if not entries:
        raise UnreadableFileError("no term of the file has a text in two languages")
    return TermTable(table.source, table.targets, tuple(entries), skipped)


def _is_usable(text: str) -> bool:
    return 0 < len(text.encode()) <= LONGEST_TERM

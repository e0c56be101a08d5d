"""Terms of a book as Amazon Translate takes them. Reads the forms in which D2L keeps them, and CSV."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from amts_core.aws.keys import digest
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.pipeline.run import Run

LONGEST_TERM = 200  # bytes of UTF-8, a limit of Amazon Translate
ABBREVIATION = re.compile(r"\s*[(（][^)）]*[)）]\s*")


def read_terminology(path: Path, *, languages: LanguagePair) -> dict[str, str]:
    """Source term to target term.

    Lines are `中文，english` (target first, full-width comma), `english; term` (source first) or CSV with a header of
    language codes. Of several alternatives the first is taken; a term without translation is left out.
    Raises AmtsError that names the file if it holds no terms.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AmtsError(f"cannot read the terminology {path}: {error}; give a UTF-8 file") from None
    if path.suffix == ".csv":
        rows = csv.DictReader(io.StringIO(text))
        pairs = [(row.get(languages.source) or "", row.get(languages.target) or "") for row in rows]
    else:
        pairs = [pair for line in text.splitlines() if (pair := _line_terms(line))]
    terms = {source: target for one, other in pairs if (source := _first(one)) and (target := _first(other))}
    fitting = {source: target for source, target in terms.items() if _fits(source) and _fits(target)}
    if not fitting:
        raise AmtsError(
            f"{path} holds no terms: write lines such as `english; term`, or CSV with a header of languages"
        )
    return fitting


def terminology_text(run: Run) -> str:
    """The terms of a pair as the CSV file that ImportTerminology takes; "" for a pair without terminology."""
    if run.pair.terminology is None:
        return ""
    terms = read_terminology(run.pair.terminology, languages=run.languages)
    return terminology_file(terms, languages=run.languages)


def upload_terminology(run: Run) -> str:
    """Write the file that ImportTerminology takes to S3; gives its address, made from the content."""
    text = terminology_text(run)
    return run.store.write(run.shared_key("terminology", f"{digest(text)[:16]}.csv"), text, content_type="text/csv")


def terminology_file(terms: dict[str, str], *, languages: LanguagePair) -> str:
    """The CSV file that ImportTerminology takes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(languages)
    writer.writerows(terms.items())
    return text.getvalue()


def _line_terms(line: str) -> tuple[str, str] | None:
    if line.startswith(("#", "|--")) or not line.strip():
        return None
    if "，" in line:
        target, _, source = line.partition("，")
        return source, target
    if ";" in line:
        source, _, target = line.partition(";")
        return source, target
    return None


def _first(alternatives: str) -> str:
    return ABBREVIATION.sub(" ", re.split(r"[,，、/;]", alternatives.strip())[0]).strip()


def _fits(term: str) -> bool:
    return len(term.encode("utf-8")) <= LONGEST_TERM

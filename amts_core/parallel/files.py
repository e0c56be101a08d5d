"""Parallel data files as Amazon Translate takes them: CSV, TSV and TMX 1.4.

https://docs.aws.amazon.com/translate/latest/dg/customizing-translations-parallel-data-input-files.html: the first row
names the languages, a field is one line, a field with the separator or a quote is quoted, and no field of CSV or TSV
begins with + - = @. Each field holds at most 1000 bytes of UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO, Literal
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.languages import LanguagePair
from amts_core.parallel.table import KEPT, on_one_line

Format = Literal["csv", "tsv", "tmx"]
Pairs = Iterable[tuple[str, str]]

FORBIDDEN_LEADS = ("+", "-", "=", "@")
LONGEST_FIELD = 1000  # bytes of UTF-8


def write_pairs(
    pairs: pd.DataFrame,
    path: Path,
    format: Format,
    *,
    languages: LanguagePair,
    markup: bool = True,
) -> int:
    """Write the kept pairs of a table in one step; the number written.

    With `markup` fields are inline HTML as in the documents of a batch job (without ids), else Markdown.

    Raises AmtsError that names the first pair which Amazon Translate would refuse: filter the table first.
    """
    kept = pairs[pairs["verdict"] == KEPT]
    columns = ("source_field", "target_field") if markup else ("source", "target")
    fields = list(zip(*(kept[column].map(on_one_line) for column in columns), strict=True))
    for (source, target), chapter in zip(fields, kept["chapter"], strict=True):
        for field in (source, target):
            if reason := refusal(field, format):
                raise AmtsError(f"a pair of chapter {chapter} cannot be parallel data, it {reason}: {field[:60]!r}")
    file = io.StringIO(newline="")
    _WRITERS[format](file, languages, fields)
    write_whole(path, file.getvalue().encode("utf-8"))
    return len(fields)


def refusal(field: str, format: Format) -> str:
    """Why Amazon Translate would not take a field, as the end of a sentence; empty if it does."""
    if not field:
        return "is empty"
    if len(field.encode("utf-8")) > LONGEST_FIELD:
        return f"has more than {LONGEST_FIELD} bytes"
    if format != "tmx" and field.startswith(FORBIDDEN_LEADS):
        return f"begins with {field[0]}"
    return ""


def _write_separated(file: IO[str], languages: LanguagePair, pairs: Pairs, *, separator: str) -> None:
    csv.writer(file, delimiter=separator, lineterminator="\n").writerows([languages, *pairs])


def _write_tmx(file: IO[str], languages: LanguagePair, pairs: Pairs) -> None:
    file.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="amts" creationtoolversion="1" segtype="sentence" o-tmf="amts" adminlang="en" '
        f'srclang={quoteattr(languages.source)} datatype="plaintext"/>\n<body>\n'
    )
    for source, target in pairs:
        file.write("<tu>")
        for code, text in zip(languages, (source, target), strict=True):
            file.write(f"<tuv xml:lang={quoteattr(code)}><seg>{escape(text)}</seg></tuv>")
        file.write("</tu>\n")
    file.write("</body>\n</tmx>\n")


_WRITERS: dict[str, Callable[[IO[str], LanguagePair, Pairs], None]] = {
    "csv": partial(_write_separated, separator=","),
    "tsv": partial(_write_separated, separator="\t"),
    "tmx": _write_tmx,
}

"""Parallel data files as Amazon Translate takes them: CSV, TSV and TMX 1.4.

https://docs.aws.amazon.com/translate/latest/dg/customizing-translations-parallel-data-input-files.html: the first row
names the languages, a field is one line, a field with the separator or a quote is quoted, and no field of CSV or TSV
begins with + - = @. Each field holds at most 1000 bytes of UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Literal
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
from lxml.etree import iterparse

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


def read_pairs(path: Path, *, target_language: str | None = None) -> pd.DataFrame:
    """The pairs of a CSV, TSV or TMX file: a table with the columns source and target, as written in the file.

    `table.attrs` holds `source_language` and `target_language` (the first one of the file, unless one is asked for).
    Raises AmtsError that names the file if it is no such file.
    """
    format = path.suffix.lower().lstrip(".")
    if format not in _READERS:
        raise AmtsError(f"{path} is no parallel data: use a file that ends with .csv, .tsv or .tmx")
    try:
        with path.open("rb") as file:
            languages, rows = _READERS[format](file, target_language)
    except OSError as error:
        raise AmtsError(f"cannot read the parallel data {path}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error, SyntaxError, ValueError) as error:
        raise AmtsError(f"{path} is no {format.upper()} parallel data: {error}") from None
    table = pd.DataFrame(rows, columns=["source", "target"], dtype=str)
    table.attrs = dict(zip(("source_language", "target_language"), languages, strict=True))
    return table


def _write_separated(separator: str) -> Callable[[IO[str], LanguagePair, Pairs], None]:
    def write(file: IO[str], languages: LanguagePair, pairs: Pairs) -> None:
        writer = csv.writer(file, delimiter=separator, lineterminator="\n")
        writer.writerow(languages)
        writer.writerows(pairs)

    return write


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


Read = tuple[tuple[str, str], list[tuple[str, str]]]


def _read_separated(separator: str) -> Callable[[IO[bytes], str | None], Read]:
    def read(file: IO[bytes], target_language: str | None) -> Read:
        lines = csv.reader(file.read().decode("utf-8-sig").splitlines(), delimiter=separator, strict=True)
        languages = next(lines, [])
        if len(languages) < 2:
            raise ValueError("its first row does not name two languages")
        column = 1 if target_language is None else languages.index(target_language)
        rows = [(row[0], row[column]) for row in lines if len(row) > column]
        return (languages[0], languages[column]), rows

    return read


def _read_tmx(file: IO[bytes], target_language: str | None) -> Read:
    source_language = ""
    rows: list[tuple[str, str]] = []
    for texts in _units(file):
        header = texts.get("")
        if header is not None:
            source_language = header
            continue
        other = target_language or next((code for code in texts if code != source_language), "")
        if source_language in texts and other in texts:
            target_language = other
            rows.append((texts[source_language], texts[other]))
    if not source_language:
        raise ValueError("its header does not name the source language")
    return (source_language, target_language or ""), rows


def _units(file: IO[bytes]) -> Iterator[dict[str, str]]:
    """The source language under the name "", then the segments of each unit by language."""
    for _, element in iterparse(file, resolve_entities=False, no_network=True, huge_tree=True):
        name = str(element.tag).rpartition("}")[2]
        if name == "header":
            yield {"": element.get("srclang", "")}
        elif name == "tu":
            yield {
                variant.get("{http://www.w3.org/XML/1998/namespace}lang", ""): "".join(segment.itertext())
                for variant in element.iter("tuv")
                for segment in variant.iter("seg")
            }
            element.clear()


_WRITERS: dict[str, Callable[[IO[str], LanguagePair, Pairs], None]] = {
    "csv": _write_separated(","),
    "tsv": _write_separated("\t"),
    "tmx": _write_tmx,
}
_READERS: dict[str, Callable[[IO[bytes], str | None], Read]] = {
    "csv": _read_separated(","),
    "tsv": _read_separated("\t"),
    "tmx": _read_tmx,
}

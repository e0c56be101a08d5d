"""Rows of the CSV, TSV and TMX files that parallel data and terminologies are imported from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from local_aws.translate.languages import LANGUAGE_NAMES

FORMULA_SIGNS = ("+", "-", "=", "@")  # no field of a CSV or TSV file may begin with one, quoted or not
QUOTED = re.compile(r'"((?:[^"]|"")*)"(?!")')
CODES = {"bpt", "ept", "it", "ph", "ut"}  # of TMX
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class UnreadableFileError(Exception):
    """The file as a whole cannot be imported; the message says why."""


class UnreadableLineError(Exception):
    """A line of a file cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a file: its place ("line 7", "tu 3"), and its texts by language, or what is wrong with it."""

    place: str
    texts: dict[str, str]
    problem: str = ""
    changed: str = ""  # TMX changedate, "" elsewhere


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its languages, the source first, and its rows, which are read as they are asked for."""

    source: str
    targets: tuple[str, ...]
    rows: Iterator[Row]


def formula(text: str, file_format: str) -> str:
    """What is wrong with a text that a spreadsheet would take for a formula, "" if nothing is."""
    begins = file_format != "TMX" and text.lstrip().startswith(FORMULA_SIGNS)
    return f"a field begins with one of {' '.join(FORMULA_SIGNS)}" if begins else ""


def read_table(content: bytes, file_format: str) -> Table:
    """Open a file in the format "CSV", "TSV" or "TMX"; raises UnreadableFileError."""
    if not content.strip():
        raise UnreadableFileError("the file is empty")
    return _read_tmx(content) if file_format == "TMX" else _read_lines(content, "," if file_format == "CSV" else "\t")


def _read_lines(content: bytes, separator: str) -> Table:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"the file is not UTF-8: {error.reason} at byte {error.start}") from error
    if text.startswith("\ufeff"):
        raise UnreadableFileError("the file begins with a byte order mark; save it as UTF-8 without one")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        languages = [field.strip() for field in _fields(lines[0], separator)]
    except UnreadableLineError as error:
        raise UnreadableFileError(f"the first line cannot be read: {error}") from error
    _check_languages(languages, "the first line")
    return Table(languages[0], tuple(languages[1:]), _line_rows(lines, separator, languages))


def _line_rows(lines: list[str], separator: str, languages: list[str]) -> Iterator[Row]:
    """One row a line: a field cannot go over several lines."""
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            fields = _fields(line, separator)
        except UnreadableLineError as error:
            yield Row(place, {}, f"the line cannot be read: {error}")
            continue
        if len(fields) > len(languages):
            yield Row(place, {}, f"{len(fields)} fields, but the first line names {len(languages)} languages")
        else:
            yield Row(place, dict(zip(languages, fields, strict=False)))


def _fields(line: str, separator: str) -> list[str]:
    """The fields of a line; raises UnreadableLineError.

    Doubled quotes are one quote, also in a field that is not quoted as a whole.
    """
    fields: list[str] = []
    position = 0
    while True:
        quoted = QUOTED.match(line, position)
        if quoted:
            end = quoted.end()
            if line[end : end + 1] not in ("", separator):
                raise UnreadableLineError(f"a text follows the closing quote of field {len(fields) + 1}")
            text = quoted[1]
        elif line.startswith('"', position):
            raise UnreadableLineError(f"the quote of field {len(fields) + 1} is not closed")
        else:
            end = line.find(separator, position)
            end = len(line) if end < 0 else end
            text = line[position:end]
        fields.append(text.replace('""', '"'))
        if end == len(line):
            return fields
        position = end + 1


def _read_tmx(content: bytes) -> Table:
    rows: list[Row] = []
    source = ""
    targets: dict[str, None] = {}
    try:
        for _, element in iterparse(io.BytesIO(content), events=("end",), forbid_external=True):
            name = _local(element.tag)
            if name == "header":
                source = element.get("srclang", "")
            elif name == "tu":
                rows.append(_translation_unit(element, f"tu {len(rows) + 1}", source))
                targets.update(dict.fromkeys(language for language in rows[-1].texts if language != source))
                element.clear()
    except (ParseError, DefusedXmlException) as error:
        raise UnreadableFileError(f"the file is not well-formed TMX: {error}") from error
    _check_languages([source, *targets], "the TMX file")
    return Table(source, tuple(targets), iter(rows))


def _translation_unit(unit: object, place: str, source: str) -> Row:
    texts: dict[str, str] = {}
    for variant in unit:  # type: ignore[attr-defined]
        if _local(variant.tag) != "tuv":
            continue
        language = variant.get(XML_LANGUAGE) or variant.get("lang", "")
        segment = next((child for child in variant if _local(child.tag) == "seg"), None)
        if language in texts:
            return Row(place, {}, f"more than one tuv in {language}")
        texts[language] = "" if segment is None else _words(segment)
    if source not in texts:
        return Row(place, {}, f"no tuv in the source language {source}")
    if len(texts) < 2:
        return Row(place, {}, "fewer than two tuv")
    return Row(place, texts, changed=unit.get("changedate", ""))  # type: ignore[attr-defined]


def _words(segment: Any) -> str:
    """The text of a segment without the codes of its format (`<ph>`, `<bpt>`, ...)."""
    for code in [one for one in segment.iter() if _local(one.tag) in CODES]:
        code.text = ""
        del code[:]
    return "".join(segment.itertext())


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _check_languages(languages: list[str], where: str) -> None:
    unknown = [language for language in languages if language not in LANGUAGE_NAMES]
    if unknown:
        raise UnreadableFileError(f"{where} names unsupported language codes: {', '.join(map(repr, unknown))}")
    if len(languages) < 2 or len(set(languages)) < len(languages):
        raise UnreadableFileError(f"{where} must name a source language and at least one other target language")

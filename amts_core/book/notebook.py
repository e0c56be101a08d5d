"""Jupyter notebooks as chapters: the cells as one text, and changed cells back into the same JSON file.

The text shows each cell after a line with the mark U+001E, its type and its id (its number, if it has none); a cell's
source follows, with a line end after it. Markdown cells are scanned as Markdown, all others are code. Of the JSON only
the `source` of cells whose text changed is written anew, in the style it was written in; every other byte stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amts_core.book.lines import CELL_MARK
from amts_core.errors import AmtsError

_BLANKS = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"')
_MARK = re.compile(rf"^{CELL_MARK}([^\n]*)\n", re.MULTILINE)
_SCALAR = re.compile(r"[^\s,\]}\[{\"]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook: its source, and where the JSON of that, and of the `whole` cell, stands in the file."""

    type: str
    id: str
    source: str
    start: int
    end: int
    whole: slice


def notebook_text(frame: str, name: str) -> str:
    """The text of a notebook (the JSON `frame`); raises AmtsError that names the file if it is no notebook."""
    cells = _read(frame, name)
    if any(CELL_MARK in cell.source for cell in cells):
        raise AmtsError(f"{name} holds the control character U+001E, which marks cells here: remove it")
    return "".join(f"{CELL_MARK}{mark}\n{cell.source}\n" for mark, cell in zip(_marks(cells), cells, strict=True))


def frame_of(text: str, frame: str, source: str, name: str) -> str:
    """The notebook `frame` with the cells that a text shows: those that it lacks are the ones of the notebook `source`.

    Raises AmtsError that names the file if the cells have no ids to be told apart by.
    """
    own, others = _read(frame, name), _read(source, name)
    shown = [found[1] for found in _MARK.finditer(text)]
    known = {mark: frame[cell.whole] for mark, cell in zip(_marks(own), own, strict=True)}
    cells = {mark: source[cell.whole] for mark, cell in zip(_marks(others), others, strict=True)} | known
    are_told_apart = all(cell.id for cell in own) and len(known) == len(own) and len({*shown}) == len(shown)
    if are_told_apart and known.keys() & {*shown} and cells.keys() >= {*shown}:
        gap = frame[own[0].whole.stop : own[1].whole.start] if len(own) > 1 else ", "
        return frame[: own[0].whole.start] + gap.join(map(cells.__getitem__, shown)) + frame[own[-1].whole.stop :]
    if [mark.partition(" ")[0] for mark in shown] == [cell.type for cell in own]:
        return frame
    raise AmtsError(
        f"{name}: its source has other cells now, and they have no ids of their own to find them by: add them by hand"
    )


def _marks(cells: Sequence[Cell]) -> list[str]:
    return [f"{cell.type} {cell.id or number}" for number, cell in enumerate(cells, 1)]


def notebook_frame(frame: str, text: str, name: str) -> str:
    """The notebook with the cells of this text; raises AmtsError if the text has other cells."""
    cells = _read(frame, name)
    sources = [source.removesuffix("\n") for source in _MARK.split(text)[2::2]]
    if len(sources) != len(cells):
        raise AmtsError(
            f"{name} has {len(cells)} cells, its new text has {len(sources)}: rebuild it from this notebook"
        )
    parts, done = [], 0
    for cell, source in zip(cells, sources, strict=True):
        if source != cell.source:
            parts += [frame[done : cell.start], _written(source, frame[cell.start : cell.end], frame)]
            done = cell.end
    return "".join([*parts, frame[done:]])


def _read(frame: str, name: str) -> list[Cell]:
    import nbformat  # with JSON Schema, which books without notebooks do without

    try:
        nbformat.validate(json.loads(frame))
        cells = list(_cells(frame))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, nbformat.ValidationError) as error:
        reason = "".join(str(error).strip().splitlines()[:1])
        raise AmtsError(f"{name} is not a notebook that can be read ({reason}): save it again with Jupyter") from None
    return cells


def _cells(frame: str) -> Iterator[Cell]:
    """The cells in file order; version 3 notebooks keep them in worksheets."""
    for key, start, _ in _members(frame, _skip(frame, 0)):
        if key == "cells":
            yield from _cell_list(frame, start)
        elif key == "worksheets":
            for sheet, _ in _elements(frame, start):
                for inner, place, _ in _members(frame, sheet):
                    if inner == "cells":
                        yield from _cell_list(frame, place)


def _cell_list(frame: str, start: int) -> Iterator[Cell]:
    for place, stop in _elements(frame, start):
        members = {key: (begin, end) for key, begin, end in _members(frame, place)}
        kind = json.loads(frame[slice(*members["cell_type"])])
        identity = json.loads(frame[slice(*members["id"])]) if "id" in members else ""
        begin, end = members.get("source") or members["input"]
        source = json.loads(frame[begin:end])
        text = source if isinstance(source, str) else "".join(source)
        yield Cell(kind, identity, text, begin, end, slice(place, stop))


def _members(frame: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Key, start and end of value of each member of the JSON object at `start`."""
    place = _skip(frame, start + 1)
    while frame[place] != "}":
        key_end = _string_end(frame, place)
        key = json.loads(frame[place:key_end])
        place = _skip(frame, _skip(frame, key_end) + 1)
        end = _value_end(frame, place)
        yield key, place, end
        place = _next(frame, end)


def _elements(frame: str, start: int) -> Iterator[tuple[int, int]]:
    """Start and end of each element of the JSON array at `start`."""
    place = _skip(frame, start + 1)
    while frame[place] != "]":
        end = _value_end(frame, place)
        yield place, end
        place = _next(frame, end)


def _next(frame: str, place: int) -> int:
    place = _skip(frame, place)
    return _skip(frame, place + 1) if frame[place] == "," else place


def _skip(frame: str, place: int) -> int:
    found = _BLANKS.match(frame, place)
    return found.end() if found else place


def _string_end(frame: str, place: int) -> int:
    found = _STRING.match(frame, place)
    if not found:
        raise ValueError("a string does not end")
    return found.end()


def _value_end(frame: str, place: int) -> int:
    """The end of the JSON value at `place`."""
    depth = 0
    while True:
        character = frame[place]
        if character == '"':
            place = _string_end(frame, place)
        elif character in "[{":
            depth, place = depth + 1, place + 1
        elif character in "]}":
            depth, place = depth - 1, place + 1
        elif character in ",: \t\r\n":
            place += 1
            continue
        else:
            found = _SCALAR.match(frame, place)
            assert found is not None
            place = found.end()
        if not depth:
            return place


def _written(source: str, former: str, frame: str) -> str:
    """A cell's source as JSON in the style of the JSON it replaces: a string, or a list with one line an entry."""
    is_ascii = frame.isascii()
    if not former.startswith("["):
        return json.dumps(source, ensure_ascii=is_ascii)
    lines = [json.dumps(line, ensure_ascii=is_ascii) for line in re.findall(r"[^\n]*\n|[^\n]+", source)]
    inner = re.match(r"\[(\s*)", former)
    outer = re.search(r"(\s*)\]$", former)
    gap = (inner.group(1) if inner else "") if len(former.strip("[] \t\r\n")) else ""
    between = re.search(r'"(,\s*)"', former)
    separator = f",{gap}" if gap else between.group(1) if between else ", "
    return "[" + gap + separator.join(lines) + (outer.group(1) if outer else "") + "]"

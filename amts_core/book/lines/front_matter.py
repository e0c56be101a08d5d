"""Front matter: YAML, TOML, JSON or lines of `Key: value`; the fields that people read are text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from amts_core.book.dialects import parts_of, prose_fields
from amts_core.book.lines.walk import Walk
from amts_core.book.model import BlockKind

_MAX_LINES = 400
_KEY = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:-[ \t]+)*)(?P<key>[\w.@/-]+|\"[^\"]+\"|'[^']+')[ \t]*:(?:[ \t]+(?P<value>\S.*)?)?$"
)
_ENTRY = re.compile(r"(?P<indent> *)(?P<dashes>(?:-[ \t]+)+)(?P<value>\S.*)$")
BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?$")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\[\"\\/])*+\"|'(?:[^']|'')*+'")
NO_TEXT = re.compile(r"(?:true|false|null|yes|no|on|off|~|[-+.\d][\d.:,/TZ+-]*)$|[&*!|>{\[@%`#,?:-]", re.IGNORECASE)
_TOML_KEY = re.compile(r"[ \t]*([\w.-]+)[ \t]*=[ \t]*(\"(?:[^\"\\])*+\"|'[^']*+')[ \t]*(?:#.*)?$")
_TOML_LONG = re.compile(r"[ \t]*([\w.-]+)[ \t]*=[ \t]*(\"{3}|'{3})")
_TOML_TABLE = re.compile(r"[ \t]*\[+([^\[\]]+)\]+[ \t]*(?:#.*)?$")
_JSON_STRING = re.compile(r"^(?:\t|[ ]{1,4})\"([\w-]+)\"[ \t]*:[ \t]*(\"[^\"\\\n]*\")", re.MULTILINE)


_META = re.compile(r"(?P<key>[A-Za-z][\w-]*):(?:[ \t]+(?P<value>\S.*))?$")  # MultiMarkdown, Pelican
_META_ONLY = frozenset(
    {"date", "slug", "category", "tags", "author", "authors", "modified", "status", "template", "project", "book"}
)
_META_TEXTS = frozenset({"title", "summary", "subtitle", "description"})


_WORDS = re.compile(r"[^\W_]+[ \t]+[^\W_]")
_TITLE_LINE = re.compile(r"%(?:[ \t]|$)")


def take_front_matter(walk: Walk) -> int:
    """Takes the front matter at the start of a file, or of the first cell of a notebook; returns the next line."""
    if not walk.lines:
        return 0
    mark = walk.body(0).rstrip(" \t")
    if mark == "{" and "hugo" in parts_of(walk.format):
        return _take_json(walk)
    if _META.match(mark):
        return _take_meta(walk)
    if _TITLE_LINE.match(mark):
        return _take_title_lines(walk)
    following = _end(walk, mark) if mark in ("---", "+++") else 0
    if following:
        take_fields = _take_yaml if mark == "---" else _take_toml
        take_fields(walk, 1, following - 1, prose_fields(walk.format))
        walk.raw(BlockKind.FRONT_MATTER, walk.lines[following - 1].end)
    return following


def take_settings(walk: Walk, number: int, least: int = 2) -> int:
    """YAML between this line and another `---` inside of a chapter; returns the next line, 0 if there is none.

    Fewer lines than `least` are no settings, since one line may be a heading; nor are, then, fields of words that
    nobody knows.
    """
    last = number + 1
    while _KEY.match(body := walk.body(last)) or (body[:1] in (" ", "#", "-") and last > number + 1 and body != "---"):
        last += 1
    if last <= number + least or walk.body(last).rstrip(" \t") != "---":
        return 0
    fields = prose_fields(walk.format)
    unknown = [at for _, path, at in values(walk, number + 1, last) if path not in fields]
    if least > 1 and any(_WORDS.match(walk.text, at) for at in unknown):
        return 0
    walk.may_be_code = True
    _take_yaml(walk, number + 1, last, fields)
    walk.raw(BlockKind.FRONT_MATTER, walk.lines[last].end)
    return last + 1


def _end(walk: Walk, mark: str) -> int:
    for number in range(1, min(len(walk.lines), _MAX_LINES)):
        body = walk.body(number).rstrip(" \t")
        if body in (mark, "..."):
            return number + 1
        if not body and number == 1:
            return 0
    return 0


def _take_yaml(walk: Walk, number: int, following: int, fields: frozenset[str]) -> None:
    for line, path, start in values(walk, number, following):
        is_prose = path in fields or path.rpartition(".")[0] + ".*" in fields
        if is_prose:
            take_value(walk, line, following, start)


def values(walk: Walk, number: int, following: int) -> Iterator[tuple[int, str, int]]:
    """Line, dotted key and place of each value of a YAML mapping; entries of lists have the key `*`."""
    above: list[tuple[int, str]] = []  # columns and keys of the mappings that are open
    skip_until = -1  # lines of a block scalar stand right of this column
    for line in range(number, following):
        body, at = walk.body(line), walk.lines[line].start
        found = _KEY.match(body) or _ENTRY.match(body)
        column = len(body) - len(body.lstrip(" "))
        if skip_until >= 0 and (not body.strip() or column > skip_until):
            continue
        skip_until = -1
        if not found:
            continue
        is_key = "key" in found.re.groupindex
        column = found.start("key") if is_key else found.start("dashes") + 1
        while above and above[-1][0] >= column:
            above.pop()
        keys = [key for _, key in above]
        path = ".".join([*keys, found["key"].strip("\"'") if is_key else "*"])
        if is_key:
            above.append((column, found["key"].strip("\"'")))
        if found["value"]:
            yield line, path, at + found.start("value")
            if BLOCK_SCALAR.match(found["value"]):
                skip_until = found.start("key") if is_key else found.start("dashes")


def take_value(
    walk: Walk,
    number: int,
    following: int,
    start: int,
    *,
    before: BlockKind = BlockKind.FRONT_MATTER,
    prefix: str = "",
) -> None:
    """A YAML value that starts at `start` as text: quoted, plain, or a block of lines further to the right.

    What stands before it is raw, of kind `before`. `prefix` begins each line of it (`#|` in a chunk). What is no text
    of people stays raw.
    """
    text, end = walk.text, walk.lines[number].body
    value = text[start:end].rstrip(" \t")
    column = _column(walk, number, prefix, behind_dashes=True)
    last = number
    while last + 1 < following and _column(walk, last + 1, prefix) > column:
        last += 1
    if BLOCK_SCALAR.match(value):
        _take_block(walk, number + 1, last, before, prefix)
    elif value[0] in "\"'":
        found = _QUOTED.match(text, start, walk.lines[last].body if not prefix else end)
        rest = text[found.end() : walk.lines[walk.line_at(found.end())].body] if found else "x"
        if found and (not rest.strip() or rest.lstrip().startswith("#")) and "\n\n" not in found.group():
            walk.emit(BlockKind.FIELD, start, found.end(), before=before)
    elif not NO_TEXT.match(value):
        end = walk.lines[last].body if not prefix else end
        comment = re.search(r"[ \t]#", text[start:end])
        stop = start + comment.start() if comment else end
        if not re.search(r":[ \t]|\r?\n[ \t]*\r?\n", text[start:stop]):
            walk.emit(BlockKind.FIELD, start, stop, before=before)


def _column(walk: Walk, number: int, prefix: str, *, behind_dashes: bool = False) -> int:
    """The column of what stands behind the prefix, or of a key behind dashes; -1 for a line without the prefix."""
    body = walk.body(number)
    if prefix:
        before, found, body = body.partition(prefix)
        if before.strip() or not found:
            return -1
    if behind_dashes and (key := _KEY.match(body)):
        return key.start("key")
    stripped = body.lstrip(" ")
    return len(body) - len(stripped) if stripped.strip() else 0 if prefix else 10**6


def _take_block(walk: Walk, number: int, last: int, before: BlockKind, prefix: str) -> None:
    """Paragraphs of a block scalar: lines up to a blank one."""
    start = end = -1
    for line in range(number, last + 2):
        body = walk.body(line) if line <= last else ""
        content = body.partition(prefix)[2] if prefix else body
        if content.strip():
            place = walk.lines[line].start + len(body) - len(content.lstrip(" \t"))
            start, end = (place if start < 0 else start), walk.lines[line].body
        elif start >= 0:
            walk.emit(BlockKind.TITLE, start, end, before=before)
            start = -1


def _take_toml(walk: Walk, number: int, following: int, fields: frozenset[str]) -> None:
    table, end = "", 0
    for line in range(number, following):
        body, at = walk.body(line), walk.lines[line].start
        if at < end:
            continue
        if found := _TOML_TABLE.match(body):
            table = found.group(1).strip() + "."
        elif found := _TOML_LONG.match(body):
            end = max(walk.text.find(found.group(2), at + found.end(), walk.lines[following - 1].end), 0)
            if end and table + found.group(1) in fields:
                walk.string(at + found.end(), end, BlockKind.FRONT_MATTER)
        elif (found := _TOML_KEY.match(body)) and table + found.group(1) in fields:
            walk.string(at + found.start(2) + 1, at + found.end(2) - 1, BlockKind.FRONT_MATTER)


def _take_meta(walk: Walk) -> int:
    """Lines of `Key: value` up to a blank one, if one is a key that only metadata has; a value may go on indented."""
    texts, keys, following = [], set(), 0
    while following < min(len(walk.lines), _MAX_LINES) and not walk.is_blank(following):
        body, line = walk.body(following), walk.lines[following]
        if found := _META.match(body):
            key = found["key"].lower()
            keys.add(key)
            if key in _META_TEXTS and found["value"]:
                texts.append([line.start + found.start("value"), line.body])
            is_text = key in _META_TEXTS and bool(found["value"])
        elif not body[0].isspace():
            return 0
        elif is_text:
            texts[-1][1] = line.body
        following += 1
    if not keys & _META_ONLY:
        return 0
    for start, end in texts:
        walk.emit(BlockKind.TITLE, start, end, before=BlockKind.FRONT_MATTER)
    walk.raw(BlockKind.FRONT_MATTER, walk.lines[following - 1].end)
    return following


def _take_title_lines(walk: Walk) -> int:
    """Title, authors and date in Pandoc's way, each on a line behind `%`; one line alone is none of them."""
    following = 0
    while following < 3 and _TITLE_LINE.match(walk.body(following)):
        following += 1
    if following < 2 or walk.body(following).strip():
        return 0
    walk.emit(BlockKind.TITLE, walk.lines[0].start + 1, walk.lines[0].body, before=BlockKind.FRONT_MATTER)
    walk.raw(BlockKind.FRONT_MATTER, walk.lines[following - 1].end)
    return following


def _take_json(walk: Walk) -> int:
    try:
        _, end = json.JSONDecoder().raw_decode(walk.text)
    except ValueError:
        return 0
    fields = prose_fields(walk.format)
    for found in _JSON_STRING.finditer(walk.text, 0, end):
        if found.group(1) in fields:
            walk.string(found.start(2) + 1, found.end(2) - 1, BlockKind.FRONT_MATTER)
    last = walk.line_at(end - 1)
    walk.raw(BlockKind.FRONT_MATTER, walk.lines[last].end)
    return last + 1

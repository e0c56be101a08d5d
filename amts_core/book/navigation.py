"""Navigation files of generators: the entry of a new chapter, written as that of its source in a plain list.

An entry is a line of its own: `- Title: path.md` and `- path.md` (mkdocs.yml, _quarto.yml), `- file: path` (_toc.yml,
myst.yml), `- [Title](path.md)` (SUMMARY.md), `'path',` (sidebars.js). It goes below the entry that precedes it in the
list of the source, if the translation lists that, else above the one that follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

_YAML = re.compile(
    r"(?P<indent>[ \t]*)-[ \t]+"
    r"(?:file:[ \t]+|(?P<title>\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s\"'#:&*!\[\]{}][^:#\r\n]*?):[ \t]+)?"
    r"(?P<path>\"[^\"\r\n]+\"|'[^'\r\n]+'|[^\s\"'#:]+)[ \t]*$"
)
_SUMMARY = re.compile(r"(?P<indent>[ \t]*)[-*+][ \t]+\[(?P<title>[^\[\]\r\n]*)\]\((?P<path>[^()\s]+)\)[ \t]*$")
_SCRIPT = re.compile(r"(?P<indent>[ \t]*)(?P<path>\"[^\"\r\n]+\"|'[^'\r\n]+'),[ \t]*$")
FORMS = {
    "mkdocs.yml": _YAML,
    "_toc.yml": _YAML,
    "myst.yml": _YAML,
    "_quarto.yml": _YAML,
    "SUMMARY.md": _SUMMARY,
    "sidebars.js": _SCRIPT,
    "sidebars.ts": _SCRIPT,
}
"""The files by their names, and what a line of them looks like that lists a chapter."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry of a chapter in a navigation file: its line, and the entries that it may stand behind or before.

    `path` is that of the file from the top of its repository, `name` what the list calls the chapter.
    """

    path: str
    name: str
    line: str
    behind: tuple[str, ...]
    before: tuple[str, ...]

    def added_to_file(self, content: bytes) -> bytes | None:
        """The content of the file with this entry, see `added_to`; None also if it is not UTF-8: it stays as it is."""
        try:
            text = self.added_to(content.decode("utf-8"))
        except UnicodeDecodeError:
            return None
        return None if text is None else text.encode()

    def added_to(self, text: str) -> str | None:
        """The file with this entry; None if it has it already, or if there is no place for it."""
        lines = text.splitlines(keepends=True)
        listed = list(_listed(PurePosixPath(self.path).name, lines))
        if any(one.name == self.name for one in listed):
            return None
        place = next(((one, True) for name in self.behind for one in listed if one.name == name), None)
        place = place or next(((one, False) for name in self.before for one in listed if one.name == name), None)
        if place is None:
            return None
        one, is_behind = place
        at = _end(lines, one) if is_behind else one.number
        newline = "\r\n" if lines[one.number].endswith("\r\n") else "\n"
        if at and not lines[at - 1].endswith(("\n", "\r")):
            lines[at - 1] += newline
        lines.insert(at, one.indent + self.line + newline)
        return "".join(lines) if _is_sound(self, text, "".join(lines)) else None


@dataclass(frozen=True, slots=True)
class _Listed:
    number: int
    indent: str
    name: str
    found: re.Match[str]


def new_entry(path: str, source: str, *, chapter: str, translated: str, title: str, suffix: str = "") -> Entry | None:
    """The entry of a new chapter in the translation's navigation file at `path`, None if the source has no plain one.

    `source` is the text of the source's file, `chapter` the path of the source chapter, `translated` that of its
    translation, whose names end with `suffix`; `title` is the translated title.
    """
    lines = source.splitlines(keepends=True)
    listed = list(_listed(PurePosixPath(path).name, lines))
    mine = [one for name in _names(chapter) for one in listed if one.name == name][:1]
    if not mine:
        return None
    one = mine[0]
    beside = [other for other in listed if other.indent == one.indent and _same_list(lines, one, other)]
    ending = PurePosixPath(translated).suffix
    written = one.found["path"].strip("\"'")
    stem = written.removesuffix(PurePosixPath(chapter).suffix)
    own = stem + suffix + (ending if stem != written else "")
    line = _replaced(one.found, own, title)
    names = [other.name + suffix for other in beside]
    return Entry(
        path,
        one.name + suffix,
        line.strip(),
        tuple(name for name, other in zip(names, beside, strict=True) if other.number < one.number)[::-1],
        tuple(name for name, other in zip(names, beside, strict=True) if other.number > one.number),
    )


def lists(path: str, text: str) -> bool:
    """Whether a navigation file lists chapters one by one."""
    return any(
        one.found.re is not _YAML or re.search(r"^[ \t]*-[ \t]+file:|\.(?:md|qmd|Rmd|ipynb)\b", one.found.group())
        for one in _listed(PurePosixPath(path).name, text.splitlines(keepends=True))
    )


def names_chapter(path: str, text: str, chapter: str) -> bool:
    """Whether a navigation file has the chapter at this path, in whatever form."""
    return any(re.search(rf"(?<![\w.-]){re.escape(name)}\b", text) for name in _names(chapter))


def _names(chapter: str) -> Iterator[str]:
    """What a list may call a chapter: its path without ending, from each of its folders on."""
    parts = str(PurePosixPath(chapter).with_suffix("")).split("/")
    return ("/".join(parts[start:]) for start in range(len(parts)))


def _listed(name: str, lines: list[str]) -> Iterator[_Listed]:
    for number, line in enumerate(lines):
        if found := FORMS[name].match(line.rstrip("\r\n")):
            stem = re.sub(r"\.(?:mdx?|markdown|qmd|Rmd|ipynb)$", "", found["path"].strip("\"'")).removeprefix("./")
            yield _Listed(number, found["indent"], stem, found)


def _same_list(lines: list[str], one: _Listed, other: _Listed) -> bool:
    """Whether no line between two entries of one indent stands further left."""
    first, last = sorted((one.number, other.number))
    return all(_depth(line) >= len(one.indent) for line in lines[first:last] if line.strip())


def _end(lines: list[str], one: _Listed) -> int:
    """The number of the line after an entry and all that belongs to it."""
    end = one.number + 1
    for number in range(one.number + 1, len(lines)):
        if lines[number].strip():
            if _depth(lines[number]) <= len(one.indent):
                break
            end = number + 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _replaced(found: re.Match[str], path: str, title: str) -> str:
    """The line of an entry with another path, and another title if it has one."""
    whole = found.group()
    quote = found["path"][0] if found["path"][0] in "\"'" else ""
    line = whole[: found.start("path")] + quote + path + quote + whole[found.end("path") :]
    if not found.groupdict().get("title"):
        return line
    is_yaml = found.re is _YAML
    return line[: found.start("title")] + (_yaml_key(title) if is_yaml else title) + line[found.end("title") :]


def _yaml_key(title: str) -> str:
    is_plain = re.match(r"[^\W\d_][^:#\"'\r\n]*$", title) and yaml.safe_load(title) == title
    return title if is_plain else "'" + title.replace("'", "''") + "'"


def _is_sound(entry: Entry, before: str, after: str) -> bool:
    """Whether a YAML file holds what it held and one entry more."""
    if not entry.path.endswith(".yml"):
        return True
    try:
        old, new = (sorted(_scalars(yaml.compose(text))) for text in (before, after))
    except yaml.YAMLError:
        return False
    added = list(new)
    for one in old:
        if one not in added:
            return False
        added.remove(one)
    return 1 <= len(added) <= 2


def _scalars(node: yaml.Node | None) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield str(node.value)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _scalars(one)


def nearest(path: str, files: Mapping[str, str]) -> str | None:
    """Of the source's files one with the name of this one: the one at the same path, else the only one."""
    alike = [one for one in files if PurePosixPath(one).name == PurePosixPath(path).name]
    return path if path in alike else alike[0] if len(alike) == 1 else None

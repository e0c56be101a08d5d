"""Containers between lines of colons: VitePress, Docusaurus, Starlight, Quarto, and MyST's colon fences without a name.

`::: type Title`, `:::type[Title]{attributes}`, `::: {.class title="Title"}`, `:::`. The lines are raw, titles are text.
Nuxt's components have two colons, and YAML below them.
"""

from __future__ import annotations

import re

from amts_core.book.lines.front_matter import take_value, values
from amts_core.book.lines.html import STRING, TEXTS
from amts_core.book.lines.walk import Rule, Walk, titled_line
from amts_core.book.model import BlockKind

_COLONS = re.compile(
    r"(?P<mark>:{3,}|::(?=[A-Za-z][\w-]*(?:\[[^\[\]]*\])?(?:\{[^{}]*\})?[ \t]*$|[ \t]*$))[ \t]*(?:"
    r"(?P<attributes>\{[^\r\n]*\})[ \t]*:*"
    r"|(?P<type>[A-Za-z][\w.-]*)(?:\[(?P<label>(?:[^\[\]\r\n]|\[[^\[\]\r\n]*\])*)\])?(?P<rest>[^\r\n]*)"
    r"|)[ \t]*$"
)
_STRING = re.compile(rf"(?<![\w-])name=(\"[^\"\\]*\")|{STRING.pattern}", re.DOTALL)
_TAG = re.compile(r"(?:[ \t]+[\w:-]+=(?:\"[^\"]*\"|\[[^\[\]]*\]|[^\s\":]+))+[ \t]*:*$|:{3,}$")  # nothing but attributes
_COLONS_ALONE = re.compile(r":{3,}")
_FIELD = re.compile(TEXTS)
_UNTITLED = frozenset({"code-group", "raw", "v-pre", "panel-tabset"})


def _colons(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    if found["rest"] and re.match(r"[^{].*?:{3,}[ \t]*[^\s:]", found["rest"]):
        return None  # a tag and text
    walk.raw(BlockKind.MARKUP, place)
    if found["type"] == "mermaid" and (following := _end_of_code(walk, number + 1)):
        return walk.take_lines(number, following, BlockKind.CODE, place)
    name = "close"
    if found["attributes"]:
        name = "open " + found["attributes"]
        walk.strings(_STRING, found.start("attributes"), found.end("attributes"), BlockKind.CONTAINER)
    elif found["type"]:
        name = "open " + found["type"]
        end = found.start("rest") + len(_without_attributes(found["rest"]))
        if found["label"] is not None:
            walk.emit(BlockKind.TITLE, found.start("label"), found.end("label"), before=BlockKind.CONTAINER)
        elif found["rest"].startswith("{") or _TAG.match(found["rest"].rstrip(" \t")):
            walk.strings(_STRING, found.start("rest"), found.end("rest"), BlockKind.CONTAINER)
        elif found["rest"][:1] in ("", " ", "\t") and found["type"] not in _UNTITLED:
            walk.emit(BlockKind.TITLE, found.start("rest"), end, before=BlockKind.CONTAINER)
    walk.raw(BlockKind.CONTAINER, walk.lines[number].end, name=name)
    following = (found["mark"] == "::" and found["type"] and _settings(walk, number + 1)) or number + 1
    walk.may_be_code = True
    return following


def _tab(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    walk.may_be_code = True
    return titled_line(walk, number, place, found)


def _end_of_code(walk: Walk, number: int) -> int:
    """The line behind the next one of colons alone, 0 if there is none; that is remembered."""
    wanted = f"{walk.quotes} {_COLONS_ALONE.pattern}"
    if wanted not in walk.exhausted:
        for line in range(number, len(walk.lines)):
            if _COLONS_ALONE.fullmatch(walk.inner(line)):
                return line + 1
        walk.exhausted.add(wanted)
    return 0


def _settings(walk: Walk, number: int) -> int:
    """YAML between lines of `---`, below the line of a component; returns the next line, 0 if there is none."""
    if walk.inner(number) != "---":
        return 0
    for last in range(number + 1, len(walk.lines)):
        if walk.inner(last) == "---":
            for line, path, place in values(walk, number + 1, last):
                if _FIELD.fullmatch(path.rpartition(".")[2]):
                    take_value(walk, line, last, place, before=BlockKind.CONTAINER)
            walk.raw(BlockKind.CONTAINER, walk.lines[last].end)
            return last + 1
    return 0


def _without_attributes(rest: str) -> str:
    """What stands behind the type without colons and attributes (`{open}`) at its end."""
    bare = rest.rstrip(" \t").rstrip(":").rstrip(" \t")
    return bare[: bare.rfind("{")] if bare.endswith("}") and "{" in bare else bare


RULES = (
    Rule(":", _COLONS, _colons),
    # a tab of VuePress
    Rule("@", re.compile(r"@tab(?::active)?(?:[ \t]+(?P<text>[^#\r\n]*))?(?:#[\w-]+)?[ \t]*$"), _tab),
)

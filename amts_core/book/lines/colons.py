"""Containers between lines of colons: VitePress, Docusaurus, Starlight, Quarto, and MyST's colon fences without a name.

`::: type Title`, `:::type[Title]{attributes}`, `::: {.class title="Title"}`, `:::`. The lines are raw, titles are text.
"""

from __future__ import annotations

import re

from amts_core.book.lines.html import STRING
from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

_COLONS = re.compile(
    r"(?P<mark>:{3,})[ \t]*(?:"
    r"(?P<attributes>\{[^\r\n]*\})[ \t]*:*"
    r"|(?P<type>[A-Za-z][\w.-]*)(?:\[(?P<label>(?:[^\[\]\r\n]|\[[^\[\]\r\n]*\])*)\])?(?P<rest>[^\r\n]*)"
    r"|)[ \t]*$"
)
_STRING = re.compile(rf"(?<![\w-])name=(\"[^\"\\]*\")|{STRING.pattern}", re.DOTALL)
_UNTITLED = frozenset({"code-group", "raw", "v-pre", "panel-tabset"})


def _colons(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    line = walk.lines[number]
    walk.raw(BlockKind.MARKUP, place)
    name = "close"
    if found["attributes"]:
        name = "open " + found["attributes"]
        walk.strings(_STRING, found.start("attributes"), found.end("attributes"), BlockKind.CONTAINER)
    elif found["type"]:
        name = "open " + found["type"]
        end = found.start("rest") + len(_without_attributes(found["rest"]))
        if found["label"] is not None:
            walk.emit(BlockKind.TITLE, found.start("label"), found.end("label"), before=BlockKind.CONTAINER)
        elif found["rest"][:1] in ("", " ", "\t") and found["type"] not in _UNTITLED:
            walk.emit(BlockKind.TITLE, found.start("rest"), end, before=BlockKind.CONTAINER)
    walk.raw(BlockKind.CONTAINER, line.end, name=name)
    walk.may_be_code = True
    return number + 1


def _without_attributes(rest: str) -> str:
    """What stands behind the type without colons and attributes (`{open}`) at its end."""
    bare = rest.rstrip(" \t").rstrip(":").rstrip(" \t")
    return bare[: bare.rfind("{")] if bare.endswith("}") and "{" in bare else bare


RULES = (Rule(":", _COLONS, _colons),)

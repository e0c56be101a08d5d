"""D2L Markdown: tabs, slides, labels and other roles that fill a line."""

from __future__ import annotations

import re

from amts_core.book.lines.commonmark import FENCE, take_fence
from amts_core.book.lines.myst import tell_text
from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

_MARKER = re.compile(r":(begin|end)_(\w+):(?:`([^`\r\n]*)`|\S*)[ \t]*$", re.ASCII)  # of tabs and of slides
_STRUCTURE_ROLE = re.compile(
    r"(?=:(?:label|eqlabel|width|height|bibliography|toc|alt|align|class|name|figclass|scale):)"
    r"(?::[A-Za-z_]+:(?:`[^`\r\n]*`|``[^`\r\n]*``|[ \t]*$)[ \t]*)+$",
    re.ASCII,
)
_LABEL = re.compile(r":(?:eq)?label:`+([^`]*)`+")
_DIRECTIVE_FENCES = ("toc", "eval_rst", "```{toctree", "{toctree}", "{eval-rst}", "{tableofcontents}")


def _marker(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    if found.group(2) != "tab":
        return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place)
    return walk.take_lines(number, number + 1, BlockKind.TAB, place, f"{found.group(1)}:{found.group(3) or ''}")


def _roles(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    label = _LABEL.match(walk.text, place, walk.lines[number].body)
    return walk.take_lines(number, number + 1, BlockKind.DIRECTIVE, place, label.group(1) if label else "")


def _fence(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    info = (found["info"] or "").strip()
    if not info.startswith(_DIRECTIVE_FENCES):
        return None
    following = take_fence(walk, number, place, found, BlockKind.DIRECTIVE)
    if info.startswith(("eval_rst", "{eval-rst}")):
        tell_text(walk, number, number + 1, following, info.strip("{}"))
    return following


RULES = (
    Rule(":", _MARKER, _marker),
    Rule(":", _STRUCTURE_ROLE, _roles),
    Rule("`", FENCE, _fence),
)

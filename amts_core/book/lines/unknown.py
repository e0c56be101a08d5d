"""What looks like structure of no dialect that the chapter has: it is not touched, and told."""

from __future__ import annotations

import re

from amts_core.book.lines.html import STRING
from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

UNKNOWN_LINE = "looks like structure that is not known here: it is left as it is"
_GRID = re.compile(r"\+(?:[-=:]{3,}\+)+")
_RULES = re.compile(r"={2,}(?:[ \t]+={2,})+")
_NAME = r"[A-Za-z][\w:./-]*"
_LOOKS = re.compile(
    "|".join(
        (
            r"(?:\{[{%<*#!=@$&|?][^{}\r\n]*[}%>*#!|]\}[ \t]*)+$",  # {% tag %}, {{ output }}, {* include *}
            rf"\{{/?{_NAME}[ \t]*(?:[|,(:](?:[^{{}}\r\n]|\{{[^{{}}\r\n]*\}})*)?\}}[ \t]*$",  # {{pagebreak}}, {{tab|a}}
            r"<%[^\r\n]*%>[ \t]*$",
            rf":{{2,}}[ \t]*(?:{_NAME})?(?:\[[^\[\]]*\])?(?:\{{[^{{}}]*\}})?[ \t]*$",  # :::, ::name[text]{key=value}
            rf"@{{2,}}[ \t]*(?:{_NAME})?[^\r\n]{{0,40}}$",  # @@@ note
            rf"/{{3,}}[ \t]*(?:{_NAME})?[ \t]*$",
            rf"!{{3,}}[ \t]*{_NAME}(?:[ \t]+\"[^\"\r\n]*\")?[ \t]*$",
            rf"\?{{3,}}\+?[ \t]+{_NAME}(?:[ \t]+\"[^\"\r\n]*\")?[ \t]*$",
            r"={3,}[!+]?[ \t]+\"[^\"\r\n]*\"[ \t]*$",
            rf"\.\.[ \t]+(?:{_NAME}::[^\r\n]*|_[^:\r\n]+:[^\r\n]*|\|[^|\r\n]+\|[^\r\n]*)$",  # reStructuredText
            rf"#\+{_NAME}:?(?:[ \t][^\r\n]*)?$",  # Org
            r"\[(?:%|\.|#|source|quote|NOTE|TIP|WARNING|IMPORTANT|CAUTION)[^\[\]\r\n]*\][ \t]*$",  # AsciiDoc
            r"\[\[[^\[\]\r\n ]*\]\][ \t]*$",
            rf"\[/?{_NAME}(?:[ \t]+[\w-]+)?=[^\[\]]*\][ \t]*$|\[/{_NAME}\][ \t]*$",  # [shortcode key=value]
            r"\|={3,}[ \t]*$|-{4}8<-*|-+8<-+[^\r\n]*$|>{3,}[ \t]*$|<{3,}[^\r\n<>]*>*[ \t]*$",
            r"\([\w.:-]+\)=[ \t]*$",
            r"\\(?:newpage|pagebreak|clearpage|tableofcontents|appendix|maketitle)\b[^\r\n]*$",
            r"\$\[[^\[\]]*\][ \t]*$|%%\{[^\r\n]*\}%%[ \t]*$",
        )
    )
)


def take_drawn_table(walk: Walk, number: int, following: int, place: int) -> int:
    """A table that is drawn, up to the line `following`: a longer text would push its columns aside."""
    walk.warn(number, f"a table that is drawn {UNKNOWN_LINE}")
    walk.may_be_code = True
    return walk.take_lines(number, following, BlockKind.UNKNOWN, place)


def closing(walk: Walk, number: int, border: re.Pattern[str]) -> int | None:
    """The line behind the next border above a blank line; that there is none is remembered."""
    wanted = f"{walk.quotes} {border.pattern}"
    if wanted in walk.exhausted:
        return None
    for line in range(number, len(walk.lines)):
        if border.fullmatch(walk.inner(line)) and not walk.inner(line + 1):
            return line + 1
    walk.exhausted.add(wanted)
    return None


def _grid(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """A table in a grid; blank lines may stand between its rows, not behind its border."""
    following = number + 1
    for line in range(number + 1, len(walk.lines)):
        row = walk.inner(line)
        if row[:1] in ("+", "|"):
            following = line + 1
        elif row or _GRID.fullmatch(walk.inner(line - 1)):
            break
    return take_drawn_table(walk, number, following, place)


def _simple(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """A table of reStructuredText, between lines of `===  ===`."""
    following = number + 1
    while walk.inner(following):
        following += 1
    return take_drawn_table(walk, number, closing(walk, number + 1, _RULES) or following, place)


def _marked(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """A line of an aside in Leanpub, of a notice in Grav: each has the mark, and is a text of its own."""
    walk.may_be_code = True
    walk.raw(BlockKind.MARKUP, found.end())
    return walk.leaf(number, found.end(), BlockKind.PARAGRAPH, 0)


def _opening(walk: Walk, number: int, place: int, found: re.Match[str]) -> int | None:
    """`[name]` that a `[/name]` closes; what is said to be code is."""
    if not _is_closed(walk, number, place, found):
        return None
    following = _unknown(walk, number, place, found)
    if "code" in found["name"]:
        following = walk.line_at(walk.search(f"[/{found['name']}]", found.end())) + 1
        walk.raw(BlockKind.CODE, walk.lines[following - 1].end)
    return following


def _is_closed(walk: Walk, number: int, place: int, found: re.Match[str]) -> bool:
    return walk.search(f"[/{found['name']}]", found.end()) >= 0


def _unknown(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    walk.warn(number, f"{found.group().strip()[:40]!r} {UNKNOWN_LINE}")
    walk.may_be_code = True
    walk.raw(BlockKind.MARKUP, place)
    walk.strings(STRING, place, found.end(), BlockKind.UNKNOWN)
    return walk.take_lines(number, number + 1, BlockKind.UNKNOWN, place)


RULES = (
    Rule("+", re.compile(rf"{_GRID.pattern}[ \t]*$"), _grid),
    Rule("=", re.compile(rf"{_RULES.pattern}[ \t]*$"), _simple),
    Rule("!ABCDEGIQTWX", re.compile(r"(?:(?:!{1,2}|[A-Z]>)(?:[ \t]+|$))+"), _marked),
    Rule("[", re.compile(rf"\[(?P<name>{_NAME})(?:[= ][^\[\]]*)?\][ \t]*$"), _opening, interrupts=_is_closed),
    Rule("{<:@/!?=.#[|->(\\$%", _LOOKS, _unknown),
)

"""What looks like structure of no dialect that the chapter has: it is not touched, and told."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, Walk
from amts_core.book.model import BlockKind

UNKNOWN_LINE = "looks like structure that is not known here: it is left as it is"
_NAME = r"[A-Za-z][\w:./-]*"
_LOOKS = re.compile(
    "|".join(
        (
            r"(?:\{[{%<*#!=@$&|?][^{}\r\n]*[}%>*#!|]\}[ \t]*)+$",  # {% tag %}, {{ output }}, {* include *}
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
            rf"\[/?{_NAME}(?:[ \t]+[\w-]+=[^\[\]]*)\][ \t]*$",  # [shortcode key=value]
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


def _grid(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    """A table in a grid, or of reStructuredText between lines of `===  ===`."""
    following = number + 1
    while following < len(walk.lines) and _goes_on(walk, following, walk.text[place]):
        following += 1
    return take_drawn_table(walk, number, following, place)


def _goes_on(walk: Walk, number: int, border: str) -> bool:
    start = walk.text_start(number)
    return start < walk.lines[number].body and (border == "=" or walk.text[start] in "+|")


def _unknown(walk: Walk, number: int, place: int, found: re.Match[str]) -> int:
    excerpt = found.group().strip()
    walk.warn(number, f"{excerpt[:40]!r} {UNKNOWN_LINE}")
    walk.may_be_code = True
    return walk.take_lines(number, number + 1, BlockKind.UNKNOWN, place)


RULES = (
    Rule("+=", re.compile(r"\+(?:[-=:]{3,}\+)+[ \t]*$|={2,}(?:[ \t]+={2,})+[ \t]*$"), _grid),
    Rule("{<:@/!?=.#[|->(\\$%", _LOOKS, _unknown),
)

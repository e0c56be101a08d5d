"""GitLab: includes, extensions, quick actions."""

from __future__ import annotations

import re

from amts_core.book.lines.walk import Rule, raw_line

_ACTIONS = "assign|cc|close|confidential|due|epic|estimate|label|milestone|parent_epic|relabel|relate|unlabel|weight"

RULES = (
    Rule("/", re.compile(rf"/(?:{_ACTIONS})(?:[ \t]+[~@%#&!\d].*)?$"), raw_line),
    Rule(":", re.compile(r"::[a-z]+\{[^{}]*\}[ \t]*$"), raw_line),
    Rule("{", re.compile(r"\{::?[\w-][^{}]*/?\}[ \t]*$"), raw_line),
)

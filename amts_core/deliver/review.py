"""What a reviewer sees: a page per chapter with the changes side by side, and a to-do list for the pull request.

Human text that is not up to date comes first: it reads well and says something old. Then segments come ordered by the
effort that they will probably cost: text that had to find its place by hand, new and changed text by its length, what
is only to be looked at. At the end stands, without a box to tick, what needs nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from html import escape
from itertools import accumulate
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup
from rapidfuzz.distance import Indel

from amts_core.book.chapter import FORMATS, Chapter, decode_chapter
from amts_core.book.common import bare, shortened
from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.sync.matching import WORD

_COST = {
    "beside": 1.5,
    "new": 1.0,
    "changed": 1.0,
    "outdated": 0.5,
    "repaired": 0.2,
    "carried": 0.1,
    "deleted": 0.1,
    "moved": 0.05,
    "kept": 0.05,
}
KINDS = {
    "outdated": "NOT UP TO DATE",
    "new": "new",
    "changed": "changed",
    "beside": "without a safe place",
    "repaired": "repaired",
    "carried": "spans or marks carried over",
    "moved": "moved",
    "deleted": "deleted",
    "kept": "kept, flagged",
}
CHECKLIST = (
    "The drafts say what the source says",
    "Terms are those of this book",
    "Formulas, code, references and citations are where they belong",
    "Emphasis, heading levels, captions and tables are right",
    "Everything flagged has been looked at",
)
SMALL = 0.9  # likeness of two sources from which a change is small
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$!])")
ONLY_THE_FRAME = "No sentence to look at: code, formulas, markup, or the order changed, as the diff shows."
FOR_THE_SOURCE = "What the translation has otherwise; one of the two may be wrong. The lines are the source's."


@dataclass(frozen=True)
class Delivered:
    """A chapter as it is delivered: the file in the book, its text, and its sidecar."""

    path: str
    chapter: Chapter
    provenance: Provenance


def delivered_chapter(path: str, text: str, provenance: Provenance) -> Delivered:
    """A chapter as it is delivered, from its text; the ending of its path tells its format."""
    format = FORMATS.get(PurePosixPath(path).suffix.lower(), "md")
    return Delivered(path, decode_chapter(text.encode("utf-8"), id=provenance.chapter, format=format), provenance)


def to_review(provenance: Provenance) -> list[SegmentRecord]:
    """The segments that somebody should look at, by the effort to be expected, the greatest first."""
    touched = [one for one in (*provenance.segments, *provenance.removed) if one.change != "kept" or one.flags]
    return sorted(touched, key=lambda one: (one.quiet, one.change != "outdated", -_effort(one)))


def to_do_list(delivered: Sequence[Delivered], *, link: str = "", notes: Sequence[str] = ()) -> str:
    """The description of a pull request, as Markdown: per chapter what happened and what to look at.

    `link` is a template of links to lines with `{path}` and `{line}`, such as
    `https://github.com/o/r/blob/branch/{path}#L{line}`. `notes` are on the whole book, as the last run leaves it.
    """
    lines = ["The source has changed; this brings the translation up to date.", ""]
    lines += [f"- [ ] {item}" for item in CHECKLIST] + [""]
    for one in delivered:
        records = one.provenance.segments
        places = dict(zip(map(id, records), lines_of(one.chapter.text, [r.target for r in records]), strict=True))
        tasks = [_task(one, record, places.get(id(record)), link) for record in to_review(one.provenance)]
        flags = [f"- flagged: {_inline(flag)}" for flag in one.provenance.flags]
        known = [f"- for your information: {_inline(note)}" for note in one.provenance.notes]
        red = sum(record.change == "outdated" for record in one.provenance.segments)
        tasks = [*tasks[:red], *flags, *tasks[red:], *known]
        lines += [f"## {_inline(one.path)}", "", _counts(one.provenance), "", *(tasks or [ONLY_THE_FRAME]), ""]
    lines += ["## The book after the last run", "", *(f"- {_inline(note)}" for note in notes), ""] if notes else []
    faults = [f"- {_inline(one.path)}: {_inline(fault)}" for one in delivered for fault in one.provenance.backward]
    lines += ["## For the maintainers of the source", "", FOR_THE_SOURCE, "", *faults] if faults else []
    return "\n".join(lines).rstrip() + "\n"


def review_page(one: Delivered) -> str:
    """The review page of a chapter: self-contained HTML."""
    rows = [_Row.of(record) for record in to_review(one.provenance)]
    template = _environment().get_template("review.html.j2")
    return template.render(path=one.path, counts=_counts(one.provenance), provenance=one.provenance, rows=rows)


@dataclass(frozen=True)
class _Row:
    """A segment on the page; differences are marked with `del` and `ins`."""

    record: SegmentRecord
    kind: str
    old_source: Markup
    new_source: Markup
    old_target: Markup
    new_target: Markup
    hint: str

    @classmethod
    def of(cls, record: SegmentRecord) -> _Row:
        former = record.former_source
        old, new = marked(former, record.source) if former else (Markup(""), Markup(escape(record.source)))
        targets = record.former_target, record.target
        if record.change in ("beside", "outdated"):
            targets = record.target, record.draft
        before, after = marked(*targets) if all(targets) else (Markup(escape(text)) for text in targets)
        return cls(record, KINDS.get(record.change, record.change), old, new, before, after, _hint(record))


def _hint(record: SegmentRecord) -> str:
    """What may save the reviewer work."""
    alike = similarity(record) if record.change == "changed" else None
    return "a small change: the old translation may still fit" if alike and alike >= SMALL else ""


def _effort(record: SegmentRecord) -> float:
    return _COST.get(record.change, 1.0) * (10 + len(record.source or record.former_source)) + 20 * len(record.flags)


def _counts(provenance: Provenance) -> str:
    changes = [one.change for one in (*provenance.segments, *provenance.removed)]
    named = [("kept", "kept"), *((change, words) for change, words in KINDS.items() if change != "kept")]
    parts = [f"{changes.count(change)} {words}" for change, words in named if change in changes]
    flagged = len(provenance.flags) + sum(bool(one.flags) and not one.quiet for one in provenance.segments)
    return ", ".join([*parts, *([f"{flagged} flagged"] if flagged else [])]) or "nothing to translate"


def _task(one: Delivered, record: SegmentRecord, line: int | None, link: str) -> str:
    shown = record.target or record.former_target
    text = _inline(shortened(shown, 80))
    place = f"line {line}" if line else ""
    if line and link:
        place = f"[{place}]({link.format(path=quote(one.path), line=line)})"
    reasons = "; ".join(_inline(flag) for flag in record.flags)
    kind = KINDS.get(record.change, record.change)
    box = "" if record.quiet else "[ ] "
    return f"- {box}{kind}{', ' if place else ''}{place}: {text}" + (f" – {reasons}" if reasons else "")


def in_words(record: SegmentRecord) -> str:
    """A segment as a row of a Markdown table: what became of it, its source, the translation so far and to be."""
    so_far = record.target if record.draft else record.former_target
    will_be = record.draft or record.target
    kind = KINDS.get(record.change, record.change)
    flags = f" ({'; '.join(record.flags)})" if record.flags else ""
    texts = (kind + flags, record.source or record.former_source, so_far, will_be)
    return f"| {' | '.join(as_markdown(text, most=300) for text in texts)} |"


def as_markdown(text: str, most: int = 500) -> str:
    """Text on one line that is no markup in Markdown, shortened where it is longer than `most`."""
    return _MARKUP.sub(r"\\\1", shortened(" ".join(text.split()), most))


def lines_of(text: str, wanted: Sequence[str]) -> list[int | None]:
    """The lines of a text where others start, which come in order; None for one that is not found. Blanks aside."""
    lines = [(number, bare(line)) for number, line in enumerate(text.split("\n"), start=1)]
    starts, whole = list(accumulate((len(line) for _, line in lines), initial=0)), "".join(line for _, line in lines)
    found: list[int | None] = []
    place = 0
    for one in map(bare, wanted):
        at = whole.find(one, place) if one else -1
        place = at if at >= 0 else place
        at = at if at >= 0 or not one else whole.find(one)
        found.append(lines[bisect_right(starts, at, hi=len(lines)) - 1][0] if at >= 0 else None)
    return found


def similarity(record: SegmentRecord) -> float | None:
    """How alike the old and the new source of a segment are by their words, 0 to 1; None where there is one alone."""
    if not (record.former_source and record.source):
        return None
    old, new = (WORD.findall(text.lower()) for text in (record.former_source, record.source))
    return float(Indel.normalized_similarity(old, new))


def _inline(text: str) -> str:
    """Text as Markdown code, which says nothing else to the reader's page."""
    ticks = "``" if "`" in text else "`"
    blank = " " if "`" in text else ""
    return f"{ticks}{blank}{' '.join(text.split())}{blank}{ticks}" if text else ""


def marked(old: str, new: str) -> tuple[Markup, Markup]:
    """Both texts as HTML, with `del` in the old and `ins` in the new one."""
    ours, theirs = _words(old), _words(new)
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    left = "".join(_part("del", ours[i:i_end], tag) for tag, i, i_end, _, _ in steps)
    right = "".join(_part("ins", theirs[j:j_end], tag) for tag, _, _, j, j_end in steps)
    return Markup(left), Markup(right)


def _part(element: str, words: Iterable[str], tag: str) -> str:
    text = escape("".join(words))
    return text if tag == "equal" or not text else f"<{element}>{text}</{element}>"


def _words(text: str) -> list[str]:
    """Words, characters of scripts without blanks, and blanks; joined they are the text."""
    words, place = [], 0
    for found in WORD.finditer(text):
        if text[place : found.start()]:
            words.append(text[place : found.start()])
        word = found.group()
        words += [word] if word.isascii() else list(word)
        place = found.end()
    return [*words, text[place:]] if text[place:] else words


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(["j2"]))

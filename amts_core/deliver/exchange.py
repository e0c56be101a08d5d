"""What is to be looked at as XLIFF, PO and TMX, for programs of translators such as Weblate, OmegaT, Crowdin; and back.

Written and read by translate-toolkit (http://docs.translatehouse.org/projects/translate-toolkit/), which is asked for
only here: it is the extra `exchange`, under the GPL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any

from amts_core.book.common import bare
from amts_core.deliver.desk import Answer, Desk, judged, left_to_review
from amts_core.deliver.review import KINDS
from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair

FORMS = {
    "todo.xlf": "application/xliff+xml",
    "todo-2.0.xlf": "application/xliff+xml",
    "todo.po": "text/x-gettext-translation",
    "todo.tmx": "application/x-tmx+xml",
}
"""The forms by the names of their files."""
LARGEST = 32 * 2**20  # bytes of a file that is read back
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ID = re.compile(r"c([0-9a-f]{12})\.([0-9a-f]+(?:-\d+)?)\.v(\d+)")


@dataclass(frozen=True)
class Unit:
    """A segment that is to be looked at. `seen` is the version of the decision on it, 0 for none."""

    chapter: str
    segment: str
    seen: int
    record: SegmentRecord

    @property
    def id(self) -> str:
        """Its id in the file, an NMTOKEN of XML."""
        return f"c{_chapter_id(self.chapter)}.{self.segment}.v{self.seen}"

    @property
    def text(self) -> str:
        """The draft or repair, or what stands in the chapter."""
        return judged(self.record)

    @property
    def notes(self) -> Iterator[str]:
        """What its translator should know."""
        record = self.record
        yield f"chapter {self.chapter}: {KINDS.get(record.change, record.change)}"
        yield from (f"flag: {flag}" for flag in record.flags)
        if record.former_source:
            yield f"old source: {record.former_source}"
        if record.former_target:
            yield f"old translation: {record.former_target}"


@dataclass(frozen=True)
class Returned:
    """A segment as it comes back: `answer` is ACCEPT or EDIT."""

    chapter: str
    segment: str
    seen: int
    answer: Answer
    text: str


def units(provenance: Provenance, desk: Desk) -> list[Unit]:
    """What is left to look at in a chapter, in reading order; what was removed has no text to edit."""
    return [
        Unit(provenance.chapter, name, known.version if (known := desk.of(name)) else 0, record)
        for name, record in left_to_review(provenance, desk).items()
        if record.source and judged(record)
    ]


def write_units(found: Iterable[Unit], form: str, *, languages: LanguagePair) -> bytes:
    """The units as a file of one of FORMS. Raises AmtsError without translate-toolkit."""
    storage, kind = _storage(form)
    store = getattr(storage, kind)()
    if form == "todo.tmx":
        for one in found:
            note = "\n".join(map(_clean, one.notes))
            store.addtranslation(
                _clean(one.record.source), languages.source, _clean(one.text), languages.target, comment=note
            )
        return bytes(store)
    store.setsourcelanguage(languages.source)
    store.settargetlanguage(languages.target)
    for one in found:
        unit = store.addsourceunit(_clean(one.record.source))
        unit.target = _clean(one.text)
        (unit.setcontext if form == "todo.po" else unit.setid)(one.id)
        for note in one.notes:
            unit.addnote(_clean(note), origin="developer")
        unit.markfuzzy(True)
    if form == "todo-2.0.xlf":
        _mend_notes(store.document.getroot())
    content = bytes(store)
    if form == "todo.xlf":  # what is written is in the newer version too
        content = content.replace(b'document:1.1" version="1.1"', b'document:1.2" version="1.2"', 1)
    return content


def read_units(content: bytes, name: str, texts: Mapping[tuple[str, str], str]) -> list[Returned]:
    """What a translator's program has made of a file: what was edited, and what was accepted as it is.

    `texts` are the texts that were written, by chapter and segment; what is not among them is not ours. A unit that is
    still marked as to be looked at (fuzzy, needs work) and not edited comes back as nothing. Raises AmtsError for what
    cannot be read, or holds nothing of these chapters.
    """
    if len(content) > LARGEST:
        raise AmtsError(f"{name} is larger than {LARGEST // 2**20} MiB: it is no file of this delivery")
    form = "todo.po" if PurePosixPath(name).suffix.lower() == ".po" else _xliff_form(content, name)
    storage, kind = _storage(form)
    try:
        store = getattr(storage, kind).parsestring(content)
    except Exception as error:  # whatever the parser of a file from elsewhere raises
        raise AmtsError(
            f"{name} cannot be read: {' '.join(str(error).split())[:200]}; give an XLIFF or PO file"
        ) from None
    chapters = {_chapter_id(chapter): chapter for chapter, _ in texts}
    found, ours = [], 0
    for unit in store.units:
        told = _ID.search((unit.getcontext() if form == "todo.po" else unit.getid()) or "")
        chapter = chapters.get(told[1]) if told else None
        if told is None or chapter is None or (chapter, told[2]) not in texts:
            continue
        ours += 1
        text = " ".join(str(unit.target or "").split())
        is_same = bare(text) == bare(_clean(texts[chapter, told[2]]))
        if text and not (is_same and unit.isfuzzy()):
            answer = Answer.ACCEPT if is_same else Answer.EDIT
            found.append(Returned(chapter, told[2], int(told[3]), answer, text))
    if not ours:
        raise AmtsError(f"{name} holds nothing of this delivery: give a file that was downloaded from it")
    return found


def _storage(form: str) -> tuple[Any, str]:
    """The module of translate-toolkit for a form, and the name of its class."""
    try:
        from translate.storage import pypo, tmx, xliff, xliff2
    except ImportError:
        raise AmtsError("XLIFF, PO and TMX need translate-toolkit: pip install 'amts[exchange]'") from None
    known = {
        "todo.xlf": (xliff, "Xliff1File"),
        "todo-2.0.xlf": (xliff2, "Xliff2File"),
        "todo.po": (pypo, "pofile"),
        "todo.tmx": (tmx, "tmxfile"),
    }
    if form not in known:
        raise AmtsError(f"there is no form {form}: there are {', '.join(known)}")
    return known[form]


def _xliff_form(content: bytes, name: str) -> str:
    head = content[:4000]
    if b"xliff:document:2." in head:
        return "todo-2.0.xlf"
    if b"xliff:document:1." in head or b"<xliff" in head:
        return "todo.xlf"
    raise AmtsError(f"{name} is neither XLIFF nor PO: give one of these")


def _mend_notes(root: Any) -> None:
    """Notes belong to a unit, before its segments: http://docs.oasis-open.org/xliff/xliff-core/v2.0/xliff-core-v2.0.html"""
    for notes in list(root.iter("{*}notes")):
        segment = notes.getparent()
        segment.remove(notes)
        segment.getparent().insert(0, notes)


def _chapter_id(chapter: str) -> str:
    return blake2b(chapter.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)

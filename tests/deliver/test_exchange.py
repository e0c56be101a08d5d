"""XLIFF, PO and TMX: what is written comes back the same, what is edited in them is as edited in the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from amts_core.deliver.desk import Answer, Desk, make_decision
from amts_core.deliver.exchange import FORMS, Unit, read_units, units, write_units
from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair

pytest.importorskip("translate.storage", reason="translate-toolkit is not installed")

HOSTILE = 'see `a<b>` & "]]>" <script>alert(1)</script> 时\u200b'
STORY = Provenance(
    "chapter a/one",
    (
        SegmentRecord("b1", "Kept.", "留。", "human", change="kept"),
        SegmentRecord("b2", HOSTILE, f"译{HOSTILE}", "machine", ("check it",), "changed", "Old.", "旧。"),
        SegmentRecord("b3", "Second.", "译Second.", "machine", change="new"),
        SegmentRecord("b4", "Second.", "译Second.", "machine", change="new"),
    ),
    (SegmentRecord("", "", "", "human", change="deleted", former_source="Gone.", former_target="去。"),),
)
TODO = units(STORY, Desk("chapter a/one"))
TEXTS = {(one.chapter, one.segment): one.text for one in TODO}
BACK = [form for form in FORMS if form != "todo.tmx"]


def write(form: str, found: list[Unit] = TODO) -> bytes:
    return write_units(found, form, languages=LanguagePair("en", "zh"))


def edited(content: bytes, form: str, texts: dict[str, str]) -> bytes:
    """What a program of a translator makes of a file: other texts by source, not fuzzy any more."""
    from translate.storage import pypo, xliff, xliff2

    kinds = {"todo.po": pypo.pofile, "todo.xlf": xliff.Xliff1File, "todo-2.0.xlf": xliff2.Xliff2File}
    store = kinds[form].parsestring(content)
    for unit in store.units:
        if unit.source in texts:
            unit.target = texts[unit.source]
            unit.markfuzzy(False)
    return bytes(store)


def test_what_is_to_be_looked_at_is_written_in_reading_order() -> None:
    assert [one.record.segment for one in TODO] == ["b2", "b3", "b4"]
    assert len({one.id for one in TODO}) == 3


@pytest.mark.parametrize("form", BACK)
def test_what_nobody_touched_comes_back_as_nothing(form: str) -> None:
    assert read_units(write(form), form, TEXTS) == []


@pytest.mark.parametrize("form", BACK)
def test_an_edit_comes_back_as_an_edit_and_an_approval_as_an_acceptance(form: str) -> None:
    content = edited(write(form), form, {HOSTILE: f"看 {HOSTILE}", "Second.": "译Second."})
    found = {one.segment: (one.answer, one.text, one.seen) for one in read_units(content, form, TEXTS)}
    assert list(found.values()) == [
        (Answer.EDIT, f"看 {HOSTILE}", 0),
        (Answer.ACCEPT, "译Second.", 0),
        (Answer.ACCEPT, "译Second.", 0),
    ]
    assert list(found) == [one.segment for one in TODO]


@pytest.mark.parametrize("form", FORMS)
def test_notes_tell_the_chapter_the_flags_and_the_old_texts(form: str) -> None:
    text = write(form).decode()
    for word in ("chapter a/one: changed", "flag: check it", "old source: Old.", "old translation: 旧。"):
        assert word in text


def test_versions_are_named_and_notes_stand_where_they_belong() -> None:
    one, two = (etree.fromstring(write(form)) for form in ("todo.xlf", "todo-2.0.xlf"))
    assert (one.tag, one.get("version")) == ("{urn:oasis:names:tc:xliff:document:1.2}xliff", "1.2")
    assert (two.tag, two.get("version")) == ("{urn:oasis:names:tc:xliff:document:2.0}xliff", "2.0")
    assert {etree.QName(notes.getparent()).localname for notes in two.iter("{*}notes")} == {"unit"}
    assert all(etree.QName(unit[0]).localname == "notes" for unit in two.iter("{*}unit"))


def test_what_is_decided_is_not_to_be_looked_at_again_and_a_comment_is_seen() -> None:
    first, second, _ = TODO
    accepted = make_decision(first.record, first.segment, Answer.ACCEPT, by="ann", at="")
    asked = make_decision(second.record, second.segment, Answer.NONE, comment="ask Bo", by="ann", at="")
    left = units(STORY, Desk("chapter a/one", (accepted, asked)))
    assert [(one.record.segment, one.seen) for one in left] == [("b3", 1), ("b4", 0)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.xlf", b"not xml", "neither XLIFF nor PO"),
        ("x.xlf", b"<xliff", "cannot be read"),
        ("x.po", b"msgid \xff", "cannot be read|holds nothing"),
        ("x.po", b'msgid "a"\nmsgstr "b"\n', "holds nothing of this delivery"),
        ("x.zip", b"PK\3\4", "neither XLIFF nor PO"),
    ],
)
def test_files_that_are_not_ours_are_refused_by_name(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(AmtsError, match=reason):
        read_units(content, name, TEXTS)


def test_a_file_that_names_another_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    entity = f'<!DOCTYPE xliff [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    content = write("todo.xlf").replace(b"<xliff", entity + b"<xliff", 1).replace("译Second.".encode(), b"&x;")
    try:
        found = read_units(content, "todo.xlf", TEXTS)
    except AmtsError:
        return
    assert "the secret" not in "".join(one.text for one in found)


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda text: text.strip())


@pytest.mark.parametrize("form", BACK)
@given(source=TEXT, target=TEXT)
@settings(max_examples=60, deadline=None)
def test_whatever_a_segment_holds_it_comes_back_unchanged(form: str, source: str, target: str) -> None:
    record = replace(STORY.segments[2], source=source, target=target)
    found = units(Provenance("c", (record,)), Desk("c"))
    texts = {(one.chapter, one.segment): one.text for one in found}
    assert read_units(write(form, found), form, texts) == [] or not found

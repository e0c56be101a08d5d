"""The sidecar of a chapter over several deliveries: what nobody has looked at is told again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.deliver.files import chapter_files
from amts_core.deliver.review import Delivered, review_page, to_do_list
from amts_core.deliver.sidecar import (
    Provenance,
    SegmentRecord,
    content_digest,
    dump_provenance,
    is_of,
    load_provenance,
    make_provenance,
    new_faults,
    read_provenance,
    sidecar_path,
    stands,
)
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.languages import LanguagePair
from amts_core.sync.chapter import finish_sync, plan_sync
from amts_core.translate.document import Draft

FIRST = (
    "# Lamps\n\nThe lamp is bright. It costs $a$ and $b$ coins.\n\n"
    "The sea is wide and blue in summer.\n\nWe walk home.\n"
)
ZH_FIRST = "# 灯\n\n灯很亮。\n要花一些钱。\n\n我们走路回家。\n"
SECOND = FIRST.replace("$a$", "$c$").replace("wide and blue", "deep and cold")
THIRD = SECOND + "\nNew thing here.\n"


def deliver(
    before: str, after: str, translation: str, previous: Provenance | None = None, *flags: str
) -> tuple[Provenance, str]:
    chapters = [parse_chapter(text, id="lamps") for text in (after, before, translation)]
    plan = plan_sync(chapters[0], before=chapters[1], translation=chapters[2], languages=LanguagePair("en", "zh"))
    synced = finish_sync(plan, {one.id: Draft(one.id, f"译{one.text}", flags) for one in plan.to_translate})
    provenance = make_provenance(
        synced, Provenance("lamps", ()), source=chapters[0], former=chapters[2], previous=previous
    )
    return provenance, synced.text


def flagged(provenance: Provenance) -> dict[str, SegmentRecord]:
    return {one.source: one for one in provenance.segments if one.flags}


def test_a_flag_and_a_draft_beside_are_told_again_while_nobody_has_changed_their_text() -> None:
    first, text = deliver(FIRST, SECOND, ZH_FIRST)
    known = flagged(first)
    assert sorted(one.change for one in known.values()) == ["beside", "kept"]
    second, text = deliver(SECOND, THIRD, text, first)
    assert {source: (one.change, one.flags, one.draft) for source, one in flagged(second).items()} == {
        source: (one.change, one.flags, one.draft) for source, one in known.items()
    }
    assert [one.source for one in second.segments][-1] == "New thing here."
    third, _ = deliver(THIRD, THIRD + "\nAnd more.\n", text, second)
    assert flagged(third).keys() == known.keys()
    page = review_page(chapter_files("lamps.md", parse_chapter(text), third, source=parse_chapter(THIRD)).delivered)  # type: ignore[arg-type]
    assert "译The sea is deep and cold in summer." in page


def test_what_a_human_has_changed_since_is_not_told_again() -> None:
    first, text = deliver(FIRST, SECOND, ZH_FIRST)
    edited = text.replace("要花一些钱。", "要花$c$和$b$个硬币。").replace(
        "\n我们", "\n译The sea is deep and very cold.\n\n我们"
    )
    assert flagged(deliver(SECOND, THIRD, edited, first)[0]) == {}


def test_what_the_sidecar_says_was_looked_at_is_not_told_again() -> None:
    first, text = deliver(FIRST, SECOND, ZH_FIRST)
    looked_at = replace(first, segments=tuple(replace(one, looked_at=True) for one in first.segments))
    assert flagged(deliver(SECOND, THIRD, text, looked_at)[0]) == {}


def test_a_flag_of_a_segment_whose_source_changes_again_is_of_no_use() -> None:
    first, text = deliver(FIRST, SECOND, ZH_FIRST)
    third = SECOND.replace("It costs $c$ and $b$ coins.", "It costs nothing at all.")
    assert [one.change for one in flagged(deliver(SECOND, third, text, first)[0]).values()] == ["beside"]


def test_a_draft_beside_whose_source_is_gone_is_not_told_again() -> None:
    first, text = deliver(FIRST, SECOND, ZH_FIRST)
    third = SECOND.replace("The sea is deep and cold in summer.\n\n", "")
    assert [one.change for one in flagged(deliver(SECOND, third, text, first)[0]).values()] == ["kept"]


def test_the_flags_of_drafts_are_told_until_the_drafts_are_corrected() -> None:
    first, text = deliver(FIRST, FIRST + "\nNew thing here. It is so.\n", ZH_FIRST, None, "check it")
    now = FIRST + "\nNew thing here. It is so.\n"
    again, _ = deliver(now, now + "\nMore.\n", text, first)
    assert [one.flags for one in again.segments if "New thing" in one.source] == [("check it",)]
    assert (len(first.flags), again.flags) == (1, ())  # a draft tells its own
    corrected, _ = deliver(now, now + "\nMore.\n", text.replace("译New thing", "新事物"), first)
    assert [one.flags for one in corrected.segments if "New thing" in one.source] == [()]


def test_a_conflict_of_code_is_told_again_until_the_chapter_is_edited() -> None:
    code = "\n```\nx = 1\n```\n"
    first, text = deliver(FIRST + code, FIRST + code.replace("1", "2"), ZH_FIRST + code.replace("1", "3"))
    assert len(first.flags) == 1
    before, after = FIRST + code.replace("1", "2"), FIRST + "\nNew thing here.\n" + code.replace("1", "2")
    assert deliver(before, after, text, first)[0].flags == first.flags
    assert deliver(before, after, text.replace("灯很亮", "灯非常亮"), first)[0].flags == ()


def test_a_red_mark_stays_while_nobody_has_brought_the_sentence_up_to_date() -> None:
    before = "# Lamps\n\nWe keep the small list of all lamps in the big box.\n\nWe walk home.\n"
    translation = "# 灯\n\n我们把所有灯的小列表放在大盒子里。\n\n我们走路回家。\n"
    after = before.replace("list", "picture")
    first, text = deliver(before, after, translation)
    mark = ("not brought up to date: list → picture",)
    assert [(one.change, one.state, one.flags) for one in flagged(first).values()] == [("outdated", "outdated", mark)]
    assert text == translation

    again, _ = deliver(after, after + "\nNew thing here.\n", text, first)
    assert [(one.change, one.flags, one.quiet) for one in flagged(again).values()] == [("outdated", mark, False)]

    comma, asked = after.replace("We keep the", "We keep, the"), "only this changed: punctuation"
    asked += ": does it change the translation?"
    third, _ = deliver(after, comma, text, first)
    assert [(one.change, one.flags, one.former_source) for one in flagged(third).values()] == [
        ("outdated", (*mark, asked), "We keep the small list of all lamps in the big box.")
    ]

    edited = text.replace("小列表", "小图片")
    assert flagged(deliver(after, after + "\nNew thing here.\n", edited, first)[0]) == {}


def test_the_to_do_list_begins_with_what_is_not_up_to_date_and_ends_with_what_needs_nobody() -> None:
    before = "# Lamps\n\nWe keep the small list of all lamps in the big box.\n\nFirst we walk home now.\n"
    translation = "# 灯\n\n我们把所有灯的小列表放在大盒子里。\n\n我们现在走路回家。\n"
    after = before.replace("list", "picture").replace("First we", "First, we") + "\nNew thing here.\n"
    provenance, text = deliver(before, after, translation)
    listed = to_do_list([Delivered("lamps.md", parse_chapter(text), provenance)])
    tasks = [line for line in listed.splitlines() if "line" in line]
    assert tasks[0].startswith("- [ ] NOT UP TO DATE, line 3")
    assert tasks[1].startswith("- [ ] new, line 7")
    assert tasks[2].startswith("- kept, flagged, line 5")


def test_the_to_do_list_ends_with_faults_of_the_source_that_the_translation_shows() -> None:
    before = "# Lamps\n\nThe lamp was built by Ann in 1987.\n\nThe end is here.\n"
    translation = "# 灯\n\nAnn于1978年建造了这盏灯。\n\n这里是结尾。\n"
    provenance, text = deliver(before, before + "\nNew thing here.\n", translation)
    assert load_provenance(dump_provenance(provenance), "x").backward == provenance.backward
    delivered = Delivered("lamps.md", parse_chapter(text), provenance)
    assert to_do_list([delivered]).splitlines()[-1].startswith("- `lamps.md`: `line 3: 1987, where")
    assert "1978" in review_page(delivered)


def test_a_sidecar_is_that_of_a_delivery_only_if_it_can_be_read_and_says_so() -> None:
    delivered = Provenance("one", (), date="2026-01-01", source_digest="s", delivered_digest="d")
    assert is_of(dump_provenance(delivered).encode(), delivered)
    others = (None, b"", b"{", b"[]", dump_provenance(replace(delivered, date="2026-01-02")).encode())
    assert [is_of(other, delivered) for other in others] == [False] * 5


def test_line_ends_and_blanks_at_the_ends_of_lines_make_no_other_content() -> None:
    texts = ("# A\n\nText.\n", "# A\r\n\r\nText. \r\n\r\n", "# A  \n\nText.")
    assert len({content_digest(parse_chapter(text)) for text in texts}) == 1
    assert content_digest(parse_chapter("# A\n\n Text.\n")) != content_digest(parse_chapter(texts[0]))
    assert content_digest(None) == ""


def test_a_sidecar_stands_in_a_folder_of_its_own_and_comes_back(tmp_path: Path) -> None:
    story = Provenance("a/one", (SegmentRecord("b1-2.s3", "S.", "Z.", "machine", segments=("b1-2.s3", "b4")),))
    assert str(sidecar_path("a/one")) == ".amts/a/one.json"
    write_whole(tmp_path / sidecar_path("a/one"), dump_provenance(story).encode())
    assert read_provenance(tmp_path / ".amts" / "a" / "one.json") == story
    assert story.segments[0].blocks == {"b1-2", "b4"}
    assert read_provenance(tmp_path / "none.json") is None
    with pytest.raises(AmtsError, match="cannot read"):
        read_provenance(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "the-file cannot be read"),
        (b'{"chapter": "a", "segments": [{"segment": 1}]}', r"the-file .*\(segments\.0\.segment\)"),
        (
            b'{"chapter": "a", "segments": [], "schemaVersion": 2}',
            "the-file has schema version 2, .* reads 1",
        ),
    ],
)
def test_a_sidecar_that_cannot_be_read_is_named(content: bytes, told: str) -> None:
    with pytest.raises(AmtsError, match=told):
        load_provenance(content, "the-file")


def test_a_fault_of_the_source_is_told_once_wherever_it_stands() -> None:
    first = Provenance("a", (), backward=("line 3: 1987, where",))
    second = replace(first, backward=("line 9: 1987, where", "line 4: another"))
    assert new_faults(second, first) == ("line 4: another",)
    assert new_faults(second, None) == second.backward


def test_a_draft_stands_in_a_text_as_it_was_or_corrected() -> None:
    assert stands("河水很深。", "昨天河水很深。")
    assert stands("河水今天很深而且很冷。", "河水昨天很深而且很冷。")
    assert not stands("河水今天很深而且很冷。", "我们晚上走路回家。")
    assert not stands("", "我们")

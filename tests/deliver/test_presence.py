"""Whether a delivery is in the book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.deliver.presence import is_taken_over
from amts_core.deliver.sidecar import Provenance, SegmentRecord, dump_provenance, is_of, make_provenance
from amts_core.languages import LanguagePair
from amts_core.sync.chapter import finish_sync, plan_sync
from amts_core.translate.document import Draft

BEFORE = "# Lamps\n\nThe lamp is bright. The river is wide and deep.\n\nWe walk home in the evening.\n"
FORMER = "# 灯\n\n灯很亮。\n河又宽又深。\n\n我们晚上走路回家。\n"
DRAFTS = {
    "The river is wide and very shallow today.": "今天河面很宽，但是水很浅。",
    "A new thing is here.": "这里有一件新东西。",
}


def deliver(after: str) -> tuple[Provenance, str]:
    chapters = [parse_chapter(text, id="lamps") for text in (after, BEFORE, FORMER)]
    plan = plan_sync(chapters[0], before=chapters[1], translation=chapters[2], languages=LanguagePair("en", "zh"))
    synced = finish_sync(plan, {one.id: Draft(one.id, DRAFTS[one.text]) for one in plan.to_translate})
    return make_provenance(synced, Provenance("lamps", ()), source=chapters[0], former=chapters[2]), synced.text


CHANGED = BEFORE.replace("wide and deep", "wide and very shallow today")
LONGER = BEFORE + "\nA new thing is here.\n"
SHORTER = BEFORE.replace("\nWe walk home in the evening.\n", "")


@pytest.mark.parametrize("after", [CHANGED, LONGER, SHORTER])
def test_the_delivered_chapter_and_the_one_it_was_built_on_are_known_when_a_word_is_mended(after: str) -> None:
    delivered, text = deliver(after)
    for mended in (lambda text: text, lambda text: text.replace("灯很亮", "灯非常亮")):
        assert is_taken_over(delivered, parse_chapter(mended(text)))
        assert not is_taken_over(delivered, parse_chapter(mended(FORMER)))


def test_a_corrected_draft_is_taken_over_and_a_former_text_with_a_mended_word_is_none() -> None:
    delivered, text = deliver(CHANGED)
    assert is_taken_over(delivered, parse_chapter(text.replace("河面很宽，但是水很浅", "河很宽，可是很浅")))
    assert not is_taken_over(delivered, parse_chapter(FORMER.replace("河又宽又深", "这条河又宽又深")))


def test_a_change_of_code_alone_leaves_no_trace_and_is_offered_again() -> None:
    delivered, text = deliver(BEFORE + "\n```\nx = 1\n```\n")
    assert is_taken_over(delivered, parse_chapter(text))
    assert not is_taken_over(delivered, parse_chapter(text.replace("灯很亮", "灯非常亮")))


def test_the_sidecar_in_the_book_tells_however_much_was_reworded() -> None:
    delivered, _ = deliver(CHANGED)
    reworded = parse_chapter("# 灯\n\n那盏灯亮极了。\n如今河面开阔，水位倒是低得很。\n\n傍晚大家步行返家。\n")
    sidecar = dump_provenance(delivered).encode()
    assert is_taken_over(delivered, reworded, sidecar)
    assert is_taken_over(delivered, reworded, dump_provenance(replace(delivered, flags=("seen",))).encode())
    assert not is_taken_over(delivered, parse_chapter(FORMER), sidecar)  # it was put back
    assert not is_of(b"{}", delivered)
    assert not is_of(dump_provenance(replace(delivered, source_digest="other")).encode(), delivered)


def test_a_draft_that_was_rewritten_is_no_former_text_though_it_has_words_of_it() -> None:
    """A former text with a mended word keeps nine tenths of it; what keeps less was written anew."""
    former, brought = "河又宽又深，我们晚上不敢从那里走过。", "今天河面很宽，但是水很浅，我们晚上敢从那里走。"
    record = SegmentRecord("a", "The river.", brought, "machine", change="changed", former_target=former)
    delivered = Provenance("one", (record,), delivered_digest="d", former_digest="f")
    assert is_taken_over(delivered, parse_chapter("# 河\n\n河面又宽水又浅，晚上我们也敢从那里走过。\n"))
    assert is_taken_over(delivered, parse_chapter("# 河\n\n河又宽又浅，我们晚上敢从桥上走过。\n"))
    assert not is_taken_over(delivered, parse_chapter("# 河\n\n河又宽又深，我们晚上都不敢从那里走过。\n"))


def brought(change: str, target: str, former: str = "") -> Provenance:
    record = SegmentRecord("a", "The river.", target, "machine", change=change, former_target=former)
    return Provenance("one", (record,), delivered_digest="d", former_digest="f")


@pytest.mark.parametrize(
    ("delivered", "text", "is_there"),
    [
        (brought("new", "河水很深。"), "河水很深。", True),
        (brought("new", "河水很深。"), "没有别的。", False),
        (brought("new", ""), "河水很深。", False),  # nothing was brought: nothing tells
        (brought("kept", "河水很深。", "河水很浅。"), "河水很深。", False),
        (brought("changed", "河水很深。", "河水很浅。"), "河水很深。", True),
        (brought("changed", "河水很深。", "河水很浅。"), "河水很浅。", False),
        (
            brought("changed", "河水很深。", "河水很浅。"),
            "河水很深。河水很浅。",
            True,
        ),  # elsewhere
        (brought("repaired", "河水很深。", "河水很浅。"), "河水很浅。", False),
        (brought("carried", "河水很深。", "河水很浅。"), "河水很深。", True),
        (brought("carried", "河水 很深。", "河水很深。"), "河水很深。", False),  # blanks are no change
        (brought("deleted", "", "河水很浅。"), "没有别的。", True),
        (brought("deleted", "", "河水很浅。"), "河水很浅。", False),
    ],
)
def test_each_segment_tells_by_what_it_brought_and_took_away(delivered: Provenance, text: str, is_there: bool) -> None:
    assert is_taken_over(delivered, parse_chapter(f"# 河\n\n{text}\n")) is is_there


def test_what_was_removed_tells_as_well_and_as_many_for_as_against_is_no() -> None:
    there, gone = brought("new", "河水很深。").segments, brought("deleted", "", "我们晚上走路回家。").segments
    delivered = Provenance("one", there, gone, delivered_digest="d", former_digest="f")
    assert not is_taken_over(delivered, parse_chapter("# 河\n\n河水很深。我们晚上走路回家。\n"))
    assert is_taken_over(delivered, parse_chapter("# 河\n\n河水很深。\n"))

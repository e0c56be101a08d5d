"""Documents and drafts: nothing is sent twice, and what did not come back whole is named."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from amts_core.errors import AmtsError
from amts_core.pipeline.documents import Sending, kept_drafts, mark_spent, read_sent, upload_documents
from amts_core.pipeline.drafts import Drafts, fetch_output, is_translated
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.run import Run
from tests.pipeline.conftest import ENGLISH, Shelf

NEW = "# Currents\n\nA current is a river in the sea. It carries `salt`.\n"
CHANGED = ENGLISH["one"].replace("the wind.", "the wind and the depth.")


@dataclass(frozen=True)
class Night:
    """A run whose documents are written; its service gives back what it got."""

    run: Run
    plan: Plan
    sending: Sending

    def answer(self, *, but: str = "", cut: str = "", bill: int | None = None, **changes: str) -> None:
        """Write what the service gives back: each document with changes of words, but for one, and one cut short."""
        run, folder = self.run, self.run.store.key(self.sending.output.rstrip("/"))
        for part in read_sent(run, "none").parts:
            if part.sent and part.chapter != but:
                text = run.store.read(f"{run.store.key(self.sending.input)}{part.name}")
                for old, new in changes.items():
                    text = text.replace(old, new)
                text = text[: len(text) // 2] if part.chapter == cut else text
                run.store.write(f"{folder}/zh.{part.name}", text)
        if bill is not None:
            details = f"{folder}/details/zh.auxiliary-translation-details.json"
            run.store.write_json(details, {"charactersTranslated": bill})

    def fetch(self):
        return fetch_output(self.run, self.plan, self.sending.input, self.sending.output)

    def drafts(self, chapter: str) -> list[str]:
        found = Drafts(self.run, self.plan, "none", "delivery", self.plan.deliver).of(chapter)
        return [draft.text for draft in found.values()]


def night(shelf: Shelf, name: str = "first", **options: object) -> Night:
    find_changed(shelf.quiet_run(name), variants=("none",), **options)  # type: ignore[misc]
    run, plan = read_plan(shelf.quiet_run(name))
    return Night(run, plan, upload_documents(run, plan, "none"))


@pytest.fixture
def first(quiet: Shelf) -> Night:
    """A night with a new and a changed chapter."""
    quiet.configure(evaluation=[])
    quiet.write("en", "new", NEW)
    quiet.write("en", "one", CHANGED)
    return night(quiet)


def test_a_document_a_chapter_is_written_and_counted(first: Night) -> None:
    sending, parts = first.sending, read_sent(first.run, "none").parts
    assert [(part.name, part.chapter, part.purpose, part.sent) for part in parts] == [
        ("delivery.new.html", "new", "delivery", True),
        ("delivery.one.html", "one", "delivery", True),
    ]
    texts = ["Currents", "A current is a river in the sea. It carries `salt`."]
    assert parts[0].segments == len(texts)
    assert parts[0].characters == sum(map(len, texts))
    assert (sending.documents, sending.sent, sending.segments) == (2, 2, 3)
    assert sending.characters == sum(part.characters for part in parts)
    found = list(first.run.store.keys(first.run.store.key(sending.input.rstrip("/"))))
    assert [key.rpartition("/")[2] for key in found] == [part.name for part in parts]
    assert sending.token in sending.input
    assert sending.token in sending.output


def test_the_same_content_is_the_same_job_in_another_run_and_another_setting_is_another(
    first: Night, quiet: Shelf
) -> None:
    assert night(quiet, "second").sending.token == first.sending.token
    assert night(quiet, "third", formality="FORMAL").sending.token != first.sending.token
    quiet.write("en", "new", NEW.replace("river", "stream"))
    assert night(quiet, "fourth").sending.token != first.sending.token


def test_a_job_that_lost_something_is_not_asked_for_again(first: Night, quiet: Shelf) -> None:
    mark_spent(first.run, "none", first.sending.token, {"one": "lost"})
    tokens = {first.sending.token, night(quiet, "second").sending.token}
    assert len(tokens) == 2
    mark_spent(first.run, "none", night(quiet, "third").sending.token, {})
    assert night(quiet, "fourth").sending.token not in tokens


def test_what_came_back_is_kept_and_not_sent_again(first: Night, quiet: Shelf) -> None:
    first.answer(bill=77, river="RIVER")
    fetched = first.fetch()
    assert (fetched.variant, fetched.kept, dict(fetched.lost)) == ("none", 2, {})
    assert first.drafts("new") == ["Currents", "A current is a RIVER in the sea. It carries `salt`."]
    assert fetched.billed == 77
    again = night(quiet, "second")
    assert (again.sending.sent, again.sending.documents, again.sending.characters) == (0, 2, 0)
    assert again.drafts("new") == first.drafts("new")
    assert is_translated(again.run, "none")


def test_a_forced_run_sends_everything_again_as_a_job_of_its_own(first: Night, quiet: Shelf) -> None:
    first.answer()
    first.fetch()
    forced = night(quiet, "second", force=True)
    assert forced.sending.sent == forced.sending.documents > 2
    assert forced.sending.token != night(quiet, "third", force=True).sending.token


def test_a_document_that_did_not_come_back_is_named_and_the_others_are_kept(first: Night, quiet: Shelf) -> None:
    assert not is_translated(first.run, "none")
    first.answer(but="one")
    fetched = first.fetch()
    assert (fetched.kept, fetched.lost) == (1, {"one": "the job returned no delivery.one.html"})
    assert is_translated(first.run, "none")
    assert first.drafts("new")
    with pytest.raises(AmtsError, match=r"one \(none\): the job returned no delivery\.one\.html"):
        first.drafts("one")
    again = night(quiet, "second")
    assert [part.chapter for part in read_sent(again.run, "none").parts if part.sent] == ["one"]
    assert again.sending.token != first.sending.token


def test_a_damaged_document_is_not_kept(first: Night) -> None:
    first.answer(cut="new")
    fetched = first.fetch()
    assert (fetched.lost.keys(), fetched.billed) == ({"new"}, None)
    assert len(kept_drafts(first.run, "none").index) == 1


def test_a_draft_that_is_gone_is_named(first: Night) -> None:
    first.answer()
    first.fetch()
    first.run.store.delete(first.run.shared_key("drafts", "none"))
    with pytest.raises(AmtsError, match=r"new \(none\): no translation of delivery\.new\.html"):
        first.drafts("new")


def test_drafts_of_a_large_job_are_kept_in_several_objects(quiet: Shelf) -> None:
    quiet.configure(batch_bytes=1, evaluation=[])
    quiet.write("en", "new", NEW)
    quiet.write("en", "one", CHANGED)
    work = night(quiet)
    assert len(work.plan.batches) == 2
    work.answer()
    work.fetch()
    assert len(set(kept_drafts(work.run, "none").index.values())) == 2
    assert work.drafts("new")
    assert work.drafts("one")


def test_a_chapter_that_was_not_found_is_told_and_not_sent(first: Night) -> None:
    plan = replace(first.plan, batches=(("new", "one", "gone"),), deliver=("new", "one", "gone"))
    first.run.store.delete(first.run.key("planned"))
    gone = replace(first.plan.chapter("new"), id="gone")
    plan = replace(plan, chapters=(*plan.chapters, gone))
    sending = upload_documents(first.run, plan, "none")
    assert sending.sent == 2
    assert sending.refused == {"gone": f"gone is not in en at {plan.source_revision}: nothing to deliver"}

"""What a run hands over: nothing by a run that did not do its work. Case by case, through the steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from amts_core.aws.cost import BudgetExceeded
from amts_core.deliver.forms import Outcome, Rebuilt
from amts_core.errors import AmtsError
from amts_core.pipeline.align import align_batch
from amts_core.pipeline.deliver import Answer, HandOver, deliver, read_outcome, reject, to_hand_over
from amts_core.pipeline.documents import upload_documents
from amts_core.pipeline.drafts import fetch_output
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.jobs import estimate_cost, job_requests
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.question import describe
from amts_core.pipeline.rebuild import rebuild_batch
from amts_core.pipeline.record import read_records, record_delivery
from amts_core.pipeline.rejections import find_rejected
from amts_core.pipeline.run import Run
from local_aws.faults import read_fault
from local_aws.service import Service
from tests.pipeline.conftest import Shelf, start_job
from tests.pipeline.test_delivery import CHANGED, at_url, git, repository  # noqa: F401 - the fixture

NEW = "# Currents\n\nA current is a river in the sea.\n"
STORY = "完全不同的内容，讲的是昨天晚上的足球比赛和明天的午饭。我们去买三个苹果吧。"


@dataclass(frozen=True)
class Night:
    """A run with a changed chapter, a new one, and one whose source is gone: what happened in it, and what came out."""

    run: Run
    plan: Plan
    outcome: Outcome
    pushed: list[str]

    @property
    def recorded(self) -> set[str]:
        return set(read_records(self.run))


def night(shelf: Shelf, *, budget: float = 50, happens: Callable[[Run, Plan], None] = lambda run, plan: None) -> Night:
    """All steps, each tried even if one before has failed, as a scheduler that lets the last ones run would."""
    run = shelf.run("night")
    find_changed(run, variants=("none",), budget_usd=budget)
    run, plan = read_plan(run)
    for batch in plan.align:
        align_batch(run, plan, batch)
    try:
        sending = upload_documents(run, plan, "none")
        estimate_cost(run, plan, [sending])
        for request in job_requests(run, plan, [sending]):
            done = start_job(run, boto3.client("translate", region_name="us-east-1"), request)
            if done["JobStatus"] != "FAILED":
                fetch_output(run, plan, done["InputDataConfig"]["S3Uri"], done["OutputDataConfig"]["S3Uri"])
        for number in range(len(plan.batches)):
            rebuild_batch(run, plan, number).check()
    except AmtsError:
        pass
    happens(run, plan)
    outcome = read_outcome(run) or deliver(run, plan)
    record_delivery(run, outcome)
    return Night(run, plan, outcome, subjects(shelf))


def subjects(shelf: Shelf) -> list[str]:
    """The subjects of the commits that were pushed."""
    origin = shelf.folder / "origin.git"
    if not git(origin, "branch", "--list", "amts/en-zh"):
        return []
    return git(origin, "log", "--reverse", "--format=%s", "main..amts/en-zh").splitlines()


@pytest.fixture
def moved_on(shelf: Shelf, repository: Path) -> Shelf:  # noqa: F811
    """A book whose source has changed one chapter, got another, and dropped a third."""
    at_url(shelf, form="branch", removals=1)
    shelf.write("en", "one", CHANGED)
    shelf.write("en", "new", NEW)
    shelf.remove("en", "two")
    return shelf


def test_a_run_that_did_its_work_delivers_removes_and_records(moved_on: Shelf) -> None:
    done = night(moved_on)
    assert done.outcome.state == "delivered"
    assert (set(done.outcome.chapters), done.outcome.removed, done.outcome.held) == ({"one", "new"}, ("two",), {})
    assert done.pushed[-1] == "Remove two.md: its source is gone"
    assert done.recorded == {"one", "new", "two"}


def test_a_refused_budget_hands_over_nothing(moved_on: Shelf) -> None:
    done = night(moved_on, budget=0.000001)
    assert (done.outcome.state, done.outcome.chapters, done.outcome.removed) == ("nothing", (), ())
    assert set(done.outcome.held) == {"one", "new", "two"}
    assert (done.pushed, done.recorded) == ([], set())
    assert not (done.run.output / "chapters").exists()


def test_a_failed_job_hands_over_nothing(moved_on: Shelf, service: Service) -> None:
    service.faults.add(read_fault({"kind": "fail-job"}))
    done = night(moved_on)
    assert (done.outcome.state, done.pushed, done.recorded) == ("nothing", [], set())
    assert set(done.outcome.held) == {"one", "new", "two"}


def test_a_failed_job_that_scored_alone_removes_nothing(shelf: Shelf, repository: Path, service: Service) -> None:  # noqa: F811
    at_url(shelf, form="branch", removals=1)
    shelf.remove("en", "two")
    service.faults.add(read_fault({"kind": "fail-job"}))
    run = shelf.run("night")
    find_changed(run, variants=("none",), evaluate=True)
    run, plan = read_plan(run)
    sending = upload_documents(run, plan, "none")
    estimate_cost(run, plan, [sending])
    start_job(run, boto3.client("translate", region_name="us-east-1"), *job_requests(run, plan, [sending]))
    outcome = deliver(run, plan)
    assert (plan.deliver, plan.remove, outcome.removed, subjects(shelf)) == ((), ("two",), (), [])


def test_a_lost_document_keeps_back_its_chapter_and_all_removals(moved_on: Shelf, service: Service) -> None:
    service.faults.add(read_fault({"kind": "fail-document", "match": "delivery.new.html"}))
    done = night(moved_on)
    assert (done.outcome.chapters, done.outcome.removed) == (("one",), ())
    assert "while new is not put together" in done.outcome.held["two"]
    assert (done.pushed, done.recorded) == (["Sync one.md with its source"], {"one"})


def test_a_refused_chapter_is_told_and_the_others_are_handed_over(shelf: Shelf, repository: Path) -> None:  # noqa: F811
    text = "".join(f"# Part {n}\n\nThe matrix has {n} rows. Its rank is the number of them.\n\n" for n in range(9))
    shelf.write("zh", "wrong_origin", text)
    shelf.write("zh", "wrong", "".join(f"# 第{n}\n\n{STORY}\n\n" for n in range(9)))
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "wrong")
    git(repository, "push", "-q", "origin", "main")
    at_url(shelf, form="branch", removals=1)
    shelf.write("en", "wrong", text + "One more sentence on matrices.\n")
    shelf.write("en", "one", CHANGED)
    shelf.remove("en", "two")
    done = night(shelf)
    assert (done.outcome.chapters, done.outcome.removed) == (("one",), ("two",))
    assert "no translation of" in done.outcome.held["wrong"]
    assert done.recorded == {"one", "two"}


def test_a_rejected_approval_hands_over_nothing_and_says_who_and_when(moved_on: Shelf) -> None:
    answer = Answer("ada", "2026-11-28T04:00:00+00:00")
    done = night(moved_on, happens=lambda run, plan: reject(run, plan, answer) and None)
    assert (done.outcome.state, done.outcome.by, done.outcome.at) == ("rejected", answer.by, answer.at)
    assert "rejected by ada" in done.outcome.held["one"]
    assert (done.pushed, done.recorded) == ([], set())


def test_too_large_removals_are_asked_for_and_an_approval_covers_them(moved_on: Shelf) -> None:
    at_url(moved_on, form="branch", removals=0.2)
    done = night(moved_on)
    assert (set(done.outcome.chapters), done.outcome.removed) == ({"one", "new"}, ())
    assert "of the translation's text would be removed" in done.outcome.held["two"]
    assert "two" not in done.recorded
    approved = deliver(done.run, done.plan, answer=Answer("ada", "2026-11-28T04:00:00+00:00"))
    assert (approved.removed, approved.by) == (("two",), "ada")


def test_a_removal_lists_what_is_lost_where_a_reviewer_reads_it(moved_on: Shelf) -> None:
    done = night(moved_on)
    message = git(moved_on.folder / "origin.git", "log", "-1", "--format=%b", "amts/en-zh")
    assert "characters of translation, 风" in message
    assert "characters of translation, 风" in (done.run.output / "chapters" / "TODO.md").read_text(encoding="utf-8")


def test_a_removal_can_be_dropped_without_touching_the_rest(moved_on: Shelf, repository: Path) -> None:  # noqa: F811
    night(moved_on)
    git(repository, "fetch", "-q", "origin")
    git(repository, "checkout", "-q", "-b", "review", "origin/amts/en-zh")
    git(repository, "revert", "--no-edit", "HEAD")
    assert git(repository, "show", "HEAD:two.md") == git(repository, "show", "main:two.md")
    assert git(repository, "show", "HEAD:one.md") == git(repository, "show", "origin/amts/en-zh:one.md")


def test_a_push_that_fails_records_nothing_and_the_next_night_delivers(moved_on: Shelf) -> None:
    origin = moved_on.folder / "origin.git"
    hook = origin / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    with pytest.raises(AmtsError, match="git push"):
        night(moved_on)
    assert read_records(moved_on.run()) == {}
    hook.unlink()
    done = night(moved_on)
    assert (done.outcome.state, done.recorded) == ("delivered", {"one", "new", "two"})


def test_the_budget_is_named_when_it_is_refused(moved_on: Shelf) -> None:
    run = moved_on.run("night")
    find_changed(run, variants=("none",), budget_usd=0.000001)
    run, plan = read_plan(run)
    with pytest.raises(BudgetExceeded, match="nothing was started"):
        estimate_cost(run, plan, [upload_documents(run, plan, "none")])


def test_a_budget_that_is_refused_at_another_try_takes_back_what_the_first_allowed(moved_on: Shelf) -> None:
    run = moved_on.run("night")
    find_changed(run, variants=("none",), budget_usd=50)
    run, plan = read_plan(run)
    sending = upload_documents(run, plan, "none")
    estimate_cost(run, plan, [sending])
    assert "the cost of the run was not allowed" not in to_hand_over(run, plan, is_asked=False).held.values()
    with pytest.raises(BudgetExceeded):
        estimate_cost(run, replace(plan, budget_usd=0.000001), [sending])
    assert set(to_hand_over(run, plan, is_asked=False).held.values()) == {"the cost of the run was not allowed"}


def test_who_is_asked_sees_chapters_removals_and_what_is_held(moved_on: Shelf) -> None:
    asked = []

    def look(run: Run, plan: Plan) -> None:
        found = to_hand_over(run, plan, is_asked=True)
        asked.append(describe(run, plan, found, {"bleu": {"none": 0.5}, "uri": "s3://b/r"}))

    night(moved_on, happens=look)
    assert "Average BLEU: without ACT 0.500 (s3://b/r)" in asked[0]
    assert "- one: 1 drafts" in asked[0]
    assert "- two.md. Lost with it:" in asked[0]
    assert "Estimated cost: $0.00243, budget $50.00." in asked[0]
    assert "/night/review/one)" in asked[0]
    rows = [line for line in asked[0].splitlines() if line.startswith("| ")]
    assert rows[0] == "| | source | translation so far | will be |"
    assert len(rows) > 1
    assert "Forced" not in asked[0]


def test_who_is_asked_can_follow_the_link_to_a_chapter_of_any_name(moved_on: Shelf) -> None:
    run = moved_on.run("night")
    found = HandOver({'why? #1 [100%] "a)': Rebuilt("x")}, (), {})
    asked = describe(run, find_changed(run, variants=("none",)), found, {})
    assert "/night/review/why%3F%20%231%20%5B100%25%5D%20%22a%29)" in asked


def test_who_is_asked_is_told_that_human_text_is_replaced(moved_on: Shelf) -> None:
    asked = []

    def look(run: Run, plan: Plan) -> None:
        forced = replace(plan, force=True)
        asked.append(describe(run, forced, to_hand_over(run, forced, is_asked=True), {}))

    night(moved_on, happens=look)
    assert "drafts take the place of human text" in asked[0]


ADA = Answer("ada", "2026-11-28T04:00:00+00:00")


@pytest.fixture
def rejected(moved_on: Shelf) -> Shelf:
    """A book of which a person has rejected all that a night would have delivered."""
    night(moved_on, happens=lambda run, plan: reject(run, plan, ADA) and None)
    return moved_on


def next_plan(shelf: Shelf, **options: Any) -> Plan:
    return find_changed(shelf.run("next"), variants=("none",), **options)


def test_what_was_rejected_is_held_by_the_next_night_with_who_and_when(rejected: Shelf) -> None:
    plan = next_plan(rejected)
    assert (plan.deliver, plan.remove, plan.evaluate, plan.align) == ((), (), (), ())
    assert plan.held == dict.fromkeys(("new", "one", "two"), f"rejected by {ADA.by} at {ADA.at}")
    done = night(rejected)
    assert (done.outcome.state, done.pushed, done.recorded) == ("nothing", [], set())
    assert f"rejected by {ADA.by}" in done.outcome.held["one"]


@pytest.mark.parametrize("options", [{"force": True}, {"ask_again": True}, {"chapters": ["one", "new", "two"]}])
def test_a_person_may_have_it_again(rejected: Shelf, options: dict[str, Any]) -> None:
    plan = next_plan(rejected, **options)
    assert {"one", "new"} <= set(plan.deliver)
    assert (plan.remove, plan.held) == (("two",), {})


def test_a_text_that_is_another_now_is_taken_up_and_nothing_goes_that_what_was_rejected_may_need(
    rejected: Shelf,
    repository: Path,  # noqa: F811
) -> None:
    rejected.write("en", "one", CHANGED + "\nOne more line.\n")
    with (repository / "two.md").open("a", encoding="utf-8") as file:
        file.write("\n还有一行。\n")
    git(repository, "commit", "-qam", "another text")
    git(repository, "push", "-q", "origin", "main")
    done = night(rejected)
    assert (done.plan.remove, set(done.plan.held)) == (("two",), {"new"})
    assert (done.outcome.chapters, done.outcome.removed) == (("one",), ())
    assert "while new is held" in done.outcome.held["two"]


def test_what_the_person_did_not_see_is_not_rejected(moved_on: Shelf, service: Service) -> None:
    service.faults.add(read_fault({"kind": "fail-document", "match": "delivery.new.html"}))
    done = night(moved_on, happens=lambda run, plan: reject(run, plan, ADA) and None)
    assert "it was not put together" in done.outcome.held["new"]
    plan = next_plan(moved_on)
    assert (plan.deliver, plan.remove, set(plan.held)) == (("new",), ("two",), {"one"})


def test_a_rejection_that_is_taken_back_delivers_and_is_forgotten(rejected: Shelf) -> None:
    run, plan = read_plan(rejected.run("night"))
    assert deliver(run, plan, answer=ADA).state == "delivered"
    assert find_rejected(run, plan.chapters) == {}


def test_a_branch_that_could_not_be_pushed_never_overwrites_a_reviewers_commit(
    moved_on: Shelf,
    repository: Path,  # noqa: F811
) -> None:
    night(moved_on)
    moved_on.write("en", "one", CHANGED + "\nOne more line.\n")
    origin = moved_on.folder / "origin.git"
    hook = origin / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    with pytest.raises(AmtsError, match="git push"):
        night(moved_on)
    hook.unlink()
    git(repository, "fetch", "-q", "origin")
    git(repository, "checkout", "-q", "-b", "review", "origin/amts/en-zh")
    (repository / "note.txt").write_text("mine\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "A note of a reviewer")
    git(repository, "push", "-q", "origin", "HEAD:amts/en-zh")
    done = night(moved_on)
    assert "A note of a reviewer" in done.pushed
    assert done.pushed[-1] == "Sync one.md with its source"


def test_a_branch_of_somebody_else_is_not_overwritten(moved_on: Shelf, repository: Path) -> None:  # noqa: F811
    git(repository, "checkout", "-q", "--orphan", "pages")
    git(repository, "rm", "-rfq", ".")
    (repository / "page.txt").write_text("mine\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Pages of somebody else")
    git(repository, "push", "-q", "origin", "pages:amts/en-zh")
    with pytest.raises(AmtsError, match="no commit in common"):
        night(moved_on)
    assert git(moved_on.folder / "origin.git", "log", "--format=%s", "amts/en-zh") == "Pages of somebody else\n"
    assert read_records(moved_on.run()) == {}


def test_a_scored_pair_goes_on_without_a_chapter_that_cannot_be_read(shelf: Shelf) -> None:
    shelf.configure(purpose="score")
    (shelf.folder / "en" / "one.md").write_bytes(b"# A\xff\xfe\n")
    plan = find_changed(shelf.run(), variants=("none",), evaluate=True)
    assert (plan.evaluate, list(plan.unreadable)) == (("scored",), ["one"])
    assert "one" not in {chapter.id for chapter in plan.chapters}


def test_an_outcome_that_is_gone_is_not_taken_for_a_night_without_a_delivery(moved_on: Shelf) -> None:
    run = moved_on.run("night")
    with pytest.raises(AmtsError, match="outcome of run night is gone"):
        record_delivery(run, read_outcome(run))


def test_a_damaged_outcome_is_named(moved_on: Shelf) -> None:
    done = night(moved_on)
    done.run.store.write(done.run.key("outcome.json"), "{}")
    with pytest.raises(AmtsError, match=r"outcome\.json is damaged"):
        read_outcome(done.run)


def test_a_budget_of_nothing_lets_pass_what_costs_nothing(shelf: Shelf, repository: Path) -> None:  # noqa: F811
    at_url(shelf, form="branch", removals=1)
    shelf.remove("en", "two")
    assert night(shelf, budget=0).outcome.removed == ("two",)


@pytest.fixture
def drafted(shelf: Shelf, repository: Path) -> Shelf:  # noqa: F811
    """A book with a draft of a new chapter that waits on the branch."""
    at_url(shelf, form="branch")
    shelf.write("en", "new", NEW)
    assert night(shelf).pushed == ["Sync new.md with its source"]
    return shelf


def test_a_draft_that_waits_on_the_branch_goes_with_its_source(drafted: Shelf) -> None:
    drafted.remove("en", "new")
    done = night(drafted)
    assert (done.outcome.removed, done.pushed[1:]) == (("new",), ["Remove new.md: its source is gone"])
    assert "new.md" not in git(drafted.folder / "origin.git", "ls-tree", "--name-only", "amts/en-zh")
    assert next_plan(drafted).remove == ()


def test_a_draft_that_waits_is_not_left_under_its_old_name(drafted: Shelf) -> None:
    drafted.remove("en", "new")
    drafted.write("en", "streams", NEW)
    done = night(drafted)
    assert (done.outcome.chapters, done.outcome.removed) == (("streams",), ("new",))
    files = git(drafted.folder / "origin.git", "ls-tree", "--name-only", "amts/en-zh").split()
    assert [name for name in files if name in ("new.md", "streams.md")] == ["streams.md"]


def test_a_draft_that_a_reviewer_has_edited_does_not_go_with_its_source(drafted: Shelf, repository: Path) -> None:  # noqa: F811
    git(repository, "fetch", "-q", "origin")
    git(repository, "checkout", "-q", "-b", "review", "origin/amts/en-zh")
    (repository / "new.md").write_text("# 洋流\n\n洋流是海里的河。\n", encoding="utf-8")
    git(repository, "commit", "-qam", "review")
    git(repository, "push", "-q", "origin", "HEAD:amts/en-zh")
    drafted.remove("en", "new")
    done = night(drafted)
    assert (done.outcome.removed, list(done.outcome.held)) == ((), ["new"])
    assert "洋流" in git(drafted.folder / "origin.git", "show", "amts/en-zh:new.md")


def test_a_chapter_that_was_merged_and_renamed_leaves_nothing_behind(drafted: Shelf, repository: Path) -> None:  # noqa: F811
    git(repository, "fetch", "-q", "origin")
    git(repository, "push", "-q", "origin", "origin/amts/en-zh:main")
    drafted.remove("en", "new")
    drafted.write("en", "streams", NEW)
    assert night(drafted).outcome.chapters == ("streams",)
    git(repository, "fetch", "-q", "origin")
    git(repository, "push", "-q", "origin", "origin/amts/en-zh:main")
    plan = next_plan(drafted)
    assert (plan.deliver, plan.remove, plan.counts["deleted"]) == ((), (), 0)

"""What a night of the real DAG hands over: case by case, looked at in the bare repository that branches are pushed to.

The cases are those of the table in docs/how-it-works.md. All runs share one process of Airflow and one service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.end_to_end.conftest import Laptop, Outcome
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf
from tests.pipeline.test_delivery import CHANGED, git

pytestmark = pytest.mark.integration

DAG = "amts_en_zh"
NEW = "# Currents\n\nA current is a river in the sea. It may be warm or cold.\n"
STORY = "完全不同的内容，讲的是昨天晚上的足球比赛和明天的午饭。我们去买三个苹果吧。"
SYNCED = ["Sync new.md with its source", "Sync one.md with its source"]
REMOVED = "Remove two.md: its source is gone"
HANDING_OVER = ("approve_delivery", "deliver", "record_sync")


@dataclass
class Edition(Shelf):
    """A translation in a bare repository, the book that it follows, and nights of the pair."""

    laptop: Laptop
    jobs_before: int

    def settle(self, **pair: Any) -> None:
        """Write the configuration, with a place in the bucket that is this edition's."""
        self.configure(**{"delivery": {"form": "branch", "removals": 1}, "evaluation": [], **pair})
        settings = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        settings["books"]["zh"]["location"] = f"file://{self.folder}/origin.git"
        settings["storage"] |= {"bucket": "amts-sample", "prefix": self.folder.name}
        self.config.write_text(yaml.safe_dump(settings), encoding="utf-8")

    def night(self, **options: Any) -> Outcome:
        """A run to its end."""
        done = self.laptop.airflow.run(DAG, self.config, **options)
        assert done is not None
        return done

    def good_night(self, **options: Any) -> None:
        """A run in which nothing fails."""
        done = self.night(**options)
        assert (done.state, done.errors) == ("success", {})

    def night_that_is_killed(self, task: str) -> None:
        """A run whose machine goes down when a task begins."""
        assert self.laptop.airflow.run(DAG, self.config, kill_in=task) is None

    def translate(self, change: Callable[[Path], None]) -> None:
        """Change the translation in its repository."""
        clone = self.folder / "zh"
        change(clone)
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "-m", "human")
        git(clone, "push", "-q", "origin", "HEAD:main")

    @property
    def pushed(self) -> list[str]:
        """The subjects of the commits that the remote has on the branch, the first one first."""
        origin = self.folder / "origin.git"
        if not git(origin, "branch", "--list", "amts/en-zh"):
            return []
        return git(origin, "log", "--reverse", "--format=%s", "main..amts/en-zh").splitlines()

    @property
    def recorded(self) -> set[str]:
        """The chapters whose delivery is remembered."""
        return set(self.laptop.store(self.config).find_json("state/en-zh/records.json") or {})

    @property
    def held(self) -> dict[str, str]:
        """What the last run that came to its delivery held, and why."""
        store = self.laptop.store(self.config)
        outcomes = [store.read_json(key) for key in store.keys("runs") if key.endswith("/outcome.json")]
        return dict(max(outcomes, key=lambda outcome: str(outcome["at"]))["held"])

    def jobs(self) -> int:
        """How many batch jobs this edition has started."""
        return len(self.laptop.jobs()) - self.jobs_before


@pytest.fixture
def edition(tmp_path: Path, laptop: Laptop) -> Edition:
    """A book that has changed a chapter, got a new one, and dropped a third."""
    edition = Edition(tmp_path, laptop, len(laptop.jobs()))
    for name in ("one", "two"):
        edition.write("en", name, ENGLISH[name])
        edition.write("zh", f"{name}_origin", ENGLISH[name])
        edition.write("zh", name, CHINESE[name])
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "origin.git")
    git(tmp_path / "zh", "init", "-q", "-b", "main")
    git(tmp_path / "zh", "remote", "add", "origin", str(tmp_path / "origin.git"))
    edition.translate(lambda clone: None)
    edition.settle()
    edition.write("en", "one", CHANGED)
    edition.write("en", "new", NEW)
    edition.remove("en", "two")
    return edition


def red(outcome: Outcome) -> set[str]:
    """The tasks that failed, mapped ones by their name alone."""
    return {name.partition("[")[0] for name, state in outcome.tasks.items() if state == "failed"}


def test_a_night_that_did_its_work_hands_over_and_the_next_one_has_nothing_to_do(edition: Edition) -> None:
    first = edition.night()
    assert (first.state, first.errors) == ("success", {})
    assert edition.pushed == [*SYNCED, REMOVED]
    tip = git(edition.folder / "origin.git", "rev-parse", "amts/en-zh")
    second = edition.night()
    assert second.state == "success"
    assert {second.tasks[name] for name in HANDING_OVER} == {"skipped"}
    assert git(edition.folder / "origin.git", "rev-parse", "amts/en-zh") == tip


def test_a_refused_budget_hands_over_nothing(edition: Edition) -> None:
    refused = edition.night(budget_usd=0.0001)
    assert red(refused) == {"check_budget"}
    assert (edition.pushed, edition.recorded, edition.jobs()) == ([], set(), 0)


def test_a_plan_that_fails_hands_over_nothing(edition: Edition) -> None:
    edition.remove("en", "one")
    failed = edition.night()
    assert red(failed) == {"find_changed"}
    assert "would be deleted" in failed.errors["find_changed"]
    assert (edition.pushed, edition.recorded, edition.jobs()) == ([], set(), 0)


def test_a_failed_job_hands_over_nothing_and_the_next_night_does_it_all(edition: Edition) -> None:
    edition.laptop.break_next(kind="fail-job")
    failed = edition.night()
    assert red(failed) == {"translate.wait_for_job"}
    assert (edition.pushed, edition.recorded) == ([], set())
    edition.good_night()
    assert edition.pushed == [*SYNCED, REMOVED]


def test_a_lost_document_keeps_back_its_chapter_and_all_removals_until_it_comes(edition: Edition) -> None:
    for fault in ("fail-document", "truncate-output"):
        edition.laptop.break_next(kind=fault, match="delivery.new.html")
        assert red(edition.night()) == {"rebuild_chapter"}
        assert (edition.pushed, edition.recorded) == (SYNCED[1:], {"one"})
        assert set(edition.held) == {"new", "two"}
    edition.good_night()
    assert edition.pushed == [SYNCED[1], SYNCED[0], REMOVED]


def test_a_refused_chapter_is_told_and_the_others_are_handed_over(edition: Edition) -> None:
    text = "".join(f"# Part {n}\n\nThe matrix has {n} rows. Its rank is the number of them.\n\n" for n in range(9))

    def add_another_text(clone: Path) -> None:
        (clone / "wrong_origin.md").write_text(text, encoding="utf-8")
        (clone / "wrong.md").write_text("".join(f"# 第{n}\n\n{STORY}\n\n" for n in range(9)), encoding="utf-8")

    edition.translate(add_another_text)
    edition.write("en", "wrong", text + "One more sentence on matrices.\n")
    told = edition.night()
    assert red(told) == {"rebuild_chapter"}
    assert "no translation of" in edition.held["wrong"]
    assert (edition.pushed, edition.recorded) == ([*SYNCED, REMOVED], {"new", "one", "two"})


def test_a_chapter_that_cannot_be_read_is_told_and_nothing_is_removed(edition: Edition) -> None:
    def add_unreadable(clone: Path) -> None:
        (clone / "bad_origin.md").write_text("# Ice\n", encoding="utf-8")
        (clone / "bad.md").write_bytes("# 冰\n".encode("gb18030"))

    edition.translate(add_unreadable)
    edition.write("en", "bad", "# Ice\n\nIce is cold.\n")
    edition.good_night()
    assert (edition.pushed, edition.recorded) == (SYNCED, {"new", "one"})
    assert "while bad cannot be read" in edition.held["two"]


def test_what_the_budget_left_waiting_comes_the_next_night_and_the_removals_with_it(edition: Edition) -> None:
    edition.settle(over_budget="oldest", budget_usd=0.005)
    edition.good_night()
    assert len(edition.pushed) == 1
    assert edition.pushed[0] in SYNCED
    assert "waits for a later run" in str(edition.held)
    edition.good_night()
    assert sorted(edition.pushed[:2]) == SYNCED
    assert edition.pushed[2:] == [REMOVED]


def test_removals_above_the_share_wait_for_a_person_who_may_let_them_go(edition: Edition) -> None:
    edition.settle(delivery={"form": "branch", "removals": 0.2})
    edition.good_night()
    assert (edition.pushed, edition.recorded) == (SYNCED, {"new", "one"})
    assert "of the translation's text would be removed" in edition.held["two"]
    edition.good_night(require_approval=True, answer="Approve")
    assert edition.pushed == [*SYNCED, REMOVED]


def test_a_rejected_delivery_is_handed_over_by_no_night_until_its_text_is_another(edition: Edition) -> None:
    rejected = edition.night(require_approval=True, answer="Reject")
    assert (rejected.state, red(rejected)) == ("failed", {"confirm"})
    assert "rejected by" in rejected.errors["confirm"]
    assert (edition.pushed, edition.recorded) == ([], set())
    edition.good_night()
    assert (edition.pushed, edition.recorded, edition.jobs()) == ([], set(), 1)
    edition.write("en", "one", CHANGED + "\nOne more line.\n")
    edition.good_night()
    assert (edition.pushed, edition.recorded) == (SYNCED[1:], {"one"})


def test_nights_that_are_killed_hand_over_nothing_twice_and_the_next_one_goes_on(edition: Edition) -> None:
    for task in ("upload_documents", "rebuild_chapter", "deliver", "record_sync"):
        edition.night_that_is_killed(task)
        assert edition.pushed == ([*SYNCED, REMOVED] if task == "record_sync" else [])
        assert edition.recorded == set()
    edition.good_night()
    assert (edition.pushed, edition.recorded, edition.jobs()) == ([*SYNCED, REMOVED], {"new", "one", "two"}, 1)


def test_a_push_that_is_refused_records_nothing_and_the_next_night_pushes_without_another_job(edition: Edition) -> None:
    hook = edition.folder / "origin.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    assert red(edition.night()) == {"deliver"}
    assert (edition.pushed, edition.recorded) == ([], set())
    hook.unlink()
    edition.good_night()
    assert (edition.pushed, edition.recorded, edition.jobs()) == ([*SYNCED, REMOVED], {"new", "one", "two"}, 1)

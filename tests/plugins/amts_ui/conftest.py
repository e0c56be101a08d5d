"""The report page inside a root app, with Airflow's own users and tokens, its database and an S3 in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pytest
from sqlalchemy import insert

from amts_core.deliver.forms import Outcome, Rebuilt, Record
from amts_core.deliver.kept import Kept, dump_kept
from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.deliver.status import BookStatus, ChapterState, ChapterStatus, Counts, TrendPoint, write_status
from amts_core.evaluate.facts import Cost, RunFacts, Section
from amts_core.evaluate.material import Method
from amts_core.evaluate.report import Report
from amts_core.evaluate.scoring import evaluate
from amts_core.evaluate.significance import Resampling
from amts_core.languages import LanguagePair

# Airflow is imported inside the fixtures: its home is set by the conftest above.

START = datetime(2026, 3, 1, 2, tzinfo=UTC)
WORDS = ["模型", "读取", "一小批", "单词", "预测", "下一个", "词元", "计算", "损失", "函数", "梯度", "更新", "参数"]


class NoLooks:
    """Looks that never begin; `wanted` are the pairs that were asked for."""

    def __init__(self) -> None:
        self.wanted: list[str] = []
        self.failed = ""

    def begin(self, pair: str, store: Any, *, again: bool = False) -> str:
        self.wanted.append(pair)
        return self.failed


SCORED = (("chapter_a/first", 24), ("chapter_b/second", 6))


def drafted_report(scored: tuple[tuple[str, int], ...] = SCORED) -> Report:
    """Chapters of so many segments with all three variants; segment b0 holds markup of its own."""
    rows = []
    for name, segments in scored:
        for number in range(segments):
            reference = "".join(WORDS[(number + offset * 3) % len(WORDS)] for offset in range(7)) + "。"
            none, paragraph = reference.replace(WORDS[number % 13], "东西"), reference.replace(WORDS[1], "读")
            source = "<script>alert(1)</script> and `code`" if number == 0 else f"The model reads batch {number}."
            rows.append((name, f"b{number}", "paragraph", source, reference, none, paragraph, reference))
    columns = ["chapter", "segment", "kind", "source", "reference", "none", "paragraph", "sentence"]
    report = evaluate(
        pd.DataFrame(rows, columns=columns),
        LanguagePair("en", "zh"),
        method=Method(Resampling(samples=40)),
        about=RunFacts(
            run="first",
            date=START.isoformat(),
            book="book-zh",
            engine="Amazon Translate",
            cost=(Cost(variant="sentence", estimated_characters=1200, estimated_usd=0.07, billed_usd=0.05),),
        ),
    )
    work = Section(
        key="workload", title="Edit work", text="Words.", columns=("variant", "saving"), rows=(("none", "41 %"),)
    )
    return replace(report, sections=(work,))


@pytest.fixture(scope="session")
def report() -> Report:
    return drafted_report()


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An S3 in memory with an empty bucket."""
    from moto import mock_aws

    from amts_core.aws.storage import open_store

    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        store = open_store("amts-test", "amts", region="us-east-1")
        store.client.create_bucket(Bucket="amts-test")
        yield store


@pytest.fixture
def put(store: Any, report: Report) -> Callable[..., Report]:
    """Puts a report of a run, some days after the first, into S3."""

    def write(run: str = "first", *, pair: str = "en-zh", days: int = 0, **changes: Any) -> Report:
        date = (START + timedelta(days=days)).isoformat()
        changed = replace(report, about=replace(report.about, run=run, date=date), **changes)
        store.write(f"reports/{pair}/{run}/report.json", changed.to_json())
        return changed

    return write


def made_status(pair: str = "en-zh", chapters: int = 3) -> BookStatus:
    """A status with a chapter in each of some states."""
    states = [
        (ChapterState.OUTDATED, Counts(20, 1, 0, 3, 1)),
        (ChapterState.UP_TO_DATE, Counts(30)),
        (ChapterState.DELIVERED, Counts(10, 0, 0, 2, 0)),
        (ChapterState.TO_REVIEW, Counts(10, 4, 2)),
        (ChapterState.MISSING, Counts(missing=16)),
    ]
    return BookStatus(
        pair=pair,
        date="2026-03-05T02:00:00+00:00",
        source_revision="a" * 40,
        chapters=tuple(
            ChapterStatus(
                f"chapter_{number:03}/part <b>{number}</b>",
                *states[number % 5],
                commits=2,
                words=30,
                delivery="first" if number % 5 == 2 else "",
                delivered="2026-03-04T02:00:00+00:00" if number % 5 == 2 else "",
                human_change="2026-02-01T10:00:00+00:00",
            )
            for number in range(chapters)
        ),
        usd=0.5,
        trend=(TrendPoint("2026-03-03", Counts(50, missing=17)), TrendPoint("2026-03-05", Counts(60, 1, 0, 5, 1))),
    )


HOSTILE = '<script>alert(1)</script> & "it" <img src=x onerror=alert(2)>'
CHAPTER = "chapter_a/first"


def made_story(chapter: str = CHAPTER, drafts: int = 3, kept: int = 2) -> Provenance:
    """The story of a chapter with kept segments, drafts (the first holds markup), a repair and a deleted one."""
    segments = [
        SegmentRecord(f"k{number}", f"Kept {number}.", f"留{number}。", "human", change="kept")
        for number in range(kept)
    ]
    segments += [
        SegmentRecord(
            f"d{number}",
            f"The new text {number} {HOSTILE if number == 0 else ''}".strip(),
            f"新文{number}{HOSTILE if number == 0 else ''}。",
            "machine",
            (f"flag {HOSTILE}",) if number == 0 else (),
            "changed",
            f"The old text {number} {HOSTILE if number == 0 else ''}".strip(),
            f"旧文{number}。",
        )
        for number in range(drafts)
    ]
    segments += [
        SegmentRecord("c1", "It costs `$3`.", "它值`$3`。", "carried", ("a number",), "carried", "It cost.", "它值。")
    ]
    gone = SegmentRecord("", "", "", "human", change="deleted", former_source="Gone.", former_target="去。")
    return Provenance(
        chapter, tuple(segments), (gone,), (f"chapter flag {HOSTILE}",), engine="echo", source_revision="b" * 40
    )


def put_run(
    store: Any,
    run: str = "first",
    chapters: tuple[str, ...] = (CHAPTER,),
    pair: str = "en-zh",
    drafts: int = 3,
    kept: int = 2,
    **outcome: Any,
) -> None:
    """A run that put chapters together; `outcome` are fields of how it ended, none for one that goes on."""
    place = f"runs/{pair}/{run}"
    plan = {"deliver": [*chapters, "chapter_b/lost"], "remove": ["chapter_c/gone"], "force": False, "budget_usd": 50.0}
    plan["batches"] = [["chapter_z/other"], list(chapters)]
    store.write_json(f"{place}/plan.json", plan)
    store.write_json(f"{place}/cost.json", {"characters": {"sentence": 100}, "dollars": {"sentence": 0.25}})
    store.write_json(f"{place}/fetched/sentence.json", {"lost": {"chapter_b/lost": f"the job lost it {HOSTILE}"}})
    store.write(f"{place}/chapters.patch", "--- a\n+++ b\n")
    store.write(f"state/{pair}/texts/one", "# T\n\n" + "\n\n".join(one.source for one in made_story().segments))
    rebuilt = [_rebuilt(name, run, pair) for name in chapters]
    store.write_json(f"{place}/rebuilt/1.json", [asdict(one) for one in rebuilt])
    for name in chapters:
        story = made_story(name, drafts, kept)
        text = "# 题\n\n" + "\n\n".join(one.target for one in story.segments) + "\n"
        store.write(f"{place}/chapters/{name}.json", dump_kept(Kept(text, story)))
    if outcome:
        ended = {"state": "delivered", "chapters": chapters, "folder": "/out", **outcome}
        store.write_json(f"{place}/outcome.json", asdict(Outcome(run, at="2026-03-05T02:10:00+00:00", **ended)))


def _rebuilt(chapter: str, run: str, pair: str) -> Rebuilt:
    record = Record(chapter, run, "b" * 40, source=f"state/{pair}/texts/one", origin="", translation="")
    return Rebuilt(chapter, record=record, source_path=f"en/{chapter}.md", path=f"zh/{chapter} 1.md")


@pytest.fixture
def furnished(put: Callable[..., Report], store: Any) -> Any:
    """The store with something for every page."""
    put("first")
    store.write("state/en-zh/status.json", write_status(made_status()))
    put_run(store, branch="amts/en-zh", by="bo")
    return store


@pytest.fixture
def setting(store: Any, sample_book: Path) -> Any:
    """The sample configuration with the store in memory."""
    from amts_core.config import load_config
    from amts_ui.library import Library, Setting

    config = load_config(sample_book.parents[1] / "config" / "sample.yaml")
    return Setting(config, Library(store), NoLooks())


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """Airflow's tables, empty."""
    make_tables()


def make_tables() -> None:
    """Airflow's tables, empty."""
    from airflow import settings
    from airflow.models.base import Base
    from airflow.utils.db import import_all_models

    settings.configure_orm()
    import_all_models()
    Base.metadata.create_all(settings.get_engine() if hasattr(settings, "get_engine") else settings.engine)


def add_airflow_run(run_id: str, *, dag_id: str = "amts_en_zh", state: str = "success", days: int = 0) -> None:
    """Add a run of a pair to Airflow's database; one in state awaiting_input has a task that is."""
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    start, triggered = START + timedelta(days=days), DagRunTriggeredByType.TEST
    with create_session() as session:
        kind = {"run_type": DagRunType.MANUAL, "triggered_by": triggered}
        is_awaiting = state == "awaiting_input"
        run_state = "running" if is_awaiting else state
        session.add(DagRun(dag_id=dag_id, run_id=run_id, run_after=start, start_date=start, state=run_state, **kind))
        if is_awaiting:
            session.flush()
            place = {"dag_id": dag_id, "run_id": run_id, "task_id": "approve_delivery", "pool": "default_pool"}
            session.execute(insert(TaskInstance).values(id=uuid4(), state=state, **place))


def outer_app(auth: Any, setting: Any) -> Any:
    """The pages where Airflow puts them, with a configuration and a store."""
    from fastapi import FastAPI

    from amts_ui.app import make_app
    from amts_ui.library import open_setting

    outer, app = FastAPI(), make_app()
    outer.state.auth_manager = auth
    app.dependency_overrides[open_setting] = lambda: setting
    outer.mount("/amts", app)
    return outer


@pytest.fixture
def add_run(airflow_database: None) -> Iterator[Callable[..., None]]:
    """Adds a run of a pair to Airflow's database; gone after the test."""
    from airflow.models.dag import DagModel
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    yield add_airflow_run
    with create_session() as session:
        session.query(TaskInstance).delete()
        session.query(DagRun).delete()
        session.query(DagModel).delete()


@pytest.fixture(scope="session")
def auth(airflow_database: None) -> Iterator[Any]:
    """Airflow's simple auth manager, with tokens that are really signed and checked."""
    from airflow.api_fastapi.app import create_auth_manager, purge_cached_app

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AIRFLOW__API_AUTH__JWT_SECRET", "a secret of these tests alone, long enough for HS512 " * 2)
        environment.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS", "False")
        yield create_auth_manager()
        purge_cached_app()


@pytest.fixture
def token(auth: Any) -> Callable[..., str]:
    """A token of a user with a role of the simple auth manager; None is no role at all."""
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    return lambda role="viewer": auth.generate_jwt(SimpleAuthManagerUser(username="ann", role=role))


@pytest.fixture
def visitor(auth: Any, setting: Any) -> Iterator[Any]:
    """A browser without a token, before the app where Airflow puts it."""
    from fastapi.testclient import TestClient

    with TestClient(outer_app(auth, setting)) as client:
        yield client


@pytest.fixture
def translator(visitor: Any, token: Callable[..., str]) -> Any:
    """The same browser with the cookie of a user who may edit DAGs; it says that requests come from our own pages."""
    visitor.cookies.set("_token", token("user"))
    visitor.headers["Sec-Fetch-Site"] = "same-origin"
    return visitor


@pytest.fixture
def reader(visitor: Any, token: Callable[..., str]) -> Any:
    """The same browser with the cookie of a viewer."""
    visitor.cookies.set("_token", token())
    return visitor

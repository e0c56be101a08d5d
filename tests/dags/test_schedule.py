from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from airflow.sdk.exceptions import AirflowFailException

from amts_core.aws.cost import Estimate
from amts_core.pipeline import budget, past, plan, run, status
from amts_core.pipeline.forms import Plan
from tests.conftest import REPOSITORY

NIGHTLY = "0 2 * * *"
WEB_PAIRS = "s3://shelf/amts/web/articles/pairs.jsonl"


def schedules(folder: Path, monkeypatch: pytest.MonkeyPatch, **pair: Any) -> Mapping[str, Any]:
    """The DAGs of a configuration with a web source, whose pair has these settings."""
    from airflow.dag_processing.dagbag import DagBag

    settings = {
        "books": {"one": {"location": ".", "language": "en"}, "other": {"location": ".", "language": "es"}},
        "web": {"articles": {"seeds": ["https://example.org/"], "languages": ["en", "es"]}},
        "pairs": {"en-es": {"source": "one", "target": "other"} | pair},
        "storage": {"bucket": "shelf", "role_arn": "arn:aws:iam::123456789012:role/translate"},
    }
    config = folder / "amts.yaml"
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    monkeypatch.setenv("AMTS_CONFIG", str(config))
    bag = DagBag(str(REPOSITORY / "dags"))
    assert bag.import_errors == {}
    dags: Mapping[str, Any] = bag.dags
    return dags


def planned(**settings: Any) -> Plan:
    """A plan of which only these things matter."""
    names = ("pair", "run", "source_revision", "target_revision", "delivered", "formality", "profanity")
    usual: dict[str, Any] = dict.fromkeys(names, "") | dict.fromkeys(("chapters", "deliver", "evaluate", "remove"), ())
    return Plan(**(usual | {"variants": ("none", "sentence"), "force": False, "budget_usd": 50.0} | settings))


def assets(condition: Any) -> set[str]:
    return {asset.uri for asset in condition.objects}


def test_a_pair_that_follows_its_web_source_runs_nightly_and_when_the_pairs_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    dags = schedules(tmp_path, monkeypatch, parallel_data_sources=["book", "articles"], follow_web=True)
    timetable = dags["amts_en_es"].timetable
    assert timetable.timetable.expression == NIGHTLY
    assert assets(timetable.asset_condition) == {WEB_PAIRS}
    assert WEB_PAIRS in json.dumps(DagSerialization.to_dict(dags["amts_en_es"])["dag"]["timetable"])


def test_the_web_source_announces_the_asset_that_pairs_follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dags = schedules(tmp_path, monkeypatch)
    outlets = {outlet.uri: task.task_id for task in dags["amts_web_articles"].tasks for outlet in task.outlets}
    assert outlets == {WEB_PAIRS: "announce"}


def test_a_pair_without_timetable_can_follow_its_web_source_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dags = schedules(tmp_path, monkeypatch, parallel_data_sources=["articles"], follow_web=True, schedule=None)
    timetable = dags["amts_en_es"].timetable
    assert assets(timetable.asset_condition) == {WEB_PAIRS}
    assert not hasattr(timetable, "timetable")


def test_a_pair_that_follows_nothing_runs_by_its_timetable_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timetable = schedules(tmp_path, monkeypatch, parallel_data_sources=["book", "articles"])["amts_en_es"].timetable
    assert timetable.expression == NIGHTLY
    assert timetable.asset_condition is None


@pytest.mark.parametrize("follow_web", [False, True])
def test_switching_a_dag_on_starts_nothing_before_its_time(
    follow_web: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the scheduler asks, of the DAG as it is stored; also right after the time of its timetable."""
    import pendulum
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import TimeRestriction

    dags = schedules(tmp_path, monkeypatch, parallel_data_sources=["articles"], follow_web=follow_web)
    for dag_id in ("amts_en_es", "amts_web_articles"):
        stored = DagSerialization.from_dict(DagSerialization.to_dict(dags[dag_id]))
        restriction = TimeRestriction(stored.start_date, None, catchup=stored.catchup)
        for now in ("2026-03-01T02:00:01Z", "2026-03-01T10:00:00Z", "2026-03-02T01:59:59Z"):
            monkeypatch.setattr("airflow.timetables.trigger.utcnow", lambda now=now: pendulum.parse(now))
            found = stored.timetable.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
            assert found is None or found.run_after > pendulum.parse(now), (dag_id, now)


@pytest.mark.parametrize(("events", "is_scored"), [({}, False), ({WEB_PAIRS: ["changed"]}, True)])
def test_new_pairs_are_a_reason_to_score(
    events: dict[str, Any], is_scored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook

    dag = schedules(tmp_path, monkeypatch)["amts_en_es"]
    find_changed = dag.get_task("find_changed").python_callable
    context = {"params": dag.params.dump(), "triggering_asset_events": events, "run_id": "test", "dag": dag}
    context["dag_run"] = SimpleNamespace(conf={})
    asked: dict[str, Any] = {}

    class Asked(Exception):
        """Ends the task once it is known what it asks for."""

    def note(_: Any, **options: Any) -> None:
        asked.update(options)
        raise Asked

    for module in (find_changed, find_changed.__wrapped__):  # of what tasks share, and of the DAGs
        monkeypatch.setitem(module.__globals__, "get_current_context", lambda: context)
    monkeypatch.setattr(AwsGenericHook, "conn", None)
    monkeypatch.setattr(run, "open_run", lambda *_, **__: None)
    monkeypatch.setattr(past, "read_past", lambda _: None)
    monkeypatch.setattr(plan, "find_changed", note)
    with pytest.raises(Asked):
        find_changed("en-es")
    assert asked["evaluate"] is is_scored
    context["dag_run"].conf = {"budget": 0}
    with pytest.raises(AirflowFailException, match="no parameter budget"):
        find_changed("en-es")


@pytest.mark.parametrize(("gone", "batches"), [((), []), (("a",), [{"number": 0, "name": "no chapter"}])])
def test_a_run_that_has_nothing_to_do_ends_with_its_plan_and_one_that_only_removes_goes_on(
    gone: tuple[str, ...], batches: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dag = schedules(tmp_path, monkeypatch)["amts_en_es"]
    assert dag.get_task("find_changed").ignore_downstream_trigger_rules
    find_changed = dag.get_task("find_changed").python_callable
    context = {"params": dag.params.dump(), "triggering_asset_events": {}, "run_id": "test", "dag": dag}
    context |= {"dag_run": SimpleNamespace(conf={}, run_type="scheduled")}
    book = SimpleNamespace(chapter_ids=list)
    inner = find_changed.__wrapped__.__globals__
    monkeypatch.setitem(inner, "get_current_context", lambda: context)
    monkeypatch.setitem(inner, "open_new", lambda _: SimpleNamespace(source_book=book))
    monkeypatch.setitem(inner, "offer_chapters", lambda *_: None)
    monkeypatch.setattr(past, "read_past", lambda _: None)
    monkeypatch.setattr(status, "keep_status", lambda *_: None)
    monkeypatch.setattr(plan, "find_changed", lambda *_, **__: planned(remove=gone, batches=((),)))
    assert find_changed("en-es") == batches


def test_what_is_to_be_aligned_comes_out_of_the_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_budget = schedules(tmp_path, monkeypatch)["amts_en_es"].get_task("check_budget").python_callable
    found = planned(align=(("a", "b"),), batches=(("a",), ("c",)))
    monkeypatch.setitem(check_budget.__wrapped__.__globals__, "open_planned", lambda _: (None, found))
    monkeypatch.setattr(budget, "check_budget", lambda *_: Estimate({}, {}))
    assert check_budget("en-es") == [{"number": 0, "name": "a … b (2)"}]

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException

from tests.conftest import REPOSITORY

PAIRS = ("amts_en_zh", "amts_en_es")
EDGES = {
    "find_changed": {"check_budget", "find_segments", "rebuild_chapter"},
    "check_budget": {"extract_and_align"},
    "extract_and_align": {"upload_parallel_data", "find_segments"},
    "upload_parallel_data": {"update_parallel_data", "wait_for_parallel_data", "upload_documents"},
    "update_parallel_data": {"wait_for_parallel_data"},
    "wait_for_parallel_data": {"translate.start_job"},
    "find_segments": {"upload_documents"},
    "upload_documents": {"estimate_cost"},
    "estimate_cost": {"translate.start_job", "translate.fetch_output"},
    "translate.start_job": {"translate.wait_for_job", "translate.fetch_output"},
    "translate.wait_for_job": {"translate.fetch_output"},
    "translate.fetch_output": {"any_drafts", "confirm"},
    "any_drafts": {"rebuild_chapter", "report"},
    "rebuild_chapter": {"approve_delivery", "confirm"},
    "approve_delivery": {"deliver"},
    "deliver": {"record_sync"},
    "record_sync": {"confirm"},
}


@pytest.fixture(params=PAIRS)
def dag(request: pytest.FixtureRequest, dags: Mapping[str, Any]) -> Any:
    return dags[request.param]


def test_every_pair_of_the_configuration_has_its_dag(dags: Mapping[str, Any]) -> None:
    assert set(PAIRS) <= set(dags)


def test_steps_follow_each_other(dag: Any) -> None:
    edges = {task.task_id: task.downstream_task_ids for task in dag.tasks}
    assert {name: edges[name] for name in EDGES} == EDGES


def test_cost_is_known_before_a_job_starts(dag: Any) -> None:
    assert "estimate_cost" in dag.get_task("translate.start_job").get_flat_relative_ids(upstream=True)


def test_a_chapter_that_was_lost_fails_the_run(dag: Any) -> None:
    confirm = dag.get_task("confirm")
    assert confirm.downstream_task_ids == set()
    assert "rebuild_chapter" in confirm.upstream_task_ids
    assert confirm.trigger_rule == "none_failed"


def test_a_job_is_started_by_one_task_and_awaited_by_another(dag: Any) -> None:
    start = dag.get_task("translate.start_job")
    assert (start.wait_for_completion, start.deferrable) == (False, False)


def test_job_that_failed_keeps_no_other_job_from_its_drafts(dag: Any) -> None:
    for task in ("start_job", "wait_for_job", "fetch_output"):
        assert dag.get_task(f"translate.{task}").get_closest_mapped_task_group().group_id == "translate"
    assert dag.get_task("any_drafts").trigger_rule == "all_done_min_one_success"
    assert "translate.fetch_output" in dag.get_task("confirm").upstream_task_ids


def test_waiting_takes_no_slot(dag: Any) -> None:
    assert dag.get_task("wait_for_parallel_data").partial_kwargs["deferrable"] is True
    assert dag.get_task("translate.wait_for_job").deferrable is True


def test_a_job_is_awaited_as_long_as_a_job_may_take(dag: Any) -> None:
    wait = dag.get_task("translate.wait_for_job")
    assert wait.max_retries * wait.poke_interval >= wait.execution_timeout.total_seconds() == 48 * 3600


def test_requests_to_the_service_go_through_a_pool(dag: Any) -> None:
    assert dag.get_task("translate.start_job").pool == "translate_api"


def test_imports_of_all_pairs_take_turns_until_they_have_ended(dag: Any) -> None:
    pools = json.loads((REPOSITORY / "config" / "pools.json").read_text(encoding="utf-8"))
    pool = pools[dag.get_task("update_parallel_data").partial_kwargs["pool"]]
    assert (pool["slots"], pool["include_deferred"]) == (1, True)


def test_every_task_says_what_it_does_and_has_retries_and_a_timeout(dag: Any) -> None:
    for task in dag.tasks:
        assert task.owner == "amts"
        waits_for_a_person = task.task_id == "approve_delivery"
        assert task.retries >= (0 if waits_for_a_person else 1), task.task_id
        assert waits_for_a_person or task.execution_timeout is not None, task.task_id
        is_operator = task.task_type.startswith("Translate")
        assert is_operator or task.doc_md, task.task_id


def test_a_question_that_nobody_answered_fails_with_a_sentence(dag: Any) -> None:
    with pytest.raises(AirflowFailException, match="nobody answered in 14 days: nothing was delivered"):
        dag.get_task("approve_delivery").execute_complete({}, {"error": "late", "error_type": "timeout"})


def test_dag_is_safe_to_schedule(dag: Any) -> None:
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    assert dag.allowed_run_types
    assert "backfill" not in {one.value for one in dag.allowed_run_types}
    assert "amts" in dag.tags
    assert dag.doc_md


def test_mapped_tasks_are_named_after_what_they_work_on(dag: Any) -> None:
    for task in ("extract_and_align", "find_segments", "rebuild_chapter"):
        assert dag.get_task(task).partial_kwargs["map_index_template"] == "{{ batch['name'] }}"


def test_the_import_of_parallel_data_is_awaited_by_a_sensor_of_its_own(dag: Any) -> None:
    assert dag.get_task("update_parallel_data").partial_kwargs["wait_for_completion"] is False
    assert dag.get_task("wait_for_parallel_data").partial_kwargs["max_rejected_share"] == 0.05


def test_who_looks_at_a_dag_reads_of_its_books_and_its_parameters(dag: Any) -> None:
    for words in ("book-en", "runs", "Switching the DAG on starts nothing", "/amts/pairs/en-"):
        assert words in dag.doc_md
    assert "follows" in dag.dag_display_name

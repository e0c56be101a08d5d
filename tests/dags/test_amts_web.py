"""What a task of a web source does with a failure: what a repetition cannot mend fails at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowFailException

from amts_core.errors import AmtsError
from amts_core.web.crawl import CrawlerKilled
from tests.dags.test_schedule import schedules

CALLS = {"find_hosts": "sync.stored_hosts", "crawl_host": "sync.crawl_stored", "build_pairs": "sync.fetch_hosts"}


@pytest.fixture
def fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception], Any]:
    """Runs a task of a web source whose work ends with this error."""
    monkeypatch.setattr("airflow.providers.amazon.aws.hooks.base_aws.AwsGenericHook.conn", None)
    dag = schedules(tmp_path, monkeypatch)["amts_web_articles"]

    def run(name: str, error: Exception) -> Any:
        def fail(*_: object) -> None:
            raise error

        monkeypatch.setattr(f"amts_core.web.{CALLS[name]}", fail)
        task = dag.get_task(name)
        function = task.python_callable
        monkeypatch.setitem(function.__wrapped__.__globals__, "get_current_context", dict)
        return function(*(["example.org"] if task.is_mapped else []))

    return run


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", [AmtsError("no such host: add it"), ValueError("no number"), KeyError("host")])
def test_what_a_repetition_cannot_mend_fails_at_once(
    name: str, error: Exception, fails: Callable[[str, Exception], Any]
) -> None:
    with pytest.raises(AirflowFailException, match=str(error)):
        fails(name, error)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", [CrawlerKilled("out of memory"), ConnectionError("no answer")])
def test_what_was_interrupted_is_tried_again(
    name: str, error: Exception, fails: Callable[[str, Exception], Any]
) -> None:
    with pytest.raises(type(error)):
        fails(name, error)


def test_every_task_is_one_that_fails_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dag = schedules(tmp_path, monkeypatch)["amts_web_articles"]
    for task in dag.tasks:
        assert task.python_callable.__code__.co_name == "run_step", task.task_id

"""What a task instance remembers between its tries."""

from __future__ import annotations

from amts_aws.utils.task_memory import recall, remember


class Store(dict):
    """A store of the state of a task."""

    def set(self, key, value) -> None:
        self[key] = value


def test_a_value_is_found_by_a_later_try() -> None:
    context = {"task_state_store": Store()}
    assert recall(context, "job", "none yet") == "none yet"
    remember(context, "job", "j-1")
    remember(context, "other", None)
    assert (recall(context, "job", ""), recall(context, "other", "x")) == ("j-1", None)


def test_without_a_store_nothing_is_remembered() -> None:
    remember({}, "job", "j-1")
    assert recall({}, "job", "none yet") == "none yet"

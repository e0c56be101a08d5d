"""What a task instance remembers between its tries: a few values in the task state store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.sdk import Context


def recall(context: Context, key: str, default: Any) -> Any:
    """Return what an earlier try remembered, or the default: also where there is no store (before Airflow 3.3)."""
    store = context.get("task_state_store")
    return default if store is None else store.get(key, default)


def remember(context: Context, key: str, value: Any) -> None:
    """Keep a value for later tries of this task instance, if there is a store."""
    store = context.get("task_state_store")
    if store is not None:
        store.set(key, value)

"""Who may see a page: whoever is logged in to Airflow, and of the language pairs those whose DAG he may read."""

from __future__ import annotations

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from fastapi import HTTPException, Request


def dag_id(pair: str) -> str:
    """The id of the DAG of a language pair, as `dags/amts_pairs.py` names it."""
    return f"amts_{pair.replace('-', '_')}"


def may_read(pair: str, request: Request, user: GetUserDep) -> None:
    """Pass if the user may read the runs of a pair; HTTPException 401 or 403 else. A dependency of a pair's pages."""
    requires_access_dag("GET", DagAccessEntity.RUN, dag_id(pair))(request, user)


def readable(pairs: list[str], request: Request, user: GetUserDep) -> list[str]:
    """The pairs among these that the user may read."""

    def allowed(pair: str) -> bool:
        try:
            may_read(pair, request, user)
        except HTTPException:
            return False
        return True

    return [pair for pair in pairs if allowed(pair)]

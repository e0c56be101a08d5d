"""Who may see a page: whoever is logged in to Airflow, and of the language pairs those whose DAG he may read."""

from __future__ import annotations

from urllib.parse import urlsplit

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from fastapi import HTTPException, Request


def dag_id(pair: str) -> str:
    """The id of the DAG of a language pair, as `dags/amts_pairs.py` names it."""
    return f"amts_{pair.replace('-', '_')}"


def may_read(pair: str, request: Request, user: GetUserDep) -> None:
    """Pass if the user may read the runs of a pair; HTTPException 401 or 403 else. A dependency of a pair's pages."""
    requires_access_dag("GET", DagAccessEntity.RUN, dag_id(pair))(request, user)


def may_write(pair: str, request: Request, user: GetUserDep) -> None:
    """Pass if the user may edit the DAG of a pair, and the request comes from our own pages; HTTPException 403 else."""
    requires_access_dag("PUT", None, dag_id(pair))(request, user)
    refuse_foreign(request)


def can_write(pair: str, request: Request, user: GetUserDep) -> bool:
    """Whether the user may edit the DAG of a pair."""
    try:
        requires_access_dag("PUT", None, dag_id(pair))(request, user)
    except HTTPException:
        return False
    return True


def refuse_foreign(request: Request) -> None:
    """Refuse a request that a page of another site made with the cookie of the user; HTTPException 403.

    A browser says where a request comes from (https://www.w3.org/TR/fetch-metadata/); an old one says its origin. A
    program that shows a token instead of a cookie is nobody's page.
    """
    headers = request.headers
    if headers.get("authorization"):
        return
    site = headers.get("sec-fetch-site")
    origin = urlsplit(headers.get("origin", "")).netloc
    is_ours = site == "same-origin" if site else bool(origin) and origin == headers.get("host")
    if not is_ours:
        raise HTTPException(403, "This request comes from another site: use the pages of this Airflow.")


def readable(pairs: list[str], request: Request, user: GetUserDep) -> list[str]:
    """The pairs among these that the user may read."""

    def allowed(pair: str) -> bool:
        try:
            may_read(pair, request, user)
        except HTTPException:
            return False
        return True

    return [pair for pair in pairs if allowed(pair)]

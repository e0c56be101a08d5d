"""The plugin: the report page under `/amts/`, and its entry in the navigation of the Airflow UI."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

from airflow.plugins_manager import AirflowPlugin


@functools.cache
def report_app() -> Any:
    """The FastAPI app of the report page."""
    from amts_ui.app import make_app

    return make_app()


class ReportPage:
    """The app, imported at its first request: every process of Airflow loads the plugins, only one shows pages."""

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        """Serve a request (ASGI)."""
        app = await asyncio.to_thread(report_app)
        await app(scope, receive, send)


class AmtsReports(AirflowPlugin):
    """How good the drafts of each language pair are, run by run."""

    name = "amts_reports"
    fastapi_apps = [{"app": ReportPage(), "url_prefix": "/amts", "name": "AMTS reports"}]  # noqa: RUF012
    # The UI resolves a relative address against its own base address: no slash in front.
    external_views = [  # noqa: RUF012
        {
            "name": "Translation reports",
            "href": "amts/",
            "url_route": "amts-reports",
            "destination": "nav",
            "category": "browse",
        }
    ]

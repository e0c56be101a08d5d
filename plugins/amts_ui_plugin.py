"""The plugin: the desk of the translations under `/amts/`, and its entry in the navigation of the Airflow UI."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

from airflow.plugins_manager import AirflowPlugin


@functools.cache
def desk_app() -> Any:
    """The FastAPI app of the pages."""
    from amts_ui.app import make_app

    return make_app()


class Desk:
    """The app, imported at its first request: every process of Airflow loads the plugins, only one shows pages."""

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        """Serve a request (ASGI)."""
        app = await asyncio.to_thread(desk_app)
        await app(scope, receive, send)


class AmtsReports(AirflowPlugin):
    """How far each translation is, what is to be reviewed, and how good the drafts are."""

    name = "amts_reports"
    fastapi_apps = [{"app": Desk(), "url_prefix": "/amts", "name": "AMTS"}]  # noqa: RUF012
    # The UI resolves a relative address against its own base address: no slash in front.
    external_views = [  # noqa: RUF012
        {
            "name": "Translations",
            "href": "amts/",
            "url_route": "amts-reports",
            "destination": "nav",
            "category": "browse",
        }
    ]

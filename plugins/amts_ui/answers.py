"""What the routes share: what they depend on, and how they answer."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse

from amts_ui import links, pages
from amts_ui.library import Setting, open_setting
from amts_ui.paging import Wanted
from amts_ui.runs import AirflowRun, latest_runs
from amts_ui.templating import render

SettingDep = Annotated[Setting, Depends(open_setting)]


def known_pair(pair: str, setting: SettingDep) -> str:
    """A pair of the configuration; HTTPException 404 for others."""
    if pair not in setting.config.pairs:
        mistakes = f" It has mistakes: {'; '.join(setting.mistakes)}" if setting.mistakes else ""
        raise HTTPException(404, f"There is no language pair {pair} in the configuration.{mistakes}")
    return pair


PairDep = Annotated[str, Depends(known_pair)]
WantedDep = Annotated[Wanted, Depends()]
RunName = Annotated[str, Path(pattern="^[A-Za-z0-9-]+$", max_length=250)]


def page_answer(request: Request, name: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from its template."""
    root = str(request.scope.get("root_path", ""))
    text = render(name, root=root, airflow=root.removesuffix("/amts"), here=request.url.path, links=links, **context)
    return HTMLResponse(text, status)


def file_answer(content: str | bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def of_pair(setting: Setting, pair: str) -> dict[str, Any]:
    """What every page of a pair shows."""
    return {"pair": pair, "title": pages.pair_title(setting.config, pair)}


def airflow_run(pair: str, run: str, session: Any) -> AirflowRun | None:
    """What Airflow knows of a run, None if it knows nothing any more."""
    return next((found for found in latest_runs(pair, session) if found.name == run), None)

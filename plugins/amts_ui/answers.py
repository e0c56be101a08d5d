"""What the routes share: what they depend on, and how they answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import Depends, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse

from amts_ui import links, pages
from amts_ui.access import can_write
from amts_ui.kept import Place
from amts_ui.library import Library, Setting, open_setting
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


def error_answer(request: Request, status: int, reason: str, *, login: bool = False) -> Response:
    """Why something is refused: a page, or JSON for a script that asks for it."""
    if wants_json(request):
        return json_answer({"reason": reason}, status)
    return page_answer(request, "error", status, reason=reason, login=login)


def wants_json(request: Request) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("accept", "")


def json_answer(value: Any, status: int = 200) -> Response:
    """A value for a script."""
    return Response(json.dumps(value, ensure_ascii=False), status, media_type="application/json")


def file_answer(content: str | bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def of_pair(setting: Setting, pair: str) -> dict[str, Any]:
    """What every page of a pair shows."""
    return {"pair": pair, "title": pages.pair_title(setting.config, pair)}


@dataclass(frozen=True)
class Visit:
    """Somebody asks for a page of a run."""

    request: Request
    pair: str
    run: str
    setting: Setting
    user: Any
    session: Any

    @property
    def library(self) -> Library:
        """What is kept of the runs."""
        return self.setting.library

    @property
    def place(self) -> Place:
        """The run that is asked for."""
        return Place(self.pair, self.run)

    @property
    def may_write(self) -> bool:
        """Whether who asks may decide on segments."""
        return can_write(self.pair, self.request, self.user)

    def airflow_run(self) -> AirflowRun | None:
        """What Airflow knows of the run, None if it knows nothing any more."""
        return next((found for found in latest_runs(self.pair, self.session) if found.name == self.run), None)

    def answer(self, name: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page of the run from its template."""
        about = {**of_pair(self.setting, self.pair), "run": self.run}
        return page_answer(self.request, name, status, **about, **context)


def visit_run(
    request: Request, pair: PairDep, run: RunName, setting: SettingDep, user: GetUserDep, session: SessionDep
) -> Visit:
    """Who asks, and for which run; a dependency of the pages of runs."""
    return Visit(request, pair, run, setting, user, session)


VisitDep = Annotated[Visit, Depends(visit_run)]

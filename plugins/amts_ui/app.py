"""The routes of the pages. Each needs a user of the Airflow UI; those of a pair the right to read its DAG."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep, get_user
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from amts_core.aws.storage import NoKey
from amts_core.deliver.status import (
    BookStatus,
    ChapterState,
    badge,
    chapter_table,
    status_table,
    write_status,
)
from amts_core.errors import AmtsError
from amts_core.evaluate.names import short_names
from amts_core.evaluate.publish import as_csv, as_page, segments_as_csv
from amts_core.evaluate.report import Report
from amts_ui import board, desk, links, pages, pictures
from amts_ui.access import may_read, readable
from amts_ui.answers import PairDep, SettingDep, VisitDep, WantedDep, error_answer, file_answer, of_pair, page_answer
from amts_ui.library import Damaged, NoReport, Setting
from amts_ui.paging import Asked, chapters_of
from amts_ui.review import NoChapter
from amts_ui.runs import latest_runs
from amts_ui.segments import ORDERS, Choice, segment_page
from amts_ui.style import content_security_policy
from amts_ui.summary import Summary


def make_app() -> FastAPI:
    """The app. Nothing of it is open: the user is asked for before anything is looked at."""
    app = FastAPI(title="AMTS", dependencies=[Depends(get_user)], docs_url=None, redoc_url=None, openapi_url=None)
    reading: dict[str, Any] = {"dependencies": [Depends(may_read)]}
    app.get("/", name="pairs")(show_pairs)
    app.get("/pairs/{pair}", name="pair", **reading)(show_pair)
    app.get("/pairs/{pair}/chapters", name="chapters", **reading)(show_chapters)
    app.get("/pairs/{pair}/status/{form}", name="status", **reading)(download_status)
    app.get("/pairs/{pair}/runs/{run}", name="run", **reading)(show_run)
    app.get("/pairs/{pair}/runs/{run}/report", name="report", **reading)(show_report)
    desk.add_routes(app)
    app.get("/pairs/{pair}/runs/{run}/{form}", name="file", **reading)(download)
    app.add_exception_handler(AnyHTTPException, refused)
    app.add_exception_handler(RequestValidationError, misspelt)
    app.add_exception_handler(AmtsError, failed)
    app.middleware("http")(guarded)
    return app


def show_pairs(request: Request, setting: SettingDep, user: GetUserDep, session: SessionDep) -> HTMLResponse:
    """The language pairs with their last run and their last scores."""
    config, library = setting.config, setting.library
    names = readable(list(config.pairs), request, user)
    last = {name: next(iter(latest_runs(name, session, 1)), None) for name in names}
    failure = None
    newest: dict[str, list[Summary | Damaged]] = {name: [] for name in names}
    try:
        shelf = library.shelf()
        newest = {name: library.newest([entry for entry in shelf if entry.pair == name]) for name in names}
        rows = [_row(setting, name) for name in names]
    except AmtsError as error:
        failure, shelf, rows = str(error), [], [board.row(name, pages.pair_title(config, name), None) for name in names]
    cards = [
        pages.pair_card(config, name, last[name], newest[name], sum(entry.pair == name for entry in shelf))
        for name in names
    ]
    context = {"board": rows, "cards": cards, "failure": failure, "hidden": len(config.pairs) - len(names)}
    context["mistakes"] = setting.mistakes if names else ()
    return page_answer(request, "pairs", 503 if failure else 200, **context)


def show_chapters(request: Request, pair: PairDep, setting: SettingDep, wanted: WantedDep) -> HTMLResponse:
    """How far each chapter of a pair is."""
    row = _row(setting, pair)
    found = over_time = None
    if row.status:
        found = chapters_of(row.status.chapters, wanted, set(ChapterState))
        over_time = pictures.sparkline([point.counts.share("human") for point in row.status.trend])
    return page_answer(
        request, "chapters", **of_pair(setting, pair), row=row, found=found, over_time=over_time, states=ChapterState
    )


STATUS_FORMS: dict[str, tuple[str, Callable[[BookStatus], str]]] = {
    "status.json": ("application/json", write_status),
    "status.md": ("text/markdown", lambda status: f"{status_table([status])}\n{chapter_table(status)}"),
    "badge.svg": ("image/svg+xml", badge),
}


def download_status(pair: PairDep, form: str, setting: SettingDep) -> Response:
    """The status of a pair as a file, for the README of its book."""
    status = _row(setting, pair).status
    if status is None or form not in STATUS_FORMS:
        forms = ", ".join(STATUS_FORMS)
        raise HTTPException(404, f"There is no {form}: a pair that was looked at has {forms}.")
    kind, write = STATUS_FORMS[form]
    return file_answer(write(status), kind, f"{pair}-{form}")


def _row(setting: Setting, pair: str) -> board.Row:
    """The row of a pair on the board; a first look begins if nothing has looked at it yet."""
    kept = setting.library.status(pair)
    failed = "" if kept else setting.looks.begin(pair, setting.library.store)
    return board.row(pair, pages.pair_title(setting.config, pair), kept, failed)


def show_pair(
    request: Request, pair: PairDep, setting: SettingDep, session: SessionDep, asked: Annotated[Asked, Depends()]
) -> HTMLResponse:
    """The runs of a pair and its scores over time."""
    airflow, library = latest_runs(pair, session), setting.library
    failure, costs = None, dict[str, float]()
    try:
        found = pages.pair_runs(pair, airflow, library.shelf(pair), library.read, asked)
        costs = library.costs(pair, [row.name for row in found.page.rows if row.report is None])
    except AmtsError as error:
        failure, found = str(error), pages.pair_runs(pair, airflow, [], lambda _: [], asked)
    return page_answer(
        request,
        "pair",
        503 if failure else 200,
        **of_pair(setting, pair),
        settings=setting.config.pair(pair),
        found=found,
        costs=costs,
        failure=failure,
    )


def show_run(visit: VisitDep, choice: Annotated[Choice, Depends()]) -> HTMLResponse:
    """A run: scores of each chapter, cost, workload, and its segments side by side."""
    airflow, library, region = visit.airflow_run(), visit.library, visit.setting.config.storage.region
    place, key = f"reports/{visit.pair}/{visit.run}", (visit.pair, visit.run)
    try:
        report = library.report(*key)
    except NoReport as error:
        return visit.answer("no_report", 404, airflow_run=airflow, reason=str(error))
    return visit.answer(
        "run",
        airflow_run=airflow,
        report=report,
        names=short_names(report.chapters),
        metrics=[signature.metric for signature in report.signatures],
        drawn_chapters=pictures.chapters(report, key),
        sections=[pages.DrawnSection(section, pictures.section(section, key)) for section in report.sections],
        segments=segment_page(report, choice),
        orders=ORDERS,
        objects={name: library.store.uri(f"{place}/{name}") for name in ("report.json", "report.html")},
        console=links.console_folder(library.store, f"{place}/", region),
        parallel_data={
            given.name: links.console_parallel_data(library.store, given.name, region, report.about.endpoint)
            for given in report.about.parallel_data
        },
    )


def show_report(visit: VisitDep) -> HTMLResponse:
    """The whole report of a run, as one page that can be kept."""
    return HTMLResponse(as_page(visit.library.report(visit.pair, visit.run)))


FORMS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "report.json": ("application/json", Report.to_json),
    "chapters.csv": ("text/csv", as_csv),
    "segments.csv": ("text/csv", segments_as_csv),
}


def download(visit: VisitDep, form: str) -> Response:
    """A report as a file: JSON, or tables of its chapters and segments."""
    if form not in FORMS:
        raise HTTPException(404, f"A report has no form {form}: there are {', '.join(FORMS)}.")
    kind, write = FORMS[form]
    content = write(visit.library.report(visit.pair, visit.run))
    return file_answer(content, kind, f"{visit.pair}-{visit.run}-{form}")


def refused(request: Request, error: AnyHTTPException) -> Response:
    """The answer for who is not logged in, or may not see a pair, or asks for what is not there."""
    return error_answer(request, error.status_code, error.detail, login=error.status_code == 401)


def misspelt(request: Request, error: RequestValidationError) -> Response:
    """The answer to a request that cannot be one of ours."""
    wrong = ", ".join(str(entry["loc"][-1]) for entry in error.errors())
    return error_answer(request, 422, f"This address is not right: see its {wrong}.")


def failed(request: Request, error: AmtsError) -> Response:
    """The answer for what is not there, or cannot be read now; it names the thing and the way out."""
    return error_answer(request, 404 if isinstance(error, NoReport | NoChapter | NoKey) else 503, str(error))


async def guarded(request: Request, call_next: Callable[[Request], Any]) -> Response:
    """Pages of one user are not kept by others, load nothing, and stand in no foreign frame."""
    response: Response = await call_next(request)
    response.headers["Content-Security-Policy"] = content_security_policy()
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response

"""The routes of deliveries and reviews: what a run hands over, and what people say to its segments."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import Depends, FastAPI, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from amts_core.aws.errors import ServiceUnavailable
from amts_core.config import Config
from amts_core.deliver.desk import Answer, Overtaken
from amts_core.deliver.exchange import LARGEST
from amts_core.deliver.review import KINDS
from amts_core.errors import AmtsError
from amts_ui import delivery, links, review
from amts_ui.access import can_write, may_read, may_write
from amts_ui.answers import PairDep, RunName, SettingDep, WantedDep, airflow_run, file_answer, of_pair, page_answer
from amts_ui.delivery import Delivery, Place
from amts_ui.library import NoReport, Setting
from amts_ui.paging import Wanted, chapters_of
from amts_ui.review import NoChapter
from amts_ui.runs import AirflowRun
from amts_ui.templating import decided_words

Chapter = str
WishDep = Annotated[review.Wish, Depends()]


def add_routes(app: FastAPI) -> None:
    """The routes of this module; what is written needs the right to edit the DAG of the pair."""
    reading: dict[str, Any] = {"dependencies": [Depends(may_read)]}
    writing: dict[str, Any] = {"dependencies": [Depends(may_read), Depends(may_write)]}
    place = "/pairs/{pair}/runs/{run}"
    app.get(f"{place}/delivery", name="delivery", **reading)(show_delivery)
    app.post(f"{place}/delivery", name="import", **writing)(take_file)
    app.get(f"{place}/delivery/{{form}}", name="delivery-file", **reading)(download_delivery)
    app.get(f"{place}/review/{{chapter:path}}", name="review", **reading)(show_review)
    app.post(f"{place}/review/{{chapter:path}}", name="decide", **writing)(decide)


@dataclass(frozen=True)
class Ending:
    """How a run ended, or where it is: a word for the style, a title, and a sentence."""

    kind: str
    title: str
    text: str


def how_it_ended(found: Delivery, run: AirflowRun | None) -> Ending:
    """How a run ended, from its outcome and from what Airflow knows."""
    by = f" by {found.by}" if found.by else ""
    match found.state:
        case "delivered":
            approved = f"Approved{by}. " if found.by else ""
            held = f" {found.count('held')} are held: the table says why." if found.count("held") else ""
            done = found.count("delivered") + found.count("removed")
            return Ending("delivered", "delivered", f"{approved}{done} chapters at {found.at}.{held}")
        case "rejected":
            return Ending("rejected", "rejected", f"Rejected{by} at {found.at}: nothing was delivered.")
        case "nothing":
            return Ending("nothing", "nothing delivered", "All is held, or nothing was to be done.")
        case _ if run is not None and run.state in ("running", "queued"):
            return Ending("waiting", "going on", "Nothing is handed over yet.")
        case _ if found.failures or (run is not None and run.state == "failed"):
            return Ending("failed", "failed", "Nothing was handed over.")
        case _:
            return Ending("nothing", "nothing delivered", "The run ended before it handed anything over.")


def show_delivery(
    request: Request,
    pair: PairDep,
    run: RunName,
    setting: SettingDep,
    user: GetUserDep,
    session: SessionDep,
    wanted: WantedDep,
) -> HTMLResponse:
    """What a run hands over: its chapters, how it ended and by whom, cost, files."""
    return _delivery_page(request, pair, run, setting, user, session, wanted)


def take_file(
    request: Request,
    pair: PairDep,
    run: RunName,
    setting: SettingDep,
    user: GetUserDep,
    session: SessionDep,
    file: Annotated[UploadFile, File()],
) -> HTMLResponse:
    """Take what a program of translators made of a file of this delivery."""
    found = _delivery(setting, pair, run)
    name = PurePosixPath(file.filename or "file").name
    try:
        imported = review.import_file(setting.library, found, file.file.read(LARGEST + 1), name, user.get_name())
    except ServiceUnavailable:
        raise
    except AmtsError as error:
        raise HTTPException(422, str(error)) from None
    return _delivery_page(request, pair, run, setting, user, session, Wanted(), imported)


def _delivery_page(
    request: Request,
    pair: str,
    run: str,
    setting: Setting,
    user: Any,
    session: Any,
    wanted: Wanted,
    imported: review.Imported | None = None,
) -> HTMLResponse:
    known, found = airflow_run(pair, run, session), delivery.read_delivery(setting.library, pair, run)
    if found is None:
        about = {**of_pair(setting, pair), "run": run, "airflow_run": known}
        return page_answer(request, "no_report", 404, **about, reason=f"Run {run} of {pair} has planned nothing")
    return page_answer(
        request,
        "delivery",
        **of_pair(setting, pair),
        run=run,
        airflow_run=known,
        delivery=found,
        ending=how_it_ended(found, known),
        found=chapters_of(found.chapters, wanted, delivery.STATES),
        files=delivery.FILES,
        states=delivery.STATES,
        may_write=can_write(pair, request, user),
        imported=imported,
    )


def download_delivery(pair: PairDep, run: RunName, form: str, setting: SettingDep) -> Response:
    """A file of a delivery."""
    if form not in delivery.FILES:
        raise HTTPException(404, f"A delivery has no file {form}: there are {', '.join(delivery.FILES)}.")
    found = _delivery(setting, pair, run)
    content = delivery.write_file(
        setting.library, found, form, setting.config.languages(pair), _suffix(setting.config, pair)
    )
    return file_answer(content, delivery.FILES[form], f"{pair}-{run}-{form}")


def _suffix(config: Config, pair: str) -> str:
    """The ending of the chapter files of the translated book, as its patterns have it."""
    patterns = config.books[config.pair(pair).target].chapters
    return next((PurePosixPath(pattern).suffix for pattern in patterns if PurePosixPath(pattern).suffix), ".md")


def _delivery(setting: Setting, pair: str, run: str) -> Delivery:
    found = delivery.read_delivery(setting.library, pair, run)
    if found is None:
        raise NoReport(f"run {run} of {pair} has planned nothing")
    return found


def show_review(
    request: Request,
    pair: PairDep,
    run: RunName,
    chapter: Chapter,
    setting: SettingDep,
    user: GetUserDep,
    wish: WishDep,
) -> HTMLResponse:
    """The segments of a chapter, old and new side by side, to be accepted, edited or rejected."""
    return _review_page(request, pair, run, chapter, setting, user, wish)


def decide(
    request: Request,
    pair: PairDep,
    run: RunName,
    chapter: Chapter,
    setting: SettingDep,
    user: GetUserDep,
    wish: WishDep,
    segment: Annotated[str, Form(max_length=40)],
    seen: Annotated[int, Form(ge=0)],
    answer: Annotated[Answer, Form()] = Answer.NONE,
    new_text: Annotated[str, Form(alias="text")] = "",
    comment: Annotated[str, Form()] = "",
) -> Response:
    """Keep what somebody says to a segment; 409 if somebody else was faster. JSON for the script, else a page."""
    found, library, is_script = Place(pair, run), setting.library, _wants_json(request)
    said = {"text": new_text, "comment": comment}
    try:
        kept = review.decide(library, found, chapter, segment, answer, seen=seen, by=user.get_name(), **said)
    except AmtsError as error:
        status = 409 if isinstance(error, Overtaken) else 404 if isinstance(error, NoChapter) else 422
        if is_script:
            return _json({"reason": str(error)}, status)
        return _review_page(request, pair, run, chapter, setting, user, wish, str(error), status)
    if not is_script:
        return RedirectResponse(f"{request.url.path}?{wish.query(wish.page)}#s-{segment}", 303)
    left = review.read_review(library, found, chapter, wish).left
    done = kept.answer is not Answer.NONE
    return _json({"seen": kept.version, "words": decided_words(kept), "left": left, "done": done}, 200)


def _review_page(
    request: Request,
    pair: str,
    run: str,
    chapter: str,
    setting: Setting,
    user: Any,
    wish: review.Wish,
    told: str = "",
    status: int = 200,
) -> HTMLResponse:
    found = review.read_review(setting.library, Place(pair, run), chapter, wish)
    return page_answer(
        request,
        "review",
        status,
        **of_pair(setting, pair),
        run=run,
        found=found,
        languages=setting.config.languages(pair),
        states=review.STATES,
        kinds=KINDS,
        alike=review.ALIKE,
        may_write=can_write(pair, request, user),
        told=told,
        lines=_line_links(setting, Place(pair, run), found),
    )


def _line_links(setting: Setting, place: Place, found: review.Review) -> dict[str, str]:
    """Templates of links to the lines of the source and of the branch that was delivered, "" where there are none."""
    pair = setting.config.pair(place.pair)
    source, target = (setting.config.books[name].location for name in (pair.source, pair.target))
    branch = delivery.read_branch(setting.library, place)
    return {
        "source": links.lines_of_file(source, found.provenance.source_revision, found.paths.source),
        "target": links.lines_of_file(target, branch, found.paths.target),
    }


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _json(value: Any, status: int) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), status, media_type="application/json")

"""The routes of deliveries and reviews: what a run hands over, and what people say to its segments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import Depends, FastAPI, File, Form, HTTPException, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from amts_core.aws.errors import ServiceUnavailable
from amts_core.deliver.desk import Answer, Overtaken
from amts_core.deliver.exchange import LARGEST
from amts_core.deliver.forms import Outcome
from amts_core.deliver.review import FOR_THE_SOURCE, KINDS
from amts_core.errors import AmtsError
from amts_ui import delivery, links, review
from amts_ui.access import may_read, may_write
from amts_ui.answers import Visit, VisitDep, WantedDep, file_answer, json_answer, wants_json
from amts_ui.delivery import Delivery
from amts_ui.kept import find_outcome
from amts_ui.library import NoReport
from amts_ui.paging import Wanted, chapters_of
from amts_ui.review import NoChapter
from amts_ui.runs import AWAITING, AirflowRun
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
    if found.outcome:
        return _ended(found, found.outcome)
    if run is not None and run.state == AWAITING:
        return Ending("waiting", "waits for approval", "Approve or reject it in Airflow: others of the pair wait, too.")
    if run is not None and run.state in ("running", "queued"):
        return Ending("waiting", "going on", "Nothing is handed over yet.")
    if found.failures or (run is not None and run.state == "failed"):
        return Ending("failed", "failed", "Nothing was handed over.")
    return Ending("nothing", "nothing delivered", "The run ended before it handed anything over.")


def _ended(found: Delivery, outcome: Outcome) -> Ending:
    by = f" by {outcome.by}" if outcome.by else ""
    match outcome.state:
        case "delivered":
            approved = f"Approved{by}. " if by else ""
            held = f" {found.count('held')} are held: the table says why." if found.count("held") else ""
            done = found.count("delivered") + found.count("removed")
            return Ending("delivered", "delivered", f"{approved}{done} chapters at {outcome.at}.{held}")
        case "rejected":
            return Ending("rejected", "rejected", f"Rejected{by} at {outcome.at}: nothing was delivered.")
        case "nothing":
            return Ending("nothing", "nothing delivered", "All is held, or nothing was to be done.")


def show_delivery(visit: VisitDep, wanted: WantedDep) -> HTMLResponse:
    """What a run hands over: its chapters, how it ended and by whom, cost, files."""
    return _delivery_page(visit, wanted)


def take_file(visit: VisitDep, file: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Take what a program of translators made of a file of this delivery."""
    found, by = _delivery(visit), visit.user.get_name()
    name = PurePosixPath(file.filename or "file").name
    try:
        imported = review.import_file(visit.library, found, file.file.read(LARGEST + 1), name, by)
    except ServiceUnavailable:
        raise
    except AmtsError as error:
        raise HTTPException(422, str(error)) from None
    return _delivery_page(visit, Wanted(), imported)


def _delivery_page(visit: Visit, wanted: Wanted, imported: review.Imported | None = None) -> HTMLResponse:
    known = visit.airflow_run()
    try:
        found = _delivery(visit)
    except NoReport as error:
        return visit.answer("no_report", 404, airflow_run=known, reason=str(error))
    return visit.answer(
        "delivery",
        airflow_run=known,
        delivery=found,
        ending=how_it_ended(found, known),
        found=chapters_of(found.chapters, wanted, delivery.STATES),
        files=found.files,
        states=delivery.STATES,
        for_the_source=FOR_THE_SOURCE,
        may_write=visit.may_write,
        imported=imported,
    )


def download_delivery(visit: VisitDep, form: str) -> Response:
    """A file of a delivery."""
    found = _delivery(visit)
    if form not in found.files:
        raise HTTPException(404, f"This delivery has no file {form}: it has {', '.join(found.files)}.")
    content = delivery.write_file(visit.library, found, form, visit.setting.config.languages(visit.pair))
    return file_answer(content, delivery.FILES[form], f"{visit.pair}-{visit.run}-{form}")


def _delivery(visit: Visit) -> Delivery:
    found = delivery.read_delivery(visit.library, visit.place)
    if found is None:
        raise NoReport(f"Run {visit.run} of {visit.pair} has planned nothing")
    return found


def show_review(visit: VisitDep, chapter: Chapter, wish: WishDep) -> HTMLResponse:
    """The segments of a chapter, old and new side by side, to be accepted, edited or rejected."""
    return _review_page(visit, chapter, wish)


def decide(visit: VisitDep, chapter: Chapter, wish: WishDep, said: Annotated[review.Said, Form()]) -> Response:
    """Keep what somebody says to a segment; 409 if somebody else was faster. JSON for the script, else a page."""
    library, is_script = visit.library, wants_json(visit.request)
    try:
        kept = review.decide(library, visit.place, chapter, said, visit.user.get_name())
    except AmtsError as error:
        status = 409 if isinstance(error, Overtaken) else 404 if isinstance(error, NoChapter) else 422
        if is_script:
            return json_answer({"reason": str(error)}, status)
        return _review_page(visit, chapter, wish, str(error), status)
    if not is_script:
        return RedirectResponse(f"{visit.request.url.path}?{wish.query(wish.page)}#s-{said.segment}", 303)
    left = review.read_review(library, visit.place, chapter, wish).left
    done = kept.answer is not Answer.NONE
    return json_answer({"seen": kept.version, "words": decided_words(kept), "left": left, "done": done})


def _review_page(visit: Visit, chapter: str, wish: review.Wish, told: str = "", status: int = 200) -> HTMLResponse:
    found = review.read_review(visit.library, visit.place, chapter, wish)
    return visit.answer(
        "review",
        status,
        found=found,
        languages=visit.setting.config.languages(visit.pair),
        states=review.STATES,
        kinds=KINDS,
        alike=review.ALIKE,
        orders=review.ORDERS,
        may_write=visit.may_write,
        told=told,
        lines=_line_links(visit, found),
    )


def _line_links(visit: Visit, found: review.Review) -> dict[str, str]:
    """Templates of links to the lines of the source and of the branch that was delivered, "" where there are none."""
    config = visit.setting.config
    pair = config.pair(visit.pair)
    source, target = (config.books[name].location for name in (pair.source, pair.target))
    outcome = find_outcome(visit.library.store, visit.place)
    return {
        "source": links.lines_of_file(source, found.provenance.source_revision, found.rebuilt.source_path),
        "target": links.lines_of_file(target, outcome.branch if outcome else "", found.rebuilt.path),
    }

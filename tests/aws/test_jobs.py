"""A batch job from start to end, and TranslateText calls, without a scheduler."""

from __future__ import annotations

from typing import Any

import pytest

from amts_core.aws.jobs import JobFailed, put_terminology, start_job, translate_html, wait_for_job
from amts_core.languages import LanguagePair


class Client:
    """Stands for Amazon Translate: answers with these states, one after the other."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)
        self.asked: list[dict[str, Any]] = []

    def start_text_translation_job(self, **request: Any) -> dict[str, str]:
        self.asked.append(request)
        return {"JobId": "job-1"}

    def describe_text_translation_job(self, JobId: str) -> dict[str, Any]:  # noqa: N803 - the API's name
        return {"TextTranslationJobProperties": {"JobId": JobId, "JobStatus": self.states.pop(0)}}

    def translate_text(self, **request: Any) -> dict[str, str]:
        self.asked.append(request)
        return {"TranslatedText": request["Text"].upper()}

    def import_terminology(self, **request: Any) -> None:
        self.asked.append(request)


def test_a_job_is_started_with_what_it_is_told() -> None:
    client = Client()
    assert start_job(client, {"JobName": "n", "ClientToken": "t"}) == "job-1"
    assert client.asked == [{"JobName": "n", "ClientToken": "t"}]


@pytest.mark.parametrize("end", ["COMPLETED", "COMPLETED_WITH_ERROR"])
def test_a_job_is_watched_to_its_good_end(end: str) -> None:
    seen: list[str] = []
    done = wait_for_job(Client("SUBMITTED", "IN_PROGRESS", end), "job-1", poll_seconds=0, watch=seen.append)
    assert (done["JobStatus"], seen) == (end, ["SUBMITTED", "IN_PROGRESS", end])


@pytest.mark.parametrize("end", ["FAILED", "STOPPED", "SOMETHING_NEW"])
def test_a_job_that_ends_otherwise_failed(end: str) -> None:
    with pytest.raises(JobFailed, match=f"job-1 ended as {end}: the service gives no reason"):
        wait_for_job(Client("STOP_REQUESTED", end), "job-1", poll_seconds=0)


def test_each_paragraph_of_a_document_is_one_call_and_the_rest_stays() -> None:
    client = Client()
    html = '<html><p id="a">one</p>\n<p id="b">two\nlines</p></html>'
    done = translate_html(client, html, languages=LanguagePair("en", "zh"), settings={"Formality": "FORMAL"})
    assert done == '<html><p id="a">ONE</p>\n<p id="b">TWO\nLINES</p></html>'
    assert [asked["Text"] for asked in client.asked] == ["one", "two\nlines"]
    assert client.asked[0]["Settings"] == {"Formality": "FORMAL"}
    assert client.asked[0]["TerminologyNames"] == []


def test_a_terminology_goes_along_where_there_is_one() -> None:
    client = Client()
    translate_html(client, '<p id="a">one</p>', languages=LanguagePair("en", "zh"), terminology="terms")
    assert client.asked[0]["TerminologyNames"] == ["terms"]


def test_a_terminology_takes_the_place_of_the_one_with_its_name() -> None:
    client = Client()
    put_terminology(client, "terms", "en,zh\nwave,波\n")
    [asked] = client.asked
    assert (asked["Name"], asked["MergeStrategy"]) == ("terms", "OVERWRITE")
    file = "en,zh\nwave,波\n".encode()
    assert asked["TerminologyData"] == {"File": file, "Format": "CSV", "Directionality": "UNI"}

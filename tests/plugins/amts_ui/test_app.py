"""The pages as a reader sees them: who may, what they show, what they say when something is missing or broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

ROUTES = {
    "/": [""],
    "/pairs/{pair}": ["pairs/en-zh"],
    "/pairs/{pair}/chapters": ["pairs/en-zh/chapters"],
    "/pairs/{pair}/status/{form}": [f"pairs/en-zh/status/{form}" for form in ("status.json", "status.md", "badge.svg")],
    "/pairs/{pair}/runs/{run}": ["pairs/en-zh/runs/first"],
    "/pairs/{pair}/runs/{run}/delivery": ["pairs/en-zh/runs/first/delivery"],
    "/pairs/{pair}/runs/{run}/delivery/{form}": [
        f"pairs/en-zh/runs/first/delivery/{form}"
        for form in ("chapters.zip", "review.zip", "TODO.md", "chapters.patch", "todo.xlf", "todo.po", "todo.tmx")
    ],
    "/pairs/{pair}/runs/{run}/review/{chapter:path}": ["pairs/en-zh/runs/first/review/chapter_a/first?state=all"],
    "/pairs/{pair}/runs/{run}/report": ["pairs/en-zh/runs/first/report"],
    "/pairs/{pair}/runs/{run}/{form}": [
        f"pairs/en-zh/runs/first/{form}" for form in ("report.json", "chapters.csv", "segments.csv")
    ],
}
"""Every route that is read, with addresses that it answers."""
FILES = ("/status/{form}", "/{run}/{form}", "/delivery/{form}")
ADDRESSES = [f"/amts/{address}" for addresses in ROUTES.values() for address in addresses]
PAGES = [f"/amts/{addresses[0]}" for route, addresses in ROUTES.items() if not route.endswith(FILES)]


def text_of(page: Any) -> str:
    """What stands on a page, without its style, script and marks."""
    text = re.sub(r"<(style|script)>.*?</\1>", "", page.text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


class TestAccess:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_nothing_is_shown_without_a_token(self, visitor, furnished, address):
        answer = visitor.get(address)
        assert answer.status_code == 401
        assert "Log in to Airflow" in answer.text
        assert "Chinese" not in answer.text

    def test_every_route_of_the_app_is_covered_above(self, visitor):
        from amts_ui.app import make_app

        assert {route.path for route in make_app().routes if "GET" in route.methods} == set(ROUTES)

    @pytest.mark.parametrize("token", ["nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."])
    def test_a_token_that_is_not_ours_is_refused(self, visitor, token):
        assert visitor.get("/amts/", headers={"Authorization": f"Bearer {token}"}).status_code == 403

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_viewer_sees_all_with_a_bearer_token(self, visitor, token, furnished, address):
        assert visitor.get(address, headers={"Authorization": f"Bearer {token()}"}).status_code == 200

    @pytest.mark.parametrize("address", ADDRESSES[1:])
    def test_who_may_not_read_the_dag_sees_no_page_of_the_pair(self, visitor, token, furnished, address):
        assert visitor.get(address, headers={"Authorization": f"Bearer {token(None)}"}).status_code == 403

    def test_pairs_whose_dag_one_may_not_read_are_not_listed(self, visitor, auth, token, put, monkeypatch):
        put("first")
        allowed = type(auth).is_authorized_dag
        monkeypatch.setattr(
            type(auth),
            "is_authorized_dag",
            lambda self, **asked: asked["details"].id == "amts_en_es" and allowed(self, **asked),
        )
        page = visitor.get("/amts/", headers={"Authorization": f"Bearer {token()}"})
        assert 'id="pair-en-es"' in page.text
        assert 'id="pair-en-zh"' not in page.text
        nobody = visitor.get("/amts/", headers={"Authorization": f"Bearer {token(None)}"})
        assert "You may not read the DAG of any language pair" in nobody.text

    def test_pages_load_nothing_and_stand_in_no_foreign_frame(self, reader, furnished):
        for address in PAGES:
            answer = reader.get(address)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'self'" in policy
            assert not re.findall(r"<(?:link|img|iframe|object|embed)\b|<[^>]*\bsrc=|@import|url\(http", answer.text)
            assert answer.headers["Cache-Control"] == "private, no-store"


class TestPairs:
    def test_scores_with_intervals_state_and_links(self, reader, put, add_run):
        report = put("manual-x")
        add_run("manual-x", state="failed")
        page = reader.get("/amts/")
        card = page.text[page.text.index('id="pair-en-zh"') :]
        score = report.score("sentence")
        assert f"<b>{score.value:.3f}</b><small>{score.low:.3f} to {score.high:.3f}</small>" in card
        assert 'href="/dags/amts_en_zh/runs/manual-x" data-outside><span class="state failed">failed' in card
        assert 'href="/amts/pairs/en-zh"' in card

    def test_without_reports_the_next_step_is_named(self, reader):
        page = reader.get("/amts/")
        assert page.status_code == 200
        assert page.text.count("No report yet") == 2
        assert 'href="/dags/amts_en_es"' in page.text

    def test_the_newest_report_is_shown(self, reader, put):
        put("second", days=3)
        put("first")  # written later, as when a bucket was copied
        assert "/amts/pairs/en-zh/runs/second" in reader.get("/amts/").text

    def test_a_damaged_newest_report_is_told_beside_the_last_good_one(self, reader, put, store):
        put("good")
        for number in range(12):
            store.write(f"reports/en-zh/bad{number}/report.json", "{")
        card = reader.get("/amts/").text
        card = card[card.index('id="pair-en-zh"') :]
        assert "Report of bad" in card
        assert "/amts/pairs/en-zh/runs/good" in card

    def test_a_damaged_report_is_named_and_the_other_pair_is_shown(self, reader, put, store):
        put("good", pair="en-es")
        store.write("reports/en-zh/bad/report.json", '{"schemaVersion": "2.0", "about": 3}')
        page = reader.get("/amts/")
        assert "Report of bad: the report is damaged at" in text_of(page).replace(" :", ":")
        assert "/amts/pairs/en-es/runs/good" in page.text

    def test_s3_that_does_not_answer_is_said_and_the_runs_are_still_shown(self, reader, store, put, add_run):
        add_run("manual-x", state="running")
        store.client.delete_bucket(Bucket="amts-test")
        page = reader.get("/amts/")
        assert page.status_code == 503
        assert "NoSuchBucket" in page.text
        assert "storage.bucket" in page.text
        assert "state running" in page.text


class TestPair:
    def test_runs_of_airflow_and_reports_stand_in_one_row(self, reader, put, add_run, store):
        from amts_core.aws.keys import safe_name

        run_id = "manual__2026-03-02T02:00:00+00:00"
        put("first")
        put(safe_name(run_id), days=1)
        add_run(run_id, days=1)
        add_run("scheduled-later", state="failed", days=2)
        cost = {"characters": {"sentence": 9}, "dollars": {"sentence": 0.0003}}
        store.write_json("runs/en-zh/scheduled-later/cost.json", cost)
        page = reader.get("/amts/pairs/en-zh")
        rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">.*?</tr>", page.text, re.DOTALL)
        assert [("failed" in row, run_id in row, "first" in row) for row in rows] == [
            (True, False, False),
            (False, True, False),
            (False, False, True),
        ]
        assert "/dags/amts_en_zh/runs/manual__2026-03-02T02%3A00%3A00%2B00%3A00" in rows[1]
        assert ("~$0.0003" in rows[0], "$0.05" in rows[1]) == (True, True)

    def test_bleu_over_time_begins_with_the_second_report(self, reader, put):
        put("first")
        assert "the chart begins with the second" in reader.get("/amts/pairs/en-zh").text
        put("second", days=1)
        page = reader.get("/amts/pairs/en-zh").text
        chart = page[page.index('<section id="over-time">') : page.index("</section>")]
        assert chart.count("<svg") == 2  # wide and narrow
        assert all(f"var(--variant-{variant})" in chart for variant in ("none", "paragraph", "sentence"))
        assert "2026-03-02" in chart

    def test_a_report_with_other_chapters_is_listed_but_not_compared(self, reader, put, report):
        put("other", scores=tuple(row for row in report.scores if row.chapter != "chapter_b/second"))
        put("second", days=1)
        page = reader.get("/amts/pairs/en-zh").text
        assert "1 other report has other chapters" in page
        assert re.search(r'<tr class="few">\s*<th scope="row"><a href="/amts/pairs/en-zh/runs/other"', page)

    def test_a_damaged_report_is_named_among_the_others(self, reader, put, store):
        put("good")
        store.write("reports/en-zh/bad/report.json", "{")
        page = reader.get("/amts/pairs/en-zh")
        assert page.status_code == 200
        assert "this is not a report of AMTS" in page.text
        assert "/amts/pairs/en-zh/runs/good" in page.text

    def test_an_unknown_pair_is_said(self, reader):
        answer = reader.get("/amts/pairs/xx-yy")
        assert answer.status_code == 404
        assert "There is no language pair xx-yy" in answer.text


class TestRun:
    def test_chapters_cost_and_sections(self, reader, put):
        report = put("first")
        words = text_of(reader.get("/amts/pairs/en-zh/runs/first"))
        score = report.score("none", "TER", "chapter_a/first", report.scores[0].level)
        assert f"{score.value:.3f} {score.low:.3f} to {score.high:.3f}" in words
        assert "ACT, sentence pairs 1 200" in words.replace("\u202f", " ")
        assert "$0.07" in words
        assert "Edit work Words." in words
        assert "41 %" in words

    def test_segments_are_escaped_and_their_code_is_code(self, reader, put):
        put("first")
        page = reader.get("/amts/pairs/en-zh/runs/first").text
        assert "<code>&lt;script&gt;</code>alert(1)" in page
        assert "<script>alert" not in page
        assert "<code>`code`</code>" in page

    def test_segments_are_chosen_by_chapter_and_order(self, reader, put):
        put("first")
        page = reader.get("/amts/pairs/en-zh/runs/first", params={"chapter": "chapter_b/second", "order": "worst"}).text
        assert len(re.findall('<article class="example">', page)) == 6
        assert re.search(r'<option value="chapter_b/second" selected>', page)

    def test_further_pages(self, reader, put):
        put("first")
        first = reader.get("/amts/pairs/en-zh/runs/first").text
        address = re.search(r'rel="next" href="\?([^"#]+)#segments', first)
        assert address
        second = reader.get(f"/amts/pairs/en-zh/runs/first?{address[1].replace('&amp;', '&')}").text
        assert len(re.findall('<article class="example">', first)) == 20
        assert len(re.findall('<article class="example">', second)) == 10

    def test_links_lead_to_the_run_its_task_and_the_objects(self, reader, put, add_run):
        put("first")
        add_run("first")
        page = reader.get("/amts/pairs/en-zh/runs/first").text
        assert 'href="/dags/amts_en_zh/runs/first/tasks/report"' in page
        assert "<code>s3://amts-test/amts/reports/en-zh/first/report.json</code>" in page
        assert "https://console.aws.amazon.com/s3/buckets/amts-test?region=us-east-1&amp;prefix=amts" in page

    def test_a_local_endpoint_has_no_console(self, reader, put, store, monkeypatch):
        put("first")
        monkeypatch.setattr(store.client.meta, "_endpoint_url", "http://127.0.0.1:5005")
        assert "console.aws" not in reader.get("/amts/pairs/en-zh/runs/first").text

    def test_a_run_without_report_says_its_state(self, reader, add_run):
        add_run("failed-one", state="failed")
        answer = reader.get("/amts/pairs/en-zh/runs/failed-one")
        assert answer.status_code == 404
        assert "has no report" in answer.text
        assert "/dags/amts_en_zh/runs/failed-one" in answer.text

    def test_a_damaged_report_is_named_with_its_address(self, reader, store):
        store.write("reports/en-zh/bad/report.json", "{}")
        answer = reader.get("/amts/pairs/en-zh/runs/bad")
        assert answer.status_code == 503
        assert "s3://amts-test/amts/reports/en-zh/bad/report.json cannot be shown" in answer.text

    @pytest.mark.parametrize("address", ["runs/a..b", "runs/%2e%2e%2fother", "runs/first?page=first"])
    def test_addresses_that_cannot_be_ours_are_refused(self, reader, put, address):
        put("first")
        assert reader.get(f"/amts/pairs/en-zh/{address}").status_code in (404, 422)

    def test_files_are_the_report(self, reader, put):
        from amts_core.evaluate.report import Report

        report = put("first")
        answer = reader.get("/amts/pairs/en-zh/runs/first/report.json")
        assert Report.from_json(answer.content) == report
        assert 'filename="en-zh-first-report.json"' in answer.headers["Content-Disposition"]
        assert reader.get("/amts/pairs/en-zh/runs/first/secrets.csv").status_code == 404


def test_behind_a_prefix_addresses_keep_it(reader, put: Callable[..., Any]):
    """As with `[api] base_url` http://host/airflow."""
    put("first")
    reader.app.root_path = "/airflow"
    page = reader.get("/airflow/amts/pairs/en-zh").text
    assert 'href="/airflow/amts/"' in page
    assert 'href="/airflow/dags/amts_en_zh"' in page

"""What a foreign page can do to the service, in a real browser: with the guard, and without."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from local_aws.guard import Guard
from local_aws.server import Server
from local_aws.settings import Settings
from tests.browser import chromium

pytestmark = pytest.mark.integration

DELETE = "<Delete><Object><Key>pairs.csv</Key></Object></Delete>"
# What a page can do without asking: fetches in the mode no-cors, forms, images.
ATTACK = """<!DOCTYPE html><html><body><script>
async function attack(url) {
  const post = {method: "POST", mode: "no-cors", body: `DELETE_BODY`};
  await fetch(url + "/books?delete", post).catch(() => {});
  await fetch(url + "/_local_aws/faults", {method: "POST", mode: "no-cors", body: "{}"}).catch(() => {});
  const form = new FormData();
  form.append("key", "pairs.csv");
  form.append("file", new Blob(["stolen"]));
  await fetch(url + "/books", {method: "POST", mode: "no-cors", body: form}).catch(() => {});
  return await fetch(url + "/books/pairs.csv").then((r) => r.text()).catch(() => "unread");
}
</script></body></html>""".replace("DELETE_BODY", DELETE)


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = ATTACK.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def page() -> Iterator[str]:
    """The address of a page of another origin."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(Settings(engine="echo"))
    server.start()
    yield server
    server.stop()


def content(server: Server) -> bytes | None:
    s3 = boto3.client(
        "s3", region_name="us-east-1", endpoint_url=server.url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    try:
        body: bytes = s3.get_object(Bucket="books", Key="pairs.csv")["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    return body


def attack(server: Server, page: str) -> str:
    """Let the page do its worst, with what it could read; parallel data lies in the bucket before."""
    s3 = boto3.client(
        "s3", region_name="us-east-1", endpoint_url=server.url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    s3.create_bucket(Bucket="books")
    s3.put_object(Bucket="books", Key="pairs.csv", Body=b"en,es\na,b\n")
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(page)
        read: str = tab.evaluate(f"attack({server.url!r})")
    return read


def test_without_the_guard_the_page_deletes_or_overwrites(
    server: Server, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guard, "refusal", lambda self, method, headers: "")
    attack(server, page)
    assert content(server) != b"en,es\na,b\n"


def test_with_it_the_page_changes_and_reads_nothing(server: Server, page: str) -> None:
    assert attack(server, page) == "unread"
    assert content(server) == b"en,es\na,b\n"
    assert server.service.faults.as_json() == []


def test_a_name_that_leads_to_us_by_rebinding_is_refused(server: Server) -> None:
    port = server.url.rpartition(":")[2]
    with chromium("--host-resolver-rules=MAP rebound.example.org 127.0.0.1") as browser:
        tab = browser.new_page()
        answer = tab.goto(f"http://rebound.example.org:{port}/_local_aws/health")
        assert answer is not None
        assert answer.status == 403


STORED = """<html><body><h1>A translated page</h1><script>
fetch("/books?delete", {method: "POST", body: `DELETE_BODY`}).finally(() => { document.title = "done"; });
</script></body></html>""".replace("DELETE_BODY", DELETE)


@pytest.mark.parametrize("is_sandboxed", [False, True])
def test_a_page_that_lies_in_s3_runs_no_script_of_this_origin(
    server: Server, monkeypatch: pytest.MonkeyPatch, is_sandboxed: bool
) -> None:
    """A job that translates a page of a stranger's book leaves it there with its scripts."""
    if not is_sandboxed:
        monkeypatch.setattr("local_aws.application.NO_PAGE", {})
    s3 = boto3.client(
        "s3", region_name="us-east-1", endpoint_url=server.url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    s3.create_bucket(Bucket="books")
    s3.put_object(Bucket="books", Key="pairs.csv", Body=b"en,es\na,b\n")
    s3.put_object(Bucket="books", Key="es.page.html", Body=STORED.encode(), ContentType="text/html")
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(s3.generate_presigned_url("get_object", Params={"Bucket": "books", "Key": "es.page.html"}))
        assert tab.inner_text("h1") == "A translated page"
        if not is_sandboxed:
            tab.wait_for_function("document.title === 'done'")
    assert content(server) == (b"en,es\na,b\n" if is_sandboxed else None)

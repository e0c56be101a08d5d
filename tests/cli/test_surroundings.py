"""Every command in every broken surrounding: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import contextlib
import http.server
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import botocore
import pytest

from amts_core.cli.main import COMMANDS, FAULT
from tests.cli.conftest import Amts

NOBODY = 65534
WORDS = ("boat", "river", "garden", "letter", "window", "market", "bridge", "story", "winter", "kitchen")
SENTENCES = [f"The {word} is near the sea." for word in WORDS]
GERMAN = [f"Nicht weit vom Meer ist das, was {word} heißt." for word in WORDS]
CONFIG = """
books:
  sea-en: {location: en, language: en}
  sea-de: {location: de, language: de}
pairs:
  en-de: {source: sea-en, target: sea-de}
storage: {bucket: sea-book, role_arn: "arn:aws:iam::123456789012:role/amts"}
web:
  sea: {seeds: ["http://127.0.0.1:9/"], languages: [en, de]}
"""
CALLS = {
    "sync": ("sync", "en", "new", "de", "-o", "{out}/sync", "-p", "en-de"),
    "pairs": ("pairs", "en", "de", "-p", "en-de", "-o", "{out}/pairs.tmx", "--cache", "{out}/cache/encoder.sqlite"),
    "score": ("score", "en", "de", "--none", "de", "-p", "en-de", "-o", "{out}/score"),
    "workload": ("workload", "updates", "-p", "en-de", "-o", "{out}/workload"),
    "estimate": ("estimate", "en", "-p", "en-de", "--json"),
    "document": ("document", "en", "-o", "{out}/html", "-p", "en-de"),
    "rebuild": ("rebuild", "en", "html", "-o", "{out}/rebuilt", "-p", "en-de"),
    "crawl": ("crawl", "sea", "-c", "amts.yaml", "--state", "{out}/web"),
    "config check": ("config", "check", "-c", "amts.yaml"),
    "config settings": ("config", "settings"),
    "plan": ("plan", "-c", "amts.yaml", "--cache", "{out}/plan"),
    "init": ("init", "en", "de", "-o", "{out}/amts.yaml"),
    "doctor": ("doctor", "-c", "amts.yaml"),
    "status": ("status", "-c", "amts.yaml", "--badges", "{out}/badges"),
    "messages read": ("messages", "read", "en", "po", "-o", "{out}/de", "-p", "en-de"),
    "messages write": ("messages", "write", "en", "en", "po", "-o", "{out}/po", "-p", "en-de"),
    "parallel-data list": ("parallel-data", "list"),
    "parallel-data show": ("parallel-data", "show", "pairs", "--json"),
    "parallel-data download": ("parallel-data", "download", "pairs", "-o", "{out}/pairs.csv"),
    "parallel-data delete": ("parallel-data", "delete", "pairs", "--yes"),
}
ASKS_AWS = [name for name in CALLS if name in ("sync", "workload", "doctor") or name.startswith("parallel-data")]
READS = ["sync", "pairs", "score", "workload", "estimate", "document", "rebuild", "crawl", "status", "messages read"]
WRITES = [name for name, call in CALLS.items() if any("{out}" in argument for argument in call)]

Surroundings = Callable[[Path], "contextmanager[Path]"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a book, its translation, updates, documents and a configuration; AWS is a closed port."""
    old = "# The sea\n\n" + "\n\n".join(SENTENCES) + "\n"
    german = "# Das Meer\n\n" + "\n\n".join(GERMAN)
    texts = {
        "en/sea.md": old,
        "new/sea.md": old + "\nA new sentence.\n",
        "de/sea.md": german + "\n",
        "updates/one/source_before.md": old,
        "updates/one/source_after.md": old + "\nA new sentence.\n",
        "updates/one/translation_before.md": german + "\n",
        "updates/one/translation_after.md": german + "\n\nEin neuer Satz.\n",
        "amts.yaml": CONFIG,
        "po/sea.po": 'msgid "The sea"\nmsgstr "Das Meer"\n',
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path


def said_by(name: str, out: str, err: str) -> str:
    """Where a command says what is wrong: the doctor's findings are its result."""
    return out if name == "doctor" else err


def check(amts: Amts, name: str, out: Path | str = "out", *, may_work: bool = False) -> str:
    """Call a command; gives what it said of its failure."""
    if name == "rebuild" and not Path("html").exists() and os.access(".", os.W_OK, effective_ids=True):
        assert amts("document", "en", "-o", "html", "-p", "en-de")[0] == 0
    code, out_text, err = amts(*(argument.format(out=out) for argument in CALLS[name]))
    assert "Traceback" not in err
    assert FAULT not in err, err
    assert code in ((0, 1, 2) if may_work else (1, 2)), err
    assert code == 0 or said_by(name, out_text, err).strip()
    return said_by(name, out_text, err)


def test_every_command_is_in_the_table() -> None:
    assert {call[0] for call in CALLS.values()} == set(COMMANDS)


AWS = {
    "unknown profile": ({"AWS_PROFILE": "nobody"}, "nobody"),
    "endpoint without http": ({"AWS_ENDPOINT_URL": "localhost:5005"}, "AWS_ENDPOINT_URL=localhost:5005"),
    "endpoint with a bad port": ({"AWS_ENDPOINT_URL_TRANSLATE": "http://a:99999"}, "AWS_ENDPOINT_URL_TRANSLATE"),
    "endpoint with a bad host": ({"AWS_ENDPOINT_URL": "http://[::1"}, "AWS_ENDPOINT_URL"),
    "nothing answers": ({}, "nothing answers at http://127.0.0.1:9"),
    "region that is none": ({"AWS_ENDPOINT_URL": "", "AWS_REGION": "mars-1"}, "mars-1"),
    "region with a typing error": ({"AWS_ENDPOINT_URL": "", "AWS_REGION": "us-esat-1"}, "us-east-1"),
    "region with a blank": ({"AWS_ENDPOINT_URL": "", "AWS_REGION": "us east-1"}, "us east-1"),
    "half a key": ({"AWS_SECRET_ACCESS_KEY": ""}, ""),
    "broken file of profiles": ({"AWS_CONFIG_FILE": "de/sea.md", "AWS_PROFILE": "a"}, "de/sea.md"),
}


@pytest.mark.parametrize("name", ASKS_AWS)
@pytest.mark.parametrize("surrounding", AWS)
def test_aws_that_cannot_be_used(
    amts: Amts, monkeypatch: pytest.MonkeyPatch, name: str, surrounding: str, place: Path
) -> None:
    variables, said = AWS[surrounding]
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
        if not value:
            monkeypatch.delenv(variable)
    region = variables.get("AWS_REGION", "us-east-1")  # where a configuration has it
    (place / "amts.yaml").write_text(CONFIG.replace("{bucket", f'{{region: "{region}", bucket'), encoding="utf-8")
    assert said in check(amts, name)


@pytest.fixture(params=["expired token", "no JSON", "JSON of another kind", "a page"])
def strange_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An endpoint that answers, but not as one hopes."""
    status, body = {
        "expired token": (400, b'{"__type": "ExpiredTokenException", "message": "The token is expired"}'),
        "no JSON": (200, b"{"),
        "JSON of another kind": (200, b"[1, 2]"),
        "a page": (200, b"<html><body>Sign in to the network of this hotel</body></html>"),
    }[request.param]

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    for method in ("GET", "PUT", "POST", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    yield request.param
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ASKS_AWS)
def test_an_endpoint_that_answers_something_else(amts: Amts, strange_server: str, name: str) -> None:
    said = check(amts, name, may_work=name.endswith("delete"))
    if strange_server == "expired token":
        assert "sign in again" in said


def test_the_status_of_a_book_does_without_aws(amts: Amts, strange_server: str) -> None:
    assert "not known" in check(amts, "status", may_work=True)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, to whom no file is closed."""
    if os.geteuid():
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        if not os.access(botocore.__file__, os.R_OK, effective_ids=True):
            pytest.skip("the installed packages lie in a folder that is closed to nobody")
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.parametrize("name", WRITES)
def test_a_folder_that_must_not_be_written(amts: Amts, place: Path, name: str) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o555)
    _open_way(place)
    check(amts, name, place / "open", may_work=True)  # as root: what is imported later may be closed to nobody
    with as_nobody():
        said = check(amts, name, closed)
    assert "closed" in said or "nothing answers" in said or "ermission" in said


@pytest.mark.parametrize("name", READS)
def test_files_that_must_not_be_read(amts: Amts, place: Path, name: str) -> None:
    _open_way(place)
    check(amts, name, place / "open", may_work=True)
    for path in place.rglob("*"):
        if path.is_file():
            path.chmod(0)
    (place / "out").mkdir(mode=0o777)
    (place / "out").chmod(0o777)
    with as_nobody():
        check(amts, name)


def _open_way(place: Path) -> None:
    """Let everybody reach the folder of the test."""
    for folder in (place, *place.parents):
        if folder.stat().st_uid == os.geteuid() and folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)


@pytest.mark.parametrize("name", ["sync", "document"])
def test_a_file_whose_name_is_no_text(amts: Amts, place: Path, name: str) -> None:
    for folder in ("en", "new"):
        try:
            (place / folder / os.fsdecode(b"lake-\xff.md")).write_text("# The lake\n", encoding="utf-8")
        except OSError:
            pytest.skip("this file system takes no such name")
    assert "is not UTF-8: rename it" in check(amts, name)


@pytest.mark.parametrize("name", ["plan", "status"])
def test_a_book_at_a_link_to_itself(amts: Amts, place: Path, name: str) -> None:
    (place / "loop").symlink_to("loop")
    (place / "amts.yaml").write_text(CONFIG.replace("location: en", "location: loop"), encoding="utf-8")
    assert "there is no book at" in check(amts, name)


def test_a_source_without_chapters_is_not_in_step(amts: Amts, place: Path) -> None:
    (place / "empty").mkdir()
    (place / "amts.yaml").write_text(CONFIG.replace("location: en", "location: empty"), encoding="utf-8")
    assert "no file of" in check(amts, "plan")


@pytest.fixture(scope="module")
def full_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of 64 KB with no room left."""
    folder = tmp_path_factory.mktemp("full")
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as file:
            for _ in range(100):
                file.write(b"x" * 4096)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # a process may hold a file yet


@pytest.mark.parametrize("name", WRITES)
def test_a_full_disk(amts: Amts, full_disk: Path, name: str) -> None:
    check(amts, name, full_disk, may_work=True)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"books: [", b"[]", b"books: {a: {location: 1}}", b"a: *b", b""])
@pytest.mark.parametrize("name", ["config check", "crawl", "status", "doctor"])
def test_a_configuration_that_is_none(amts: Amts, place: Path, name: str, content: bytes) -> None:
    (place / "amts.yaml").write_bytes(content)
    assert "amts.yaml" in check(amts, name)


@pytest.mark.parametrize("times", [1, 2])
def test_an_interrupted_command_says_so(place: Path, times: int) -> None:
    listener = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)  # it never answers
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "amts_core.cli.main", *(each.format(out="out") for each in CALLS["sync"])],
            env={**os.environ, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{listener.server_port}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
        )
        asking, _ = listener.socket.accept()
        for _ in range(times):
            process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        _, err = process.communicate(timeout=60)
        asking.close()
    finally:
        listener.server_close()
    assert (process.returncode, "Traceback" in err) == (130, False), err


@pytest.mark.parametrize("streams", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_closed_streams(place: Path, streams: str) -> None:
    """What some schedulers leave a command with."""
    command = f"{shlex.quote(sys.executable)} -m amts_core.cli.main config settings {streams}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_has_seen_enough(place: Path) -> None:
    """What `amts … | head -1` does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "amts_core.cli.main", "config", "settings"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    assert (process.wait(), err) == (1, b"")

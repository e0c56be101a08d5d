"""What a client may cost: bodies, headers, connections, time. Over raw sockets, since no SDK would do this."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from local_aws import server as server_module
from local_aws.server import Server
from local_aws.settings import Settings


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 4)
    monkeypatch.setattr(server_module, "READ_SECONDS", 0.6)
    monkeypatch.setattr(server_module, "IDLE_SECONDS", 0.3)
    monkeypatch.setattr("local_aws.application.LARGEST_REQUEST", 2000)
    server = Server(Settings(engine="echo", largest_upload=1000))
    server.start()
    yield server
    server.stop()


def connect(server: Server) -> socket.socket:
    return socket.create_connection((server.address, int(server.url.rpartition(":")[2])), timeout=5)


def answer(connection: socket.socket) -> bytes:
    with closing(connection):
        pieces = []
        with suppress(ConnectionError):
            while piece := connection.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)


def ask(server: Server, request: bytes) -> bytes:
    connection = connect(server)
    with suppress(ConnectionError):
        connection.sendall(request)
    return answer(connection)


TRANSLATE = b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSShineFrontendService_20170701.ListParallelData\r\n"
CHUNK = b"400\r\n" + b"x" * 1024 + b"\r\n"


@pytest.mark.parametrize("head", [b"PUT /books/a HTTP/1.1\r\nHost: localhost\r\n", TRANSLATE])
@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 3000\r\n\r\n" + b"x" * 3000,
        b"Content-Length: 99999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 3 + b"0\r\n\r\n",
    ],
    ids=["long", "said to be long", "in chunks"],
)
def test_a_body_over_the_limit_is_refused(server: Server, head: bytes, body: bytes) -> None:
    assert ask(server, head + body).split(b"\r\n")[0].split()[1] == b"413"


def test_a_body_in_chunks_below_the_limit_is_read(server: Server) -> None:
    body = b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    assert b'"ParallelDataPropertiesList": []' in ask(server, TRANSLATE + body)


@pytest.mark.parametrize("head", [b"PUT /books/a HTTP/1.1\r\nHost: localhost\r\n", TRANSLATE])
@pytest.mark.parametrize(
    "body",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n",
    ],
)
def test_a_body_that_is_not_whole_is_refused(server: Server, head: bytes, body: bytes) -> None:
    reply = ask(server, head + body)
    assert reply.split()[1] == b"400"
    assert b"not whole" in reply


@pytest.mark.parametrize(
    "headers", [b"".join(b"X-%d: y\r\n" % number for number in range(200)), b"X-A: " + b"y" * 70_000 + b"\r\n"]
)
def test_too_many_or_too_long_headers_are_refused(server: Server, headers: bytes) -> None:
    assert ask(server, b"GET /_local_aws/health HTTP/1.1\r\n" + headers + b"\r\n").split()[1] in (b"431", b"400")


@pytest.mark.parametrize("sent", [b"", b"GET / HT", TRANSLATE, TRANSLATE + b"Content-Length: 10\r\n\r\n{"])
def test_who_sends_nothing_more_is_let_go(server: Server, sent: bytes) -> None:
    began = time.monotonic()
    ask(server, sent)
    assert time.monotonic() - began < 3


def test_who_sends_a_byte_now_and_then_is_let_go_in_the_end(server: Server) -> None:
    connection = connect(server)
    sent = 0
    with closing(connection), suppress(ConnectionError):
        while sent < 40:
            connection.sendall(b"X")
            sent += 1
            time.sleep(0.1)
    assert sent < 20


def test_more_connections_than_can_be_served_are_told_so_and_others_go_on(server: Server) -> None:
    waiting = [connect(server) for _ in range(4)]
    time.sleep(0.05)
    assert b"503" in ask(server, b"GET /_local_aws/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for connection in waiting:
        connection.close()
    time.sleep(0.5)
    assert b"200" in ask(server, b"GET /_local_aws/health HTTP/1.1\r\nHost: localhost\r\n\r\n")

"""The HTTP server: one address on the loopback interface."""

from __future__ import annotations

import contextlib
import errno
import io
import ipaddress
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

from local_aws.application import Application, ConnectionDroppedError
from local_aws.service import Service
from local_aws.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG = logging.getLogger(__name__)
MOST_CONNECTIONS = 256
IDLE_SECONDS = 60.0  # without a byte
READ_SECONDS = 300.0  # for a request as a whole
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class ServerError(Exception):
    """The server cannot start; the message is one sentence that names the way out."""


class _Patient(io.RawIOBase):
    """What a client sends, for as long as it may take to send it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._deadline = time.monotonic() + READ_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the client takes too long to send its request")
        self._connection.settimeout(min(left, IDLE_SECONDS))
        return self._connection.recv_into(buffer)


class _Handler(MotoRequestHandler):
    timeout = IDLE_SECONDS

    def setup(self) -> None:
        """Read with a deadline."""
        super().setup()
        self.rfile = io.BufferedReader(_Patient(self.connection))

    def log_request(self, *args: Any) -> None:
        """Say nothing of single requests."""


class _ThreadedServer(ThreadedWSGIServer):
    """A thread a connection, up to a number; each connection is one request."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._free.acquire(blocking=False):
            with contextlib.suppress(OSError):
                request.sendall(BUSY)
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


class Server:
    """A service behind an address; `port` 0 picks a free one."""

    def __init__(self, settings: Settings, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind the address, then open the service; raises ServerError or EngineError."""
        listener = _listen(host, port)
        try:
            name = set() if _is_address(host) else {host.lower()}
            self.service = Service(replace(settings, hosts=settings.hosts | name))
            self._application = Application(self.service)
            self._server = _ThreadedServer(host, 0, self._answer, _Handler, fd=listener.fileno())
        except BaseException:
            listener.close()
            raise
        self._listener = listener
        self.address: str = listener.getsockname()[0]
        address = f"[{host}]" if ":" in host else host
        self.url = f"http://{address}:{listener.getsockname()[1]}"

    def run(self) -> None:
        """Serve until `stop`."""
        self._server.serve_forever(poll_interval=0.1)

    def start(self) -> None:
        """Serve in a thread until `stop`."""
        threading.Thread(target=self.run, name="local_aws", daemon=True).start()

    def stop(self) -> None:
        """Take no more requests, and stop the jobs; they go on at the next start."""
        self._server.shutdown()
        self.service.stop()
        self._server.server_close()
        self._listener.close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._application(environ, start_response)
        except ConnectionDroppedError:
            with contextlib.suppress(OSError):
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError from None


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OverflowError:
        listener.close()
        raise ServerError(f"{port} is no port: choose one between 1 and 65535, or 0 for any") from None
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ServerError(
                f"port {port} of {host} is in use: choose another one with --port, or 0 for any"
            ) from None
        raise ServerError(f"cannot listen at {host}, port {port}: {error.strerror}") from None
    return listener


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then end the process at once: whatever is under way goes on at the next start."""
    server = Server(settings, host, port)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    server.start()
    if not _is_loopback(server.address):
        LOG.warning("no credentials are checked, and %s can be reached from other machines", host)
    place = f"data in {settings.data}" if settings.data else "data in memory"
    print(f"local_aws ready at {server.url} (engine {server.service.engine.name}, {place})", flush=True)  # noqa: T201
    ended.wait()
    server.stop()
    logging.shutdown()
    os._exit(0)  # threads of an engine may still compute; the state on disk is whole

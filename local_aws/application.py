"""One WSGI application: Amazon Translate, S3, the admin routes, and STS for clients that ask who they are."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from flask import Flask
from moto.moto_server import werkzeug_app
from werkzeug.wrappers import Request, Response

from local_aws.admin import ADMIN_PREFIX, answer_admin
from local_aws.faults import FaultKind
from local_aws.service import Service
from local_aws.store import StateError
from local_aws.translate.exceptions import error_named
from local_aws.translate.responses import Call, Reply, answer, error_reply
from local_aws.translate.urls import find_operation

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG = logging.getLogger(__name__)
LARGEST_REQUEST = 16 * 1024**2  # bytes; a terminology of 10 MB in base64 fits
SIGNED_FOR = re.compile(r"Credential=[^/]*/[^/]*/[^/]*/(?P<service>[^/]+)/")


class ConnectionDroppedError(Exception):
    """A fault: close the connection without an answer."""


def answer_call(call: Call, service: Service) -> Reply:
    """Answer a request to Translate, or meet the fault that waits for it; raises ConnectionDroppedError."""
    meet_network(service, call.operation)
    fault = service.faults.take(FaultKind.ERROR, operation=call.operation)
    if fault:
        return error_reply(call.protocol, error_named(fault.code)("This error was asked for."))
    return answer(call, service.backend(call.region))


def meet_network(service: Service, operation: str, name: str = "") -> None:
    """Meet the fault of the network that waits for a request; raises ConnectionDroppedError."""
    fault = service.faults.take(FaultKind.DROP, FaultKind.DELAY, operation=operation, name=name)
    if fault and fault.kind is FaultKind.DROP:
        raise ConnectionDroppedError
    if fault:
        time.sleep(fault.seconds)


class Application:
    """The WSGI application of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._s3 = _moto_app("s3")
        self._sts = _moto_app("sts")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; raises ConnectionDroppedError."""
        request = Request(environ)
        if request.path.startswith(ADMIN_PREFIX):
            return answer_admin(request, self._service)(environ, start_response)
        found = find_operation(request.method, request.path, dict(request.headers))
        if found:
            if (request.content_length or 0) > LARGEST_REQUEST:
                return Response("the request is too large\n", 413)(environ, start_response)
            operation, protocol = found
            call = Call(operation, protocol, dict(request.headers), request.get_data(), request.host_url)
            reply = answer_call(call, self._service)
            return Response(reply.body, reply.status, reply.headers)(environ, start_response)
        match = SIGNED_FOR.search(request.headers.get("Authorization", ""))
        signed_for = match["service"] if match else "s3"
        if signed_for == "sts":
            return self._sts(environ, start_response)
        if signed_for == "s3":
            return self._answer_s3(environ, start_response)
        refusal = f"local_aws serves S3, Translate and STS, not {signed_for}\n"
        return Response(refusal, 501, mimetype="text/plain")(environ, start_response)

    def _answer_s3(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let moto answer; what it may have changed is on disk before the client hears of it.

        Raises ConnectionDroppedError.
        """
        path = unquote(str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")[0]).removeprefix("/")
        meet_network(self._service, f"s3:{environ['REQUEST_METHOD']}", path)
        try:
            # As "localhost" moto takes the bucket from the path, whatever the name is that the client knows us by.
            response = Response.from_app(self._s3, {**environ, "HTTP_HOST": "localhost"})
            if environ["REQUEST_METHOD"] in ("PUT", "POST", "DELETE"):
                bucket, _, key = path.partition("/")
                self._service.record_change(bucket, key)
        except (StateError, OSError) as error:
            LOG.error("S3: %s", error)
            response = _s3_error("InternalError", f"Nothing was changed: {error}", 500)
        return response(environ, start_response)


def _s3_error(code: str, message: str, status: int) -> Response:
    body = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return Response(body, status, mimetype="application/xml")


def _moto_app(name: Any) -> Flask:
    # No page of a browser shall read the buckets.
    werkzeug_app.DISABLE_GLOBAL_CORS = True  # type: ignore[attr-defined]
    app: Flask = werkzeug_app.create_backend_app(name)
    app.debug = False
    app.config["PROPAGATE_EXCEPTIONS"] = True  # that the disk is full is for us to tell
    return app

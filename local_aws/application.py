"""One WSGI application: Amazon Translate, S3, the admin routes, and STS for clients that ask who they are."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from flask import Flask
from moto.moto_server import werkzeug_app
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import get_input_stream

from local_aws.admin import ADMIN_PREFIX, answer_admin
from local_aws.faults import FaultKind
from local_aws.guard import Guard
from local_aws.regions import known_regions
from local_aws.s3.requests import meaning, refusal_of
from local_aws.service import Service
from local_aws.store import StateError
from local_aws.translate.exceptions import AccessDeniedException, InvalidSignatureException, error_named
from local_aws.translate.files import BUCKET, is_own_link
from local_aws.translate.responses import Call, Reply, answer, error_reply
from local_aws.translate.urls import find_operation

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG = logging.getLogger(__name__)
LARGEST_REQUEST = 16 * 1024**2  # bytes; a terminology of 10 MB in base64 fits
CORS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Expose-Headers": "*",
    "Vary": "Origin",
}
# What lies in S3 may be a page of a stranger's book: opened in a browser, it has no origin and runs no script.
NO_PAGE = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
FORM = "application/x-www-form-urlencoded"
WHOLE_ADDRESS = re.compile(r"^[A-Za-z][\w+.-]*://[^/?]*")
SIGNED_FOR = re.compile(r"Credential=[^/]*/[^/]*/[^/]*/(?P<service>[^/]+)/")


class ConnectionDroppedError(Exception):
    """A fault: close the connection without an answer."""


def answer_call(call: Call, service: Service) -> Reply:
    """Answer a request to Translate, or meet the fault that waits for it; raises ConnectionDroppedError."""
    meet_network(service, call.operation)
    fault = service.faults.take(FaultKind.ERROR, operation=call.operation)
    if fault:
        return error_reply(call.protocol, error_named(fault.code)("This error was asked for."))
    if call.region not in known_regions():
        message = f"Credential should be scoped to a valid region, not '{call.region}'."
        return error_reply(call.protocol, InvalidSignatureException(message))
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
        self._guard = Guard(service.settings.hosts, service.settings.origins)
        self._s3 = _moto_app("s3")
        self._sts = _moto_app("sts")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; raises ConnectionDroppedError."""
        request = Request(environ)
        origin = request.headers.get("Origin", "")
        refusal = self._guard.refusal(request.method, dict(request.headers))
        if refusal:
            response = _refused(request, refusal)
        elif request.method == "OPTIONS" and self._guard.allows(origin):
            response = Response(status=204)
        else:
            response = self._answer(request)
        if self._guard.allows(origin):
            response.headers.extend({**CORS, "Access-Control-Allow-Origin": origin})
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        found = find_operation(request.method, request.path, dict(request.headers))
        is_s3 = not found and not request.path.startswith(ADMIN_PREFIX)
        try:
            body = _body(request, self._service.settings.largest_upload if is_s3 else LARGEST_REQUEST)
        except RequestEntityTooLarge:
            return _s3_error("EntityTooLarge", "the request is too large", 413) if is_s3 else _too_large()
        except ClientDisconnected:  # too few bytes, or chunks that are none
            return _s3_error("IncompleteBody", "the body of the request is not whole", 400)
        if found:
            operation, protocol = found
            call = Call(operation, protocol, dict(request.headers), body, request.host_url)
            reply = answer_call(call, self._service)
            return Response(reply.body, reply.status, reply.headers)
        if request.path.startswith(ADMIN_PREFIX):
            return answer_admin(request, self._service)
        match = SIGNED_FOR.search(request.headers.get("Authorization", ""))
        signed_for = match["service"] if match else "s3"
        if signed_for == "sts":
            return Response.from_app(self._sts, request.environ)
        if signed_for == "s3":
            return self._answer_s3(request, body)
        refusal = f"local_aws serves S3, Translate and STS, not {signed_for}\n"
        return Response(refusal, 501, mimetype="text/plain")

    def _answer_s3(self, request: Request, body: bytes) -> Response:
        """Let moto answer; what it may have changed is on disk before the client hears of it.

        Raises ConnectionDroppedError.
        """
        # A whole address may stand in the request line: its path counts.
        uri = WHOLE_ADDRESS.sub("", str(request.environ.get("RAW_URI") or request.path))
        path = unquote(uri.partition("?")[0]).removeprefix("/")
        meet_network(self._service, f"s3:{request.method}", path)
        if _is_internal(request, path):
            return _s3_error("NoSuchBucket", "The specified bucket does not exist", 404)
        if refused := refusal_of(request, path, body):
            return _s3_error(refused.code, refused.message, refused.status)
        try:
            # As "localhost" moto takes the bucket from the path, whatever the name is that the client knows us by.
            environ = {**request.environ, "HTTP_HOST": "localhost", "RAW_URI": uri, "REQUEST_URI": uri}
            if request.mimetype == FORM:  # so curl calls any data, and moto would take them apart
                environ["CONTENT_TYPE"] = "binary/octet-stream"
            response = Response.from_app(self._s3, environ)
            response.headers.extend(NO_PAGE)
            if request.method in ("PUT", "POST", "DELETE"):
                bucket, _, key = path.partition("/")
                self._service.record_change(bucket, key)
        except (StateError, OSError) as error:
            LOG.error("S3: %s", error)
            return _s3_error("InternalError", f"Nothing was changed: {error}", 500)
        except Exception as error:  # a fault of moto's
            LOG.exception("S3: %s %s", request.method, path)
            found = meaning(request, error)
            return _s3_error(found.code, found.message, found.status)
        return response


def _body(request: Request, limit: int) -> bytes:
    """The body of a request, which can be read again; raises RequestEntityTooLarge, also for one in chunks."""
    environ = request.environ
    body = get_input_stream(environ, max_content_length=limit + 1).read()
    if len(body) > limit:
        raise RequestEntityTooLarge
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("wsgi.input_terminated", None)
    return body


def _is_internal(request: Request, path: str) -> bool:
    """Whether a request is about the files of the service, but for the links that it gave out itself."""
    named = [path.lstrip("/"), unquote(request.headers.get("X-Amz-Copy-Source", "")).lstrip("/")]
    if not any(name == BUCKET or name.startswith((f"{BUCKET}/", f"{BUCKET}:")) for name in named):
        return False
    return not (request.method == "GET" and is_own_link(request.url))


def _refused(request: Request, refusal: str) -> Response:
    found = find_operation(request.method, request.path, dict(request.headers))
    if not found:
        return _s3_error("AccessDenied", refusal, 403)
    reply = error_reply(found[1], AccessDeniedException(refusal))
    return Response(reply.body, reply.status, reply.headers)


def _too_large() -> Response:
    return Response("the request is too large\n", 413, mimetype="text/plain")


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

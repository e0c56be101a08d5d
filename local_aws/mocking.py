"""Amazon Translate inside the process of a test, beside `moto.mock_aws`: no server, no socket.

    with mock_aws(), mock_translate(engine="memory") as service:
        boto3.client("translate", region_name="us-east-1").translate_text(...)

Clients that are made inside see it. Jobs and imports end inside the request that starts them, unless
`inline=False`; S3 is the one of `mock_aws`.
"""

from __future__ import annotations

from contextlib import ContextDecorator
from dataclasses import replace
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError
from botocore.handlers import BUILTIN_HANDLERS
from moto.core.botocore_stubber import MockRawResponse

from local_aws.application import ConnectionDroppedError, answer_call
from local_aws.engines.base import Engine
from local_aws.service import Service
from local_aws.settings import Settings
from local_aws.translate.responses import Call
from local_aws.translate.urls import find_operation

DRAIN_SECONDS = 60.0


class mock_translate(ContextDecorator):  # noqa: N801 - named as moto's mock_aws
    """A decorator and context manager that gives the `Service`, to look at or to add faults."""

    def __init__(self, engine: str | Engine = "memory", *, inline: bool = True, **engine_settings: Any) -> None:
        name, made = (engine, None) if isinstance(engine, str) else (engine.name, engine)
        self._settings = Settings(engine=name, engine_settings=engine_settings, inline=inline)
        self._engine = made
        self._running: Service | None = None
        self._session = patch("boto3.DEFAULT_SESSION", None)

    def __enter__(self) -> Service:
        self._handler = ("before-send.translate", self._answer)
        BUILTIN_HANDLERS.insert(0, self._handler)
        self._session.start()
        return self.reset()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        BUILTIN_HANDLERS.remove(self._handler)
        self._session.stop()
        self._end()

    def reset(self, engine: Engine | None = None, **changes: Any) -> Service:
        """Begin again with nothing, if wanted with another engine or other settings; S3 is not touched.

        Clients that were made before go on, with the new service.
        """
        self._end()
        self._running = Service(replace(self._settings, **changes), engine=engine or self._engine)
        return self._running

    def _end(self) -> None:
        if self._running:
            self._running.drain(DRAIN_SECONDS)
            self._running.stop()
            self._running = None

    def _recreate_cm(self) -> Self:
        return type(self)(
            self._engine or self._settings.engine, inline=self._settings.inline, **self._settings.engine_settings
        )

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        headers = {name.title(): _text(value) for name, value in request.headers.items()}
        found = find_operation(request.method, urlsplit(request.url).path, headers)
        if self._running is None or found is None:
            return None
        operation, protocol = found
        body = request.body.read() if hasattr(request.body, "read") else request.body or b""
        content = body.encode() if isinstance(body, str) else bytes(body)
        call = Call(operation, protocol, headers, content, "https://s3.amazonaws.com/")
        try:
            reply = answer_call(call, self._running)
        except ConnectionDroppedError as error:
            raise ConnectionClosedError(endpoint_url=request.url) from error
        return AWSResponse(request.url, reply.status, reply.headers, MockRawResponse(reply.body))


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value

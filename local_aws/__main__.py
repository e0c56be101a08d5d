"""The command `python -m local_aws`."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local_aws.engines.base import EngineError, engine_names
from local_aws.server import ServerError, serve
from local_aws.service import ServiceError
from local_aws.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run the server; gives the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=options.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("bm25s").setLevel("WARNING")
    settings = Settings(
        engine=options.engine,
        engine_settings=dict(options.set),
        data=None if options.in_memory else options.data,
        workers=options.workers,
        segments_per_second=options.segments_per_second,
        hosts=frozenset(options.allow_host),
        origins=frozenset(options.allow_origin),
        largest_upload=options.largest_upload * 1024**2,
        events=options.events,
    )
    try:
        serve(settings, options.host, options.port)
    except (ServerError, ServiceError, EngineError, OSError) as error:
        print(f"local_aws: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local_aws",
        description="Amazon Translate and S3 on this machine. No credentials are checked: keep it on the loopback"
        " interface. Point clients at it with AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL_TRANSLATE.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=int, default=5005, help="port, 0 for a free one (default: %(default)s)")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME",
        help="a name under which clients may address the server, beside localhost, --host and addresses in figures",
    )  # fmt: skip
    parser.add_argument(
        "--allow-origin", action="append", default=[], metavar="URL",
        help="pages of this origin (http://name:port) may use the server; without it no page of a browser may",
    )  # fmt: skip
    parser.add_argument(
        "--largest-upload", type=int, default=512, metavar="MB", help="largest body of a request to S3 (%(default)s)"
    )
    parser.add_argument("--engine", default="gemma", help=f"one of {', '.join(engine_names())} (default: %(default)s)")
    parser.add_argument(
        "--set", action="append", default=[], type=_setting, metavar="NAME=VALUE", help="a setting of the engine"
    )
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--data", type=Path, default=Path(".local_aws"), help="folder of the state (%(default)s)")
    place.add_argument("--in-memory", action="store_true", help="keep nothing")
    parser.add_argument("--workers", type=int, default=1, help="jobs that translate at the same moment (%(default)s)")
    parser.add_argument("--segments-per-second", type=float, help="slow each job down to this speed")
    parser.add_argument(
        "--events", type=_address, metavar="URL", help="post an event as of EventBridge there when a job or import ends"
    )
    parser.add_argument("--log-level", default="info", choices=["debug", "info", "warning", "error"])
    return parser


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise argparse.ArgumentTypeError(f"{text!r} is no address, as http://127.0.0.1:8000/events is one")
    return text


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


if __name__ == "__main__":
    sys.exit(main())

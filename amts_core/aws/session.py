"""The one place where boto3 clients come from: region and endpoint are looked at before anything is asked."""

from __future__ import annotations

import difflib
import os
from typing import Any
from urllib.parse import urlsplit

import boto3

from amts_core.aws.errors import explained
from amts_core.errors import AmtsError


def aws_client(service: str, region: str, session: Any = None) -> Any:
    """A client; credentials and endpoint come from boto3's usual places.

    Raises AmtsError for an unknown profile, for a region that the service does not have, and for an endpoint that is no
    address.
    """
    with explained(f"use {service} in {region}"):
        session = session or boto3.session.Session()
        if not _endpoint(service):
            _check_region(session, service, region)
        try:
            return session.client(service, region_name=region)
        except ValueError as error:  # botocore's own word for an address that it cannot use
            raise AmtsError(f"cannot use {service} in {region}: {error}; correct the region or the endpoint") from None


def _endpoint(service: str) -> str:
    """The endpoint that the environment sets instead of AWS's own; raises AmtsError if it is no address."""
    variable = f"AWS_ENDPOINT_URL_{service.upper()}"
    name = variable if os.environ.get(variable) else "AWS_ENDPOINT_URL"
    address = os.environ.get(name, "")
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if address and not is_address:
        raise AmtsError(f"{name}={address} is no address: write it as http://host:port, or unset it for AWS itself")
    return address


def _check_region(session: Any, service: str, region: str) -> None:
    known = [
        name
        for partition in session.get_available_partitions()
        for name in session.get_available_regions(service, partition_name=partition)
    ]
    if known and region not in known:
        close = difflib.get_close_matches(region, known)
        did_you_mean = f"did you mean {' or '.join(close)}?" if close else f"it is in {', '.join(sorted(known))}"
        raise AmtsError(f"{service} is not in a region {region!r}: {did_you_mean}")

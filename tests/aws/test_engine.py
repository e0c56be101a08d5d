"""Who translates is said by the endpoint."""

from __future__ import annotations

import pytest

from amts_core.aws.engine import endpoint, engine_name


@pytest.mark.parametrize(
    ("own", "all_services", "address", "name"),
    [
        ("", "", None, "Amazon Translate"),
        ("http://a", "", "http://a", "local engine (not Amazon's)"),
        ("", "http://b", "http://b", "local engine (not Amazon's)"),
        ("http://a", "http://b", "http://a", "local engine (not Amazon's)"),
    ],
)
def test_the_endpoint_of_the_service_goes_before_that_of_all(
    monkeypatch: pytest.MonkeyPatch, own: str, all_services: str, address: str | None, name: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_TRANSLATE", own)
    monkeypatch.setenv("AWS_ENDPOINT_URL", all_services)
    assert (endpoint(), engine_name()) == (address, name)

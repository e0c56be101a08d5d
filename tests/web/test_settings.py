from __future__ import annotations

import pytest
from pydantic import ValidationError

from amts_core.config import WebSource

PLAIN = {"seeds": ["https://example.org/en/"], "languages": ["en", "es"]}


def test_hosts_come_from_seeds_and_sitemaps() -> None:
    source = WebSource(**PLAIN, sitemaps=["https://es.example.org/sitemap.xml"])
    assert source.hosts == ("es.example.org", "example.org")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seeds": []}, "at least one address"),
        ({"seeds": ["ftp://example.org"]}, "no web address"),
        ({"languages": ["en"]}, "at least 2"),
        ({"languages": ["en", "xx"]}, "unknown language 'xx'"),
        ({"keywords": {"de": ["Lernen"]}}, "not among the languages"),
        ({"keywords": {"en": ["learning"]}}, "no keywords for es"),
        ({"refused": ["example.org"]}, "refused domain"),
        ({"domains": ["https://example.org"]}, "no domain"),
        ({"limits": {"rate": 0}}, "greater than 0"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_mistakes_are_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        WebSource.model_validate({**PLAIN, **change})


def test_allows_seeds_and_domains_but_never_refused_ones() -> None:
    source = WebSource(**PLAIN, domains=["friends.net"], refused=["bad.friends.net"])
    assert source.allows("https://example.org/x")
    assert source.allows("http://www.friends.net/x")
    assert not source.allows("https://www.example.org/x")
    assert not source.allows("https://bad.friends.net/x")
    assert not source.allows("https://very.bad.friends.net/x")
    assert not source.allows("https://notfriends.net/x")

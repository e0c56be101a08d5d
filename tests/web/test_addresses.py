from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.web.addresses import canonical, circles, form, host_of, named_language, without_language


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.org/en/a/b.html", "https://x.org/es/a/b.html"),
        ("https://x.org/a/b.html", "https://x.org/es-MX/a/b.html"),
        ("https://en.x.org/a", "https://www.x.org/a"),
        ("https://x.org/a.en.html", "https://x.org/a.es.html"),
        ("https://x.org/a_en", "https://x.org/a-de"),
        ("https://x.org/a?lang=en&p=2", "https://x.org/a?p=2&lang=de"),
        ("https://x.org/english/a", "https://x.org/espanol/a"),
    ],
)
def test_versions_of_a_page_share_their_address_without_language(one: str, other: str) -> None:
    assert without_language(one) == without_language(other)


@pytest.mark.parametrize("other", ["https://x.org/a?p=3&lang=de", "https://x.org/b?p=2", "https://y.org/a?p=2"])
def test_other_pages_do_not(other: str) -> None:
    assert without_language("https://x.org/a?p=2&lang=en") != without_language(other)


def test_canonical_joins_spellings() -> None:
    spellings = ["http://X.org/a?b=2&a=1#top", "http://x.org/a?a=1&b=2", "http://x.org:80/a?a=1&b=2&utm_source=mail"]
    assert len({canonical(url) for url in spellings}) == 1


@given(
    st.from_regex(r"http://[a-z]{1,8}\.org(/[a-z0-9%._-]{0,6}){0,4}(\?[a-z]=[a-z0-9]{0,3}(&[a-z]=x)?)?", fullmatch=True)
)
def test_canonical_is_stable(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


def test_form_forgets_digits_and_values() -> None:
    assert form("http://x.org/2024/05/a?day=7") == form("http://x.org/1999/12/a?day=31")
    assert form("http://x.org/2024/05/a?day=7") != form("http://x.org/2024/05/b?day=7")


def test_circles_are_seen() -> None:
    assert circles("http://x.org/a/b/a/b/a/c")
    assert not circles("http://x.org/a/b/a/c")


@pytest.mark.parametrize(
    ("name", "code"),
    [("ES", "es"), ("es_MX", "es-MX"), ("Español", "es"), ("German", "de"), ("zh-cn", "zh"), ("estate", None)],
)
def test_names_of_languages(name: str, code: str | None) -> None:
    assert named_language(name) == code


def test_host_is_without_port_and_lower_case() -> None:
    assert host_of("http://Example.ORG:8080/x") == "example.org"

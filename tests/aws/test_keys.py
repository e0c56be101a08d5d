"""Names of keys."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from amts_core.aws.keys import digest, safe_name


@given(st.text())
def test_a_safe_name_is_safe_and_short(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9-]*", safe_name(name))
    assert len(safe_name(name)) <= max(len(name), 89)


@given(st.text(), st.text())
def test_different_names_stay_different(one: str, other: str) -> None:
    assert (safe_name(one) == safe_name(other)) == (one == other)


def test_a_name_that_is_safe_stays_as_it_is() -> None:
    assert safe_name("en-zh-1") == "en-zh-1"


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_a_digest_tells_where_each_text_ends(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)

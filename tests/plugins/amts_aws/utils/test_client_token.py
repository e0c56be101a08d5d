from __future__ import annotations

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException
from hypothesis import given
from hypothesis import strategies as st

from amts_aws.utils.client_token import (
    CLIENT_TOKEN_PATTERN,
    check_client_token,
    name_suffix,
    renewed,
    task_client_token,
)


def test_the_same_task_asking_for_the_same_gets_the_same_token(context):
    assert task_client_token(context, {"b": 1, "a": [2]}) == task_client_token(context, {"a": [2], "b": 1})


@pytest.mark.parametrize("attribute", ["dag_id", "run_id", "task_id", "map_index"])
def test_every_part_of_the_identity_counts(context, attribute):
    before = task_client_token(context, "content")
    setattr(context["ti"], attribute, "other")
    assert task_client_token(context, "content") != before


def test_the_content_counts(context):
    assert task_client_token(context, "one") != task_client_token(context, "two")


def test_the_token_fits_the_pattern_although_the_run_id_does_not(context):
    assert not CLIENT_TOKEN_PATTERN.fullmatch(context["ti"].run_id)
    assert CLIENT_TOKEN_PATTERN.fullmatch(task_client_token(context, "content"))


@given(st.from_regex(CLIENT_TOKEN_PATTERN, fullmatch=True))
def test_tokens_of_later_attempts_are_valid_and_all_different(token):
    tokens = [renewed(token, attempt) for attempt in range(5)]
    assert tokens[0] == token
    assert len(set(tokens)) == 5
    assert all(check_client_token(each) == each for each in tokens)
    assert len(name_suffix(token)) == 16


@pytest.mark.parametrize("token", ["", "a" * 65, "manual__2026", "ü", "a\n"])
def test_a_token_that_the_service_would_refuse_is_refused_here(token):
    with pytest.raises(AirflowFailException, match="1 to 64 letters"):
        check_client_token(token)

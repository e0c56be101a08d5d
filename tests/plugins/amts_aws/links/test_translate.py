from __future__ import annotations

from unittest import mock

import pytest

from amts_aws.links.translate import (
    TranslateParallelDataLink,
    TranslateTerminologyLink,
    TranslateTextTranslationJobLink,
)

LINKS = [
    (TranslateTextTranslationJobLink, {"job_id": "abc"}, "#jobs/abc"),
    (TranslateParallelDataLink, {"parallel_data_name": "book"}, "#parallel-data/book"),
    (TranslateTerminologyLink, {"terminology_name": "names"}, "#terminology/names"),
]


@pytest.mark.parametrize(("link", "stored", "place"), LINKS)
@pytest.mark.parametrize(("partition", "domain"), [("aws", "aws.amazon.com"), ("aws-cn", "amazonaws.cn")])
def test_what_is_persisted_makes_the_link(context, link, stored, place, partition, domain):
    operator = mock.MagicMock(do_xcom_push=True)
    link.persist(context=context, operator=operator, region_name="eu-west-1", aws_partition=partition, **stored)
    pushed = context["ti"].xcom_push.call_args.kwargs
    assert pushed["key"] == link.key
    assert link().format_link(**pushed["value"]) == (f"https://console.{domain}/translate/home?region=eu-west-1{place}")


def test_keys_are_different():
    assert len({link.key for link, *_ in LINKS}) == len(LINKS)

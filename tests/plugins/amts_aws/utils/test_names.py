from __future__ import annotations

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from amts_aws.utils.names import check_names


@pytest.mark.parametrize("names", [[None], ["pairs", None], [""], ["  "], ["None"], "pairs", {"pairs"}, 3])
def test_what_is_no_list_of_names_is_refused(names):
    with pytest.raises(AirflowFailException, match="parallel_data_names"):
        check_names("parallel_data_names", names)


@pytest.mark.parametrize(("names", "sent"), [(None, None), ([], None), (["a"], ["a"]), (("a", "b"), ["a", "b"])])
def test_names_go_into_the_request(names, sent):
    assert check_names("parallel_data_names", names) == sent

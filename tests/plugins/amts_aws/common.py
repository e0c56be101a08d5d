"""What the tests of several operators share."""

from __future__ import annotations

import pytest
from airflow.providers.common.compat.sdk import TaskDeferred

FILE = {"S3Uri": "s3://bucket/pairs/abc.tmx", "Format": "TMX"}
OTHER_FILE = {"S3Uri": "s3://bucket/pairs/def.tmx", "Format": "TMX"}
WAITS = pytest.mark.parametrize(
    ("wait_for_completion", "deferrable"), [(False, False), (True, False), (False, True), (True, True)]
)


def defer(operator, context):
    """Run the operator until it defers; give the deferral."""
    with pytest.raises(TaskDeferred) as deferred:
        operator.execute(context)
    return deferred.value

"""What is done with a sentence that no rule keeps."""

from __future__ import annotations

import pytest

from amts_core.sync.policy import Course, Policy


@pytest.mark.parametrize(
    ("similarity", "contradicts", "course"),
    [
        (96.0, False, Course.KEEP),
        (75.0, False, Course.KEEP),
        (74.9, False, Course.MERGE),
        (50.0, False, Course.MERGE),
        (49.9, False, Course.DRAFT),
        (96.0, True, Course.MERGE),
    ],
)
def test_the_course_follows_the_band_and_a_contrary_is_never_kept(
    similarity: float, contradicts: bool, course: Course
) -> None:
    assert Policy().course(similarity, contradicts=contradicts) is course


def test_a_policy_may_keep_nothing() -> None:
    assert Policy(keep=101, repair=101).course(99.0, contradicts=False) is Course.DRAFT

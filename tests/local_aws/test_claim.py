"""Two services in one folder would spoil it: the second is told who is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from local_aws.claim import LOCK, claim, holder
from local_aws.service import Service, ServiceError
from local_aws.settings import Settings


def test_a_folder_names_the_process_that_works_in_it_as_long_as_it_does(tmp_path: Path) -> None:
    assert holder(tmp_path) == ""
    taken = claim(tmp_path)
    assert taken
    assert claim(tmp_path) is None
    assert holder(tmp_path) == f"process {os.getpid()}"
    taken.close()
    assert holder(tmp_path) == ""


def test_an_end_without_a_farewell_leaves_the_folder_free(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("123456789", encoding="ascii")
    assert holder(tmp_path) == ""
    taken = claim(tmp_path)
    assert taken
    assert holder(tmp_path) == f"process {os.getpid()}"
    taken.close()


def test_a_second_service_names_the_first_and_the_way_out(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, engine="echo")
    first = Service(settings)
    try:
        with pytest.raises(ServiceError, match=rf"process {os.getpid()} works in .*: end it, or choose .* --data"):
            Service(settings)
    finally:
        first.stop()
    Service(settings).stop()

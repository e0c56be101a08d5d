"""Fixtures that every room shares."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

# The same examples on every machine, so that one that fails is a change's own; other ones: HYPOTHESIS_PROFILE=random.
# No deadline for one example: on a busy machine it measures the others.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

os.environ["AWS_EC2_METADATA_DISABLED"] = "true"  # nobody is asked for credentials over the network

# botocore reads its descriptions of the services anew for each session, a tenth of a second; tests open a thousand.
botocore.session.create_loader = cache(botocore.session.create_loader)

REPOSITORY = Path(__file__).resolve().parent.parent
TOPOLOGY = "tests/topology/"


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Tests of a file share a process, and its fixtures; those of the topology, one running system, all do."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return TOPOLOGY if file.startswith(TOPOLOGY) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """How `pytest -n` shares out tests. (`--dist loadgroup` of xdist 3.8 does nothing with pytest 9.2.)"""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real books for tests, where it exists: $AMTS_SHARED_DATA or ../shared/data."""
    folder = Path(os.environ.get("AMTS_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}: set AMTS_SHARED_DATA to run this test")
    return folder


@pytest.fixture(scope="session")
def sample_book() -> Path:
    """The sample book that ships with the project."""
    return REPOSITORY / "examples" / "book"

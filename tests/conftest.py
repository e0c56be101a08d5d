"""Fixtures that every room shares."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import botocore.session
import hypothesis
import pytest

# The same examples on every machine, so that one that fails is a change's own; other ones: HYPOTHESIS_PROFILE=random.
# No deadline for one example: on a busy machine it measures the others.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

os.environ["AWS_EC2_METADATA_DISABLED"] = "true"  # nobody is asked for credentials over the network

# botocore reads its descriptions of the services anew for each session, a tenth of a second; tests open a thousand.
botocore.session.create_loader = cache(botocore.session.create_loader)

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs in one process where several share the work: a file; of the topology, one running system, all files."""
    for item in items:
        folder = item.path.parent
        item.add_marker(pytest.mark.xdist_group(str(folder if folder.name == "topology" else item.path)))


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

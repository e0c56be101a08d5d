"""Airflow for tests: an empty home that goes with the process, set before the first import of Airflow."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from functools import cache

from tests.conftest import REPOSITORY

PLUGINS = str(REPOSITORY / "plugins")


@cache
def prepare() -> None:
    """Set what Airflow reads once, when it is imported; what is set from outside stays."""
    home = tempfile.mkdtemp(prefix="airflow-home-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name, value in {
        "AIRFLOW_HOME": home,
        "AIRFLOW__CORE__UNIT_TEST_MODE": "True",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": PLUGINS,
    }.items():
        os.environ.setdefault(name, value)
    if PLUGINS not in sys.path:
        sys.path.insert(0, PLUGINS)

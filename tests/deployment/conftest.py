"""Airflow's own lists of settings and commands are asked: an empty home, no database."""

from tests.plugins import conftest as _airflow_environment  # noqa: F401

"""Airflow for unit tests: an empty home and no database."""

from __future__ import annotations

from tests.airflow_home import prepare

prepare()

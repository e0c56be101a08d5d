"""No DAG: shows in Airflow's UI, as an import error, what is wrong with the configuration file.

The DAGs themselves go on with what could be read last, so that a slip in the file stops no run. Airflow reads a file
of this folder only if both words, its name and DAG, stand in it.
"""

from __future__ import annotations

from amts_base import config_file
from amts_core.config import load_config

load_config(config_file())

"""No DAG: shows in the UI, as an import error, what is wrong with the configuration file.

The DAGs themselves go on with the pairs that can be read, so that a slip in the file stops no run.
"""

from __future__ import annotations

from amts_base import config_file
from amts_core.config import load_config

load_config(config_file())

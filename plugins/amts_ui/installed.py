"""The entry point `airflow.plugins` of an Airflow that has AMTS installed.

One that has the folder `plugins` as its plugins folder, too, has loaded the plugin from there already; Airflow would
report a second one as an error, and passes over an entry point that is no plugin.
"""

from __future__ import annotations

import sys
from importlib import import_module

plugin = None if "amts_ui_plugin" in sys.modules else import_module("amts_ui_plugin").AmtsReports

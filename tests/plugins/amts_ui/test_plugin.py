"""Airflow loads the plugin, and loading it loads nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"


def test_airflow_finds_the_page_and_its_place_in_the_ui():
    from airflow import plugins_manager

    apps, _ = plugins_manager.get_fastapi_plugins()
    views = next(view for view in plugins_manager.get_plugin_info() if view["name"] == "amts_reports")["external_views"]
    assert "/amts" in {app["url_prefix"] for app in apps}
    assert views[0]["href"] == "amts/"


def test_loading_the_plugin_imports_none_of_what_the_page_needs():
    """Every task and every scheduler loads the plugins."""
    program = (
        "import sys, amts_ui_plugin\n"
        "heavy = {'amts_ui.app', 'amts_core', 'pandas', 'altair', 'vl_convert', 'fastapi'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PLUGINS, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_both_themes_of_the_report_page_are_taken_over():
    from amts_ui.style import style

    for theme, ink in (("light", "#1c2330"), ("dark", "#e6eaf0")):
        block = style().split(f':root[data-theme="{theme}"]')[1].split("}")[0]
        assert f"color-scheme: {theme};" in block
        assert re.findall(r"--ink: (#\w+)", block)[-1] == ink
        assert "--variant-sentence" in block

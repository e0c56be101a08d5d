"""The pools of config/pools.json in an Airflow that an operator has changed, in a process and a database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from examples.laptop.stack import ROOT, run

PLAY = """
import json
from airflow.models.pool import Pool
from examples.laptop.pools import main

def pools():
    keys = ("slots", "description", "include_deferred")
    return {pool.pool: {key: getattr(pool, key) for key in keys} for pool in Pool.get_pools()}

main()
made = pools()
Pool.create_or_update_pool("translate_api", slots=7, description="more", include_deferred=True)
Pool.delete_pool("translate_imports")
main()
print(json.dumps([made, pools()]))
"""


def test_missing_pools_are_made_and_others_stay_as_they_are(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "AIRFLOW_HOME": str(tmp_path),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": str(ROOT),
    }
    run(["airflow", "db", "migrate"], environment)
    done = subprocess.run([sys.executable, "-c", PLAY], env=environment, capture_output=True, text=True, check=True)
    made, later = json.loads(done.stdout.splitlines()[-1])
    default = made.pop("default_pool")
    wanted = json.loads((ROOT / "config" / "pools.json").read_text(encoding="utf-8"))
    assert made == wanted
    changed = {"slots": 7, "description": "more", "include_deferred": True}
    assert later == wanted | {"default_pool": default, "translate_api": changed}

"""Make the pools of config/pools.json that Airflow lacks; those that it has stay as their operator set them.

python -m examples.laptop.pools
"""

from __future__ import annotations

import json

from examples.laptop.stack import ROOT


def main() -> None:
    """Make them in the database of this environment's Airflow."""
    from airflow.models.pool import Pool

    known = {pool.pool for pool in Pool.get_pools()}
    for name, settings in json.loads((ROOT / "config" / "pools.json").read_text(encoding="utf-8")).items():
        if name not in known:
            Pool.create_or_update_pool(name, **settings)


if __name__ == "__main__":
    main()

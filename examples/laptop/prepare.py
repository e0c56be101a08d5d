"""Prepare a new installation in containers: say if the machine is too small, and make the pools.

python -m examples.laptop.prepare
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from examples.laptop import pools

GIGABYTE = 2**30
LEAST = {"GB of memory": 4.0, "processors": 2.0, "GB of free disk": 10.0}
"""What the services of the compose file need, as in Airflow's own."""


def main() -> None:
    """Warn, and go on: a small machine is slow, not wrong."""
    for warning in shortages(resources()):
        sys.stderr.write(f"WARNING: {warning}\n")
    pools.main()


def resources(disk: Path = Path("/")) -> dict[str, float]:
    """What this machine has of that."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    free = shutil.disk_usage(disk).free
    return dict(zip(LEAST, (memory / GIGABYTE, float(os.cpu_count() or 1), free / GIGABYTE), strict=True))


def shortages(found: dict[str, float]) -> list[str]:
    """A sentence for each thing of which there is too little."""
    return [
        f"{found[name]:.1f} {name} for the containers, {least:g} are needed: the services may fail or be very slow"
        for name, least in LEAST.items()
        if found[name] < least
    ]


if __name__ == "__main__":
    main()

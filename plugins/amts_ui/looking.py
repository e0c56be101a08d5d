"""A first look at a pair that no run has looked at: in a process of its own, since it reads whole books."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from amts_core.aws.storage import Store

LOG = logging.getLogger(__name__)


@dataclass
class Looks:
    """The looks that go on or have failed, by pair; one goes on at a time."""

    config_file: Path
    _going: dict[str, tuple[subprocess.Popen[bytes], IO[bytes]]] = field(default_factory=dict)
    _failed: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, pair: str, store: Store, *, again: bool = False) -> str:
        """Begin to look at a pair unless a look goes on, or has failed and is not wanted `again`.

        Gives why the last look failed, "" while one goes on.
        """
        with self._lock:
            self._gather()
            if again:
                self._failed.pop(pair, None)
            if pair not in self._failed and not self._going:
                errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the look has ended
                command = [sys.executable, "-m", "amts_core.cli.main", "status"]
                command += ["--config", str(self.config_file), "--pair", pair, "--keep", "--json"]
                environment = os.environ | _credentials(store)
                process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
                self._going[pair] = (process, errors)
            return self._failed.get(pair, "")

    def _gather(self) -> None:
        for pair, (process, errors) in list(self._going.items()):
            if process.poll() is None:
                continue
            with errors:
                errors.seek(0)
                lines = errors.read().decode("utf-8", "replace").strip().splitlines()
            if process.returncode:
                self._failed[pair] = lines[-1] if lines else f"it ended with code {process.returncode}"
                LOG.warning("cannot look at %s: %s", pair, "\n".join(lines))
            del self._going[pair]


def _credentials(store: Store) -> dict[str, str]:
    """The credentials and the endpoint of a store in a bucket, as variables of the environment."""
    client: Any = getattr(store, "client", None)
    if client is None:
        return {}
    known = client._request_signer._credentials
    found = {"AWS_ENDPOINT_URL_S3": client.meta.endpoint_url, "AWS_DEFAULT_REGION": client.meta.region_name}
    if known is not None:
        frozen = known.get_frozen_credentials()
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        found |= {
            name: value
            for name, value in zip(names, (frozen.access_key, frozen.secret_key, frozen.token), strict=True)
            if value
        }
    return found
